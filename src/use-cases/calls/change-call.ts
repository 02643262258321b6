/** Writing what a provider says of a call, with what is told of it. Rules: docs/concepts/calls.md (TEL-3, TEL-5). @module */
import { missedBecause } from '../../call/missed-because.ts'
import { callNews, ringingOperators, type StoredCall } from '../../call/stored-call.ts'
import type { NewJob } from '../../job/job.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { CallId, WorkspaceId } from '../../kernel/ids.ts'
import { sameValue } from '../../kernel/same-value.ts'
import type { CallRepository } from '../../ports/call-repository.ts'
import type { Commit } from '../../ports/commit.ts'
import type { Author, DomainEvent } from '../../ports/history.ts'
import type { CrmPorts } from '../context.ts'
import { afterCallJob } from './after-call-job.ts'

/** Who writes what providers say, as events tell. */
const callAuthor: Author = { kind: 'system', reason: 'calls' }

/** What goes into the same commit. */
export type BesideCall = Pick<Commit, 'providerEventsSettled' | 'providerEventsBlanked'>

/** How often a change is decided anew because another machine wrote the call. */
const mostTries = 10

/**
 * Changes a call, or begins one, and tells of it.
 * @param find the call as it is, whoever may see it
 * @param decide what it is to be; called again where another machine came between. `null`, or the same: nothing is written
 * @param beside what goes into the same commit, given what the call is to be
 */
export async function changeCall(
  ports: CrmPorts,
  workspaceId: WorkspaceId,
  find: (calls: CallRepository) => Promise<StoredCall | null>,
  decide: (before: StoredCall | null) => StoredCall | null | Promise<StoredCall | null>,
  beside: (call: StoredCall | null) => BesideCall = () => ({}),
): Promise<StoredCall | null> {
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    const before = await find(ports.store.calls)
    const decided = await decide(before)
    const isSame = decided === null || (before !== null && sameValue(before, decided))
    const parts = beside(decided)
    if (isSame && parts.providerEventsSettled === undefined) return before
    const now = ports.clock.now()
    const version = (before?.version ?? 0) + 1
    const after = decided === null || isSame ? null : { ...decided, version, updatedAt: now }
    const written = await ports.store.commit({
      workspaceId,
      writes: after === null ? [] : [{ op: before === null ? 'create' : 'update', kind: 'call', record: after }],
      keysAdded: [],
      keysRemoved: [],
      touches: [],
      refusedRows: [],
      audit: [],
      events: after === null ? [] : callEventsOf(ports, before, after, now),
      jobs: after === null ? [] : jobsAfter(before, after, now),
      // Who is forgotten meanwhile: what is settled with an unchanged call is not to be kept.
      ...(before !== null && isSame && { recordGuards: [{ kind: 'call', id: before.id, version: before.version }] }),
      ...parts,
    })
    if (written.ok) return after ?? before
    if (written.error.code !== 'version-conflict') throw new Error(`a call was refused: ${written.error.code}`)
  }
  throw new CrmError('transaction-conflict', {
    message: 'Other machines kept writing the same call. It is tried again when the provider asks again.',
    retryable: true,
  })
}

/** The call with this id, whoever may see it. */
export function callById(workspaceId: WorkspaceId, id: CallId): (calls: CallRepository) => Promise<StoredCall | null> {
  return (calls) => calls.find({ workspaceId, filter: { sees: 'everything' } }, id)
}

/**
 * What is told of a change. It names records, and no number; of a call that comes in, who answers the number, and who of
 * them is rung first, or next; of one that nobody took, why.
 */
function callEventsOf(
  { ids }: Pick<CrmPorts, 'ids'>,
  before: StoredCall | null,
  after: StoredCall,
  at: number,
): readonly DomainEvent[] {
  const { id, version, direction, lineId, memberId, contactIds, companyIds, operatorIds } = after
  const because = missedBecause(after)
  const missed = because !== null && { missedBecause: because }
  const data = { direction, lineId, memberId, contactIds, companyIds, operatorIds, ...missed }
  const ringingIds = ringingOperators(after.route)
  return callNews(before, after).map((type) => ({
    id: ids.next(),
    at,
    type,
    author: callAuthor,
    subject: { kind: 'call', id },
    version,
    data: type === 'call.incoming' || type === 'call.ringing' ? { ...data, ringingIds } : data,
  }))
}

/** What is left to do once a call has ended: its price and its recordings come later. */
function jobsAfter(before: StoredCall | null, after: StoredCall, now: number): readonly NewJob[] {
  const isOver = after.endedAt !== undefined && after.early === undefined
  const wasOver = before?.endedAt !== undefined && before.early === undefined
  const isNewlyRecorded = recordedCount(before) < recordedCount(after)
  return isOver && (!wasOver || isNewlyRecorded) ? [afterCallJob(after, now)] : []
}

/** How many recordings can be put away: one that is known may go on for long after the call. */
function recordedCount(call: StoredCall | null): number {
  return call?.recordings.filter(({ state }) => state === 'completed').length ?? 0
}
