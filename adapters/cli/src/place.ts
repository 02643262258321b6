/** Where a command works: which store, which workspace. @module */
import type { Clock } from 'crmkit'
import type { CliIo } from './io.ts'
import { databases, type Stores } from './open-store.ts'
import { readStoreAddress, type StoreAddress } from './store-address.ts'
import { type NamedWorkspace, workspaceNamed } from './workspace.ts'

/** A workspace in a store. Nothing is opened yet. */
export interface Place {
  readonly stores: Stores
  readonly address: StoreAddress
  readonly workspace: NamedWorkspace
  readonly clock?: Clock
}

/** The place that `--store` and `--workspace` name. @throws {UsageError} they name none */
export function readPlace(
  { store, workspace }: { readonly store?: string | undefined; readonly workspace: string },
  io: CliIo,
): Place {
  return {
    stores: io.stores ?? databases,
    address: readStoreAddress(store, io),
    workspace: workspaceNamed(workspace),
    ...(io.clock !== undefined && { clock: io.clock }),
  }
}
