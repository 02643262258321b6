/** What holds of every message and every call, in whatever order their providers tell of them. @module */
import {
  type CallEvent,
  type CallLog,
  type Channel,
  type ConsentEntry,
  callStatus,
  channels,
  consents,
  consentTo,
  type DeliveryEventKind,
  deliverability,
  deliveryEvents,
  deliveryStatuses,
  isConsentEnough,
  measureSms,
  mergeConsent,
  moveSending,
  type OutgoingMessage,
  purposes,
  queueSending,
  type RecipientEvent,
  recordCallEvent,
  recordEvent,
  type SendStep,
  type SuppressionEntry,
  segmentUnits,
  startCall,
  startRecipients,
  suppressionReasons,
  suppressionsAt,
} from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { address } from '../unit/message/scene.ts'

const runs = { numRuns: 3000 }
const at = fc.integer({ min: 0, max: 8 })
const addresses = ['carla', 'dan', 'eve'].map((name) => address(`${name}@pomme.example`))

/** The same things in another order, some of them again. */
function shuffledWithRepeats<Thing>(things: readonly Thing[]): fc.Arbitrary<readonly Thing[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...things], { minLength: things.length }),
      fc.array(fc.nat({ max: Math.max(0, things.length - 1) })),
    )
    .map(([all, again]) => [...again.flatMap((index) => things[index] ?? []), ...all])
}

const recipientEvent: fc.Arbitrary<RecipientEvent> = fc.record(
  {
    kind: fc.constantFrom(...(Object.keys(deliveryEvents) as DeliveryEventKind[])),
    at,
    address: fc.constantFrom(...addresses),
    reason: fc.constantFrom('4.4.1', '5.1.1'),
    providerMessageId: fc.constantFrom('p1', 'p2', 'p3'),
  },
  { requiredKeys: ['kind', 'at', 'address'] },
)

const message: OutgoingMessage = {
  id: 'message',
  channel: 'email',
  purpose: 'correspondence',
  memberId: null,
  sending: { state: 'uncertain', attempts: 1, lostAt: 5, problem: 'timeout' },
  recipients: startRecipients(addresses.slice(0, 2).map((to) => ({ kind: 'to', address: to }))),
}

describe('MSG-2 Events of a message', () => {
  it('MSG-2 come to the same in any order, however often each is told', () => {
    const told = fc
      .array(recipientEvent, { maxLength: 12 })
      .chain((events) => fc.tuple(fc.constant(events), shuffledWithRepeats(events)))
    fc.assert(
      fc.property(told, ([events, again]) => {
        expect(again.reduce(recordEvent, message)).toEqual(events.reduce(recordEvent, message))
      }),
      runs,
    )
  })

  it('MSG-2 never take a status back', () => {
    fc.assert(
      fc.property(fc.array(recipientEvent, { maxLength: 12 }), (events) => {
        let before = message
        for (const event of events) {
          const after = recordEvent(before, event)
          for (const [index, { delivery }] of after.recipients.entries()) {
            const known = before.recipients[index]?.delivery.status ?? 'pending'
            expect(deliveryStatuses.indexOf(delivery.status)).toBeGreaterThanOrEqual(deliveryStatuses.indexOf(known))
          }
          before = after
        }
      }),
      runs,
    )
  })

  it('MSG-1 are counted by the report, every recipient once', () => {
    fc.assert(
      fc.property(fc.array(fc.array(recipientEvent, { maxLength: 6 }), { maxLength: 8 }), (histories) => {
        const items = histories.flatMap((events, index) => {
          const { sending, recipients, channel } = events.reduce(recordEvent, message)
          return recipients.map(({ delivery }) => ({ channel, at: index * 86_400_000, state: sending.state, delivery }))
        })
        const query = { from: 0, until: 1e12, by: 'month', timeZone: 'UTC' } as const
        const rows = deliverability(items, query)
        expect(deliverability(items.toReversed(), query)).toEqual(rows)
        expect(rows.reduce((sum, row) => sum + row.recipients, 0)).toBe(items.length)
        for (const { recipients, statuses, marks } of rows) {
          expect(Object.values(statuses).reduce((sum, count) => sum + count, 0)).toBe(recipients)
          for (const count of Object.values(marks)) expect(count).toBeLessThanOrEqual(statuses.delivered)
        }
      }),
      { numRuns: 500 },
    )
  })
})

const attempt = fc.integer({ min: 1, max: 3 })

/** Weighted so that histories don't end with the first steps: who was accepted is never queued again. */
const sendStep: fc.Arbitrary<SendStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('claim'), at }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('postpone'), until: at, attempt }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lose'), problem: fc.constant('timeout'), at, attempt }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('refuse'), at, problem: fc.constant('x'), attempt }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('disprove'), at, problem: fc.constant('x') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('resend'), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('accept'), at, attempt }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('prove', 'cancel'), at }) },
)

describe('MSG-6 Any history of a message', () => {
  it('MSG-6 has another attempt only after the one before surely came to nothing', () => {
    let repeated = 0
    fc.assert(
      fc.property(fc.array(sendStep, { maxLength: 30 }), (steps) => {
        let sending = queueSending(0)
        let isTaken = false
        /** The attempts that surely came to nothing: the provider said so, or a look at what he sent. */
        const futile = new Set<number>()
        for (const step of steps) {
          const moved = moveSending(sending, step)
          if (step.kind === 'accept' || step.kind === 'prove') expect(moved.ok).toBe(true)
          if (!moved.ok) continue
          if (step.kind === 'claim') {
            expect(isTaken).toBe(false)
            for (let before = 1; before < moved.value.attempts; before += 1) expect(futile).toContain(before)
            if (moved.value.attempts > 1) repeated += 1
          }
          if (step.kind === 'accept' || step.kind === 'prove') isTaken = true
          if (step.kind === 'postpone' || step.kind === 'refuse') futile.add(step.attempt)
          if (step.kind === 'disprove') futile.add(sending.attempts)
          sending = moved.value
        }
      }),
      runs,
    )
    expect(repeated).toBeGreaterThan(100)
  })
})

const suppression: fc.Arbitrary<SuppressionEntry> = fc.record({
  kind: fc.constantFrom('suppressed', 'lifted'),
  channel: fc.constantFrom(...channels),
  address: fc.constantFrom(...addresses.slice(0, 2)),
  reason: fc.constantFrom(...suppressionReasons),
  purpose: fc.constantFrom(...purposes, null),
  at,
  memberId: fc.constant(null),
})

const consent: fc.Arbitrary<ConsentEntry> = fc.record({
  channel: fc.constantFrom<Channel>(...channels),
  purpose: fc.constantFrom(...purposes),
  consent: fc.constantFrom(...consents),
  at,
  source: fc.constantFrom('form', 'member', 'import'),
  memberId: fc.constantFrom(null, 'anne'),
})

const ledger = fc.array(consent, { maxLength: 8 })

describe('MSG-3 Any list and any ledger', () => {
  it('MSG-3 hold the same reasons in any order', () => {
    const lists = fc
      .array(suppression, { maxLength: 10 })
      .chain((entries) => fc.tuple(fc.constant(entries), shuffledWithRepeats(entries)))
    fc.assert(
      fc.property(lists, fc.constantFrom(...purposes), ([entries, again], purpose) => {
        for (const to of addresses) {
          const asked = { channel: 'email', purpose, address: to } as const
          const reasons = (list: readonly SuppressionEntry[]) => suppressionsAt(list, asked).map(({ reason }) => reason)
          expect(reasons(again)).toEqual(reasons(entries))
        }
      }),
      runs,
    )
  })

  it('MSG-3 a merge allows nothing that one of the two did not, and loses no line', () => {
    fc.assert(
      fc.property(ledger, ledger, at, (kept, gone, now) => {
        const merged = mergeConsent(kept, gone, { at: now, memberId: null })
        const other = mergeConsent(gone, kept, { at: now, memberId: null })
        for (const entry of [...kept, ...gone]) expect(merged).toContainEqual(entry)
        for (const channel of channels) {
          for (const purpose of purposes) {
            const [one, two, both] = [kept, gone, merged].map((lines) =>
              isConsentEnough(consentTo(lines, channel, purpose), purpose),
            )
            expect(both).toBe(one === true && two === true)
            expect(consentTo(other, channel, purpose)).toBe(consentTo(merged, channel, purpose))
          }
        }
      }),
      runs,
    )
  })
})

describe('MSG-5 Any text message', () => {
  it('MSG-5 has as few parts as its letters need, and no letter is cut', () => {
    const letter = fc.oneof(
      fc.constantFrom('a', '€', '~', 'é', 'ș', '😀', '\n'),
      fc.string({ unit: 'grapheme', maxLength: 1 }),
    )
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 400 }), (letters) => {
        const { encoding, units, segments, unitsLeft, costly } = measureSms(letters.join(''))
        const { single, part } = segmentUnits[encoding]
        expect(costly.length === 0).toBe(encoding === 'gsm-7')
        if (units <= single) expect([segments, unitsLeft]).toEqual([1, single - units])
        else {
          expect(segments).toBeGreaterThanOrEqual(Math.ceil(units / part))
          // At most one unit is left empty at the end of each part but the last.
          expect(segments * part - unitsLeft - units).toBeLessThanOrEqual(segments - 1)
        }
      }),
      runs,
    )
  })
})

const callEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.record({ kind: fc.constantFrom('ringing', 'rejected', 'voicemail'), at }),
  fc.record({ kind: fc.constant('answered'), at, memberId: fc.constantFrom('anne', 'bob', null) }),
  fc.record(
    {
      kind: fc.constant('ended'),
      at,
      end: fc.constantFrom('completed', 'busy', 'no-answer', 'canceled', 'failed'),
      talkSeconds: fc.nat({ max: 3 }),
    },
    { requiredKeys: ['kind', 'at', 'end'] },
  ),
  fc.record({
    kind: fc.constant('recorded'),
    at,
    recording: fc.record(
      {
        id: fc.constantFrom('r1', 'r2'),
        state: fc.constantFrom('in-progress', 'absent', 'completed', 'deleted'),
        seconds: fc.nat({ max: 3 }),
      },
      { requiredKeys: ['id', 'state'] },
    ),
  }),
  fc.record({
    kind: fc.constant('priced'),
    at,
    price: fc.record({ amountMicros: fc.nat({ max: 3 }), currency: fc.constantFrom('EUR', 'USD') }),
  }),
)

describe('TEL-5 Events of a call', () => {
  it('TEL-5 come to the same in any order, however often each is told', () => {
    const told = fc
      .array(callEvent, { maxLength: 12 })
      .chain((events) => fc.tuple(fc.constant(events), shuffledWithRepeats(events)))
    fc.assert(
      fc.property(told, fc.constantFrom('inbound', 'outbound'), ([events, again], direction) => {
        const first = startCall(direction, 8, direction === 'outbound' ? 'anne' : null)
        const log: CallLog = events.reduce(recordCallEvent, first)
        expect(again.reduce(recordCallEvent, first)).toEqual(log)
        const isOver = events.some(({ kind }) => kind === 'ended')
        expect(['ringing', 'in-progress'].includes(callStatus(log))).toBe(!isOver && log.reach !== 'voicemail')
        if (events.some(({ kind }) => kind === 'answered')) expect(log.reach).toBe('answered')
      }),
      runs,
    )
  })
})
