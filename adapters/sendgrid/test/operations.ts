/** What crmkit asks SendGrid for. @module */
import type { Operations } from '../../../test/operations.ts'

export const operations: Operations = {
  descriptions: ['specs/tsg_mail_v3.json', 'specs/tsg_webhooks_v3.json', 'specs/tsg_email_activity_v3.json'],
  described: [
    'POST /v3/mail/send',
    'GET /v3/messages',
    'GET /v3/user/webhooks/event/settings/all',
    'GET /v3/user/webhooks/parse/settings',
    'GET /v3/user/webhooks/security/policies',
  ],
  // The permissions of a key.
  undescribed: ['GET /v3/scopes'],
}
