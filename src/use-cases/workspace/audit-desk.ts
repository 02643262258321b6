/** The audit desk: who did what, and when, across a workspace. Rules: docs/concepts/access.md (ACC-5). @module */
import type { AuditQuery } from '../../inputs/call.ts'
import type { AuditEntry } from '../../ports/history.ts'
import { parseAuditQuery } from '../../schemas/call.ts'
import type { OpenSession, Session } from '../context.ts'
import { listName } from '../cursor.ts'
import { accept } from '../input-error.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import { auditPage, readAuditCursor } from '../records/read-history.ts'

/** The audit of one workspace. It takes a manager, an administrator or a system job; of one record, `history` tells everybody. */
export interface AuditDesk {
  /**
   * One page of audit entries, the latest first.
   * @throws {CrmError} forbidden, invalid-input
   * @example
   * const { items } = await desk.audit.list({ memberId, from: Date.UTC(2026, 0, 1), until: Date.UTC(2026, 1, 1) })
   */
  list(query?: AuditQuery): Promise<Page<AuditEntry>>
}

/** The audit desk of whoever the session is opened for. */
export function auditDesk(open: OpenSession): AuditDesk {
  return {
    list: async (query = {}) => {
      const asked = accept(parseAuditQuery(query))
      const session = await open('audit.list')
      return listAudit(session, asked)
    },
  }
}

async function listAudit(
  { store, actor }: Session,
  { limit = usualLimit, cursor, recordId, memberId, command, from, until }: AuditQuery,
): Promise<Page<AuditEntry>> {
  const conditions = {
    ...(recordId !== undefined && { subjectId: recordId }),
    ...(memberId !== undefined && { memberId }),
    ...(command !== undefined && { command }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  }
  const list = listName('audit', conditions)
  const after = cursor === undefined ? undefined : readAuditCursor(list, cursor)
  const page = { ...conditions, limit: limit + 1, ...(after !== undefined && { after }) }
  return auditPage(list, await store.history.listAudit(actor.workspaceId, page), limit)
}
