/**
 * What a commit writes besides records that get a number: made ready while the server waits for the workspace's lock.
 * @module
 */
import type { Commit, KeyEntry } from 'crmkit'
import { bookingMatters, bookingStatements, conflictStatements } from './booking-table.ts'
import { type BulkRoles, copyThreshold, encoded, type Load, load } from './bulk.ts'
import { callStatements } from './call-statements.ts'
import { catalogTable } from './catalog-table.ts'
import { type CheckedStatement, checkedStatements } from './checked-writes.ts'
import { consentStatements } from './consent-tables.ts'
import { directoryChecks, directoryStatements } from './directory-tables.ts'
import { type EraserRoles, erasureStatements } from './erasures.ts'
import type { Statement } from './executor.ts'
import { feedTable } from './feed-table.ts'
import { auditTable, eventTable, personalRows, personalTable } from './history-tables.ts'
import { identityKeyTable, removeKeysStatement } from './identity-keys.ts'
import { pairStatements } from './ignored-pairs.ts'
import { importTable, refusedTable, settledTable, touchTable } from './import-tables.ts'
import { interactionLeftovers, interactionPartStatements } from './interaction-parts.ts'
import { timerTable } from './interaction-parts-tables.ts'
import { commitJobStatements } from './job-statements.ts'
import { mailLeftovers, mailStatements } from './mail-tables.ts'
import { mergedPersonalRows, mergeTable } from './merge-tables.ts'
import { leftBehindStatements, pointingStatements } from './merged-targets.ts'
import { creditStatements, messageStatements } from './message-statements.ts'
import { messageTemplateTable, templateCountStatements } from './message-template-table.ts'
import { providerEventStatements } from './provider-event-log.ts'
import { grantStatements } from './record-grants.ts'
import { guardStatements } from './record-guards.ts'
import { reminderStatements } from './reminder-ledger.ts'
import { resourceTable } from './resource-table.ts'
import { foldTouches, type SortedWrites } from './sorted-writes.ts'
import { insertStatements } from './table.ts'
import { webhookTable } from './webhook-table.ts'
import { groupTable, memberTable, workspaceTable } from './workspace-tables.ts'

/** Under which roles a commit is written, and what was taken for it before. */
export interface WriteTerms {
  /** The last place in the log of events that was taken before those of its events. */
  readonly lastEventPlace: number
  /** `null` if nothing is copied. */
  readonly bulk: BulkRoles | null
  readonly eraser: EraserRoles
}

/** What a commit does besides adding records that have a number. */
export interface UnnumberedWrites {
  readonly removals: readonly Statement[]
  /** Whether records that are added, and these keys, go by COPY. */
  readonly copies: boolean
  /** Keys of records that the commit creates. */
  readonly keys: Load
  readonly checked: readonly CheckedStatement[]
  /** Must find nothing: what would point at records that are not there. */
  readonly strays: readonly Statement[]
  readonly bookings: readonly Statement[]
  /** Find the bookings that stand in the way. */
  readonly conflicts: readonly Statement[]
  readonly credit: readonly Statement[]
  readonly addedTemplates: number
  readonly templates: readonly Statement[]
  readonly trail: readonly Statement[]
}

/** Makes ready whatever a commit writes that needs no number. */
export async function makeReady(
  schema: string,
  terms: WriteTerms,
  commit: Commit,
  writes: SortedWrites,
  mayCopy: boolean,
): Promise<UnnumberedWrites> {
  const { workspaceId, keysAdded, keysRemoved } = commit
  const created = new Set([...writes.companies.created, ...writes.contacts.created].map(({ record }) => record.id))
  const { fresh, known } = splitKeys(keysAdded, created)
  const keys = load(schema, workspaceId, identityKeyTable, fresh)
  const copies = mayCopy && bulkCount(fresh, writes) >= copyThreshold
  const addedTemplates = writes.messageTemplates.created.length
  return {
    removals: [
      ...(keysRemoved.length === 0 ? [] : [removeKeysStatement(schema, workspaceId, keysRemoved)]),
      ...interactionLeftovers(schema, workspaceId, writes),
      ...mailLeftovers(schema, workspaceId, writes),
    ],
    copies,
    keys: copies ? encoded(keys) : keys,
    checked: [
      ...guardStatements(schema, commit, writes),
      ...checkedStatements(schema, workspaceId, writes),
      ...bookingMatters(schema, commit),
      ...directoryChecks(schema, commit, writes),
    ],
    strays: [...pointingStatements(schema, commit), ...leftBehindStatements(schema, commit)],
    bookings: bookingStatements(schema, commit),
    conflicts: conflictStatements(schema, commit),
    credit: creditStatements(schema, commit),
    addedTemplates,
    templates: templateCountStatements(schema, workspaceId, addedTemplates),
    trail: trailStatements(schema, terms, commit, writes, known),
  }
}

/** The rows that COPY would take. */
function bulkCount(fresh: readonly KeyEntry[], { companies, contacts, affiliations }: SortedWrites): number {
  return fresh.length + companies.created.length + contacts.created.length + affiliations.created.length
}

/**
 * Keys of records that this commit creates cannot be there yet; those of others may be. In the order of the index,
 * which takes them faster so.
 */
function splitKeys(
  entries: readonly KeyEntry[],
  created: ReadonlySet<string>,
): { readonly fresh: readonly KeyEntry[]; readonly known: readonly KeyEntry[] } {
  const fresh: KeyEntry[] = []
  const known: KeyEntry[] = []
  let last: KeyEntry | undefined
  for (const entry of entries.toSorted(compareEntries)) {
    if (last !== undefined && compareEntries(last, entry) === 0) continue
    last = entry
    ;(created.has(entry.recordId) ? fresh : known).push(entry)
  }
  return { fresh, known }
}

function compareEntries(a: KeyEntry, b: KeyEntry): number {
  return compare(a.key, b.key) || compare(a.kind, b.kind) || compare(a.recordId, b.recordId)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Everything else that a commit leaves behind. */
function trailStatements(
  schema: string,
  { eraser, lastEventPlace }: WriteTerms,
  commit: Commit,
  writes: SortedWrites,
  keys: readonly KeyEntry[],
): readonly Statement[] {
  const { workspaceId, importId } = commit
  const personal = [...personalRows(commit.audit, commit.touches), ...mergedPersonalRows(writes.merges.created)]
  const refused = importId === undefined ? [] : commit.refusedRows.map((row) => ({ importId, refused: row }))
  return [
    ...insertStatements(schema, workspaceTable, workspaceId, writes.workspaces.created),
    ...insertStatements(schema, memberTable, workspaceId, writes.members.created),
    ...insertStatements(schema, groupTable, workspaceId, writes.groups.created),
    ...insertStatements(schema, resourceTable, workspaceId, writes.resources.created),
    ...insertStatements(schema, catalogTable, workspaceId, writes.catalogs.created),
    ...insertStatements(schema, importTable, workspaceId, writes.imports.created),
    ...insertStatements(schema, webhookTable, workspaceId, writes.webhooks.created),
    ...insertStatements(schema, feedTable, workspaceId, writes.feeds.created),
    ...directoryStatements(schema, commit, writes),
    ...insertStatements(schema, mergeTable, workspaceId, writes.merges.created),
    ...insertStatements(schema, timerTable, workspaceId, writes.timers.created),
    ...interactionPartStatements(schema, commit, writes),
    ...mailStatements(schema, commit, writes),
    ...insertStatements(schema, identityKeyTable, workspaceId, keys, {
      key: ['key', 'kind', 'record_id'],
      replace: [],
    }),
    ...pairStatements(schema, commit),
    ...grantStatements(schema, workspaceId, commit.writes),
    ...insertStatements(schema, touchTable, workspaceId, foldTouches(commit.touches), {
      key: ['import_id', 'record_id'],
      replace: [],
      advance: 'version_after',
    }),
    ...insertStatements(schema, refusedTable, workspaceId, refused, {
      key: ['import_id', 'row'],
      replace: ['reasons'],
    }),
    ...insertStatements(
      schema,
      settledTable,
      workspaceId,
      commit.rowsSettled === undefined ? [] : [commit.rowsSettled],
      {
        key: ['import_id', 'first_row'],
        replace: ['last_row', 'reading', 'rows'],
      },
    ),
    ...insertStatements(schema, auditTable, workspaceId, commit.audit),
    ...insertStatements(schema, eventTable, workspaceId, commit.events),
    ...insertStatements(schema, personalTable, workspaceId, personal, {
      key: ['person_id', 'source_id', 'item_id'],
      replace: [],
    }),
    ...reminderStatements(schema, commit),
    ...messageStatements(schema, commit, writes),
    ...insertStatements(schema, messageTemplateTable, workspaceId, writes.messageTemplates.created),
    ...callStatements(schema, commit, writes),
    ...consentStatements(schema, commit),
    ...erasureStatements(schema, eraser, commit),
    ...providerEventStatements(schema, commit, lastEventPlace),
    // Last: everybody who commits jobs to the workspace waits for the queue's lock.
    ...commitJobStatements(schema, commit),
  ]
}
