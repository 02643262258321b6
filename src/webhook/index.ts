/** What `crmkit/domain` shows of this room: addresses and signatures of webhooks. @module */
export { type AddressScope, addressScope, checkWebhookUrl, scopeOfHost } from './address.ts'
export {
  headerOf,
  type ReceivedHeaders,
  type ReceivedWebhook,
  signWebhook,
  type VerifiedWebhook,
  verifyWebhook,
  type WebhookCheck,
  type WebhookDistrust,
  type WebhookHeaders,
  type WebhookMessage,
  webhookSecret,
} from './signature.ts'
