/** Mail through any mail server, and fetched from a mailbox. @module */
export { imapMailbox } from './imap-mailbox.ts'
export type {
  AfterFiling,
  ImapMailboxOptions,
  MailLogin,
  MailServerOptions,
  SmtpMailerOptions,
  SmtpPool,
} from './options.ts'
export { type SmtpMailer, smtpMailer } from './smtp-mailer.ts'
