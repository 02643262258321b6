/**
 * What messages, both lists of consent, and providers' events hold of a person: told on request, and erased. Rules:
 * docs/concepts/privacy.md (PTY-6).
 * @module
 */
import type { ContactId, MessageId } from '../../kernel/ids.ts'
import { type Channel, channels, erasedAddress, type MessageAddress } from '../../message/channel.ts'
import { smsSenderId } from '../../message/sms-sender-id.ts'
import type { SuppressionEntry } from '../../message/suppression.ts'
import { suppressionHash } from '../../message/suppression.ts'
import type { MessageWords, StoredMessage } from '../../ports/message-repository.ts'
import type { Session } from '../context.ts'
import { fileRemoval } from '../jobs/remove-files.ts'
import { filesOfNobodyElse } from '../messages/message-files.ts'
import type { PersonalDataPart, PersonOnFile } from './personal-data-parts.ts'
import { numbersOf } from './personal-letters.ts'

/** How many are read together. */
const pageSize = 500

/** Messages to the person: what they say, where they went, and what providers told of them. */
export const personalMessages: PersonalDataPart = {
  name: 'messages',
  export: (session, person) => messagesTo(session, person),
  async erase(session, person) {
    const own = new Set(idsOf(person))
    const found = (await messagesTo(session, person)).filter(({ message, words }) => {
      return words !== null || message.headline !== null || addressesOf(message, own).length > 0
    })
    const ids = found.map(({ message }) => message.id)
    const gone = await filesOfNobodyElse(
      session,
      found.map(({ words }) => words),
    )
    // Text messages that came in: as their provider told of them.
    const wroteFrom = numbersOf(person).flatMap((number) => smsSenderId(session.actor.workspaceId, number) ?? [])
    return {
      writes: found.map(({ message }) => {
        return { op: 'update', kind: 'message', record: withoutAddresses(message, own), namesAdded: [] }
      }),
      // Whoever else got it: nobody can tell whose words they are.
      follows: {
        ...{ messagesBlanked: ids, providerEventsBlanked: [...ids, ...wroteFrom] },
        // Files are not of the store: they go once this is written.
        ...(gone.length > 0 && { jobs: [fileRemoval(session, gone)] }),
      },
    }
  },
}

/** Lines of the suppression list about addresses of the person. Their hashes stay: nobody writes there again. */
export const personalSuppressions: PersonalDataPart = {
  name: 'suppressions',
  async export(session, person) {
    const lines: SuppressionEntry[] = []
    for (const { found } of await suppressionsOf(session, person)) lines.push(...[...found.values()].flat())
    return lines
  },
  async erase(session, person) {
    const suppressed = await suppressionsOf(session, person)
    const { workspaceId } = session.actor
    // Of addresses that have no line, too: a word that comes meanwhile is one by the time this is written.
    const suppressionsBlanked = suppressed.flatMap(({ channel, all }) =>
      all.map((address) => suppressionHash(workspaceId, channel, address)),
    )
    return { follows: { suppressionsBlanked } }
  },
}

/** The ledger of what the person agreed to. Its lines stay: they forbid, and quote nobody without their proofs. */
export const personalConsents: PersonalDataPart = {
  name: 'consents',
  export: ({ store, actor }, person) => store.consents.consentsOf(actor.workspaceId, idsOf(person)),
  async erase({ store, actor }, person) {
    const lines = await store.consents.consentsOf(actor.workspaceId, idsOf(person))
    const proven = lines.filter(({ entry }) => entry.proof !== undefined).map(({ contactId }) => contactId)
    return { follows: { consentsBlanked: [...new Set(proven)] } }
  },
}

/** A message without the addresses of a person, one version on; counts of it stay as they are. */
function withoutAddresses(message: StoredMessage, own: ReadonlySet<ContactId>): StoredMessage {
  const recipients = message.recipients.map((recipient) =>
    own.has(recipient.contactId ?? '') ? { ...recipient, address: erasedAddress } : recipient,
  )
  return { ...message, version: message.version + 1, recipients }
}

/** Where a message reached a person, as far as that is still known. */
function addressesOf({ recipients }: StoredMessage, own: ReadonlySet<ContactId>): readonly MessageAddress[] {
  return recipients.flatMap(({ contactId, address }) =>
    own.has(contactId ?? '') && address !== erasedAddress ? [address] : [],
  )
}

interface ToldMessage {
  readonly message: StoredMessage
  readonly words: MessageWords | null
}

async function messagesTo({ store, actor }: Session, person: PersonOnFile): Promise<readonly ToldMessage[]> {
  const found = new Map<MessageId, ToldMessage>()
  for (const id of idsOf(person)) {
    for (let after: MessageId | undefined; ; ) {
      const asked = { limit: pageSize, ...(after !== undefined && { after }) }
      const page = await store.messages.listOfPerson(actor.workspaceId, id, asked)
      for (const told of page) found.set(told.message.id, told)
      after = page.at(-1)?.message.id
      if (page.length < pageSize) break
    }
  }
  return [...found.values()]
}

/** The suppressions of all addresses of a person: of the records, of jobs, and of messages. */
async function suppressionsOf(session: Session, person: PersonOnFile) {
  const { store, actor } = session
  const own = new Set(idsOf(person))
  const sources = [...(person.contact === null ? [] : [person.contact]), ...person.merged, ...person.jobs]
  const messages = (await messagesTo(session, person)).map(({ message }) => message)
  const addresses: Readonly<Record<Channel, readonly MessageAddress[]>> = {
    email: sources.flatMap(({ emails }) => emails.flatMap(({ normalized }) => normalized ?? [])),
    sms: sources.flatMap(({ phones }) => phones.flatMap(({ e164 }) => e164 ?? [])),
  }
  return Promise.all(
    channels.map(async (channel) => {
      const reached = messages.filter((message) => message.channel === channel)
      const all = [...new Set([...addresses[channel], ...reached.flatMap((message) => addressesOf(message, own))])]
      return { channel, all, found: await store.consents.suppressionsOf(actor.workspaceId, channel, all) }
    }),
  )
}

/** All ids that the person has had. */
function idsOf({ id, otherIds }: PersonOnFile): readonly ContactId[] {
  return [id, ...otherIds]
}
