/** What `crmkit/domain` shows of this room: contacts and address books outside: what a synchronization decides. @module */
export type * from './account.ts'
export { newProgress } from './account.ts'
export type * from './case.ts'
export { contactsOfCase, describeDirectoryCase, isStanding } from './case.ts'
export type * from './checkpoint.ts'
export { afterExpiry, afterPage, missingEntries, readingRequest, startReading } from './checkpoint.ts'
export {
  type DirectoryScene,
  type DirectorySettings,
  decideDirectory,
  linkAfterCreateHere,
  linkAfterCreateThere,
  linkAfterUpdate,
  usualDirectorySettings,
} from './decide.ts'
export type * from './decision.ts'
export { countDecisions, directoryDecisionKinds } from './decision.ts'
export { describeDirectoryDecision, directoryNote } from './describe.ts'
export type * from './entry.ts'
export { newLink, unlink } from './entry.ts'
export type * from './fields.ts'
export { directoryFields, identifyingEmails } from './fields.ts'
export type * from './new-account.ts'
export {
  contactChangesOf,
  type DirectoryJob,
  directoryContact,
  jobChangesOf,
  newContactOf,
} from './records.ts'
export { applyDirectoryChanges, type FieldConflict } from './settle.ts'
export type { Kept, Sides } from './three-way.ts'
