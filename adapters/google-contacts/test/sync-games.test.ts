/** What holds of a synchronization holds with Google Contacts too, whatever both sides do meanwhile and whatever fails. */
import type { FixedClock, MemoryDirectory } from 'crmkit/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectNoEcho, expectRest, play, steps } from '../../../test/properties/directory-games.ts'
import type { Step } from '../../../test/properties/directory-world.ts'
import { entryOf } from '../src/entry.ts'
import { googleContacts } from '../src/index.ts'
import { type PeopleRequest, peopleApi } from '../src/testing/index.ts'
import { checkRequests } from './description.ts'

const runs = Number(process.env['DIRECTORY_RUNS'] ?? 40)
const groupId = 'contactGroups/aaaaaaa4'

/** Google Contacts, without a network between, that fails as games have it. */
function openGoogle(refusesWholeBatches: boolean, requests: PeopleRequest[]) {
  return (clock: FixedClock): MemoryDirectory => {
    const api = peopleApi({
      ...{ clock, pageSize: 2, visibleAfterMs: 5 * 60_000, refusesWholeBatches },
      // An error in here would pass for a connection that broke.
      onRequest: (request) => requests.push(request),
    })
    const anna = api.account('anna')
    let changeCount = 0
    // An hour of the clock is soon over.
    const auth = { getAccessToken: async () => ({ token: api.account('anna').accessToken }) }
    return {
      ...googleContacts({ auth, fetch: api.handle }),
      mostWrites: 3,
      person: {
        ...anna.person,
        change: async (entryId, changes) => {
          await anna.person.change(entryId, changes)
          // Now and then somebody is linked to a profile.
          changeCount += 1
          if (changeCount % 4 === 0) anna.rename(entryId)
        },
      },
      entries: () =>
        anna.people().flatMap((person) => {
          const entry = entryOf(person)
          const groupIds = entry?.groupIds.filter((id) => id !== 'contactGroups/myContacts') ?? []
          return entry === null ? [] : { ...entry, groupIds }
        }),
      failWrites: (...failures) =>
        anna.failChanges(
          ...failures.flatMap((failure) => (failure === 'postponed' ? ('quota' as const) : (failure ?? []))),
        ),
      failRead: () => anna.failReads('unavailable'),
      expireTokens: () => anna.expireSyncTokens(),
    }
  }
}

describe('SYN-1 A synchronization with Google Contacts', () => {
  it('SYN-1 comes to rest, loses nothing, reports every conflict once, and has no echo', async () => {
    const seen = { conflicts: 0, links: 0, notes: 0, unlinked: 0 }
    const games = fc.tuple(steps, fc.constantFrom('unlink' as const, 'delete' as const), fc.boolean())
    await fc.assert(
      fc.asyncProperty(games, async ([all, deletions, refusesWholeBatches]) => {
        const requests: PeopleRequest[] = []
        const world = await play(all, deletions, { groupId, open: openGoogle(refusesWholeBatches, requests) })
        checkRequests(requests)
        expectRest(world)
        await expectNoEcho(world)
        const { host } = world
        seen.conflicts += host.conflicts.length
        seen.notes += host.notes.length
        const states = [...host.links.values()].map(({ state }) => state)
        seen.links += states.filter((state) => state === 'linked').length
        seen.unlinked += states.filter((state) => state === 'unlinked').length
      }),
      { numRuns: runs },
    )
    console.log(JSON.stringify(seen))
    expect(Object.values(seen).every((count) => count > 0)).toBe(true)
  })

  it('SYN-4 notices that somebody was deleted who had got another name just before', async () => {
    const edit = { kind: 'text', side: 'there', who: 0, field: 'givenName' } as const
    const game: readonly Step[] = [
      { kind: 'person', side: 'both', hasJob: true },
      ...[edit, edit, edit],
      { kind: 'wait', minutes: 20 },
      // The fourth change has him renamed.
      { kind: 'add', side: 'there', who: 0, field: 'homeEmails' },
      { kind: 'delete', side: 'there', who: 0 },
      { kind: 'sync', meanwhile: 0 },
    ]
    const world = await play(game, 'unlink', { groupId, open: openGoogle(false, []) })
    expectRest(world)
    expect([...world.host.links.values()]).toMatchObject([
      // What we have beyond what stood there counts as an edit.
      { state: 'unlinked', why: 'deleted-there-edited-here' },
    ])
  })
})
