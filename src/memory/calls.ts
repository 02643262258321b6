/** Numbers and calls in memory. @module */
import { type AccessScope, isVisible, type RecordFilter } from '../access/actor.ts'
import { callStatus } from '../call/call.ts'
import { missedCalls } from '../call/missed-calls.ts'
import type { StoredCall } from '../call/stored-call.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { CallPosition, CallQuery, CallRepository } from '../ports/call-repository.ts'
import type { Commit, CommitRefusal } from '../ports/commit.ts'
import type { Tables } from './tables.ts'

/** The calls of a memory store. @param read the tables of a workspace */
export function memoryCalls(read: (workspaceId: string) => Tables): CallRepository {
  const copy = <Value>(value: Value): Value => structuredClone(value)
  const seen = ({ workspaceId, filter }: AccessScope): readonly StoredCall[] => {
    const tables = read(workspaceId)
    return [...tables.calls.values()].filter((call) => call.early === undefined && isSeen(tables, filter, call))
  }
  return {
    findLine: async (workspaceId, id) => copy(read(workspaceId).lines.get(id) ?? null),
    listLines: async (workspaceId) =>
      copy([...read(workspaceId).lines.values()].toSorted((one, other) => compareCodePoints(one.id, other.id))),
    find: async ({ workspaceId, filter }, id) => {
      const tables = read(workspaceId)
      const call = tables.calls.get(id)
      return call !== undefined && isSeen(tables, filter, call) ? copy(call) : null
    },
    findByProviderName: async (workspaceId, { provider, providerCallId }) => {
      const calls = [...read(workspaceId).calls.values()]
      return copy(calls.find((call) => call.provider === provider && call.providerCallId === providerCallId) ?? null)
    },
    list: async (scope, query) => copy(pageOf(seen(scope).filter(meets(query)), query)),
    listMissed: async (scope, { lineId, ...page }) => {
      const all = [...read(scope.workspaceId).calls.values()].filter(({ early }) => early === undefined)
      const missed = new Set(missedCalls(all))
      const calls = seen(scope).filter((call) => missed.has(call) && (lineId === undefined || call.lineId === lineId))
      return copy(pageOf(calls, page))
    },
    listOfPerson: async (workspaceId, contactId, { after, limit }) => {
      const calls = [...read(workspaceId).calls.values()].filter(
        (call) => call.contactIds.includes(contactId) && (after === undefined || compareCodePoints(call.id, after) > 0),
      )
      return copy(calls.toSorted((one, other) => compareCodePoints(one.id, other.id)).slice(0, limit))
    },
  }
}

/** A call under a name that the provider has for another one refuses the commit. */
export function callRefusal(tables: Tables, { writes }: Commit): CommitRefusal | null {
  for (const write of writes) {
    if (write.kind !== 'call' || write.record.providerCallId === null) continue
    const { id, provider, providerCallId } = write.record
    for (const other of tables.calls.values()) {
      if (other.id !== id && other.provider === provider && other.providerCallId === providerCallId) {
        return { code: 'version-conflict', subject: { kind: 'call', id } }
      }
    }
  }
  return null
}

function isSeen(tables: Tables, filter: RecordFilter, call: StoredCall): boolean {
  if (filter.sees === 'everything') return true
  if (call.memberId === filter.memberId || call.operatorIds.includes(filter.memberId)) return true
  const records = [
    ...call.contactIds.map((id) => tables.contacts.get(id)?.record),
    ...call.companyIds.map((id) => tables.companies.get(id)?.record),
  ]
  return records.some((record) => record !== undefined && isVisible(filter, record))
}

function meets(query: CallQuery): (call: StoredCall) => boolean {
  const { contactIds, companyIds, interactionId, memberId, lineId, number, direction, statuses } = query
  return (call) =>
    (contactIds === undefined || call.contactIds.some((id) => contactIds.includes(id))) &&
    (companyIds === undefined || call.companyIds.some((id) => companyIds.includes(id))) &&
    (interactionId === undefined || call.interactionId === interactionId) &&
    (memberId === undefined || call.memberId === memberId) &&
    (lineId === undefined || call.lineId === lineId) &&
    (number === undefined || call.number === number) &&
    (direction === undefined || call.direction === direction) &&
    (statuses === undefined || statuses.includes(callStatus(call)))
}

function pageOf(
  calls: readonly StoredCall[],
  { after, limit }: { readonly after?: CallPosition; readonly limit: number },
): readonly StoredCall[] {
  return calls
    .toSorted((one, other) => comparePositions(positionOf(other), positionOf(one)))
    .filter((call) => after === undefined || comparePositions(positionOf(call), after) < 0)
    .slice(0, limit)
}

function positionOf({ startedAt, id }: StoredCall): CallPosition {
  return { at: startedAt, id }
}

function comparePositions(one: CallPosition, other: CallPosition): number {
  return one.at - other.at || compareCodePoints(one.id, other.id)
}
