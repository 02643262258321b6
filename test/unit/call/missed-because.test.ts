import {
  type CallRoute,
  type MissedBecause,
  missedBecause,
  type RouteStep,
  recordCallEvent,
  type StoredCall,
  startCall,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

const ring = { kind: 'ring', memberIds: ['anne'], seconds: 20 } as const
const queue = { kind: 'queue', seconds: 60 } as const
const voicemail = { kind: 'voicemail' } as const
const hangUp = { kind: 'hang-up' } as const

type Told = Parameters<typeof recordCallEvent>[1]

/** A call that came in, with the steps that were given. */
function call(
  because: CallRoute['because'],
  steps: readonly RouteStep[],
  given: number,
  ...events: readonly Told[]
): Parameters<typeof missedBecause>[0] {
  const log = events.reduce(recordCallEvent, startCall('inbound', 1))
  const asked = Object.fromEntries(Array.from({ length: given }, (_, place) => [`question ${place}`, place]))
  return { ...log, lineId: 'line', route: { steps, because, given: asked, createsContact: false } }
}

const over: Told = { kind: 'ended', at: 2, end: 'completed' }
const message: Told = { kind: 'voicemail', at: 2 }

describe('TEL-2 TEL-3 Why nobody took a call', () => {
  it.each<[string, Parameters<typeof missedBecause>[0], MissedBecause | null]>([
    ['it was outside the working hours', call('closed', [voicemail], 1, over), 'closed'],
    ['and he left a message', call('closed', [voicemail], 1, message, over), 'closed'],
    ['and is leaving one', call('closed', [voicemail], 1, message), 'closed'],
    ['the number has nobody', call('no-operators', [hangUp], 1, over), 'no-operators'],
    ['nobody was there', call('nobody-online', [hangUp], 1, over), 'nobody-online'],
    ['all were talking', call('busy', [hangUp], 1, over), 'busy'],
    ['all were talking, and he did not wait', call('busy', [queue, voicemail], 1, over), 'busy'],
    ['all who were free were rung', call('open', [ring, voicemail], 2, over), 'no-answer'],
    ['and he left a message', call('open', [ring, voicemail], 2, message, over), 'no-answer'],
    ['he went while it rang', call('open', [ring, voicemail], 1, over), 'hung-up'],
    ['he went while he waited', call('open', [ring, queue, voicemail], 2, over), 'hung-up'],
    ['it broke off', call('open', [ring, voicemail], 1, { kind: 'ended', at: 2, end: 'failed' }), 'failed'],
    ['everybody turned it down', call('open', [ring, voicemail], 1, { kind: 'rejected', at: 2 }, over), 'turned-down'],
    ['it rings', call('open', [ring, voicemail], 1), null],
    ['it may still be taken', call('busy', [queue, voicemail], 1), null],
    ['somebody took it', call('open', [ring], 1, { kind: 'answered', at: 2, memberId: 'anne' }, over), null],
  ])('%s', (_name, missed, expected) => {
    expect(missedBecause(missed)).toBe(expected)
  })

  it('of a number that is none of ours, of a call that we made, and of one that was written before reasons were kept', () => {
    const ended: Pick<StoredCall, 'direction' | 'reach' | 'endedAt'> = {
      direction: 'inbound',
      reach: 'nobody',
      endedAt: 2,
    }
    expect(missedBecause({ ...ended, lineId: null })).toBe('no-line')
    expect(missedBecause({ ...ended, lineId: 'line' })).toBeNull()
    expect(missedBecause({ ...ended, direction: 'outbound', lineId: null })).toBeNull()
    const { because: _none, ...route } = {
      ...call('open', [ring], 1).route,
      steps: [ring],
      given: {},
      createsContact: false,
    }
    expect(missedBecause({ ...ended, lineId: 'line', route })).toBeNull()
  })
})
