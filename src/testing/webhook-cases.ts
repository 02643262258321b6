/** The store contract: webhooks. @module */
import { expectEqual } from './assert.ts'
import { buildWebhook } from './builders.ts'
import { elsewhere, here, open, otherId, refusal, type StoreCases, write } from './store-scene.ts'

/** Webhooks as records. */
export const webhookCases: StoreCases = {
  'webhooks come back with every field, by id, in their workspace only': async (store) => {
    await open(store)
    const first = buildWebhook({ id: otherId(1), description: 'Ours', eventTypes: ['company.*', 'contact.created'] })
    const second = buildWebhook({ id: otherId(2), state: 'disabled', givenUp: 10, disabledBecause: 'failing' })
    await write(
      store,
      [second, first].map((record) => ({ op: 'create', kind: 'webhook', record })),
    )
    expectEqual(await store.webhooks.list(here), [first, second], 'webhooks')
    expectEqual(await store.webhooks.find(here, otherId(2)), second, 'the second')
    expectEqual(await store.webhooks.find(here, otherId(3)), null, 'an unknown one')
    expectEqual(await store.webhooks.find(elsewhere, otherId(1)), null, 'the first, elsewhere')
    expectEqual(await store.webhooks.list(elsewhere), [], 'webhooks elsewhere')
  },

  'webhooks are updated and purged by version': async (store) => {
    await open(store)
    const record = buildWebhook({ id: otherId(1), description: 'Ours' })
    await write(store, [{ op: 'create', kind: 'webhook', record }])
    const { description: _none, ...bare } = record
    const secrets = [{ secret: 'whsec_bmV3' }, { secret: 'whsec_b2xk', expiresAt: 5 }]
    const changed = { ...bare, version: 2, state: 'disabled', secrets } as const
    await write(store, [{ op: 'update', kind: 'webhook', record: changed }])
    expectEqual(await store.webhooks.find(here, otherId(1)), changed, 'the changed webhook')
    const stale = await refusal(store, [{ op: 'update', kind: 'webhook', record: changed }])
    expectEqual(stale, { code: 'version-conflict', subject: { kind: 'webhook', id: otherId(1) } }, 'a stale change')
    const again = await refusal(store, [{ op: 'create', kind: 'webhook', record }])
    expectEqual(again.code, 'version-conflict', 'a second one with its id')
    const purge = { op: 'purge', kind: 'webhook', id: otherId(1) } as const
    expectEqual((await refusal(store, [{ ...purge, expectedVersion: 1 }])).code, 'version-conflict', 'a stale purge')
    await write(store, [{ ...purge, expectedVersion: 2 }])
    expectEqual(await store.webhooks.list(here), [], 'webhooks')
  },
}
