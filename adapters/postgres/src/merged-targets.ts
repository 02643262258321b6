/**
 * That nothing comes to point at a record that was merged into another, and nothing is left behind by a merge. Whoever
 * points and whoever merges holds the workspace's counters, so that neither overlooks what the other just wrote.
 * @module
 */
import type { Commit, Write } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { pointers } from './pointers.ts'
import { tableName } from './table.ts'

/** A company or a contact that something points at. */
export interface PartyTarget {
  readonly kind: 'company' | 'contact'
  readonly id: string
}

const tables = { company: 'companies', contact: 'contacts' } as const

/** The companies and contacts that a write points at. */
export function targetsOf(write: Write): readonly PartyTarget[] {
  if (write.op === 'purge') return []
  if (write.kind === 'affiliation') {
    return [
      { kind: 'contact', id: write.record.contactId },
      { kind: 'company', id: write.record.companyId },
    ]
  }
  if (write.kind === 'company' && write.record.parentId !== undefined) {
    return [{ kind: 'company', id: write.record.parentId }]
  }
  if (write.kind === 'interaction') {
    const { companyId, contactIds } = write.record
    return [
      ...(companyId === undefined ? [] : [{ kind: 'company' as const, id: companyId }]),
      ...contactIds.map((id) => ({ kind: 'contact' as const, id })),
    ]
  }
  return []
}

/** The record that a write marks as merged, if it does. */
export function mergedBy(write: Write): PartyTarget | null {
  if (write.op !== 'update' || (write.kind !== 'company' && write.kind !== 'contact')) return null
  return write.record.mergedInto === undefined ? null : { kind: write.kind, id: write.record.id }
}

/** Whether any of these writes points at a record, or marks one as merged. */
export function pointsOrMerges(writes: readonly Write[]): boolean {
  return writes.some((write) => targetsOf(write).length > 0 || mergedBy(write) !== null)
}

/** Statements that find records which the commit points at and which are merged. To be run once its records are written. */
export function pointingStatements(schema: string, commit: Commit): readonly Statement[] {
  const created = new Set<string>()
  for (const write of commit.writes) {
    if (write.op === 'create' && (write.kind === 'company' || write.kind === 'contact')) created.add(write.record.id)
  }
  const targets = commit.writes.flatMap((write) => targetsOf(write).filter(({ id }) => !created.has(id)))
  return (['company', 'contact'] as const).flatMap((kind) => {
    const ids = idsOf(targets, kind)
    if (ids.length === 0) return []
    return [
      statement(
        `SELECT t.id FROM ${tableName(schema, tables[kind])} AS t WHERE t.workspace_id = $1::uuid ` +
          'AND t.id = ANY ($2::text::uuid[]) AND t.merged_into IS NOT NULL',
        commit.workspaceId,
        arrayLiteral(ids),
      ),
    ]
  })
}

/** Statements that find what points at records which the commit marks as merged; each row names such a record. */
export function leftBehindStatements(schema: string, commit: Commit): readonly Statement[] {
  const merged = commit.writes.flatMap((write) => mergedBy(write) ?? [])
  return pointers.flatMap(({ table, column, to }) => {
    const ids = to === 'interaction' ? [] : idsOf(merged, to)
    if (ids.length === 0) return []
    return [
      statement(
        `SELECT r.${column} FROM ${tableName(schema, table)} AS r WHERE r.workspace_id = $1::uuid ` +
          `AND r.${column} = ANY ($2::text::uuid[]) LIMIT 1`,
        commit.workspaceId,
        arrayLiteral(ids),
      ),
    ]
  })
}

function idsOf(targets: readonly PartyTarget[], kind: PartyTarget['kind']): readonly string[] {
  return [...new Set(targets.flatMap((target) => (target.kind === kind ? target.id : [])))]
}
