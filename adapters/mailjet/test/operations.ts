/** What crmkit asks Mailjet for. @module */
import type { Operations } from '../../../test/operations.ts'

export const operations: Operations = {
  descriptions: ['specs/mailjet_openapi.yaml'],
  described: ['GET /v3/REST/eventcallbackurl', 'GET /v3/REST/message', 'GET /v3/REST/parseroute'],
  // Its description ends with v3: what sends is held against `send-schema.ts`.
  undescribed: ['POST /v3.1/send'],
}
