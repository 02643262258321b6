/** The counters of a workspace: the numbers of its records, and the version of its identity keys. @module */
import { type Statement, statement } from './executor.ts'
import { tableName } from './table.ts'

/** Locks the workspace's counters until the end of the transaction: writers of keys and numbers come one by one. */
export function takeNumbers(
  schema: string,
  workspaceId: string,
  created: { readonly companies: number; readonly contacts: number; readonly interactions: number },
  changesKeys: boolean,
): Statement {
  return statement(
    `INSERT INTO ${tableName(schema, 'workspace_counters')} AS c ` +
      '(workspace_id, company_number, contact_number, interaction_number, identity_version) ' +
      'VALUES ($1::uuid, $2::bigint, $3::bigint, $4::bigint, $5::bigint) ON CONFLICT (workspace_id) DO UPDATE SET ' +
      'company_number = c.company_number + excluded.company_number, ' +
      'contact_number = c.contact_number + excluded.contact_number, ' +
      'interaction_number = coalesce(c.interaction_number, 0) + excluded.interaction_number, ' +
      'identity_version = c.identity_version + excluded.identity_version ' +
      'RETURNING c.company_number, c.contact_number, c.interaction_number, c.identity_version',
    workspaceId,
    String(created.companies),
    String(created.contacts),
    String(created.interactions),
    changesKeys ? '1' : '0',
  )
}

/** Reads the workspace's counters. */
export function readCounters(schema: string, workspaceId: string): Statement {
  return statement(
    'SELECT c.company_number, c.contact_number, coalesce(c.interaction_number, 0), c.identity_version ' +
      `FROM ${tableName(schema, 'workspace_counters')} AS c WHERE c.workspace_id = $1::uuid`,
    workspaceId,
  )
}
