/** The tables of messages and calls in the documentation are those of the code. @module */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  announcementNames,
  announcementsAt,
  callEvents,
  callReaches,
  callStatuses,
  consents,
  creditUses,
  type DeliveryEventKind,
  deliveryEvents,
  deliveryMarks,
  deliveryStatuses,
  type MissedBecause,
  mostRungAtOnce,
  purposeRules,
  sendStates,
  sendTransitions,
  statusAfter,
  suppressingEvents,
  suppressionRules,
  unreturnedStatuses,
} from 'crmkit/domain'
import { expect, it } from 'vitest'
import { root } from './snippets.ts'

const messages = readFileSync(join(root, 'docs/concepts/messages.md'), 'utf8')
const calls = readFileSync(join(root, 'docs/concepts/calls.md'), 'utf8')

/** A table of a page, by its first line: the cells of its rows. */
function table(page: string, heading: string): readonly (readonly string[])[] {
  const lines = page.split('\n')
  const start = lines.indexOf(heading)
  if (start < 0) throw new Error(`${heading} is not there`)
  const rest = lines.slice(start + 2)
  const length = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(0, length).map((line) => line.slice(2, -2).split(' | '))
}

function code(text: string): string {
  return `\`${text}\``
}

const kinds = Object.keys(deliveryEvents) as DeliveryEventKind[]

it('MSG-6 the documented way to the provider is that of the code, in its order', () => {
  const documented = table(messages, '| a message that is | may be | by | which makes it |')
  const coded = sendStates.flatMap((state) =>
    Object.entries(sendTransitions[state]).map(([step, target]) => [code(state), code(step), code(target)]),
  )
  const sorted = (rows: readonly (readonly (string | undefined)[])[]) => rows.map((row) => row.join(' ')).toSorted()
  expect(sorted(documented.map(([from, , by, to]) => [from, by, to]))).toEqual(sorted(coded))
  expect([...new Set(documented.map(([from]) => from))]).toEqual(sendStates.map(code))
})

it('MSG-2 the documented statuses and events are those of the code', () => {
  expect(messages).toContain(`in this order: ${deliveryStatuses.map(code).join(', ')}.`)
  expect(table(messages, '| event | proves | a mark |')).toEqual(
    kinds.map((kind) => {
      const status = deliveryEvents[kind]
      return [
        code(kind),
        status === null ? 'nothing' : code(status),
        deliveryMarks.some((mark) => mark === kind) ? 'yes' : 'no',
      ]
    }),
  )
})

it('MSG-2 the documented matrix of statuses is what the code does', () => {
  const telling = kinds.filter((kind) => deliveryEvents[kind] === kind)
  const heading = `| from | ${telling.map(code).join(' | ')} |`
  expect(table(messages, heading)).toEqual(
    deliveryStatuses.map((from) => [
      code(from),
      ...telling.map((kind) => (statusAfter(from, kind) === from ? '–' : code(statusAfter(from, kind)))),
    ]),
  )
})

it('MSG-3 the documented suppressions and purposes are those of the code', () => {
  expect(table(messages, '| reason | counts for | is lifted by |')).toEqual(
    Object.entries(suppressionRules).map(([reason, { covers, liftedBy }]) => [
      code(reason),
      covers === 'everything' ? 'everything' : 'the purpose',
      liftedBy === 'member' ? 'a member' : 'the person',
    ]),
  )
  const { email, sms } = suppressingEvents
  expect(table(messages, '| event | of a mail | of a text message |')).toEqual(
    kinds
      .filter((kind) => email[kind] !== undefined || sms[kind] !== undefined)
      .toSorted((one, other) => Object.keys(email).indexOf(one) - Object.keys(email).indexOf(other))
      .map((kind) => [code(kind), code(email[kind] ?? '–'), code(sms[kind] ?? '–')]),
  )
  expect(table(messages, '| purpose | is sent to those who |')).toEqual(
    Object.entries(purposeRules).map(([purpose, { needsConsent }]) => [
      code(purpose),
      needsConsent ? 'gave consent' : 'did not withdraw it',
    ]),
  )
  const [first = '', second = '', last = ''] = consents
  expect(messages).toContain(`from ${code(first)} over ${code(second)} to ${code(last)}`)
})

it('MSG-5 the documented use of credit is that of the code', () => {
  expect(table(messages, '| state | its credit is |')).toEqual(
    Object.entries(creditUses).map(([state, use]) => [code(state), code(use)]),
  )
})

it('TEL-3 the documented statuses and events of calls are those of the code', () => {
  expect(table(calls, '| reached | while it goes on | once it has ended |')).toEqual(
    callReaches.map((reach) => [code(reach), code(callStatuses[reach].during), code(callStatuses[reach].ended)]),
  )
  expect(table(calls, '| event | reaches |')).toEqual(
    Object.entries(callEvents).map(([kind, reach]) => [code(kind), reach === null ? '–' : code(reach)]),
  )
  expect(calls).toContain(`ended as ${unreturnedStatuses.map(code).join(' or ')}`)
  expect(mostRungAtOnce).toBe(10)
})

/** Each word once, or this does not compile. */
const missedWords: Readonly<Record<MissedBecause, true>> = {
  ...{ closed: true, 'no-operators': true, 'nobody-online': true, busy: true, 'no-answer': true, 'hung-up': true },
  ...{ 'turned-down': true, 'no-line': true, failed: true },
}

it('TEL-3 the documented reasons why nobody took a call are those of the code', () => {
  const words = table(calls, '| word | nobody took the call since |').map(([word]) => word)
  expect(words).toEqual(Object.keys(missedWords).map(code))
})

it('TEL-1 the documented announcements are those of the code, with our words', () => {
  const ring = { kind: 'ring', memberIds: ['anne'], seconds: 20 } as const
  const steps = [ring, { kind: 'voicemail' }] as const
  const said = (because: 'open' | 'closed', place: number): string =>
    announcementsAt({ steps, because, recorded: [0] }, place, {}, 'en')
      .map((each) => ('say' in each ? each.say : each.play))
      .join(' ')
  const [closed = ''] = said('closed', 1).split(/(?<=\.) /)
  const ours = { greeting: '–', closed, voicemail: said('open', 1), recording: said('open', 0) }
  expect(table(calls, '| announcement | is heard | our words |')).toEqual(
    Object.entries(announcementNames).map(([name, when]) => [code(name), when, Reflect.get(ours, name)]),
  )
})
