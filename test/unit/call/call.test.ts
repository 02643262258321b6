import {
  type CallEvent,
  type CallLog,
  type CallStatus,
  callEvents,
  callReaches,
  callStatus,
  callStatuses,
  recordCallEvent,
  startCall,
  talkedSeconds,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

const ringing: CallEvent = { kind: 'ringing', at: 100 }
const answered: CallEvent = { kind: 'answered', at: 200, memberId: 'anne' }
const rejected: CallEvent = { kind: 'rejected', at: 150 }
const voicemail: CallEvent = { kind: 'voicemail', at: 300 }
const ended: CallEvent = { kind: 'ended', at: 62_200, end: 'completed' }

function call(...events: readonly CallEvent[]): CallLog {
  return events.reduce(recordCallEvent, startCall('inbound', 100))
}

describe('TEL-3 A call in the log', () => {
  it.each<[string, readonly CallEvent[], CallStatus]>([
    ['rings', [ringing], 'ringing'],
    ['is being talked', [ringing, answered], 'in-progress'],
    ['was talked', [ringing, answered, ended], 'answered'],
    ['was missed', [ringing, ended], 'missed'],
    ['was turned down, and has not ended', [ringing, rejected], 'ringing'],
    ['was rejected', [ringing, rejected, ended], 'rejected'],
    ['was turned down in one round, and taken in the next', [rejected, answered, ended], 'answered'],
    ['is spoken onto the voicemail', [voicemail], 'voicemail'],
    ['left a message', [rejected, voicemail, ended], 'voicemail'],
    ['ended before its answer is told', [ended, answered], 'answered'],
    ['ended before its voicemail is told', [ended, ringing, voicemail], 'voicemail'],
    ['has an answer that is told after the voicemail', [voicemail, ended, answered], 'answered'],
  ])('TEL-5 %s', (_name, events, expected) => {
    expect(callStatus(call(...events))).toBe(expected)
  })

  it('TEL-5 never loses what it reached', () => {
    for (const reach of callReaches) {
      for (const event of [ringing, answered, rejected, voicemail, ended]) {
        const after = recordCallEvent({ ...call(), reach }, event).reach
        expect(callReaches.indexOf(after)).toBeGreaterThanOrEqual(callReaches.indexOf(reach))
        expect([reach, callEvents[event.kind]]).toContain(after)
      }
    }
    expect(Object.keys(callStatuses)).toEqual(callReaches)
  })

  it('TEL-3 has the operator who took it first, and how long they talked', () => {
    const later: CallEvent = { kind: 'answered', at: 900, memberId: 'bob' }
    expect(call(later, answered, ended)).toMatchObject({ memberId: 'anne', answeredAt: 200, startedAt: 100 })
    expect(talkedSeconds(call(answered, ended))).toBe(62)
    expect(talkedSeconds(call(answered, { ...ended, talkSeconds: 61 }))).toBe(61)
    expect(talkedSeconds(call(answered))).toBeNull()
    expect(talkedSeconds(call(ringing))).toBeNull()
    expect(talkedSeconds(call(voicemail, { ...ended, talkSeconds: 30 }))).toBe(0)
  })

  it('TEL-3 of an outgoing call the operator is who called, whoever answers', () => {
    const outgoing = recordCallEvent(startCall('outbound', 100, 'anne'), { ...answered, memberId: null })
    expect(outgoing).toMatchObject({ memberId: 'anne', answeredAt: 200 })
  })

  it('TEL-3 has its recordings, each as far as it got', () => {
    const told = (id: string, state: 'in-progress' | 'completed' | 'deleted', seconds?: number): CallEvent => {
      return { kind: 'recorded', at: 1, recording: { id, state, ...(seconds !== undefined && { seconds }) } }
    }
    const log = call(
      told('r2', 'completed', 60),
      told('r1', 'deleted'),
      told('r2', 'in-progress'),
      told('r1', 'completed', 9),
    )
    expect(log.recordings).toEqual([
      { id: 'r1', state: 'deleted', seconds: 9 },
      { id: 'r2', state: 'completed', seconds: 60 },
    ])
  })

  it('TEL-3 has the price that was told last', () => {
    const told = (amountMicros: number, at: number): CallEvent => {
      return { kind: 'priced', at, price: { amountMicros, currency: 'USD' } }
    }
    expect(call(told(7500, 20), told(9000, 10)).price).toEqual({ amountMicros: 7500, currency: 'USD' })
    expect(call(told(7500, 20), told(9000, 20)).price?.amountMicros).toBe(9000)
    expect(call(told(7500, 20), told(5000, 30))).toMatchObject({ pricedAt: 30, price: { amountMicros: 5000 } })
  })
})
