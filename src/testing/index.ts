/** Contract suites, a fixed clock, counted ids and builders, for any test runner. @module */
export { ContractFailure } from './assert.ts'
export {
  buildAffiliation,
  buildAudit,
  buildCall,
  buildCommit,
  buildCompany,
  buildContact,
  buildDirectory,
  buildEvent,
  buildFeed,
  buildFiledMail,
  buildGroup,
  buildImport,
  buildInboundAddress,
  buildInteraction,
  buildJob,
  buildLine,
  buildMember,
  buildMerge,
  buildMessageTemplate,
  buildReminder,
  buildResource,
  buildWebhook,
  buildWorkspace,
} from './builders.ts'
export { contactDirectoryContract, type DirectorySubject } from './contact-directory-contract.ts'
export { type Contract, type ContractOptions, describeContract, type Runner, runCase } from './contract.ts'
export { directoryTokensContract, type TokensSubject } from './directory-tokens-contract.ts'
export { fileStoreContract } from './file-store-contract.ts'
export { countedId, countedIds, type FixedClock, fixedClock } from './fixed-time-and-ids.ts'
export { type BroughtMail, type InboundMailSubject, inboundMailContract } from './inbound-mail-contract.ts'
export { inboundMailboxContract, type MailboxPerson, type MailboxSubject } from './inbound-mailbox-contract.ts'
export { mailEventsContract } from './mail-events-contract.ts'
export { mailerContract, mailLookupContract } from './mailer-contract.ts'
export {
  type AskedMail,
  type LookupSubject,
  type MailEventsSubject,
  type MailerLack,
  type MailerSubject,
  type MailScript,
  mailToSend,
  refusedAddress,
  type ScriptedMailProvider,
  sentMailId,
  type TellingProvider,
  type ToldEvent,
} from './mailer-scene.ts'
export {
  type DirectoryFailure,
  type DirectoryPerson,
  type MemoryDirectory,
  type MemoryDirectoryOptions,
  memoryDirectory,
} from './memory-directory.ts'
export {
  type BrowserDial,
  callRequest,
  type IncomingDial,
  type MemoryTelephony,
  type MemoryTelephonyOptions,
  memoryTelephony,
  type TelephoneCompany,
  type ToldFact,
} from './memory-telephony.ts'
export { buildMessage, buildProviderEvent, buildSuppression } from './message-scene.ts'
export type { AnswerRequest, BrowserCall, PlayedCall, PlayedOutgoingCall } from './played-calls.ts'
export {
  type AskedSms,
  type ScriptedSmsProvider,
  type SmsScript,
  type SmsSubject,
  sentSmsId,
  smsSenderContract,
  smsToSend,
} from './sms-sender-contract.ts'
export { storeContract } from './store-contract.ts'
export {
  callToMake,
  type ScriptedTelephonyProvider,
  type TelephonyScript,
  type TelephonySubject,
  telephonyContract,
} from './telephony-contract.ts'
export {
  type ScriptedReceiver,
  type ScriptedRequest,
  type SenderSubject,
  webhookSenderContract,
} from './webhook-sender-contract.ts'
