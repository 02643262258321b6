/** Mail through SendGrid: sent, followed and received. @module */
export type { SendgridInboundOptions, SendgridMailerOptions, SendgridOptions } from './options.ts'
export { sendgridInbound, sendgridMailer } from './sendgrid-mailer.ts'
