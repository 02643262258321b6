/** A workspace at work. @module */
import type { AccessScope, Crm, Desk, DirectoryTokens, Store } from 'crmkit'

/** The administrator's desk in an open store, and what reading that store under the same access takes. */
export interface OpenWorkspace {
  readonly desk: Desk
  readonly store: Store
  /** Sealed. */
  readonly tokens: DirectoryTokens
  /** For the desks of other members. */
  readonly crm: Crm
  readonly scope: AccessScope
}
