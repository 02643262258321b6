/** Getting an import: whoever made it, and whoever sees everything. Rules: docs/concepts/access.md (ACC-3). @module */
import { scopeOf } from '../../access/actor.ts'
import type { ImportRecord } from '../../import/import-record.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { type ImportId, isUuid, type MemberId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'

/** Whose imports the actor may look at and take back: his own; `undefined` stands for everybody's. */
export function importerInSight({ actor }: Session): MemberId | undefined {
  return actor.kind === 'system' || scopeOf(actor).filter.sees === 'everything' ? undefined : actor.memberId
}

/** Whether the actor may look at an import and take it back. */
export function mayUndo(session: Session, { memberId }: ImportRecord): boolean {
  const importer = importerInSight(session)
  return importer === undefined || importer === memberId
}

/** The import with this id, or `null` for what is no id, unknown, or somebody else's. */
export async function findImport(session: Session, importId: ImportId): Promise<ImportRecord | null> {
  const found = isUuid(importId) ? await session.store.imports.find(session.actor.workspaceId, importId) : null
  return found !== null && mayUndo(session, found) ? found : null
}

/** The import with this id. @throws {CrmError} not-found */
export async function getImport(session: Session, importId: ImportId): Promise<ImportRecord> {
  const found = await findImport(session, importId)
  if (found !== null) return found
  throw new CrmError('not-found', {
    message: `There is no import ${importId} that you may see. It may be another member's: ask an administrator.`,
    details: { kind: 'import', id: importId },
  })
}
