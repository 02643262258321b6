/** The store contract: who must not be written to, and who agreed. @module */
import { type SuppressionEntry, suppressionHash } from '../message/suppression.ts'
import type { StoredConsent, SuppressionPosition } from '../ports/consent-ledger.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { addressOf, buildSuppression, messageId } from './message-scene.ts'
import { anne, contactId, elsewhere, here, open, type StoreCases, write } from './store-scene.ts'

const [anna, bob] = [addressOf('anna'), addressOf('bob')]

/** Both lists. */
export const consentCases: StoreCases = {
  'suppressions of addresses come back with every field, on their channel, in their workspace only': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const full = buildSuppression('a', anna, { messageId: messageId(1), memberId: anne, at: 20 })
    const bare = buildSuppression('b', anna, { kind: 'lifted', purpose: null, reason: 'hard-bounce', at: 10 })
    const other = buildSuppression('c', bob, { at: 30 })
    await write(store, [], { suppressionsAdded: [full, bare, other] })
    expectEqual(await entriesOf(store, anna), [bare.entry, full.entry], 'of an address')
    const found = await store.consents.suppressionsOf(here, 'email', [anna, bob, addressOf('carla')])
    expectEqual([...found.keys()].toSorted(), [anna, bob].toSorted(), 'the addresses that are there')
    expectEqual((await store.consents.suppressionsOf(here, 'sms', [anna])).size, 0, 'on the other channel')
    expectEqual((await store.consents.suppressionsOf(elsewhere, 'email', [anna])).size, 0, 'elsewhere')
  },

  'a line of the suppression list with an id that is there is not added again': async (store) => {
    await open(store)
    const first = buildSuppression('a', anna)
    await write(store, [], { suppressionsAdded: [first] })
    const again = buildSuppression('a', anna, { kind: 'lifted', at: 2_000 })
    await write(store, [], { suppressionsAdded: [again, buildSuppression('A', anna, { at: 3_000 })] })
    const entries = await entriesOf(store, anna)
    expectEqual(
      entries.map(({ kind, at }) => `${kind} ${at}`),
      ['suppressed 1000', 'suppressed 3000'],
      'the lines',
    )
  },

  'suppressions are listed latest first, ties by id, page by page': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const line = (id: string, at: number, channel: 'email' | 'sms' = 'email') =>
      buildSuppression(id, anna, { at, channel })
    const lines = [line('a', 10), line('B', 20), line('c', 20), line('d', 15, 'sms')]
    await write(store, [], { suppressionsAdded: lines })
    const page = async (limit: number, after?: SuppressionPosition) => {
      const asked = { limit, ...(after !== undefined && { after }) }
      return (await store.consents.listSuppressions(here, asked)).map(({ id }) => id)
    }
    expectEqual(await page(9), ['c', 'B', 'd', 'a'], 'all')
    expectEqual(await page(1, { at: 20, id: 'c' }), ['B'], 'one that follows')
    expectEqual(await page(9, { at: 15, id: 'd' }), ['a'], 'the last one')
    const texts = await store.consents.listSuppressions(here, { channel: 'sms', limit: 9 })
    expectEqual(texts, [line('d', 15, 'sms')], 'of a channel, with every field')
    expectEqual(await store.consents.listSuppressions(elsewhere, { limit: 9 }), [], 'elsewhere')
  },

  'blanking suppressed addresses leaves them suppressed': async (store) => {
    await open(store)
    const line = buildSuppression('a', anna, { messageId: messageId(1) })
    const other = buildSuppression('b', bob)
    await write(store, [], { suppressionsAdded: [line, other] })
    await write(store, [], { suppressionsBlanked: [suppressionHash(here, 'email', anna)] })
    expectEqual(await entriesOf(store, anna), [line.entry], 'what is known of who asks for the address')
    const listed = await store.consents.listSuppressions(here, { limit: 9 })
    expectEqual(
      listed.map(({ entry }) => entry.address),
      [bob, ''],
      'the addresses in the list',
    )
    expectEqual(
      listed.map(({ addressHash }) => addressHash),
      [other.addressHash, line.addressHash],
      'the hashes in the list',
    )
  },

  'consent ledgers come back with every field, each in the order in which its lines were added': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const lines = [consent(1, 30), consent(2, 5), consent(1, 10), consent(1, 10, { consent: 'withdrawn' })]
    await write(store, [], { consentsAdded: lines.slice(0, 2) })
    await write(store, [], { consentsAdded: lines.slice(2) })
    const bare: StoredConsent = {
      contactId: contactId(3),
      entry: { channel: 'sms', purpose: 'reminder', consent: 'unasked', at: 1, source: 'merge', memberId: null },
    }
    await write(store, [], { consentsAdded: [bare, consent(1, 20)] })
    const ledger = (of: number) => [...lines, bare, consent(1, 20)].filter((line) => line.contactId === contactId(of))
    expectEqual(await store.consents.consentsOf(here, [contactId(1)]), ledger(1), 'of a contact')
    expectEqual(await store.consents.consentsOf(here, [contactId(3)]), [bare], 'a bare line')
    const both = await store.consents.consentsOf(here, [contactId(2), contactId(1)])
    expectEqual(
      both.filter((line) => line.contactId === contactId(1)),
      ledger(1),
      'of one of two',
    )
    expectEqual(both.length, 5, 'the lines of two')
    expectEqual(await store.consents.consentsOf(elsewhere, [contactId(1)]), [], 'elsewhere')
  },

  'lines that are added to a consent ledger at once are all there': async (store) => {
    await open(store)
    const lines = [1, 2, 3, 4].map((at) => consent(1, at))
    await Promise.all(lines.map((line) => write(store, [], { consentsAdded: [line] })))
    const stored = await store.consents.consentsOf(here, [contactId(1)])
    expectEqual(stored.map(({ entry }) => entry.at).toSorted(), [1, 2, 3, 4], 'the lines')
  },

  'blanking a consent ledger leaves everything but its proofs': async (store) => {
    await open(store)
    await write(store, [], { consentsAdded: [consent(1, 1), consent(2, 1)] })
    await write(store, [], { consentsBlanked: [contactId(1)] })
    const { entry, contactId: id } = consent(1, 1)
    const { proof: _proof, ...rest } = entry
    expectEqual(await store.consents.consentsOf(here, [id]), [{ contactId: id, entry: rest }], 'the ledger')
    expectEqual(await store.consents.consentsOf(here, [contactId(2)]), [consent(2, 1)], 'another one')
  },
}

function consent(contact: number, at: number, fields: Partial<StoredConsent['entry']> = {}): StoredConsent {
  const entry = { channel: 'email', purpose: 'marketing', consent: 'given', source: 'form', proof: 'Form 7' } as const
  return { contactId: contactId(contact), entry: { ...entry, memberId: anne, at, ...fields } }
}

/** The lines of an address, by instant. */
async function entriesOf(store: Store, address: SuppressionEntry['address']): Promise<readonly SuppressionEntry[]> {
  const found = await store.consents.suppressionsOf(here, 'email', [address])
  return (found.get(address) ?? []).toSorted((a, b) => a.at - b.at)
}
