/** Address books at the desk come to the same on every store. Rules SYN-1, SYN-4. */
import { expect, it } from 'vitest'
import { type DeskStep, DeskWorld } from '../../properties/sync-world.ts'
import { onEveryStore } from '../use-cases/stores.ts'

const game: readonly DeskStep[] = [
  { kind: 'person', side: 'here', hasJob: true },
  { kind: 'person', side: 'there', hasJob: false },
  { kind: 'person', side: 'both', hasJob: true },
  { kind: 'sync', meanwhile: 0 },
  { kind: 'wait', minutes: 6 },
  { kind: 'text', side: 'here', who: 0, field: 'givenName' },
  { kind: 'text', side: 'there', who: 1, field: 'givenName' },
  { kind: 'text', side: 'there', who: 0, field: 'jobTitle' },
  { kind: 'add', side: 'there', who: 1, field: 'mobilePhones' },
  { kind: 'crash', at: 20, isDone: true },
  { kind: 'delete', side: 'there', who: 2 },
  { kind: 'fail', how: 'answer-lost' },
  { kind: 'text', side: 'here', who: 1, field: 'familyName' },
  { kind: 'sync', meanwhile: 2 },
  { kind: 'fail', how: 'token' },
]

let seed = 0x5c00

onEveryStore((begin) => {
  it('SYN-1 plays a game to the same end as in memory', async () => {
    const { store } = await begin()
    seed += 1
    const [world, other] = [new DeskWorld(1, store, seed), new DeskWorld(1)]
    for (const each of [world, other]) {
      await each.open('delete')
      await each.run(game)
      await each.rest()
    }
    expect(await world.state()).toEqual(await other.state())
    expect((await world.people()).length).toBeGreaterThan(2)
  })
})
