/** Random ledgers of two contacts that become one, and two again. Rules: docs/concepts/messages.md (MSG-3), docs/concepts/merge.md (MRG-2, MRG-3). */
import { createCrm } from 'crmkit'
import { channels, consentTo, purposes, stricter } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'

const word = fc.record({
  who: fc.constantFrom('survivor', 'loser'),
  verb: fc.constantFrom('give', 'withdraw'),
  channel: fc.constantFrom(...channels),
  purpose: fc.constantFrom(...purposes),
  pauseMs: fc.constantFrom(0, 1, 1_000),
} as const)

it('MSG-3 nothing may be sent after a merge or its undoing that might not have been sent to both', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 4 }), async (before, during) => {
      const clock = fixedClock()
      const crm = createCrm({ store: memoryStore(), clock, ids: countedIds(1) })
      const { workspace, administrator } = await crm
        .asSystem({ reason: 'test' })
        .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
      const { contacts, consent } = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
      const anyway = { onDuplicate: 'create' } as const
      const { record: survivor } = await contacts.create({ familyName: 'Pomme' }, anyway)
      const { record: loser } = await contacts.create({ familyName: 'Pomme' }, anyway)
      const ids = { survivor: survivor.id, loser: loser.id }
      const say = async (words: typeof before): Promise<void> => {
        for (const { who, verb, channel, purpose, pauseMs } of words) {
          clock.advance(pauseMs)
          await consent[verb](ids[who], { channel, purpose })
        }
      }
      const ledgers = async () => ({
        survivor: (await consent.ofContact(ids.survivor)).entries,
        loser: (await consent.ofContact(ids.loser)).entries,
      })
      await say(before)
      const apart = await ledgers()
      const { merge } = await contacts.merge(ids.survivor, ids.loser)
      const merged = await ledgers()
      for (const entry of [...apart.survivor, ...apart.loser]) expect(merged.survivor).toContainEqual(entry)
      for (const channel of channels) {
        for (const purpose of purposes) {
          const one = consentTo(apart.survivor, channel, purpose)
          const other = consentTo(apart.loser, channel, purpose)
          expect(consentTo(merged.survivor, channel, purpose)).toBe(stricter(one, other))
        }
      }
      await say(during)
      const { survivor: last } = await ledgers()
      await contacts.undoMerge(merge.id)
      const again = await ledgers()
      for (const channel of channels) {
        for (const purpose of purposes) {
          const said = consentTo(last, channel, purpose)
          expect(consentTo(again.survivor, channel, purpose)).toBe(said)
          const own = consentTo(again.loser, channel, purpose)
          expect(own).toBe(stricter(own, said))
        }
      }
    }),
    { numRuns: 60 },
  )
})
