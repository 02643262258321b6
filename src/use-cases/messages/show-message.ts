/** Messages as members see them: with the recipients whom they may know of. Rules: docs/concepts/messages.md (MSG-1), docs/concepts/access.md (ACC-2). @module */
import { scopeOf } from '../../access/actor.ts'
import type { ContactId } from '../../kernel/ids.ts'
import type { Recipient } from '../../message/message.ts'
import type { MessageWords, StoredMessage } from '../../ports/message-repository.ts'
import type { Session } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'

/**
 * Messages without the recipients whom the actor does not see, and without those of the bcc line, which is nobody's but
 * the author's. Who sees everything sees all of them.
 */
export async function showMessages(
  session: Session,
  messages: readonly StoredMessage[],
): Promise<readonly StoredMessage[]> {
  const { actor } = session
  if (scopeOf(actor).filter.sees === 'everything') return messages
  const isOwn = ({ memberId }: StoredMessage): boolean => actor.kind === 'member' && memberId === actor.memberId
  const people = messages.flatMap((message) => (isOwn(message) ? [] : message.recipients.flatMap(contactOf)))
  const seen = await seenOf(session, [...new Set(people)])
  const isShown = ({ kind, contactId }: Recipient): boolean =>
    kind !== 'bcc' && (contactId === undefined || seen.has(contactId))
  return messages.map((message) => {
    return isOwn(message) ? message : { ...message, recipients: message.recipients.filter(isShown) }
  })
}

/** One message, as {@link showMessages} does it. */
export async function showMessage(session: Session, message: StoredMessage): Promise<StoredMessage> {
  const [shown = message] = await showMessages(session, [message])
  return shown
}

/** What a message says, with the names of those recipients only who are shown. */
export async function showWords(session: Session, message: StoredMessage): Promise<MessageWords | null> {
  const words = await session.store.messages.findWords(session.actor.workspaceId, message.id)
  if (words === null) return null
  const { recipients } = await showMessage(session, message)
  const shown = new Set<string>(recipients.map(({ address }) => address))
  const names = Object.fromEntries(Object.entries(words.names).filter(([address]) => shown.has(address)))
  return { ...words, names }
}

/** Those of these contacts whom the actor sees: of one that was merged, what counts is what it became. */
async function seenOf(session: Session, ids: readonly ContactId[]): Promise<ReadonlySet<ContactId>> {
  const { contacts } = session.store
  const became = new Map<ContactId, ContactId>(ids.map((id) => [id, id]))
  for (let asked: readonly ContactId[] = ids; asked.length > 0; ) {
    const found = await contacts.findMany(everythingOf(session), asked)
    const next = new Map(found.flatMap(({ id, mergedInto }) => (mergedInto === undefined ? [] : [[id, mergedInto]])))
    for (const [id, current] of became) became.set(id, next.get(current) ?? current)
    asked = [...new Set(next.values())]
  }
  const survivors = [...new Set(became.values())]
  const found = survivors.length === 0 ? [] : await contacts.findMany(scopeOf(session.actor), survivors)
  const seen = new Set(found.map(({ id }) => id))
  return new Set(ids.filter((id) => seen.has(became.get(id) ?? id)))
}

function contactOf({ contactId }: Recipient): readonly ContactId[] {
  return contactId === undefined ? [] : [contactId]
}
