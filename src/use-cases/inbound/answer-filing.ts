/** Looking up what has to be known before a mail is filed. Rules: docs/concepts/messages.md (MSG-4). @module */
import { mayOwn } from '../../access/member-states.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { ContactId, InteractionId, MemberId, MessageId } from '../../kernel/ids.ts'
import type { FilingAnswers, FilingQuestions, KnownMessage } from '../../message/file-mail.ts'
import { type InboundAddress, mailIdOfKey } from '../../message/filed-mail.ts'
import type { InboundHost } from '../../message/inbound-address.ts'
import { messageIdOf } from '../../message/outgoing-headers.ts'
import type { Contact } from '../../party/contact.ts'
import { type EmailNormalized, parseEmail } from '../../party/email.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import type { Session } from '../context.ts'
import { findSurvivor } from '../merging/follow-merges.ts'
import { everythingOf } from '../records/record-access.ts'

/** The answers, with the records that they are about. */
export interface FilingLookUp {
  readonly answers: FilingAnswers
  /** The matters that a mail may be filed on. */
  readonly matters: ReadonlyMap<InteractionId, Interaction>
  /** The contacts that it may be from, or for. */
  readonly contacts: ReadonlyMap<ContactId, Contact>
}

/** Looks up all that a mail asks for. What is in the trash, or erased, is nobody's and nowhere. */
export async function answersFor(
  session: Session,
  { key, tokens, messageIds, addresses }: FilingQuestions,
  host: InboundHost,
): Promise<FilingLookUp> {
  const { store, actor } = session
  const { workspaceId } = actor
  const ours = new Map(messageIds.flatMap((mailId) => ownId(mailId, host)))
  const [known, targets, sent, theirs, members, people] = await Promise.all([
    store.mails.find(workspaceId, mailIdOfKey(key)),
    store.mails.findAddresses(
      workspaceId,
      tokens.map(({ token }) => token),
    ),
    store.messages.findMany(workspaceId, [...new Set(ours.values())]),
    store.mails.findByMailIds(
      workspaceId,
      messageIds.map((mailId) => mailId.toLowerCase()),
    ),
    store.workspaces.listMembers(workspaceId),
    contactsAt(session, addresses),
  ])
  const sentById = new Map(sent.map((message) => [message.id, message]))
  const places = [...targets.filter(({ kind }) => kind === 'interaction').map(({ targetId }) => targetId)]
  const answered = [...sent, ...theirs].flatMap(({ interactionId }) => interactionId ?? [])
  const matters = await usableMatters(session, [...places, ...answered])
  const recipients = await recipientsOf(session, sent)
  const messages = new Map<string, KnownMessage>()
  for (const mailId of messageIds) {
    const message = sentById.get(ours.get(mailId) ?? '')
    const mail = theirs.find(({ mailIds }) => mailIds.includes(mailId.toLowerCase()))
    const interactionId = usable(matters, message?.interactionId ?? mail?.interactionId)
    const wentToOne = message?.recipients.length === 1
    const asked = askedBy(message, wentToOne).flatMap((id) => recipients.get(id)?.id ?? [])
    const contactIds = interactionId === null ? [...new Set(asked)] : (matters.get(interactionId)?.contactIds ?? [])
    if (interactionId !== null || contactIds.length > 0) messages.set(mailId, { interactionId, contactIds, wentToOne })
  }
  const active = members.filter((member) => mayOwn(member))
  const idsOf = <Id extends string>(kind: InboundAddress['kind'], isThere: (id: Id) => boolean): Map<string, Id> => {
    const own = targets.filter((target) => target.kind === kind && isThere(target.targetId as Id))
    return new Map(own.map(({ token, targetId }) => [token, targetId as Id]))
  }
  return {
    answers: {
      isFiled: known !== null,
      members: idsOf<MemberId>('member', (id) => active.some((member) => member.id === id)),
      interactions: idsOf<InteractionId>('interaction', (id) => matters.has(id)),
      bounces: idsOf<MessageId>('bounce', () => true),
      messages,
      sent: new Set(messageIds.filter((mailId) => sentById.has(ours.get(mailId) ?? ''))),
      memberAddresses: addressesOf(active),
      contacts: people.byAddress,
    },
    matters,
    contacts: new Map([...people.byId, ...[...recipients.values()].map((contact) => [contact.id, contact] as const)]),
  }
}

/** The contacts to whom a message went, as they were called then; of blind copies nobody is to learn. */
function askedBy(message: StoredMessage | undefined, wentToOne: boolean): readonly ContactId[] {
  const all = message?.recipients ?? []
  return all.flatMap(({ kind, contactId }) => (kind === 'bcc' && !wentToOne ? [] : (contactId ?? [])))
}

/** What the contacts became to whom messages went, by the id that they had; but for the trash, and who was anonymized. */
async function recipientsOf(
  session: Session,
  sent: readonly StoredMessage[],
): Promise<ReadonlyMap<ContactId, Contact>> {
  const { contacts } = session.store
  const ids = [...new Set(sent.flatMap(({ recipients }) => recipients.flatMap(({ contactId }) => contactId ?? [])))]
  const found = ids.length === 0 ? [] : await contacts.findMany(everythingOf(session), ids)
  const survivors = new Map<ContactId, Contact>()
  for (const known of found) {
    const contact = known.mergedInto === undefined ? known : await findSurvivor(session, contacts, known.id)
    if (contact !== null && isInUse(contact)) survivors.set(known.id, contact)
  }
  return survivors
}

function isInUse({ trashedAt, anonymizedAt }: Contact): boolean {
  return trashedAt === undefined && anonymizedAt === undefined
}

function ownId(mailId: string, host: InboundHost): readonly (readonly [string, MessageId])[] {
  const messageId = messageIdOf(mailId, host)
  return messageId === null ? [] : [[mailId, messageId]]
}

function usable(matters: ReadonlyMap<InteractionId, Interaction>, id: InteractionId | null | undefined) {
  return id !== null && id !== undefined && matters.has(id) ? id : null
}

async function usableMatters(session: Session, ids: readonly InteractionId[]) {
  const found = ids.length === 0 ? [] : await session.store.interactions.findMany(everythingOf(session), ids)
  return new Map(found.filter(({ trashedAt }) => trashedAt === undefined).map((matter) => [matter.id, matter]))
}

function addressesOf(members: readonly { readonly id: MemberId; readonly email?: string }[]) {
  const entries = members.flatMap(({ id, email = '' }): (readonly [EmailNormalized, MemberId])[] => {
    const { normalized } = parseEmail(email)
    return normalized === undefined ? [] : [[normalized, id]]
  })
  return new Map(entries)
}

async function contactsAt({ store, actor }: Session, addresses: readonly EmailNormalized[]) {
  const keys = addresses.map((address) => `mail:${address}`)
  const { hits, contacts } = await store.identity.lookUp(actor.workspaceId, keys)
  const inUse = contacts.filter(isInUse)
  const byId = new Map(inUse.map((contact) => [contact.id, contact]))
  const byAddress = new Map<EmailNormalized, readonly ContactId[]>()
  for (const address of addresses) {
    const own = hits.filter(
      ({ kind, key, recordId }) => kind === 'contact' && key === `mail:${address}` && byId.has(recordId),
    )
    if (own.length > 0) byAddress.set(address, [...new Set(own.map(({ recordId }) => recordId))])
  }
  return { byId, byAddress }
}
