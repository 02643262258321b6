/** The store contract: groups, and what members have of them. Each name is a sentence of a port's documentation. @module */
import type { Group } from '../access/group.ts'
import type { Write } from '../ports/commit.ts'
import type { Store } from '../ports/store.ts'
import { inside, outside } from './access-scene.ts'
import { expectEqual } from './assert.ts'
import { buildGroup, buildMember } from './builders.ts'
import { anne, elsewhere, here, open, otherId, refusal, type StoreCases, write } from './store-scene.ts'

/** Groups of members. */
export const groupCases: StoreCases = {
  'listGroups gives all groups of a workspace by id, with every field as it was written': async (store) => {
    await openWithGroups(store)
    expectEqual(await store.workspaces.listGroups(here), groups, 'groups here')
    expectEqual(await store.workspaces.listGroups(elsewhere), [], 'groups elsewhere')
    const renamed = { ...first, version: 2, name: 'Wine "& more"', updatedAt: first.updatedAt + 5 }
    await write(store, [{ op: 'update', kind: 'group', record: renamed }])
    expectEqual(await store.workspaces.listGroups(here), [renamed, second], 'after one was renamed')
  },

  'purging a group removes it, and nothing else of its id': async (store) => {
    await openWithGroups(store)
    await write(store, [{ op: 'purge', kind: 'group', id: first.id, expectedVersion: 1 }])
    expectEqual(await store.workspaces.listGroups(here), [second], 'groups that are left')
    expectEqual((await store.workspaces.findMember(here, anne))?.groupIds, [inside, outside], 'what Anne says')
  },

  'a stale group refuses the commit, whether it is written or purged': async (store) => {
    await openWithGroups(store)
    const conflict = { code: 'version-conflict', subject: { kind: 'group', id: first.id } }
    const stale: readonly Write[] = [
      { op: 'update', kind: 'group', record: { ...first, name: 'Stale' } },
      { op: 'update', kind: 'group', record: { ...first, name: 'Early', version: 3 } },
      { op: 'purge', kind: 'group', id: first.id, expectedVersion: 2 },
      { op: 'create', kind: 'group', record: first },
    ]
    for (const each of stale) expectEqual(await refusal(store, [each]), conflict, JSON.stringify(each))
    const unknown = { op: 'update', kind: 'group', record: buildGroup({ id: otherId(9), version: 2 }) } as const
    expectEqual(
      await refusal(store, [unknown]),
      { code: 'version-conflict', subject: { kind: 'group', id: otherId(9) } },
      'one that is not there',
    )
    expectEqual(await store.workspaces.listGroups(here), groups, 'groups afterwards')
  },

  'members keep their groups, and what is withheld from them': async (store) => {
    await openWithGroups(store)
    const found = await store.workspaces.findMember(here, anne)
    expectEqual(found, member, 'Anne')
    const changed = { ...member, version: 2, groupIds: [outside], withheld: [] }
    await write(store, [{ op: 'update', kind: 'member', record: changed }])
    expectEqual(await store.workspaces.findMember(here, anne), changed, 'Anne, changed')
    expectEqual(await store.workspaces.listMembers(here), [changed], 'all members')
  },
}

const first: Group = buildGroup({ id: inside })
const second: Group = buildGroup({ id: outside, name: '' })
const groups = [first, second]

const member = buildMember({ id: anne, groupIds: [inside, outside], withheld: ['export', 'bulk-mail'] })

/** Two groups, and a member who is in both. */
async function openWithGroups(store: Store): Promise<void> {
  await open(store)
  await write(store, [
    { op: 'create', kind: 'group', record: second },
    { op: 'create', kind: 'group', record: first },
    { op: 'create', kind: 'member', record: member },
  ])
}
