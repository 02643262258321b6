/** What `crmkit/domain` shows of this room: outgoing mail and text messages, what becomes of them, where incoming mail is filed. @module */
export type * from './bounce-report.ts'
export { kindOfStatus, readBounceReport, reportedIn } from './bounce-report.ts'
export type * from './channel.ts'
export { channels, erasedAddress, purposeRules, purposes } from './channel.ts'
export type * from './consent.ts'
export { consents, consentTo, isConsentEnough, mergeConsent, stricter } from './consent.ts'
export type * from './deliverability.ts'
export { deliverability, deliveryShares } from './deliverability.ts'
export type * from './delivery.ts'
export {
  deliveryEvents,
  deliveryMarks,
  deliveryStatuses,
  newDelivery,
  recordDelivery,
  statusAfter,
} from './delivery.ts'
export type * from './file-mail.ts'
export { fileMail, filingQuestions } from './file-mail.ts'
export type * from './filed-mail.ts'
export { inboundAddressId, peopleOfMail } from './filed-mail.ts'
export { textOfHtml } from './html-text.ts'
export type * from './inbound-address.ts'
export {
  inboundAddress,
  inboundToken,
  isInboundAddress,
  parseInboundAddress,
  tokenBytes,
} from './inbound-address.ts'
export type * from './mail-matter.ts'
export { matterOfMail, noSubject, noteOfMail } from './mail-matter.ts'
export type * from './may-send.ts'
export { judgeLists, manyRecipients, maySend } from './may-send.ts'
export type * from './message.ts'
export { recordAnswer, recordEvent, startRecipients } from './message.ts'
export type * from './message-template.ts'
export { longestSms, parseMailTemplate, renderMail, renderSms, smsIssues } from './message-template.ts'
export type * from './outgoing-headers.ts'
export { mailIdOf, messageIdOf, outgoingHeaders } from './outgoing-headers.ts'
export type * from './provider-names.ts'
export { providerNames } from './provider-names.ts'
export type * from './received-mail.ts'
export {
  automaticKind,
  headersOf,
  hopHeader,
  hopsOf,
  mailKey,
  mayAnswerByMachine,
  messageIdsIn,
} from './received-mail.ts'
export { type ReminderWords, reminderWords } from './reminder-words.ts'
export type * from './saved-template.ts'
export { messageTemplateId, mostMessageTemplates, normalizeMessageTemplate } from './saved-template.ts'
export type * from './send-answer.ts'
export type * from './sender.ts'
export { chooseSender, judgeSender } from './sender.ts'
export type * from './sending.ts'
export {
  isResendable,
  moveSending,
  queueSending,
  sendStates,
  sendStepsFrom,
  sendTransitions,
  stepOfAnswer,
} from './sending.ts'
export { isContentId, isMediaType, judgeFiles, usualFilesLimit } from './sent-files.ts'
export type * from './sms-credit.ts'
export { creditChange, creditUses, debitCredit } from './sms-credit.ts'
export type * from './sms-text.ts'
export { measureSms, segmentUnits } from './sms-text.ts'
export type * from './sms-words.ts'
export { readSmsWord, smsWords } from './sms-words.ts'
export type * from './suppression.ts'
export {
  liftSuppression,
  suppress,
  suppressingEvents,
  suppressionHash,
  suppressionOf,
  suppressionOfWord,
  suppressionReasons,
  suppressionRules,
  suppressionsAt,
} from './suppression.ts'
export type * from './unread-mail.ts'
export { mailOfUnread, unreadSentences } from './unread-mail.ts'
export {
  isUnsubscribeToken,
  parseUnsubscribeToken,
  shortestSecret,
  type UnsubscribeTarget,
  type UnsubscribeToken,
  unsubscribeHeaders,
  unsubscribeToken,
} from './unsubscribe.ts'
