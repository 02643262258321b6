/** The store contract: what a workspace makes of its pipelines and templates. @module */
import { presetPipelines } from '../interaction/presets.ts'
import type { Catalog } from '../template/catalog.ts'
import { expectEqual } from './assert.ts'
import { buildMember } from './builders.ts'
import { anne, elsewhere, here, open, refusal, type StoreCases, write } from './store-scene.ts'

/** Catalogs, and pipelines that are withheld from members. */
export const catalogCases: StoreCases = {
  'findCatalog gives every field back, in its workspace only, by version': async (store) => {
    await open(store)
    expectEqual(await store.workspaces.findCatalog(here), null, 'where none was written')
    await write(store, [{ op: 'create', kind: 'catalog', record: catalog }])
    expectEqual(await store.workspaces.findCatalog(here), catalog, 'the catalog')
    expectEqual(await store.workspaces.findCatalog(elsewhere), null, 'elsewhere')
    const { pipelines: _none, ...plain } = catalog
    const changed = { ...plain, version: 2, templates: [], updatedAt: 7 }
    const conflict = { code: 'version-conflict', subject: { kind: 'catalog', id: here } }
    expectEqual(await refusal(store, [{ op: 'create', kind: 'catalog', record: catalog }]), conflict, 'a second one')
    await write(store, [{ op: 'update', kind: 'catalog', record: changed }])
    expectEqual(await store.workspaces.findCatalog(here), changed, 'the changed catalog')
    expectEqual(await refusal(store, [{ op: 'update', kind: 'catalog', record: changed }]), conflict, 'a stale change')
  },

  'members keep the pipelines that are withheld from them': async (store) => {
    await open(store)
    const member = buildMember({ id: anne, withheldPipelines: ['hr', 'sale'] })
    await write(store, [{ op: 'create', kind: 'member', record: member }])
    expectEqual(await store.workspaces.findMember(here, anne), member, 'Anne')
    const { withheldPipelines: _none, ...free } = member
    await write(store, [{ op: 'update', kind: 'member', record: { ...free, version: 2 } }])
    expectEqual(await store.workspaces.listMembers(here), [{ ...free, version: 2 }], 'Anne, free again')
  },
}

const catalog: Catalog = {
  id: here,
  version: 1,
  pipelines: presetPipelines.slice(0, 2).map((pipeline) => ({ ...pipeline, label: { fr: 'L’été “à” \\ 100 %' } })),
  templates: [
    {
      key: 'apples',
      label: { en: 'Apples' },
      subject: 'Apples / {{company.name}}',
      type: 'sale/first-contact',
      state: 'in-progress',
      budget: { kind: 'periodic', amountMinor: 1200, currency: 'EUR', per: 'month', periods: 3 },
      schedule: { meeting: { inDays: 1, startAt: '10:00', minutes: 60 } },
      missing: { 'company.name': { fallback: '?' }, 'company.vat': 'refuse' },
    },
  ],
  createdAt: 5,
  updatedAt: 6,
}
