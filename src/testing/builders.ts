/** Records with every field filled in by default, so that a test says only what matters to it. @module */

import type { Group } from '../access/group.ts'
import type { StoredMember } from '../access/member.ts'
import type { Resource } from '../access/resource.ts'
import { defaultSettings, type Workspace } from '../access/workspace.ts'
import type { StoredFeed } from '../calendar/feed-address.ts'
import { usualLine } from '../call/line.ts'
import type { StoredCall, StoredLine } from '../call/stored-call.ts'
import type { DirectoryAccount } from '../directory/account.ts'
import type { MergeRecord } from '../identity/merge-record.ts'
import type { ImportRecord, KindCounts } from '../import/import-record.ts'
import type { InteractionBase, UnnumberedInteraction } from '../interaction/interaction.ts'
import type { NewJob } from '../job/job.ts'
import { plainDateIn } from '../kernel/time.ts'
import { type FiledMail, type InboundAddress, inboundAddressId } from '../message/filed-mail.ts'
import type { MessageTemplate } from '../message/saved-template.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company, UnnumberedCompany } from '../party/company.ts'
import type { Contact, UnnumberedContact } from '../party/contact.ts'
import { blankParty } from '../party/party-details.ts'
import type { RecordStamp } from '../party/record.ts'
import type { Commit } from '../ports/commit.ts'
import type { AuditEntry, DomainEvent } from '../ports/history.ts'
import type { NewReminder } from '../reminder/ledger.ts'
import type { StoredWebhook } from '../webhook/webhook.ts'
import { countedId } from './fixed-time-and-ids.ts'

const at = Date.UTC(2026, 0, 5, 9)

const stamp = { version: 1, createdAt: at, updatedAt: at } as const

/** A workspace called "Verger". */
export function buildWorkspace(fields: Partial<Workspace> & Pick<Workspace, 'id'>): Workspace {
  return { ...stamp, settings: defaultSettings('Verger'), ...fields }
}

/** An active user called Anne. */
export function buildMember(fields: Partial<StoredMember> & Pick<StoredMember, 'id'>): StoredMember {
  return {
    ...stamp,
    name: 'Anne',
    role: 'user',
    withheld: [],
    groupIds: [],
    state: 'active',
    hourlyCosts: [],
    ...fields,
  }
}

/** A white van in use. */
export function buildResource(fields: Partial<Resource> & Pick<Resource, 'id'>): Resource {
  return { ...stamp, name: 'White van', kind: 'vehicle', state: 'in-use', ...fields }
}

/** A group called "Sales". */
export function buildGroup(fields: Partial<Group> & Pick<Group, 'id'>): Group {
  return { ...stamp, name: 'Sales', ...fields }
}

/** A company called "Pomme SARL" that everybody may change. */
export function buildCompany(fields: Partial<Company> & Pick<Company, 'id'>): UnnumberedCompany {
  const { number: _number, ...record } = {
    ...stamp,
    ...blankParty({ ownerId: null, visibility: 'write' }),
    number: 0,
    name: 'Pomme SARL',
    otherNames: [],
    ...fields,
  }
  return record
}

/** A contact called Anna Pépin whom everybody may change. */
export function buildContact(fields: Partial<Contact> & Pick<Contact, 'id'>): UnnumberedContact {
  const { number: _number, ...record } = {
    ...stamp,
    ...blankParty({ ownerId: null, visibility: 'write' }),
    number: 0,
    givenName: 'Anna',
    familyName: 'Pépin',
    ...fields,
  }
  return record
}

/** A present, primary affiliation. */
export function buildAffiliation(
  fields: Partial<Affiliation> & Pick<Affiliation, 'id' | 'contactId' | 'companyId'>,
): Affiliation {
  return { ...stamp, emails: [], phones: [], isPrimary: true, ...fields }
}

/** A merge of companies that moved nothing. */
export function buildMerge(fields: Partial<MergeRecord> & Pick<MergeRecord, 'id'>): MergeRecord {
  return {
    version: 1,
    kind: 'company',
    survivorId: countedId(1),
    loserId: countedId(2),
    at,
    memberId: null,
    choices: {},
    before: null,
    moved: [],
    removed: [],
    ...fields,
  }
}

/** An open sale of 2026-01-05 on its first step, without a schedule, that everybody may change. */
export function buildInteraction(
  fields: Partial<InteractionBase & RecordStamp> & Pick<UnnumberedInteraction, 'id'>,
): UnnumberedInteraction {
  return {
    ...stamp,
    subject: 'Apples, 1,000 kg',
    type: 'sale/first-contact',
    state: 'open',
    contactIds: [],
    participants: [],
    tags: [],
    ownerId: null,
    visibility: 'write',
    updateDate: { on: plainDateIn(at, 'Europe/Paris'), from: 'schedule' },
    ...fields,
  }
}

/** Nothing counted yet. */
const noCounts: KindCounts = { created: 0, updated: 0, unchanged: 0, skipped: 0, ambiguous: 0, sibling: 0 }

/** An import that has begun. */
export function buildImport(fields: Partial<ImportRecord> & Pick<ImportRecord, 'id'>): ImportRecord {
  return {
    version: 1,
    status: 'applying',
    fileHash: 'ab12',
    plan: { mode: 'update' },
    rowsDone: 0,
    counts: { rows: 0, companies: noCounts, contacts: noCounts, invalid: 0, decidedAnew: 0 },
    memberId: null,
    startedAt: at,
    updatedAt: at,
    ...fields,
  }
}

/** An audit entry about a company. */
export function buildAudit(fields: Partial<AuditEntry> & Pick<AuditEntry, 'id'>): AuditEntry {
  return {
    at,
    author: { kind: 'system', reason: 'test' },
    command: 'companies.create',
    right: 'system',
    subject: { kind: 'company', id: countedId(1) },
    changes: [],
    ...fields,
  }
}

/** An event about a company. */
export function buildEvent(fields: Partial<DomainEvent> & Pick<DomainEvent, 'id'>): DomainEvent {
  return {
    at,
    type: 'company.created',
    author: { kind: 'system', reason: 'test' },
    subject: { kind: 'company', id: countedId(1) },
    data: {},
    ...fields,
  }
}

/** A feed of a member's telephone. */
export function buildFeed(fields: Partial<StoredFeed> & Pick<StoredFeed, 'id' | 'memberId'>): StoredFeed {
  return { version: 1, createdAt: at, secretHash: 'ab'.repeat(32), ...fields }
}

/** A mail that was filed on no matter. */
export function buildFiledMail(fields: Partial<FiledMail> & Pick<FiledMail, 'id'>): FiledMail {
  return {
    version: 1,
    provider: 'test',
    receivedAt: at,
    filing: { kind: 'filed', by: 'sender' },
    direction: 'inbound',
    automatic: null,
    interactionId: null,
    noteId: null,
    candidates: [],
    mailIds: [],
    head: { from: 'carla@pomme.example', to: ['anne@verger.example'], cc: [], subject: 'Apples' },
    files: [],
    ...fields,
  }
}

/** An address to which mail for a member is sent. */
export function buildInboundAddress(
  fields: Partial<InboundAddress> & Pick<InboundAddress, 'targetId'>,
): InboundAddress {
  const { kind = 'member', targetId } = fields
  const id = inboundAddressId(kind, targetId)
  return { id, version: 1, kind, token: 'a'.repeat(16), createdAt: at, ...fields }
}

/** A number for sales that nobody answers yet. */
export function buildLine(fields: Partial<StoredLine> & Pick<StoredLine, 'id'>): StoredLine {
  const { number } = { number: '+33123458070' as StoredLine['number'], ...fields }
  return {
    ...stamp,
    provider: 'test',
    providerId: 'PN1',
    state: 'in-use',
    name: 'Sales',
    operators: [],
    ...usualLine,
    ...fields,
    number,
  }
}

/** A call that comes in from a withheld number and rings. */
export function buildCall(fields: Partial<StoredCall> & Pick<StoredCall, 'id'>): StoredCall {
  const nobody = { number: null, lineId: null, lineNumber: null, contactIds: [], companyIds: [], operatorIds: [] }
  const call = {
    provider: 'test',
    providerCallId: null,
    direction: 'inbound',
    reach: 'nobody',
    memberId: null,
  } as const
  return { ...stamp, ...call, ...nobody, startedAt: 1_000, recordings: [], files: [], ...fields }
}

/** An address book of the workspace's. */
export function buildDirectory(fields: Partial<DirectoryAccount> & Pick<DirectoryAccount, 'id'>): DirectoryAccount {
  const settings = { groupName: 'crmkit', deletions: 'unlink', mostDeletions: 50, contacts: 'own', plan: 0 } as const
  return { ...stamp, provider: 'google', label: 'team@verger.example', memberId: null, ...settings, ...fields }
}

/** A webhook that wants every event. */
export function buildWebhook(fields: Partial<StoredWebhook> & Pick<StoredWebhook, 'id'>): StoredWebhook {
  return {
    ...stamp,
    url: 'https://hooks.verger.example/crm',
    eventTypes: ['*'],
    state: 'active',
    secrets: [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
    ...fields,
  }
}

/** A template of a text message. */
export function buildMessageTemplate(
  fields: Partial<MessageTemplate> & Pick<MessageTemplate, 'id' | 'key'>,
): MessageTemplate {
  return { ...stamp, label: { en: 'Ripe' }, channel: 'sms', locale: 'en', text: 'They are ripe.', ...fields }
}

/** A job of the kind `test` that has been due for ever. */
export function buildJob(fields: Partial<NewJob> & Pick<NewJob, 'key'>): NewJob {
  return { kind: 'test', dueAt: 0, payload: null, ...fields }
}

/** A reminder for Anne, fifteen minutes ahead, that was never wanted before. */
export function buildReminder(fields: Partial<NewReminder> & Pick<NewReminder, 'key' | 'interactionId'>): NewReminder {
  const audience = { kind: 'member', id: countedId(1) } as const
  return { occurrence: null, audience, offset: '15-minutes', dueAt: at, round: 1, ...fields }
}

/** A commit that writes nothing but what is said. */
export function buildCommit(fields: Partial<Commit> & Pick<Commit, 'workspaceId'>): Commit {
  return { writes: [], keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [], ...fields }
}
