import {
  creditChange,
  creditUses,
  isResendable,
  moveSending,
  queueSending,
  type Sending,
  type SendState,
  type SendStep,
  sendStates,
  sendStepsFrom,
  sendTransitions,
  stepOfAnswer,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { valueIn } from '../interaction/scene.ts'

const steps: readonly SendStep[] = [
  { kind: 'claim', at: 10 },
  { kind: 'accept', at: 10, attempt: 1 },
  { kind: 'refuse', at: 10, problem: 'rejected', attempt: 1 },
  { kind: 'postpone', until: 60, attempt: 1 },
  { kind: 'lose', at: 10, problem: 'timeout', attempt: 1 },
  { kind: 'prove', at: 10 },
  { kind: 'disprove', at: 10, problem: 'absent' },
  { kind: 'cancel', at: 10 },
  { kind: 'resend', at: 10 },
]

const samples: Readonly<Record<SendState, Sending>> = {
  queued: { state: 'queued', attempts: 1, notBefore: 5 },
  sending: { state: 'sending', attempts: 1, claimedAt: 5 },
  uncertain: { state: 'uncertain', attempts: 1, lostAt: 5, problem: 'timeout' },
  accepted: { state: 'accepted', attempts: 1, acceptedAt: 5 },
  failed: { state: 'failed', attempts: 1, failedAt: 5, problem: 'rejected' },
  cancelled: { state: 'cancelled', attempts: 1, cancelledAt: 5 },
}

describe('MSG-6 The way to the provider', () => {
  it.each(sendStates)('MSG-6 from %s leads where the table says, and nowhere else', (state) => {
    expect(Object.keys(sendTransitions)).toEqual(sendStates)
    for (const step of steps) {
      const moved = moveSending(samples[state], step)
      const target = sendTransitions[state][step.kind]
      if (target !== undefined) expect(valueIn(moved).state).toBe(target)
      else {
        expect(moved).toEqual({
          ok: false,
          error: {
            code: 'transition-refused',
            because: 'state',
            state,
            asked: step.kind,
            allowed: sendStepsFrom(state),
          },
        })
      }
    }
  })

  it('MSG-6 no step leads from uncertain to another attempt', () => {
    const reached = new Set<SendState>(['uncertain'])
    for (const state of reached) {
      for (const [step, target] of Object.entries(sendTransitions[state])) if (step !== 'resend') reached.add(target)
    }
    expect([...reached].toSorted()).toEqual(['accepted', 'failed', 'uncertain'])
    expect(sendStates.filter(isResendable)).toEqual(['failed'])
  })

  it('MSG-6 only a claim is an attempt, and only of what is queued', () => {
    expect(sendStates.filter((state) => sendTransitions[state].claim !== undefined)).toEqual(['queued'])
    const claimed = valueIn(moveSending(queueSending(7), { kind: 'claim', at: 8 }))
    expect(claimed).toEqual({ state: 'sending', attempts: 1, claimedAt: 8 })
    const queued = valueIn(moveSending(claimed, { kind: 'postpone', until: 60, attempt: 1 }))
    expect(queued).toEqual({ state: 'queued', attempts: 1, notBefore: 60 })
  })

  it('MSG-6 a late answer of an attempt that was taken for lost still counts', () => {
    expect(valueIn(moveSending(samples.uncertain, { kind: 'accept', at: 9, attempt: 1 })).state).toBe('accepted')
    expect(valueIn(moveSending(samples.uncertain, { kind: 'refuse', at: 9, problem: 'no', attempt: 1 })).state).toBe(
      'failed',
    )
  })

  it('MSG-6 a late answer of an earlier attempt can’t have this one made again, unless it was taken', () => {
    const second: Sending = { state: 'sending', attempts: 2, claimedAt: 20 }
    for (const step of steps.filter((each) => 'attempt' in each && each.kind !== 'accept')) {
      expect(moveSending(second, step)).toMatchObject({ error: { because: 'earlier-attempt', asked: step.kind } })
      expect(moveSending(second, { ...step, attempt: 2 }).ok).toBe(true)
    }
    for (const state of sendStates) {
      const taken = moveSending({ ...samples[state], attempts: 2 }, { kind: 'accept', at: 10, attempt: 1 })
      expect(valueIn(taken).state).toBe('accepted')
    }
  })

  it('MSG-6 what is accepted stays so, since the earliest proof', () => {
    expect(valueIn(moveSending(samples.accepted, { kind: 'prove', at: 3 }))).toMatchObject({ acceptedAt: 3 })
    expect(valueIn(moveSending(samples.accepted, { kind: 'accept', at: 9, attempt: 1 }))).toMatchObject({
      acceptedAt: 5,
    })
  })
})

describe('MSG-6 What a provider answers', () => {
  const attempt = { seed: 'message', attempts: 1, now: 1000 }

  it('MSG-6 taken, refused and unknown are what they are', () => {
    expect(stepOfAnswer({ kind: 'accepted', recipients: [] }, attempt)).toEqual({
      kind: 'accept',
      at: 1000,
      attempt: 1,
    })
    expect(stepOfAnswer({ kind: 'refused', problem: 'no' }, attempt)).toEqual({
      kind: 'refuse',
      at: 1000,
      problem: 'no',
      attempt: 1,
    })
    expect(stepOfAnswer({ kind: 'unknown', problem: 'timeout' }, attempt)).toEqual({
      kind: 'lose',
      at: 1000,
      problem: 'timeout',
      attempt: 1,
    })
  })

  it('MSG-6 come back later is heeded, not before it says, until the delays are used up', () => {
    const busy = { kind: 'postponed', problem: 'too-many-requests', notBefore: 90_000 } as const
    expect(stepOfAnswer(busy, attempt, [5_000])).toEqual({ kind: 'postpone', until: 90_000, attempt: 1 })
    const { notBefore: _none, ...soon } = busy
    expect(stepOfAnswer(soon, attempt, [5_000])).toMatchObject({ kind: 'postpone' })
    expect(stepOfAnswer(busy, { ...attempt, attempts: 2 }, [5_000])).toEqual({
      kind: 'refuse',
      at: 1000,
      problem: 'too-many-requests',
      attempt: 2,
    })
  })
})

describe('MSG-5 The credit of a message', () => {
  it('MSG-5 comes back where it surely was not sent, and only there', () => {
    const returned = sendStates.filter((state) => creditUses[state] === 'returned')
    expect(returned).toEqual(['failed', 'cancelled'])
    expect(creditChange('sending', 'failed', 3)).toBe(3)
    expect(creditChange('sending', 'uncertain', 3)).toBe(0)
    expect(creditChange('failed', 'accepted', 3)).toBe(-3)
    expect(creditChange('failed', 'queued', 3)).toBe(-3)
    expect(creditChange('failed', 'cancelled', 3)).toBe(0)
  })
})
