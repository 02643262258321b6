/**
 * Forgetting people: the one thing that is ever changed of what history keeps. A role of its own does it, which can blank
 * personal values and nothing else.
 * @module
 */
import { type Commit, CrmError } from 'crmkit'
import { type BulkRoles, roleStatement } from './bulk.ts'
import { blankingStatements } from './consent-tables.ts'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { personalTable } from './history-tables.ts'
import { tableName } from './table.ts'

/** Under which roles people are erased; `null` stands for the role of the session itself. */
export interface EraserRoles extends Pick<BulkRoles, 'application'> {
  readonly eraser: string | null
}

/** Blanks what is kept about the people whom a commit erases. */
export function erasureStatements(
  schema: string,
  { eraser, application }: EraserRoles,
  commit: Commit,
): readonly Statement[] {
  const { workspaceId, erasures = [] } = commit
  const values = statement(
    `UPDATE ${tableName(schema, personalTable.name)} AS t SET value = NULL ` +
      'WHERE t.workspace_id = $1::uuid AND t.person_id = ANY ($2::text::uuid[])',
    workspaceId,
    arrayLiteral(erasures.map(({ personId }) => personId)),
  )
  const blanks = [...(erasures.length === 0 ? [] : [values]), ...blankingStatements(schema, commit)]
  if (eraser === null || blanks.length === 0) return blanks
  return [roleStatement(eraser), ...blanks, roleStatement(application ?? 'none')]
}

/** Whether a commit changes what only the eraser may. */
export function isErasing({ erasures = [], suppressionsBlanked = [], consentsBlanked = [] }: Commit): boolean {
  return erasures.length > 0 || suppressionsBlanked.length > 0 || consentsBlanked.length > 0
}

/** That the store may not blank values. Nothing was written. */
export function mayNotErase(cause: unknown): CrmError {
  return new CrmError('backend-refused', {
    message: 'nobody was erased: give the store an eraserRole that it may take on; migrate() makes one and grants it',
    cause,
  })
}
