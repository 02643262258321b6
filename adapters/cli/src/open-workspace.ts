/** A workspace at work. @module */
import type { AccessScope, Crm, Desk, Store } from 'crmkit'

/** The administrator's desk in an open store, and what reading that store under the same access takes. */
export interface OpenWorkspace {
  readonly desk: Desk
  readonly store: Store
  /** For the desks of other members. */
  readonly crm: Crm
  readonly scope: AccessScope
}
