/** Opening a desk for the length of one piece of work. @module */
import { type AccessScope, createCrm, type Desk, type DirectoryTokens, type OpenDirectory } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import type { OpenWorkspace } from './open-workspace.ts'
import type { Place } from './place.ts'
import type { StoreAddress } from './store-address.ts'
import { UsageError } from './usage-error.ts'
import { openOrCreateWorkspace, openWorkspace } from './workspace.ts'

/** What makes a workspace, and the tables if need be. */
const howToBegin = '"crmkit import FILE.csv" with the same --store and --workspace makes the workspace'

/**
 * Works in a workspace that must be there.
 * @param directories what opens address books, where the work needs any
 * @throws {UsageError} it is not
 */
export async function withWorkspace<Outcome>(
  { stores, address, workspace, clock }: Place,
  work: (open: OpenWorkspace) => Promise<Outcome>,
  directories?: (tokens: DirectoryTokens) => OpenDirectory,
): Promise<Outcome> {
  const opened = await stores.openExisting(address)
  if (opened === null)
    throw new UsageError(`There are no records yet in ${shownAddress(address)}. Import a file first: ${howToBegin}.`)
  try {
    const { store, tokens } = opened
    const crm = createCrm({
      store,
      ...(clock !== undefined && { clock }),
      ...(directories !== undefined && { directories: directories(tokens) }),
    })
    const desk = await openWorkspace(crm, workspace)
    if (desk === null)
      throw new UsageError(`There is no workspace "${workspace.name}". Import a file into it first: ${howToBegin}.`)
    const scope: AccessScope = { workspaceId: workspace.id, filter: { sees: 'everything' } }
    return await work({ desk, store, tokens, crm, scope })
  } finally {
    await opened.close()
  }
}

/** Works at the desk of a workspace; the store's tables and the workspace are made if they are not there. */
export async function withNewDesk<Outcome>(
  { stores, address, workspace }: Place,
  country: string | undefined,
  work: (desk: Desk, isNew: boolean) => Promise<Outcome>,
): Promise<Outcome> {
  const opened = await stores.openOrCreate(address)
  try {
    const { desk, isNew } = await openOrCreateWorkspace(createCrm({ store: opened.store }), workspace, country)
    return await work(desk, isNew)
  } finally {
    await opened.close()
  }
}

/** Works at the desk of a workspace, or of an empty one in memory: so that trying something out leaves no trace. */
export async function withTrialDesk<Outcome>(
  { stores, address, workspace }: Place,
  country: string | undefined,
  work: (desk: Desk) => Promise<Outcome>,
): Promise<Outcome> {
  const opened = await stores.openExisting(address)
  try {
    const known = opened === null ? null : await openWorkspace(createCrm({ store: opened.store }), workspace)
    if (known !== null) return await work(known)
    const { desk } = await openOrCreateWorkspace(createCrm({ store: memoryStore() }), workspace, country)
    return await work(desk)
  } finally {
    await opened?.close()
  }
}

/** An address without its password. */
export function shownAddress(address: StoreAddress): string {
  return address.kind === 'pglite' ? address.directory : address.connectionString.replace(/\/\/[^@/]*@/, '//')
}
