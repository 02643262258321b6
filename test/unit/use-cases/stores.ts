/** The stores that every rule of the use cases is proved on. */

import { postgresStore } from '@crmkit/postgres'
import { pgliteStore } from '@crmkit/postgres/pglite'
import {
  type Crm,
  type CrmErrorCode,
  type CrmErrorOf,
  type CrmOptions,
  createCrm,
  type Desk,
  isCrmError,
  type Store,
} from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, type FixedClock, fixedClock } from 'crmkit/testing'
import { afterAll, beforeAll, describe } from 'vitest'
import { openDatabase } from '../../../adapters/postgres/test/postgres-setup.ts'
import { sharedPostgres } from '../../../adapters/postgres/test/shared-postgres.ts'
import { openTestPglite } from '../../../adapters/postgres/test/test-pglite.ts'
import { addressBooks } from './address-books.ts'

interface OpenStore {
  readonly store: Store
  close(): Promise<void>
}

const storeMakers: Readonly<Record<string, () => Promise<OpenStore>>> = {
  memory: async () => ({ store: memoryStore(), close: async () => {} }),
  PGlite: async () => {
    const db = await openTestPglite()
    return { store: pgliteStore({ db }), close: () => db.close() }
  },
  PostgreSQL: async () => {
    const server = await sharedPostgres()
    const { pool, close } = await openDatabase(server, server.template)
    return { store: postgresStore({ pool, loaderRole: 'crmkit_loader', eraserRole: 'crmkit_eraser' }), close }
  },
}

/**
 * Registers the same tests once a store. One store serves a file: each test begins a workspace of its own in it.
 * @param tests registers them; `begin` gives a fresh workspace
 */
export function onEveryStore(tests: (begin: (options?: SceneOptions) => Promise<Scene>) => void): void {
  for (const [name, make] of Object.entries(storeMakers)) {
    describe(`on ${name}`, () => {
      let open: OpenStore
      beforeAll(async () => {
        open = await make()
      })
      // Where the store could not be opened there is nothing to close.
      afterAll(() => open?.close())
      tests((options) => begin(open.store, options))
    })
  }
}

/** A workspace with an administrator (Anne), two users (Ben and Cara), and a job. */
export interface Scene {
  readonly crm: Crm
  readonly store: Store
  readonly clock: FixedClock
  readonly workspaceId: string
  readonly anneId: string
  readonly benId: string
  readonly caraId: string
  readonly anne: Desk
  readonly ben: Desk
  readonly cara: Desk
  readonly job: Desk
}

let scenes = 0

/** What a CRM is given besides its store, clock and ids. */
export type SceneOptions = Omit<CrmOptions, 'store' | 'clock' | 'ids'>

/** Begins a workspace. */
export async function begin(store: Store, options: SceneOptions = {}): Promise<Scene> {
  scenes += 1
  const clock = fixedClock()
  const crm = createCrm({ directories: addressBooks(), ...options, store, clock, ids: countedIds(scenes) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  const workspaceId = workspace.id
  const as = (memberId: string) => crm.as({ workspaceId, memberId })
  const anne = as(administrator.id)
  const ben = await anne.workspace.members.add({ name: 'Ben', email: 'ben@verger.example' })
  const cara = await anne.workspace.members.add({ name: 'Cara' })
  return {
    crm,
    store,
    clock,
    workspaceId,
    anneId: administrator.id,
    benId: ben.id,
    caraId: cara.id,
    anne,
    ben: as(ben.id),
    cara: as(cara.id),
    job: crm.asSystem({ workspaceId, reason: 'nightly job' }),
  }
}

/** The error that a call is refused with; of this code, if one is given. */
export async function refusalOf<Code extends CrmErrorCode = CrmErrorCode>(
  call: Promise<unknown>,
  code?: Code,
): Promise<CrmErrorOf<Code>> {
  try {
    await call
  } catch (error) {
    if (isCrmError(error, code)) return error
    throw error
  }
  throw new Error('the call should have been refused')
}

/** The issues of an `invalid-input`, as `path problem`. */
export async function issuesOf(call: Promise<unknown>): Promise<readonly string[]> {
  const { details } = await refusalOf(call, 'invalid-input')
  return details.issues.map(({ path, problem }) => `${path} ${problem}`)
}

/** Numbers that pass their checks. */
export const numbers = {
  siret: '73282932000074',
  /** Another establishment of the same company. */
  siblingSiret: '73282932000082',
  siren: '732829320',
  vat: 'FR44732829320',
  otherSiret: '55210055400013',
} as const
