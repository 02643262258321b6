/** Random commands on a matter, checked after each of them against a small model of the rules. @module */
import {
  type ContactDates,
  type Direction,
  decideInteraction,
  type Interaction,
  type InteractionCommand,
  instantIn,
  type KnownInteraction,
  lacksNextAction,
  nextPlannedOn,
  type Outcome,
  type Pipelines,
  type PlainDate,
  parsePlainTime,
  plainDateIn,
  presetPipelines,
  recordTouch,
  type StepEntry,
  wallClockIn,
} from 'crmkit/domain'
import { buildInteraction, countedId } from 'crmkit/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const timeZone = 'Europe/Paris'
const member = countedId(1)
const dayMs = 86_400_000
const createdAt = Date.UTC(2026, 0, 5, 9)

const known = ['sale', 'support', 'private', 'minicrm-sales']
/** Wide: commands are drawn at random, and the compiler can't know them. */
const pipelines: Pipelines = presetPipelines
const steps = pipelines
  .filter(({ key }) => known.includes(key))
  .flatMap(({ key, steps: own }) =>
    own.map((step) => ({ type: `${key}/${step.key}` as const, pipeline: key, kind: step.kind })),
  )

function stepOf(type: string): (typeof steps)[number] {
  const step = steps.find((each) => each.type === type)
  if (step === undefined) throw new Error(type)
  return step
}

/** The rules once more, as short as they can be said: what must be true of a matter after each command. */
interface Model {
  state: Interaction['state']
  type: string
  outcome: Outcome | null
  /** The open steps that it was on, in its pipeline, the last one at the end. */
  path: string[]
  updateDate: string
  isStamped: boolean
  shape: 'none' | 'task' | 'meeting'
  /** Its deadline, or the day of its meeting. */
  plannedOn: string | null
  override: number | null
  history: string[]
  notes: number
  last: number
  inbound: number
  outbound: number
}

/** What the model says of a command: whether it is taken; and then it has done it. */
function modelTakes(model: Model, command: InteractionCommand, now: number): boolean {
  const today = plainDateIn(now, timeZone)
  const pipeline = stepOf(model.type).pipeline
  const conclude = (outcome: Outcome): void => {
    model.state = 'done'
    model.outcome = outcome
  }
  const enter = (to: string): void => {
    const step = stepOf(to)
    if (step.pipeline !== stepOf(model.type).pipeline) model.path = []
    model.type = to
    model.override = null
    model.history.push(to)
    if (step.kind === 'won') [model.updateDate, model.isStamped] = [today, true]
    if (step.kind === 'won' || step.kind === 'lost') conclude(step.kind)
    else model.path.push(to)
  }
  const isDone = model.state === 'done'
  switch (command.kind) {
    case 'begin':
      if (model.state !== 'open') return false
      model.state = 'in-progress'
      return true
    case 'pause':
      if (model.state !== 'in-progress') return false
      model.state = 'open'
      return true
    case 'conclude': {
      if (isDone) return false
      const outcome = command.outcome ?? 'neutral'
      if (outcome === 'neutral') {
        conclude('neutral')
        return true
      }
      const final = steps.find((step) => step.pipeline === pipeline && step.kind === outcome)
      if (final === undefined) return false
      enter(final.type)
      return true
    }
    case 'reopen': {
      if (!isDone) return false
      model.state = command.as ?? 'open'
      if (model.outcome !== 'neutral') {
        const own = steps.filter((step) => step.pipeline === pipeline && step.kind !== 'won' && step.kind !== 'lost')
        model.type = model.path.at(-1) ?? own.at(-1)?.type ?? ''
        model.history.push(model.type)
        if (model.path.length === 0) model.path.push(model.type)
      }
      model.outcome = null
      return true
    }
    case 'move':
      if (command.to === model.type) return true
      if (isDone || stepOf(command.to).pipeline !== pipeline) return false
      enter(command.to)
      return true
    case 'change-type':
      if (isDone || stepOf(command.to).pipeline === pipeline) return false
      enter(command.to)
      return true
    case 'reschedule':
    case 'convert': {
      const shape = 'task' in command.schedule ? 'task' : 'meeting'
      const isConversion = model.shape !== 'none' && model.shape !== shape
      if (isDone || isConversion !== (command.kind === 'convert')) return false
      model.shape = shape
      model.plannedOn = 'task' in command.schedule ? command.schedule.task.dueOn : command.schedule.meeting.startOn
      const { startOn } = 'task' in command.schedule ? command.schedule.task : command.schedule.meeting
      if (!model.isStamped) model.updateDate = startOn ?? plainDateIn(createdAt, timeZone)
      return true
    }
    case 'set-probability':
      if (isDone) return false
      model.override = command.probability
      return true
    case 'correct-update-date':
      model.updateDate = command.on
      model.isStamped = true
      return true
    case 'note':
      return true
  }
}

const day = fc.integer({ min: 0, max: 90 }).map((days) => plainDateIn(createdAt + days * dayMs, timeZone))
const schedule = fc.oneof(
  fc.record({ dueOn: day, start: fc.boolean() }).map(({ dueOn, start }) => {
    return { task: start ? { dueOn, startOn: dueOn } : { dueOn } }
  }),
  day.map((startOn) => ({ meeting: { startOn, startAt: '10:00', endAt: '11:45' } })),
)
const to = fc.constantFrom(...steps.map(({ type }) => type))
/** Reopening comes often: a done matter takes nearly nothing else. */
const step: fc.Arbitrary<InteractionCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'begin' } as const) },
  { weight: 4, arbitrary: fc.constant({ kind: 'pause' } as const) },
  fc.record({ kind: fc.constant('conclude' as const), outcome: fc.constantFrom('won', 'lost', 'neutral', undefined) }),
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('reopen' as const),
      as: fc.constantFrom('open', 'in-progress', undefined),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), to }) },
  fc.record({ kind: fc.constant('change-type' as const), to }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('reschedule' as const, 'convert' as const), schedule }) },
  fc.record({
    kind: fc.constant('set-probability' as const),
    probability: fc.option(fc.integer({ min: 0, max: 100 })),
  }),
  fc.record({ kind: fc.constant('correct-update-date' as const), on: day }),
)
const note = fc.record({
  text: fc.constant('x'),
  lateMs: fc.integer({ min: 0, max: 3 * dayMs }),
  direction: fc.constantFrom<Direction | undefined>('inbound', 'outbound', undefined),
})
const moves = fc.array(
  fc.record({ step: fc.option(step), note: fc.option(note), waitMs: fc.integer({ min: 1, max: 2 * dayMs }) }),
  { minLength: 5, maxLength: 40, size: 'max' },
)

/** A command, and the instant at which it is given. */
function commandOf(
  move: {
    readonly step: InteractionCommand | null
    readonly note: { text: string; lateMs: number; direction: Direction | undefined } | null
  },
  now: number,
): InteractionCommand | null {
  const said = move.note && { text: move.note.text, happenedAt: now - move.note.lateMs, direction: move.note.direction }
  if (move.step !== null) return said === null ? move.step : { ...move.step, note: said }
  return said === null ? null : { kind: 'note', note: said }
}

describe('INT-2 Any commands, in any order', () => {
  it('INT-2 leave a matter as the rules say, after each of them', () => {
    const taken = new Map<string, number>()
    fc.assert(
      fc.property(moves, (list) => {
        const record = buildInteraction({ id: countedId(2), createdAt })
        let interaction: KnownInteraction = record
        let dates: ContactDates = {}
        let [now, notes] = [createdAt, 0]
        const history: StepEntry[] = []
        const model: Model = {
          state: 'open',
          type: record.type,
          outcome: null,
          path: [record.type],
          updateDate: record.updateDate.on,
          isStamped: false,
          shape: 'none',
          plannedOn: null,
          override: null,
          history: [],
          notes: 0,
          last: 0,
          inbound: 0,
          outbound: 0,
        }
        for (const move of list) {
          now += move.waitMs
          const command = commandOf(move, now)
          if (command === null) continue
          const decided = decideInteraction(interaction, command, {
            now,
            memberId: member,
            timeZone,
            pipelines,
          })
          const wasDone = model.state === 'done'
          const isTaken = modelTakes(model, command, now)
          if (decided.ok !== isTaken) throw new Error(JSON.stringify([interaction, command, decided]))
          if (!decided.ok) continue
          taken.set(command.kind, (taken.get(command.kind) ?? 0) + 1)
          if (command.note !== undefined) {
            model.notes += 1
            const { happenedAt = now, direction } = command.note
            model.last = Math.max(model.last, happenedAt)
            if (direction !== undefined) model[direction] = Math.max(model[direction], happenedAt)
          } else if (!wasDone && model.state === 'done') model.last = Math.max(model.last, now)
          const applied = decided.value
          interaction = { ...applied.interaction, createdAt }
          if (applied.entered !== null) history.push(applied.entered)
          if (applied.note !== null) notes += 1
          if (applied.touch !== null) dates = recordTouch(dates, applied.touch)
          expectModel(model, interaction, dates, history, notes)
          const isAhead =
            model.state !== 'done' && model.plannedOn !== null && model.plannedOn >= plainDateIn(now, timeZone)
          const today = { now, timeZone }
          expect(nextPlannedOn([interaction], now, timeZone)).toBe(isAhead ? model.plannedOn : null)
          expect(lacksNextAction(interaction, [], today)).toBe(model.state !== 'done' && !isAhead)
        }
      }),
      { numRuns: 500 },
    )
    // A model that never sees a command proves nothing about it.
    for (const kind of [
      'begin',
      'pause',
      'conclude',
      'reopen',
      'move',
      'change-type',
      'reschedule',
      'convert',
      'note',
    ]) {
      expect(taken.get(kind) ?? 0, kind).toBeGreaterThan(50)
    }
  })
})

function expectModel(
  model: Model,
  interaction: KnownInteraction,
  dates: ContactDates,
  history: readonly StepEntry[],
  notes: number,
): void {
  expect({
    state: interaction.state,
    type: interaction.type,
    outcome: interaction.state === 'done' ? interaction.outcome : null,
    updateDate: interaction.updateDate.on,
    isStamped: interaction.updateDate.from !== 'schedule',
    shape: interaction.schedule?.kind ?? 'none',
    override: interaction.probability ?? null,
    history: history.map(({ type }) => type),
    notes,
    last: dates.lastInteractionAt ?? 0,
    inbound: dates.lastInboundAt ?? 0,
    outbound: dates.lastOutboundAt ?? 0,
  }).toEqual({
    state: model.state,
    type: model.type,
    outcome: model.outcome,
    updateDate: model.updateDate,
    isStamped: model.isStamped,
    shape: model.shape,
    override: model.override,
    history: model.history,
    notes: model.notes,
    last: model.last,
    inbound: model.inbound,
    outbound: model.outbound,
  })
  // Each state carries only what it has, and it is plain data.
  expect('concludedAt' in interaction).toBe(interaction.state === 'done')
  expect('begunAt' in interaction).toBe(interaction.state === 'in-progress')
  expect(structuredClone(interaction)).toEqual(interaction)
  expect(JSON.parse(JSON.stringify(interaction))).toEqual(interaction)
  const final = ['won', 'lost'].includes(stepOf(interaction.type).kind)
  expect(final).toBe(interaction.state === 'done' && interaction.outcome !== 'neutral')
}

describe('INT-6 Wall clocks', () => {
  const zones = [
    'Europe/Paris',
    'Europe/Bucharest',
    'Europe/Budapest',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Tokyo',
    'UTC',
  ]
  const instant = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2037, 11, 31) })

  it('INT-6 what a clock shows leads back to the instant, or to the first of two that show it', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (at, zone) => {
        const minute = Math.floor(at / 60_000) * 60_000
        const back = instantIn(wallClockIn(minute, zone), zone)
        // The second of two is led back to the first.
        expect([0, 1_800_000, 3_600_000]).toContain(minute - back)
      }),
      { numRuns: 3000 },
    )
  })

  it('INT-6 a wall clock in a gap is shown later, by the gap; any other is shown as it is', () => {
    const time = fc.integer({ min: 0, max: 1439 }).map((minutes) => {
      return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
    })
    fc.assert(
      fc.property(instant, time, fc.constantFrom(...zones), (near, text, zone) => {
        const on: PlainDate = plainDateIn(near, zone)
        const at = parsePlainTime(text)
        if (at === null) throw new Error(text)
        const shown = wallClockIn(instantIn({ on, at }, zone), zone)
        if (shown.on === on && shown.at === at) return
        expect(`${shown.on} ${shown.at}` > `${on} ${at}`).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })
})
