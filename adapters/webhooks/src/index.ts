/** Sending crmkit's webhooks from Node. @module */
export { type NodeWebhookSenderOptions, nodeWebhookSender, type ResolvedAddress } from './node-webhook-sender.ts'
