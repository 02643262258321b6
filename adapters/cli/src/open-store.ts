/** Opening the store that an address names. @module */
import { existsSync, readdirSync } from 'node:fs'
import { migrate, postgresStore, postgresTokens } from '@crmkit/postgres'
import { openPglite, pgliteStore, pgliteTokens } from '@crmkit/postgres/pglite'
import { type DirectoryTokens, isCrmError, type Store } from 'crmkit'
import { Pool } from 'pg'
import type { StoreAddress } from './store-address.ts'

/** A store that is open until it is closed. */
export interface OpenStore {
  readonly store: Store
  /** Where the tokens of address books lie: sealed, for the store has no key. */
  readonly tokens: DirectoryTokens
  close(): Promise<void>
}

/** Opens stores by their address. */
export interface Stores {
  /** Opens a store that is there, tables included; `null` if it is not. */
  openExisting(address: StoreAddress): Promise<OpenStore | null>
  /** Opens a store; makes its tables where there are none. */
  openOrCreate(address: StoreAddress): Promise<OpenStore>
}

/** Embedded databases in directories, and servers. */
export const databases: Stores = { openExisting, openOrCreate }

/** The roles that the program makes on a server, so that row-level security guards the workspaces. */
export const serverRoles = { appRole: 'crmkit_app', loaderRole: 'crmkit_loader' } as const

/** Makes the tables of a server, or brings them up to date. @returns the versions that were added */
export async function migrateServer(connectionString: string): Promise<readonly number[]> {
  const pool = poolOf(connectionString)
  try {
    return (await migrate({ pool, ...serverRoles })).applied
  } catch (failure) {
    // A login that may not make roles can still own the tables.
    if (!isCrmError(failure, 'backend-refused') || failure.details.sqlState !== '42501') throw failure
    return (await migrate({ pool })).applied
  } finally {
    await pool.end()
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'

async function openExisting(address: StoreAddress): Promise<OpenStore | null> {
  if (address.kind === 'pglite') return isDatabase(address.directory) ? openDirectory(address.directory) : null
  const opened = await openServer(address.connectionString)
  try {
    await opened.store.workspaces.find(nobody)
    return opened
  } catch (failure) {
    await opened.close()
    // Tables of another version must not be taken for none.
    if (isCrmError(failure, 'schema-outdated') && failure.details.found === undefined) return null
    throw failure
  }
}

async function openOrCreate(address: StoreAddress): Promise<OpenStore> {
  const existing = await openExisting(address)
  if (existing !== null) return existing
  if (address.kind === 'pglite') return openDirectory(address.directory)
  await migrateServer(address.connectionString)
  return openServer(address.connectionString)
}

function isDatabase(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).includes('PG_VERSION')
}

async function openDirectory(directory: string): Promise<OpenStore> {
  const db = await openPglite({ directory })
  return { store: pgliteStore({ db }), tokens: pgliteTokens({ db }), close: () => db.close() }
}

async function openServer(connectionString: string): Promise<OpenStore> {
  const pool = poolOf(connectionString)
  try {
    const role = await takeableRole(pool)
    const options = role === null ? { pool } : { pool, role, loaderRole: serverRoles.loaderRole }
    return { store: postgresStore(options), tokens: postgresTokens(options), close: () => pool.end() }
  } catch (failure) {
    await pool.end()
    throw failure
  }
}

function poolOf(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 4, application_name: 'crmkit' })
  // A connection that breaks while nobody uses it is replaced by the pool.
  pool.on('error', () => undefined)
  return pool
}

/** The role to work under: one that owns nothing, if the login may take it on. */
async function takeableRole(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ rolname: string }>(
    "SELECT rolname FROM pg_roles WHERE rolname = $1 AND pg_has_role(oid, 'MEMBER')",
    [serverRoles.appRole],
  )
  return rows[0]?.rolname ?? null
}
