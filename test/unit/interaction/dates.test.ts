import {
  type ContactDates,
  decideInteraction,
  type InteractionCommand,
  judgeNextAction,
  type KnownInteraction,
  lacksNextAction,
  nextActionPolicies,
  nextPlannedOn,
  type Plan,
  presetPipelines,
  recordTouch,
  type Schedule,
  type StepType,
  usualNextActionPolicy,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { applied, day, issuesOf, occasion, sale, start, through, valueIn } from './scene.ts'

/** A day in June, when it is tomorrow already in Paris. */
const june = occasion({ now: Date.UTC(2026, 5, 9, 22, 30) })

const meetingOn = (startOn: string, startAt = '10:00', timeZone = 'Europe/Paris') =>
  ({ meeting: { startOn, startAt, endAt: '23:59', timeZone } }) as const

function dateAfter(commands: readonly InteractionCommand[], from: KnownInteraction = sale): object {
  return through(from, commands, june).updateDate
}

describe('INT-4 Update date', () => {
  it('INT-4 is the start of the schedule, without one the day of creation', () => {
    expect(sale.updateDate).toEqual({ on: '2026-01-05', from: 'schedule' })
    expect(dateAfter([{ kind: 'reschedule', schedule: meetingOn('2026-07-01') }])).toEqual({
      on: '2026-07-01',
      from: 'schedule',
    })
    const { task } = { task: { startOn: '2026-07-02', dueOn: '2026-07-10' } }
    expect(dateAfter([{ kind: 'reschedule', schedule: { task } }])).toEqual({ on: '2026-07-02', from: 'schedule' })
    expect(dateAfter([{ kind: 'reschedule', schedule: { task: { dueOn: '2026-07-10' } } }])).toEqual(sale.updateDate)
  })

  it('INT-4 is a day in the zone of the workspace', () => {
    // 00:30 in Bucharest is the day before in Paris.
    expect(dateAfter([{ kind: 'reschedule', schedule: meetingOn('2026-07-02', '00:30', 'Europe/Bucharest') }])).toEqual(
      {
        on: '2026-07-01',
        from: 'schedule',
      },
    )
    expect(dateAfter([{ kind: 'conclude', outcome: 'won' }])).toEqual({ on: '2026-06-10', from: 'step' })
  })

  const stamping = [
    'sale/won',
    'purchase/reception',
    'transport/positive-reception',
    'project/final-delivery',
    'support/confirmation-report',
    'sales-invoice/paid',
    'purchase-invoice/paid',
    'recruitment/placed',
    'minicrm-sales/won',
    'onlyoffice-deal/closed',
  ]
  const everyStep = presetPipelines.flatMap(({ key, steps }) => steps.map((step): StepType => `${key}/${step.key}`))

  it.each(everyStep.filter((type) => type !== sale.type))('INT-4 entering %s stamps, or does not', (to) => {
    const kind = to.startsWith('sale/') ? 'move' : 'change-type'
    expect(dateAfter([{ kind, to }])).toEqual(
      stamping.includes(to) ? { on: '2026-06-10', from: 'step' } : { on: '2026-01-05', from: 'schedule' },
    )
  })

  it('INT-4 once stamped it does not follow the schedule, and reopening does not clear it', () => {
    const won = through(sale, [{ kind: 'conclude', outcome: 'won' }], june)
    const reopened = through(won, [{ kind: 'reopen' }, { kind: 'reschedule', schedule: meetingOn('2026-09-01') }], june)
    expect(reopened.updateDate).toEqual({ on: '2026-06-10', from: 'step' })
  })

  it('INT-4 entering again stamps again, and a lost step does not', () => {
    const won = through(sale, [{ kind: 'conclude', outcome: 'won' }, { kind: 'reopen' }])
    expect(won.updateDate).toEqual({ on: '2026-01-05', from: 'step' })
    expect(dateAfter([{ kind: 'move', to: 'sale/won' }], won)).toEqual({ on: '2026-06-10', from: 'step' })
    expect(dateAfter([{ kind: 'move', to: 'sale/lost' }], won)).toEqual(won.updateDate)
  })

  it('INT-4 the same step does not stamp again', () => {
    const won = through(sale, [{ kind: 'conclude', outcome: 'won' }])
    expect(dateAfter([{ kind: 'move', to: 'sale/won' }], won)).toEqual({ on: '2026-01-05', from: 'step' })
  })

  it('INT-4 corrected by hand counts as a stamp, and the next stamp counts as well', () => {
    const byHand = { on: '2026-02-02', from: 'hand' }
    const corrected = through(sale, [{ kind: 'correct-update-date', on: '2026-02-02' }])
    expect(corrected.updateDate).toEqual(byHand)
    expect(dateAfter([{ kind: 'reschedule', schedule: meetingOn('2026-07-01') }], corrected)).toEqual(byHand)
    expect(dateAfter([{ kind: 'conclude', outcome: 'won' }], corrected)).toEqual({ on: '2026-06-10', from: 'step' })
    const done = through(sale, [{ kind: 'conclude', outcome: 'won' }], june)
    expect(dateAfter([{ kind: 'correct-update-date', on: '2026-02-02' }], done)).toEqual(byHand)
    for (const [on, issue] of [
      ['2026-02-30', 'on invalid-date'],
      ['', 'on missing'],
    ] as const) {
      expect(issuesOf(decideInteraction(sale, { kind: 'correct-update-date', on }, june))).toEqual([issue])
    }
  })

  it('INT-4 a lost step does not stamp, whatever the data say', () => {
    const pipelines = presetPipelines.map((pipeline) => ({
      ...pipeline,
      steps: pipeline.steps.map((step) => ({ ...step, stampsUpdateDate: true })),
    }))
    const at = { ...june, pipelines }
    expect(applied(sale, { kind: 'move', to: 'sale/lost' }, at).interaction.updateDate).toEqual(sale.updateDate)
    expect(applied(sale, { kind: 'move', to: 'sale/negotiation' }, at).interaction.updateDate.from).toBe('step')
  })
})

describe('INT-5 Dates of a contact', () => {
  it('INT-5 a touch raises what it is, and one that is logged late lowers nothing', () => {
    let dates: ContactDates = {}
    dates = recordTouch(dates, { at: 500 })
    expect(dates).toEqual({ lastInteractionAt: 500 })
    dates = recordTouch(dates, { at: 600, direction: 'inbound' })
    expect(dates).toEqual({ lastInteractionAt: 600, lastInboundAt: 600 })
    dates = recordTouch(dates, { at: 400, direction: 'outbound' })
    expect(dates).toEqual({ lastInteractionAt: 600, lastInboundAt: 600, lastOutboundAt: 400 })
    expect(recordTouch(dates, { at: 300, direction: 'outbound' })).toEqual(dates)
    expect(recordTouch(dates, { at: 300, direction: 'inbound' })).toEqual(dates)
  })

  const task = (dueOn: string): Schedule => ({ kind: 'task', due: { on: day(dueOn) } })
  const plan = (state: Plan['state'], dueOn: string): Plan => ({ state, schedule: task(dueOn) })

  it('INT-5 the next planned day is the earliest ahead of what is not done, today included', () => {
    const next = (plans: readonly Plan[]) => nextPlannedOn(plans, start, 'Europe/Paris')
    expect(next([])).toBeNull()
    expect(next([{ state: 'open' }, plan('open', '2026-01-04'), plan('done', '2026-01-06')])).toBeNull()
    expect(next([plan('open', '2026-03-01'), plan('in-progress', '2026-02-01')])).toBe('2026-02-01')
    expect(next([plan('open', '2026-03-01'), plan('open', '2026-01-05')])).toBe('2026-01-05')
    const conference = through(sale, [
      {
        kind: 'reschedule',
        schedule: { meeting: { startOn: '2026-01-04', startAt: '09:00', endOn: '2026-01-07', endAt: '18:00' } },
      },
    ])
    expect(next([conference])).toBe('2026-01-05')
  })

  it('INT-9 a matter that is not done lacks a next action without a date ahead, its own or an open part’s', () => {
    const lacks = (matter: Plan, parts: readonly Plan[] = []) =>
      lacksNextAction(matter, parts, { now: start, timeZone: 'Europe/Paris' })
    expect(lacks({ state: 'done' })).toBe(false)
    expect(lacks({ state: 'open' })).toBe(true)
    expect(lacks(plan('in-progress', '2026-01-04'))).toBe(true)
    expect(lacks(plan('open', '2026-01-05'))).toBe(false)
    expect(lacks({ state: 'open' }, [plan('open', '2026-01-06')])).toBe(false)
    expect(lacks({ state: 'open' }, [plan('done', '2026-01-06')])).toBe(true)
    expect(lacks({ state: 'open' }, [plan('open', '2026-01-04')])).toBe(true)
  })

  it('INT-9 today is today in the zone of the workspace', () => {
    const lacks = (timeZone: string) => lacksNextAction(plan('open', '2026-06-09'), [], { now: june.now, timeZone })
    expect([lacks('Europe/Paris'), lacks('America/Los_Angeles')]).toEqual([true, false])
  })

  it('INT-9 the policy says nothing, warns, or refuses with what would do', () => {
    const today = { now: start, timeZone: 'Europe/Paris' }
    const bare: Plan = { state: 'open' }
    expect(judgeNextAction('off', bare, [], today)).toEqual({ ok: true, value: null })
    expect(judgeNextAction('warn', bare, [], today)).toEqual({ ok: true, value: { code: 'no-next-action' } })
    expect(judgeNextAction('require', bare, [], today)).toMatchObject({
      ok: false,
      error: { issues: [{ path: 'next', problem: 'missing', allowed: ['reschedule', 'create', 'conclude'] }] },
    })
    for (const policy of nextActionPolicies) {
      expect(valueIn(judgeNextAction(policy, { state: 'done' }, [], today))).toBeNull()
      expect(valueIn(judgeNextAction(policy, bare, [plan('open', '2026-01-05')], today))).toBeNull()
    }
    expect(usualNextActionPolicy).toBe('warn')
  })
})
