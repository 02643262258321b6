/** Every read of messages, consent and providers' events, and what a workspace needs for them to find something. */
import type { Commit, StoredConsent, Write } from 'crmkit'
import { parseEmail, suppressionHash } from 'crmkit/domain'
import { buildMessage, buildMessageTemplate, buildProviderEvent, buildSuppression } from 'crmkit/testing'
import { id, workspaceA } from './fixtures.ts'
import { anne, beyond, each, inScopes, type Read } from './scoped-reads.ts'

const { normalized: anna } = parseEmail('anna@pomme.example')
if (anna === undefined) throw new Error('an address is not read')
const address = anna
const addressHash = suppressionHash(workspaceA, 'email', address)
const delivery = { status: 'pending', marks: {} } as const
const words = { text: 'x', names: {}, answers: [], files: [] }

/** Messages, lines and events, one of each a count. */
export function fillMessages(counts: readonly number[]): Pick<Commit, 'writes'> & Partial<Commit> {
  return {
    writes: counts.flatMap((count): readonly Write[] => {
      const recipients = [
        { kind: 'to', address, contactId: id(2, 1), providerMessageId: `name ${count}`, delivery } as const,
      ]
      const record = buildMessage({ id: id(13, count), interactionId: id(10, count), memberId: anne, recipients })
      const template = buildMessageTemplate({ id: id(29, count), key: `ripe-${count}` })
      return [
        { op: 'create', kind: 'message', record, words },
        { op: 'create', kind: 'message-template', record: template },
      ]
    }),
    // Of both workspaces alike, so that a read that forgets its own finds those of the other.
    suppressionsAdded: counts.map((count) => ({ ...buildSuppression(`line ${count}`, address), addressHash })),
    consentsAdded: counts.map((count): StoredConsent => {
      const entry = {
        channel: 'email',
        purpose: 'marketing',
        consent: 'given',
        source: 'form',
        memberId: null,
      } as const
      return { contactId: id(2, 1), entry: { ...entry, at: count } }
    }),
    smsCredit: { parts: counts.length, needsCredit: false },
    providerEventsKept: counts.map((count) => buildProviderEvent({ key: `event ${count}` })),
  }
}

/** The reads. */
export const messageReads: Readonly<Record<string, Read>> = {
  'messages.findMany': (store, workspaceId) => store.messages.findMany(workspaceId, [id(13, 1), id(13, beyond)]),
  'messages.list': inScopes((store, scope) =>
    Promise.all(
      [{}, { contactIds: [id(2, 1)] }, { memberId: anne }].map((query) =>
        store.messages.list(scope, { ...query, limit: 99 }),
      ),
    ),
  ),
  'messages.findWords': each((store, workspaceId, n) => store.messages.findWords(workspaceId, id(13, n))),
  'messages.findByProviderNames': each((store, workspaceId, n) =>
    store.messages.findByProviderNames(workspaceId, [{ provider: 'sendgrid', providerMessageId: `name ${n}` }]),
  ),
  'messages.listSent': (store, workspaceId) =>
    store.messages.listSent(workspaceId, { from: 0, until: 1e12, limit: 99 }),
  'messages.listOfPerson': (store, workspaceId) => store.messages.listOfPerson(workspaceId, id(2, 1), { limit: 99 }),
  'messages.listTemplates': (store, workspaceId) => store.messages.listTemplates(workspaceId),
  'messages.findTemplate': each((store, workspaceId, n) => store.messages.findTemplate(workspaceId, id(29, n))),
  'messages.smsCredit': (store, workspaceId) => store.messages.smsCredit(workspaceId),
  'consents.suppressionsOf': async (store, workspaceId) => [
    ...(await store.consents.suppressionsOf(workspaceId, 'email', [address])),
  ],
  'consents.listSuppressions': (store, workspaceId) => store.consents.listSuppressions(workspaceId, { limit: 99 }),
  'consents.consentsOf': (store, workspaceId) => store.consents.consentsOf(workspaceId, [id(2, 1)]),
  'providerEvents.listPending': (store, workspaceId) => store.providerEvents.listPending(workspaceId, 'mail', 99),
  'providerEvents.list': (store, workspaceId) =>
    store.providerEvents.list(workspaceId, { state: 'pending', limit: 99 }),
}
