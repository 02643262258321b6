/** What speaks against sending a message: suppressions and consents, as they are at this moment. Rules: docs/concepts/messages.md (MSG-3). @module */
import type { IdentityKey } from '../../identity/identity-key.ts'
import type { ContactId } from '../../kernel/ids.ts'
import type { Channel, MessageAddress } from '../../message/channel.ts'
import { type ConsentEntry, mergeConsent } from '../../message/consent.ts'
import type { SendRecipient } from '../../message/may-send.ts'
import { parsePhone } from '../../party/phone.ts'
import type { Session } from '../context.ts'
import { followMerges } from '../merging/follow-merges.ts'
import { everythingOf } from '../records/record-access.ts'

/** Whom to look at: an address, and whose it is, as far as that is known. */
export interface AskedRecipient {
  /** `null`: what was given is none. */
  readonly address: MessageAddress | null
  readonly contactId?: ContactId
}

/**
 * Recipients with what the lists say of them. An address or a number that is a contact's is his, whoever names it: nobody
 * gets round what he said by writing it down, nor by putting him in the trash.
 */
export async function recipientFacts(
  session: Session,
  channel: Channel,
  asked: readonly AskedRecipient[],
): Promise<readonly SendRecipient[]> {
  const { store, actor } = session
  const { workspaceId } = actor
  const survivors = await survivorsOf(session, [...new Set(asked.flatMap(({ contactId }) => contactId ?? []))])
  const addresses = [...new Set(asked.flatMap(({ address }) => address ?? []))]
  const [suppressions, contactsAt] = await Promise.all([
    addresses.length === 0
      ? new Map<MessageAddress, never>()
      : store.consents.suppressionsOf(workspaceId, channel, addresses),
    channel === 'email' ? contactsByMail(session, addresses) : contactsByNumber(session, addresses),
  ])
  const peopleOf = ({ address, contactId }: AskedRecipient): readonly ContactId[] => {
    const known = (address === null ? undefined : contactsAt.get(address)) ?? []
    return contactId === undefined ? known : [...new Set([survivors.get(contactId) ?? contactId, ...known])]
  }
  const people = [...new Set(asked.flatMap(peopleOf))]
  const ledgers = new Map<ContactId, ConsentEntry[]>()
  for (const { contactId, entry } of people.length === 0 ? [] : await store.consents.consentsOf(workspaceId, people)) {
    ledgers.set(contactId, [...(ledgers.get(contactId) ?? []), entry])
  }
  return asked.map((each) => ({
    address: each.address,
    suppressions: each.address === null ? [] : (suppressions.get(each.address) ?? []),
    consents: strictest(peopleOf(each).map((contactId) => ledgers.get(contactId) ?? [])),
  }))
}

type ContactsAt = ReadonlyMap<MessageAddress, readonly ContactId[]>

async function contactsByMail({ store, actor }: Session, addresses: readonly MessageAddress[]): Promise<ContactsAt> {
  if (addresses.length === 0) return new Map()
  const byKey = new Map<IdentityKey, MessageAddress>(addresses.map((address) => [`mail:${address}`, address]))
  const { hits } = await store.identity.lookUp(actor.workspaceId, [...byKey.keys()])
  const found = new Map<MessageAddress, ContactId[]>()
  for (const { kind, key, recordId } of hits) {
    const address = kind === 'contact' ? byKey.get(key) : undefined
    if (address !== undefined) found.set(address, [...(found.get(address) ?? []), recordId])
  }
  return found
}

/** More people than that have a number by mistake. */
const mostContacts = 50

async function contactsByNumber({ store, actor }: Session, addresses: readonly MessageAddress[]): Promise<ContactsAt> {
  const found = new Map<MessageAddress, readonly ContactId[]>()
  for (const address of addresses) {
    const { e164 } = parsePhone(address, undefined)
    const people = e164 === undefined ? [] : await store.contacts.findByPhone(actor.workspaceId, e164, mostContacts)
    found.set(
      address,
      people.map(({ id }) => id),
    )
  }
  return found
}

/** The ledgers of several people at one address as one: what one of them does not want is not sent there. */
function strictest([first = [], ...others]: readonly (readonly ConsentEntry[])[]): readonly ConsentEntry[] {
  return others.reduce((kept, gone) => mergeConsent(kept, gone, { at: 0, memberId: null }), first)
}

/** What contacts became that were merged since the message was written: their ledger goes on there. */
async function survivorsOf(session: Session, ids: readonly ContactId[]): Promise<ReadonlyMap<ContactId, ContactId>> {
  const survivors = new Map<ContactId, ContactId>()
  const { contacts } = session.store
  for (const { id, mergedInto } of ids.length === 0 ? [] : await contacts.findMany(everythingOf(session), ids)) {
    const survivor = mergedInto === undefined ? null : await followMerges(session, contacts, id)
    if (survivor !== null) survivors.set(id, survivor.id)
  }
  return survivors
}
