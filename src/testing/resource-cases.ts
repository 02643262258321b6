/** The store contract: resources. @module */
import { expectEqual } from './assert.ts'
import { buildResource } from './builders.ts'
import { elsewhere, here, open, otherId, refusal, type StoreCases, write } from './store-scene.ts'

/** Resources as records. */
export const resourceCases: StoreCases = {
  'resources come back with every field, by id, in their workspace only': async (store) => {
    await open(store)
    const first = buildResource({ id: otherId(1), description: 'Seats 9', color: '#33aa77' })
    const second = buildResource({ id: otherId(2), kind: 'Besprechungs-Raum “1”', state: 'retired' })
    await write(
      store,
      [second, first].map((record) => ({ op: 'create', kind: 'resource', record })),
    )
    expectEqual(await store.workspaces.listResources(here), [first, second], 'resources')
    expectEqual(await store.workspaces.findResource(here, otherId(1)), first, 'the first')
    expectEqual(await store.workspaces.findResource(here, otherId(3)), null, 'an unknown one')
    expectEqual(await store.workspaces.findResource(elsewhere, otherId(1)), null, 'the first, elsewhere')
    expectEqual(await store.workspaces.listResources(elsewhere), [], 'resources elsewhere')
  },

  'resources are updated by version': async (store) => {
    await open(store)
    const record = buildResource({ id: otherId(1), description: 'Seats 9', color: '#33aa77' })
    await write(store, [{ op: 'create', kind: 'resource', record }])
    const conflict = { code: 'version-conflict', subject: { kind: 'resource', id: otherId(1) } }
    expectEqual(await refusal(store, [{ op: 'create', kind: 'resource', record }]), conflict, 'an id that is taken')
    const { description: _none, color: _neither, ...bare } = record
    const changed = { ...bare, version: 2, name: 'Old van', state: 'retired' } as const
    await write(store, [{ op: 'update', kind: 'resource', record: changed }])
    expectEqual(await store.workspaces.findResource(here, otherId(1)), changed, 'the changed resource')
    expectEqual(await refusal(store, [{ op: 'update', kind: 'resource', record: changed }]), conflict, 'a stale change')
  },
}
