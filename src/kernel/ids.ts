/** The names of things. Ids are UUIDs (version 7 where crmkit makes them), in lower case. @module */
import type { Flavour } from './flavour.ts'

export type WorkspaceId = Flavour<string, 'WorkspaceId'>
export type MemberId = Flavour<string, 'MemberId'>
export type GroupId = Flavour<string, 'GroupId'>
export type ResourceId = Flavour<string, 'ResourceId'>
export type CompanyId = Flavour<string, 'CompanyId'>
export type ContactId = Flavour<string, 'ContactId'>
export type AffiliationId = Flavour<string, 'AffiliationId'>
export type InteractionId = Flavour<string, 'InteractionId'>
export type NoteId = Flavour<string, 'NoteId'>
export type FeedId = Flavour<string, 'FeedId'>
/** Names one account at a directory outside: an address book of somebody. */
export type DirectoryAccountId = Flavour<string, 'DirectoryAccountId'>
export type TimeSpentId = Flavour<string, 'TimeSpentId'>
export type ImportId = Flavour<string, 'ImportId'>
/** Chosen by the caller of a command, so that a repeated call can be recognized. */
export type CommandId = Flavour<string, 'CommandId'>
export type EventId = Flavour<string, 'EventId'>
export type AuditId = Flavour<string, 'AuditId'>
/** Names one merge of two records. */
export type MergeId = Flavour<string, 'MergeId'>
/** Names one outgoing message, whoever carries it. */
export type MessageId = Flavour<string, 'MessageId'>
export type MessageTemplateId = Flavour<string, 'MessageTemplateId'>
export type CallId = Flavour<string, 'CallId'>
/** Names a telephone number that a workspace has. */
export type LineId = Flavour<string, 'LineId'>
export type FileId = Flavour<string, 'FileId'>
/** Names a mail that came in. */
export type MailId = Flavour<string, 'MailId'>
export type InboundAddressId = Flavour<string, 'InboundAddressId'>
export type WebhookId = Flavour<string, 'WebhookId'>
/** The name of a job within its workspace; it need not be a UUID. */
export type JobKey = Flavour<string, 'JobKey'>
/** Made by whoever claims jobs; it tells him from those who held them before. */
export type LeaseId = Flavour<string, 'LeaseId'>

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a string is a UUID in the lower-case form that every store keeps. */
export function isUuid(value: string): boolean {
  return uuidShape.test(value)
}
