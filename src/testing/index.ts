/** Contract suites, a fixed clock, counted ids and builders, for any test runner. @module */
export { ContractFailure } from './assert.ts'
export {
  buildAffiliation,
  buildAudit,
  buildCommit,
  buildCompany,
  buildContact,
  buildDirectory,
  buildEvent,
  buildFeed,
  buildGroup,
  buildImport,
  buildInteraction,
  buildJob,
  buildMember,
  buildMerge,
  buildReminder,
  buildResource,
  buildWebhook,
  buildWorkspace,
} from './builders.ts'
export { contactDirectoryContract, type DirectorySubject } from './contact-directory-contract.ts'
export { type Contract, type ContractOptions, describeContract, type Runner, runCase } from './contract.ts'
export { directoryTokensContract, type TokensSubject } from './directory-tokens-contract.ts'
export { countedId, countedIds, type FixedClock, fixedClock } from './fixed-time-and-ids.ts'
export { type BroughtMail, type InboundMailSubject, inboundMailContract } from './inbound-mail-contract.ts'
export { mailEventsContract } from './mail-events-contract.ts'
export { mailerContract, mailLookupContract } from './mailer-contract.ts'
export {
  type AskedMail,
  type LookupSubject,
  type MailEventsSubject,
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
export { storeContract } from './store-contract.ts'
export {
  type ScriptedReceiver,
  type ScriptedRequest,
  type SenderSubject,
  webhookSenderContract,
} from './webhook-sender-contract.ts'
