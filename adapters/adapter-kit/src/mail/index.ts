/** What adapters of mail have in common: what goes into the lines of a mail, and what is read from them. @module */
export { checkMailToSend, headersToSend, oneLine } from './outgoing-text.ts'
export { contentIdOf, mailboxesIn, readHeaders } from './received-headers.ts'
export { readWholeMail, type WholeMail } from './whole-mail.ts'
