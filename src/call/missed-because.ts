/** Why nobody took a call. Rules: docs/concepts/calls.md (TEL-2, TEL-3). @module */
import type { NobodyRung } from './route-call.ts'
import type { StoredCall } from './stored-call.ts'

/**
 * Why nobody took a call: nobody was rung; or `no-answer`, all who were free were rung; `hung-up`, the caller went before
 * that; `turned-down`, everybody who was rung turned it down; `no-line`, the number was none of ours; `failed`, the
 * provider could not go on.
 */
export type MissedBecause = NobodyRung | 'no-answer' | 'hung-up' | 'turned-down' | 'no-line' | 'failed'

/**
 * Why nobody took a call that came in. `null`: somebody did, or may still, or it was called out, or it was written before
 * its reason was kept.
 */
export function missedBecause(
  call: Pick<StoredCall, 'direction' | 'reach' | 'endedAt' | 'end' | 'lineId' | 'route'>,
): MissedBecause | null {
  const { direction, reach, endedAt, end, lineId, route } = call
  if (direction !== 'inbound' || reach === 'answered') return null
  if (endedAt === undefined && reach !== 'voicemail') return null
  if (reach === 'rejected') return 'turned-down'
  if (route === undefined) return lineId === null ? 'no-line' : null
  const { because, steps, given } = route
  if (because === undefined) return null
  if (because !== 'open') return because
  const last = Math.max(-1, ...Object.values(given))
  if (reach === 'voicemail' || last >= steps.length - 1) return 'no-answer'
  return end === 'failed' ? 'failed' : 'hung-up'
}
