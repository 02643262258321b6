/** Messages in memory. @module */
import { type AccessScope, isVisible } from '../access/actor.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { MessageId } from '../kernel/ids.ts'
import { type ProviderName, providerNames } from '../message/provider-names.ts'
import { mostMessageTemplates } from '../message/saved-template.ts'
import { debitCredit } from '../message/sms-credit.ts'
import type { Contact } from '../party/contact.ts'
import type { Commit, CommitRefusal, CreateWrite, UpdateWrite } from '../ports/commit.ts'
import type { TimelineEntry, TimelinePlace } from '../ports/interaction-repository.ts'
import type { MessagePosition, MessageQuery, MessageRepository, StoredMessage } from '../ports/message-repository.ts'
import type { Tables } from './tables.ts'

/** Refuses to take more credit than there is. */
export function creditRefusal(tables: Tables, { smsCredit }: Commit): CommitRefusal | null {
  if (smsCredit === undefined || !smsCredit.needsCredit || smsCredit.parts >= 0) return null
  const debited = debitCredit(tables.smsCredit, -smsCredit.parts)
  return debited.ok ? null : debited.error
}

/** Refuses to keep more templates than a workspace may have. */
export function templateRefusal(tables: Tables, { writes }: Commit): CommitRefusal | null {
  const ofTemplates = writes.filter(({ kind }) => kind === 'message-template')
  const added = ofTemplates.filter(({ op }) => op === 'create').length
  const removed = ofTemplates.filter(({ op }) => op === 'purge').length
  if (added === 0 || tables.messageTemplates.size + added - removed <= mostMessageTemplates) return null
  return { code: 'too-many', kind: 'message-template', most: mostMessageTemplates }
}

/** Puts a new message in its place, and its words beside it. */
export function addMessage(
  tables: Tables,
  { record, words }: Extract<CreateWrite, { readonly kind: 'message' }>,
): void {
  tables.messages.set(record.id, record)
  tables.messageWords.set(record.id, words)
  addNames(tables, record.id, providerNames(record))
}

/** Replaces a message. What it says stays as it is: who erases it is not undone by who looked before. */
export function replaceMessage(
  tables: Tables,
  { record, namesAdded }: Extract<UpdateWrite, { readonly kind: 'message' }>,
): void {
  const { headline = null } = tables.messages.get(record.id) ?? {}
  tables.messages.set(record.id, { ...record, headline })
  addNames(tables, record.id, namesAdded)
}

function addNames(tables: Tables, id: MessageId, names: readonly ProviderName[]): void {
  for (const name of names) tables.messageNames.set(nameKey(name), known(tables, name).add(id))
}

function known(tables: Tables, name: ProviderName): Set<MessageId> {
  return tables.messageNames.get(nameKey(name)) ?? new Set()
}

function nameKey({ provider, providerMessageId }: ProviderName): string {
  return `${provider} ${providerMessageId}`
}

/** Takes the words of messages away. */
export function blankMessages(tables: Tables, { messagesBlanked = [] }: Commit): void {
  for (const id of messagesBlanked) {
    tables.messageWords.delete(id)
    const message = tables.messages.get(id)
    if (message !== undefined) tables.messages.set(id, { ...message, headline: null })
  }
}

/** The messages of a memory store. @param read the tables of a workspace */
export function memoryMessages(read: (workspaceId: string) => Tables): MessageRepository {
  const copy = <Value>(value: Value): Value => structuredClone(value)
  const messagesOf = (workspaceId: string): readonly StoredMessage[] => [...read(workspaceId).messages.values()]
  return {
    findMany: async (workspaceId, ids) => {
      const { messages } = read(workspaceId)
      return copy([...new Set(ids)].flatMap((id) => messages.get(id) ?? []))
    },
    list: async (scope, query) => {
      const tables = read(scope.workspaceId)
      const { after } = query
      const rows = messagesOf(scope.workspaceId)
        .filter((message) => isAsked(message, query) && isSeen(tables, scope, message, query))
        .filter((message) => after === undefined || comparePlaces(placeOf(message), after) < 0)
        .sort((a, b) => comparePlaces(placeOf(b), placeOf(a)))
      return copy(rows.slice(0, query.limit))
    },
    findWords: async (workspaceId, id) => copy(read(workspaceId).messageWords.get(id) ?? null),
    findByProviderNames: async (workspaceId, names) => {
      const tables = read(workspaceId)
      return names.flatMap((name) => [...known(tables, name)].map((messageId) => ({ name: copy(name), messageId })))
    },
    listSent: async (workspaceId, { from, until, after, limit }) => {
      const rows = messagesOf(workspaceId)
        .filter(({ createdAt }) => createdAt >= from && createdAt < until)
        .filter((message) => after === undefined || comparePlaces(placeOf(message), after) > 0)
        .sort((a, b) => comparePlaces(placeOf(a), placeOf(b)))
        .slice(0, limit)
      const last = rows.at(-1)
      const items = rows.flatMap(({ channel, createdAt, sending, recipients }) =>
        recipients.map(({ delivery }) => ({ channel, at: createdAt, state: sending.state, delivery })),
      )
      return { items: copy(items), last: last === undefined ? null : placeOf(last) }
    },
    listOfPerson: async (workspaceId, contactId, { after, limit }) => {
      const { messageWords } = read(workspaceId)
      const rows = messagesOf(workspaceId)
        .filter((message) => isTo(message, [contactId]))
        .filter(({ id }) => after === undefined || compareCodePoints(id, after) > 0)
        .sort((a, b) => compareCodePoints(a.id, b.id))
      return copy(rows.slice(0, limit).map((message) => ({ message, words: messageWords.get(message.id) ?? null })))
    },
    listTemplates: async (workspaceId) => {
      const templates = [...read(workspaceId).messageTemplates.values()]
      return copy(templates.sort((a, b) => compareCodePoints(a.key, b.key)))
    },
    findTemplate: async (workspaceId, id) => copy(read(workspaceId).messageTemplates.get(id) ?? null),
    smsCredit: async (workspaceId) => read(workspaceId).smsCredit,
  }
}

/** The messages on a timeline. @param matters the ids of the matters whose timelines are part of it */
export function messagesOfPlace(
  tables: Tables,
  scope: AccessScope,
  { kind, ids }: TimelinePlace,
  matters: ReadonlySet<string>,
): readonly TimelineEntry[] {
  const isThere = (message: StoredMessage): boolean => {
    const { interactionId } = message
    if (interactionId !== undefined && matters.has(interactionId)) return true
    if (kind !== 'contact' || !isTo(message, ids)) return false
    return interactionId === undefined || isMatterSeen(tables, scope, interactionId, {})
  }
  return [...tables.messages.values()]
    .filter(isThere)
    .map((message) => ({ kind: 'message', at: message.createdAt, id: message.id, message }))
}

function isAsked(message: StoredMessage, query: Omit<MessageQuery, 'limit'>): boolean {
  const { interactionId, contactIds, memberId, isByMember, purpose, channel, states } = query
  return (
    (interactionId === undefined || message.interactionId === interactionId) &&
    (contactIds === undefined || isTo(message, contactIds)) &&
    (memberId === undefined || message.memberId === memberId) &&
    (isByMember === undefined || (message.memberId !== null) === isByMember) &&
    (purpose === undefined || message.purpose === purpose) &&
    (channel === undefined || message.channel === channel) &&
    (states === undefined || states.includes(message.sending.state))
  )
}

function isSeen(tables: Tables, scope: AccessScope, message: StoredMessage, query: MessageQuery): boolean {
  const { interactionId, memberId, recipients } = message
  if (interactionId !== undefined) return isMatterSeen(tables, scope, interactionId, query)
  const { filter } = scope
  if (filter.sees === 'everything' || memberId === filter.memberId) return true
  const asked = new Set(query.contactIds)
  return recipients.some(({ contactId = '' }) => {
    const contact = survivorOf(tables, contactId)
    if (contact === undefined || !isVisible(filter, contact)) return false
    return contact.trashedAt === undefined || asked.has(contact.id)
  })
}

/** The contact that an id stands for: the one that it became, where it was merged. */
function survivorOf({ contacts }: Tables, id: string): Contact | undefined {
  let contact = contacts.get(id)?.record
  while (contact?.mergedInto !== undefined) contact = contacts.get(contact.mergedInto)?.record
  return contact
}

/** Whether a scope sees a matter, outside the trash unless it is asked for. One that was purged is seen by who sees everything. */
function isMatterSeen(
  { interactions }: Tables,
  { filter }: AccessScope,
  id: string,
  asked: Pick<MessageQuery, 'interactionId'>,
): boolean {
  const matter = interactions.get(id)?.record
  if (matter === undefined) return filter.sees === 'everything'
  return isVisible(filter, matter) && (matter.trashedAt === undefined || asked.interactionId === id)
}

function isTo({ recipients }: StoredMessage, contactIds: readonly string[]): boolean {
  return recipients.some(({ contactId }) => contactId !== undefined && contactIds.includes(contactId))
}

function placeOf({ createdAt, id }: StoredMessage): MessagePosition {
  return { at: createdAt, id }
}

function comparePlaces(a: MessagePosition, b: MessagePosition): number {
  return a.at - b.at || compareCodePoints(a.id, b.id)
}
