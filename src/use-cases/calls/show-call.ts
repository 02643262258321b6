/** Calls as members see them: with the people whom they may know of, and without what the machinery keeps. Rules: docs/concepts/calls.md (TEL-3), docs/concepts/access.md (ACC-2). @module */
import { scopeOf } from '../../access/actor.ts'
import { type CallStatus, callStatus, talkedSeconds } from '../../call/call.ts'
import { type MissedBecause, missedBecause } from '../../call/missed-because.ts'
import type { StoredCall } from '../../call/stored-call.ts'
import type { Session } from '../context.ts'

/** A call of the log. */
export interface Call extends Omit<StoredCall, 'route' | 'early' | 'files' | 'reach'> {
  readonly status: CallStatus
  /** How long they talked; `null`: it goes on, or is not known. */
  readonly talkedSeconds: number | null
  /** Why nobody took it; `null`: somebody did, or may still, or it was called out. */
  readonly missedBecause: MissedBecause | null
}

/** Calls as they are shown. */
export async function showCalls(session: Session, calls: readonly StoredCall[]): Promise<readonly Call[]> {
  return (await withKnownPeople(session, calls)).map(shownCall)
}

/** Calls with those of their people whom the actor may see. */
export async function withKnownPeople<SomeCall extends Pick<StoredCall, 'contactIds' | 'companyIds' | 'interactionId'>>(
  session: Session,
  calls: readonly SomeCall[],
): Promise<readonly SomeCall[]> {
  const { store, actor } = session
  const scope = scopeOf(actor)
  if (scope.filter.sees === 'everything' || calls.length === 0) return calls
  const [contacts, companies, matters] = await Promise.all([
    store.contacts.findMany(scope, [...new Set(calls.flatMap(({ contactIds }) => contactIds))]),
    store.companies.findMany(scope, [...new Set(calls.flatMap(({ companyIds }) => companyIds))]),
    store.interactions.findMany(scope, [...new Set(calls.flatMap(({ interactionId }) => interactionId ?? []))]),
  ])
  const seen = new Set([...contacts, ...companies, ...matters].map(({ id }) => id))
  return calls.map((call) => {
    const { interactionId, ...others } = call
    const isSeen = interactionId === undefined || seen.has(interactionId)
    const known = isSeen ? call : (others as SomeCall)
    return {
      ...known,
      contactIds: call.contactIds.filter((id) => seen.has(id)),
      companyIds: call.companyIds.filter((id) => seen.has(id)),
    }
  })
}

function shownCall(call: StoredCall): Call {
  const { route: _route, early: _early, files: _files, reach: _reach, ...shown } = call
  return { ...shown, status: callStatus(call), talkedSeconds: talkedSeconds(call), missedBecause: missedBecause(call) }
}
