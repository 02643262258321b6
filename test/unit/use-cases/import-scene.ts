/** A workspace with an administrator and a user, and the import desk of each, on any store. @module */
import { presetPipelines } from 'crmkit/domain'
import { buildMember, buildWorkspace, countedIds, fixedClock } from 'crmkit/testing'
import type { ImportPreview, ImportReceipt } from '../../../src/import/import-preview.ts'
import type { RowPlan } from '../../../src/import/row-plan.ts'
import type { Company } from '../../../src/party/company.ts'
import type { Contact } from '../../../src/party/contact.ts'
import type { PartyRepository } from '../../../src/ports/party-repository.ts'
import type { Store } from '../../../src/ports/store.ts'
import { type Door, openSession } from '../../../src/use-cases/context.ts'
import { type ImportDesk, importDesk } from '../../../src/use-cases/imports/imports.ts'
import type { PreviewOptions } from '../../../src/use-cases/imports/preview-import.ts'

export const workspaceId = '01900000-0000-7000-8000-00000000aaaa'
export const annId = '01900000-0000-7000-8000-00000000bbb1'
export const benId = '01900000-0000-7000-8000-00000000bbb2'
export const everything = { workspaceId, filter: { sees: 'everything' } } as const

export interface ImportScene {
  readonly store: Store
  /** The administrator's desk. */
  readonly desk: ImportDesk
  /** Ben's, who is a user. */
  readonly benDesk: ImportDesk
  run(file: string, options?: PreviewOptions): Promise<ImportRun>
  companies(): Promise<readonly Company[]>
  contacts(): Promise<readonly Contact[]>
}

export interface ImportRun {
  readonly preview: ImportPreview
  readonly plans: readonly RowPlan[]
  readonly receipt: ImportReceipt
}

/** Sets the scene on an empty store. */
export async function importScene(store: Store): Promise<ImportScene> {
  const workspace = buildWorkspace({ id: workspaceId })
  const ports = {
    store,
    clock: fixedClock(),
    ids: countedIds(7),
    pipelines: presetPipelines,
    channelsOf: () => ({}),
    chance: { bytes: (count: number) => new Uint8Array(count) },
  }
  const result = await store.commit({
    workspaceId,
    writes: [
      { op: 'create', kind: 'workspace', record: workspace },
      { op: 'create', kind: 'member', record: buildMember({ id: annId, name: 'Anne Admin', role: 'administrator' }) },
      { op: 'create', kind: 'member', record: buildMember({ id: benId, name: 'Ben User' }) },
    ],
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: [],
    events: [],
  })
  if (!result.ok) throw new Error('the scene could not be set')
  const deskOf = (memberId: string): ImportDesk => {
    const door: Door = { kind: 'member', workspaceId, memberId }
    return importDesk(() => openSession(ports, door, 'imports.run'))
  }
  const desk = deskOf(annId)
  return {
    store,
    desk,
    benDesk: deskOf(benId),
    run: async (file, options = {}) => {
      const plans: RowPlan[] = []
      const preview = await desk.preview(file, options)
      const receipt = await desk.apply(preview, { onRow: (plan) => plans.push(plan) })
      return { preview, plans, receipt }
    },
    companies: () => all(store.companies),
    contacts: () => all(store.contacts),
  }
}

function all<PartyRecord>(repository: PartyRepository<PartyRecord>): Promise<readonly PartyRecord[]> {
  return repository.list(everything, { order: 'number', descending: false, words: [], trashed: false, limit: 10_000 })
}
