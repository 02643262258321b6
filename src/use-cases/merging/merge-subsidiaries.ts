/** How companies follow a merge of the company that they belong to. Rules: docs/concepts/merge.md (MRG-2, MRG-3). @module */

import type { KeptByUndo, MergeRecord, MovedField, MovedRecord } from '../../identity/merge-record.ts'
import { companyIndex } from '../../identity/search-index.ts'
import type { CompanyId } from '../../kernel/ids.ts'
import type { Company } from '../../party/company.ts'
import type { Write } from '../../ports/commit.ts'
import type { Session } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'
import type { MergePart } from './merge-parts.ts'

/** Subsidiaries follow their parent. */
export const subsidiaries: MergePart = {
  from: 'company',
  to: 'company',
  async move(session, { survivorId, loserId }, recordIds) {
    const updatedAt = session.clock.now()
    const children = await session.store.companies.findMany(everythingOf(session), recordIds)
    const moved = children.map(({ id }): MovedRecord => {
      return { kind: 'company', recordId: id, fields: [{ field: 'parentId', before: loserId, after: survivorId }] }
    })
    const writes = children.map((child) =>
      companyWrite({ ...child, parentId: survivorId, version: child.version + 1, updatedAt }),
    )
    return { writes, moved, removed: [] }
  },
  async moveBack(session, merge) {
    const updatedAt = session.clock.now()
    const kept: KeptByUndo[] = []
    const writes: Write[] = []
    const noted = merge.moved.filter(({ kind, recordId }) => kind === 'company' && !isOfPair(merge, recordId))
    const ids = noted.map(({ recordId }) => recordId)
    const children = new Map(
      (await session.store.companies.findMany(everythingOf(session), ids)).map((child) => [child.id, child]),
    )
    // Whatever stands above the loser would belong to itself if it came to stand below it.
    const above = new Set(await lineageOf(session, parentBefore(merge)))
    for (const id of ids) {
      const child = children.get(id)
      const keep = (reason: KeptByUndo['reason']): unknown =>
        kept.push({ kind: 'company', recordId: id, field: 'parentId', reason })
      if (child === undefined) keep('purged-since')
      else if (child.parentId !== merge.survivorId) keep('changed-since')
      else if (above.has(id)) keep('cycle')
      else writes.push(companyWrite({ ...child, parentId: merge.loserId, version: child.version + 1, updatedAt }))
    }
    return { writes, kept }
  },
}

/**
 * The companies above, the nearest first, beginning with this one.
 * @param changed companies whose parent is about to be another one, or none
 */
export async function lineageOf(
  session: Session,
  id: CompanyId | undefined,
  changed: ReadonlyMap<CompanyId, CompanyId | undefined> = new Map(),
): Promise<readonly CompanyId[]> {
  const lineage: CompanyId[] = []
  for (let next = id; next !== undefined && !lineage.includes(next); ) {
    lineage.push(next)
    if (changed.has(next)) {
      next = changed.get(next)
      continue
    }
    const company: Company | null = await session.store.companies.find(everythingOf(session), next)
    next = company?.mergedInto ?? company?.parentId
  }
  return lineage
}

/** The company that the loser belonged to. */
export function parentBefore(merge: MergeRecord): CompanyId | undefined {
  const { before } = parentChange(merge, merge.loserId) ?? {}
  return typeof before === 'string' ? before : undefined
}

/** What a merge did to what one of its two records belonged to; `null` if nothing. */
export function parentChange({ moved }: MergeRecord, recordId: string): MovedField | null {
  const fields = moved.find((record) => record.kind === 'company' && record.recordId === recordId)?.fields ?? []
  return fields.find(({ field }) => field === 'parentId') ?? null
}

function isOfPair({ survivorId, loserId }: MergeRecord, id: string): boolean {
  return id === survivorId || id === loserId
}

function companyWrite(record: Company): Write {
  return { op: 'update', kind: 'company', record, index: companyIndex(record) }
}
