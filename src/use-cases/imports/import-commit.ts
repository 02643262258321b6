/** The commits of an import: each one step, with its one audit entry and its one event. @module */
import { actorRight } from '../../access/actor.ts'
import { entityId } from '../../import/entity-id.ts'
import type { ImportRecord } from '../../import/import-record.ts'
import type { Commit, Write } from '../../ports/commit.ts'
import { authorOf } from '../command.ts'
import type { Session } from '../context.ts'

/** A commit of an import, with its one audit entry and its one event. */
export function importCommit(
  session: Session,
  record: ImportRecord,
  step: {
    readonly writes: readonly Write[]
    /** The first row of the step: its entries' ids follow from it. */
    readonly row: number
    readonly event: string
    readonly command?: string
  },
): Commit {
  const at = session.clock.now()
  const author = authorOf(session)
  const subject = { kind: 'import', id: record.id } as const
  return {
    workspaceId: session.actor.workspaceId,
    writes: step.writes,
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    importId: record.id,
    audit: [
      {
        id: entityId(record.id, step.row, 'audit'),
        at,
        author,
        command: step.command ?? 'imports.apply',
        right: actorRight(session.actor),
        subject,
        changes: [],
        count: step.writes.length - 1,
      },
    ],
    events: [
      {
        id: entityId(record.id, step.row, 'event'),
        at,
        type: step.event,
        author,
        subject,
        version: record.version,
        data: { rowsDone: record.rowsDone, counts: record.counts },
      },
    ],
  }
}
