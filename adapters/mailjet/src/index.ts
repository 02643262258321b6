/** Mail through Mailjet: sent, followed and received. @module */
export { mailjetInbound, mailjetMailer } from './mailjet-mailer.ts'
export type { MailjetAddress, MailjetInboundOptions, MailjetMailerOptions, MailjetOptions } from './options.ts'
