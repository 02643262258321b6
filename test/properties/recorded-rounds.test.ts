/** TEL-1: whatever is switched on and off while somebody is rung for, and however often is asked, he is told before he is recorded. */
import { announcementsAt, isRecorded, type RouteStep } from 'crmkit/domain'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type CallProgress, takeStep } from '../../src/call/stored-call.ts'

const members = ['anne', 'bob', 'carl']

/** A line as it may be switched at any time. */
const line = fc.record({ recording: fc.boolean(), recorded: fc.subarray(members) }).map(({ recording, recorded }) => ({
  ...{ recording, outgoing: true },
  operators: members.map((memberId) => ({ memberId, outgoing: true, recording: recorded.includes(memberId) })),
}))

const round: fc.Arbitrary<RouteStep> = fc
  .subarray(members, { minLength: 1 })
  .map((memberIds) => ({ kind: 'ring', memberIds, seconds: 20 }))

const world = fc.record({
  rounds: fc.array(round, { maxLength: 5 }),
  /** What is asked, with the line as it is then: some questions come again, late ones among them. */
  asked: fc.array(fc.record({ question: fc.integer({ min: 0, max: 5 }), line }), { maxLength: 12 }),
})

it('TEL-1 nobody is recorded without a notice, and a question is answered the same', () => {
  const runs = fc.property(world, ({ rounds, asked }) => {
    let route: CallProgress = { steps: [...rounds, { kind: 'hang-up' }], given: {}, createsContact: false }
    const answers = new Map<number, string>()
    let isTold = false
    let notices = 0
    for (const { question, line: now } of asked) {
      const taken = takeStep(route, String(question), now)
      route = taken.route
      const { step, place } = taken
      const isNotice = announcementsAt(route, place, {}, 'en').some(
        (each) => 'say' in each && each.say === 'This call may be recorded.',
      )
      const answer = JSON.stringify([place, step, taken.isRecorded, isNotice])
      const before = answers.get(question)
      if (before !== undefined) {
        expect(answer).toBe(before)
        continue
      }
      answers.set(question, answer)
      isTold ||= isNotice
      notices += isNotice ? 1 : 0
      // As the line is when the round is given, and never where nobody was told.
      expect(taken.isRecorded).toBe(step?.kind === 'ring' && isRecorded(now, step.memberIds))
      if (taken.isRecorded) expect(isTold).toBe(true)
      else expect(isNotice).toBe(false)
    }
    expect(notices).toBe(route.recorded === undefined ? 0 : 1)
  })
  fc.assert(runs, { numRuns: 500 })
})

it('TEL-1 a round that is given while the line is gone is not recorded', () => {
  const steps = [{ kind: 'ring', memberIds: ['anne'], seconds: 20 }] as const
  expect(takeStep({ steps, given: {}, createsContact: false }, 'q', null).isRecorded).toBe(false)
})
