import {
  decideInteraction,
  definePipelines,
  type InteractionCommand,
  type InteractionCommandKind,
  type InteractionState,
  interactionCommands,
  interactionTransitions,
  type KnownInteraction,
  outcomesOf,
  presetPipelines,
  type StepType,
  stateColors,
  stepOutcomes,
  typesOf,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { anne, applied, dayMs, issuesOf, occasion, refusalOf, sale, start, through, valueIn } from './scene.ts'

const states: readonly InteractionState[] = ['open', 'in-progress', 'done']
const later = occasion({ now: start + dayMs })

const inState: Readonly<Record<InteractionState, KnownInteraction>> = {
  open: through(sale, [{ kind: 'reschedule', schedule: { task: { dueOn: '2026-02-01' } } }]),
  'in-progress': through(sale, [
    { kind: 'reschedule', schedule: { task: { dueOn: '2026-02-01' } } },
    { kind: 'begin' },
  ]),
  done: through(sale, [
    { kind: 'reschedule', schedule: { task: { dueOn: '2026-02-01' } } },
    { kind: 'conclude', outcome: 'won' },
  ]),
}

/** One command of each kind that a matter in the right state takes. */
const commands: { readonly [Kind in InteractionCommandKind]: Extract<InteractionCommand, { kind: Kind }> } = {
  begin: { kind: 'begin' },
  pause: { kind: 'pause' },
  conclude: { kind: 'conclude' },
  reopen: { kind: 'reopen' },
  move: { kind: 'move', to: 'sale/negotiation' },
  'change-type': { kind: 'change-type', to: 'support/received' },
  reschedule: { kind: 'reschedule', schedule: { task: { dueOn: '2026-03-04' } } },
  convert: {
    kind: 'convert',
    schedule: { meeting: { startOn: '2026-03-04', startAt: '10:00', endAt: '11:00' } },
  },
  'set-probability': { kind: 'set-probability', probability: 40 },
  'correct-update-date': { kind: 'correct-update-date', on: '2026-01-02' },
  note: { kind: 'note', note: { text: 'Called.' } },
}
const kinds = Object.values(commands).map(({ kind }) => kind)

describe('INT-2 States', () => {
  it.each(states.flatMap((state) => kinds.map((kind) => [state, kind] as const)))(
    'INT-2 %s, %s: leads where the table says, or says what would be allowed',
    (state, kind) => {
      const decided = decideInteraction(inState[state], commands[kind], later)
      const allowed = interactionCommands[state]
      if (!allowed.includes(kind)) {
        expect(refusalOf(decided)).toEqual({ code: 'transition-refused', state, asked: kind, allowed })
        return
      }
      const targets = kind in interactionTransitions[state] ? Object.entries(interactionTransitions[state]) : []
      const [target] = targets.find(([event]) => event === kind)?.[1] ?? [state]
      expect(valueIn(decided).interaction.state).toBe(target)
    },
  )

  it('INT-2 the table is the rule', () => {
    expect(interactionTransitions).toEqual({
      open: { begin: ['in-progress'], conclude: ['done'] },
      'in-progress': { pause: ['open'], conclude: ['done'] },
      done: { reopen: ['open', 'in-progress'] },
    })
    expect(stateColors).toEqual({ open: 'red', 'in-progress': 'yellow', done: 'green' })
  })

  it('INT-2 each state carries only what it has', () => {
    const begun = applied(sale, { kind: 'begin' }, later).interaction
    expect(begun).toEqual({ ...sale, state: 'in-progress', begunAt: later.now })
    const known = { ...begun, createdAt: start }
    expect(applied(known, { kind: 'pause' }).interaction).toEqual(sale)
    const done = applied(known, { kind: 'conclude' }, later).interaction
    expect(done).toEqual({ ...sale, state: 'done', outcome: 'neutral', concludedAt: later.now })
    const again = applied({ ...done, createdAt: start }, { kind: 'reopen', as: 'in-progress' }).interaction
    expect(again).toEqual({ ...sale, state: 'in-progress', begunAt: start })
    expect(applied({ ...done, createdAt: start }, { kind: 'reopen' }).interaction).toEqual(sale)
  })
})

describe('INT-2 Concluding', () => {
  it.each([
    ['won', 'sale/won'],
    ['lost', 'sale/lost'],
  ] as const)('INT-2 as %s moves to the step of that kind, and the history says so', (outcome, type) => {
    const { interaction, entered } = applied(sale, { kind: 'conclude', outcome }, later)
    expect(interaction).toMatchObject({ state: 'done', outcome, type, cameFrom: 'sale/first-contact' })
    expect(entered).toEqual({ type, at: later.now, memberId: anne })
  })

  it('INT-2 without an outcome is neutral and stays on its step', () => {
    for (const command of [{ kind: 'conclude' }, { kind: 'conclude', outcome: 'neutral' }] as const) {
      const { interaction, entered } = applied(sale, command, later)
      expect(interaction).toMatchObject({ state: 'done', outcome: 'neutral', type: 'sale/first-contact' })
      expect(interaction).not.toHaveProperty('cameFrom')
      expect(entered).toBeNull()
    }
  })

  const twoWays = valueIn(
    definePipelines([
      {
        key: 'lease',
        label: 'Lease',
        steps: [
          { key: 'visit', kind: 'lead', label: 'Visit' },
          { key: 'signed', kind: 'won', label: 'Signed' },
          { key: 'bought', kind: 'won', label: 'Bought' },
        ],
      },
    ]),
  )
  const lease: KnownInteraction = { ...sale, type: 'lease/visit' }
  const at = { ...later, pipelines: twoWays }

  it('INT-2 where there are several steps of the kind, it must be named', () => {
    const { error } = refused(decideInteraction(lease, { kind: 'conclude', outcome: 'won' }, at))
    expect(error).toMatchObject({
      issues: [{ path: 'to', problem: 'missing', allowed: ['lease/signed', 'lease/bought'] }],
    })
    expect(applied(lease, { kind: 'conclude', outcome: 'won', to: 'lease/bought' }, at).interaction.type).toBe(
      'lease/bought',
    )
    expect(applied(lease, { kind: 'conclude', to: 'lease/bought' }, at).interaction).toMatchObject({ outcome: 'won' })
  })

  it('INT-2 as what the pipeline has no step for is refused, with what there is', () => {
    const { error } = refused(decideInteraction(lease, { kind: 'conclude', outcome: 'lost' }, at))
    expect(error).toMatchObject({
      issues: [{ path: 'outcome', problem: 'unknown-option', allowed: ['won', 'neutral'] }],
    })
    expect(outcomesOf(presetPipelines.find(({ key }) => key === 'private') ?? null)).toEqual(['neutral'])
    expect(outcomesOf(null)).toEqual(['neutral'])
  })

  it.each([
    ['a won step for a lost one', { outcome: 'lost', to: 'sale/won' }, 'to unknown-option'],
    ['a step of another pipeline', { outcome: 'won', to: 'support/confirmation-report' }, 'to unknown-option'],
    ['an open step', { outcome: 'won', to: 'sale/negotiation' }, 'to unknown-option'],
    ['a step for a neutral one', { outcome: 'neutral', to: 'sale/won' }, 'to contradiction'],
    ['an open step without an outcome', { to: 'sale/negotiation' }, 'to contradiction'],
  ] as const)('INT-2 naming %s is refused', (_, fields, issue) => {
    expect(issuesOf(decideInteraction(sale, { kind: 'conclude', ...fields }, later))).toEqual([issue])
  })
})

describe('INT-2 Reopening', () => {
  it('INT-2 from a won or lost step goes back to the step before it, and the history says so', () => {
    for (const outcome of ['won', 'lost'] as const) {
      const onIt = through(sale, [
        { kind: 'move', to: 'sale/quote-sent' },
        { kind: 'conclude', outcome },
      ])
      const { interaction, entered } = applied(onIt, { kind: 'reopen' }, later)
      expect(interaction).toMatchObject({ state: 'open', type: 'sale/quote-sent' })
      expect(interaction).not.toHaveProperty('cameFrom')
      expect(entered).toEqual({ type: 'sale/quote-sent', at: later.now, memberId: anne })
    }
  })

  it('INT-2 of one that was created there, or came from another pipeline, the step before it is that of the order', () => {
    const ticket = through(sale, [{ kind: 'change-type', to: 'support/confirmation-report' }])
    expect(ticket).not.toHaveProperty('cameFrom')
    expect(applied(ticket, { kind: 'reopen' }).interaction.type).toBe('support/solution-proposed')
    const created: KnownInteraction = { ...sale, type: 'sale/lost', state: 'done', outcome: 'lost', concludedAt: start }
    expect(applied(created, { kind: 'reopen' }).interaction.type).toBe('sale/negotiation')
  })

  it('INT-2 of a neutral one stays on its step', () => {
    const done = through(sale, [{ kind: 'move', to: 'sale/negotiation' }, { kind: 'conclude' }])
    const { interaction, entered } = applied(done, { kind: 'reopen' }, later)
    expect([interaction.type, entered]).toEqual(['sale/negotiation', null])
  })
})

describe('INT-3 Steps', () => {
  const steps = typesOf(presetPipelines[0] ?? { key: '', label: {}, steps: [] })

  function onStep(type: StepType): KnownInteraction {
    return type === sale.type ? sale : through(sale, [{ kind: 'move', to: type }])
  }

  it.each(steps.flatMap((from) => steps.map((to) => [from, to] as const)))('INT-3 from %s to %s', (from, to) => {
    const before = onStep(from)
    const decided = decideInteraction(before, { kind: 'move', to }, later)
    if (from === to) {
      expect(valueIn(decided)).toEqual({ interaction: before, entered: null, note: null, touch: null })
      return
    }
    if (before.state === 'done') {
      expect(refusalOf(decided)).toMatchObject({ code: 'transition-refused', state: 'done', asked: 'move' })
      return
    }
    const { interaction, entered } = valueIn(decided)
    const kind = to === 'sale/won' ? 'won' : to === 'sale/lost' ? 'lost' : 'open'
    expect(entered).toEqual({ type: to, at: later.now, memberId: anne })
    expect(interaction.type).toBe(to)
    expect(interaction.state).toBe(stepOutcomes[kind] === null ? 'open' : 'done')
    if (interaction.state === 'done') expect(interaction).toMatchObject({ outcome: kind, cameFrom: from })
  })

  it('INT-2 moving to an open step does not change the state', () => {
    const begun = through(sale, [{ kind: 'begin' }])
    expect(applied(begun, { kind: 'move', to: 'sale/negotiation' }, later).interaction).toEqual({
      ...begun,
      type: 'sale/negotiation',
    })
  })

  it('INT-2 another pipeline is changeType, the same one is a move', () => {
    const moved = decideInteraction(sale, { kind: 'move', to: 'support/received' }, later)
    expect(issuesOf(moved)).toEqual(['to contradiction'])
    expect(refused(moved).error).toMatchObject({ issues: [{ allowed: steps }] })
    expect(issuesOf(decideInteraction(sale, { kind: 'change-type', to: 'sale/negotiation' }, later))).toEqual([
      'to contradiction',
    ])
    const { interaction, entered } = applied(sale, { kind: 'change-type', to: 'support/received' }, later)
    expect(interaction).toEqual({ ...sale, type: 'support/received' })
    expect(entered).toEqual({ type: 'support/received', at: later.now, memberId: anne })
  })

  it('INT-3 an unknown step is refused, with those that there are', () => {
    const read = refused(decideInteraction(sale, { kind: 'move', to: 'sale/x' }, later))
    expect(read.error).toMatchObject({ issues: [{ path: 'to', problem: 'unknown-option', allowed: steps }] })
  })
})

describe('INT-12 Probability of a matter', () => {
  it('INT-12 is cleared by the next step, and by nothing else', () => {
    const set = through(sale, [{ kind: 'set-probability', probability: 40 }])
    expect(set.probability).toBe(40)
    expect(
      through(set, [{ kind: 'begin' }, { kind: 'pause' }, { kind: 'conclude' }, { kind: 'reopen' }]).probability,
    ).toBe(40)
    expect(through(set, [{ kind: 'move', to: 'sale/first-contact' }]).probability).toBe(40)
    for (const command of [
      { kind: 'move', to: 'sale/negotiation' },
      { kind: 'change-type', to: 'support/received' },
      { kind: 'conclude', outcome: 'won' },
    ] as const) {
      expect(through(set, [command])).not.toHaveProperty('probability')
    }
    expect(through(set, [{ kind: 'set-probability', probability: null }])).toEqual(sale)
  })

  it.each([-1, 101, 0.5, Number.NaN])('INT-12 %s is none', (probability) => {
    expect(issuesOf(decideInteraction(sale, { kind: 'set-probability', probability }, later))).toEqual([
      'probability out-of-range',
    ])
  })
})

describe('INT-7 Notes', () => {
  it('INT-8 a note comes with any command, and says whose words they are', () => {
    const command = { ...commands.reschedule, note: { said: ' busy, call back in 3 months ' } }
    const { interaction, note } = applied(inState.open, command, later)
    expect(interaction.schedule).toEqual({ kind: 'task', due: { on: '2026-03-04' } })
    expect(note).toEqual({
      kind: 'words',
      text: 'busy, call back in 3 months',
      voice: 'theirs',
      happenedAt: later.now,
      memberId: anne,
      at: later.now,
    })
    expect(applied(inState.open, commands.note, later).note).toMatchObject({ voice: 'ours', text: 'Called.' })
  })

  it('INT-5 a note written down late says when it happened and which way it went', () => {
    const note = { text: 'She called.', happenedAt: start - dayMs, direction: 'inbound' } as const
    const { touch } = applied(sale, { kind: 'note', note }, later)
    expect(touch).toEqual({ at: start - dayMs, direction: 'inbound' })
    expect(applied(sale, { kind: 'conclude', note }, later).touch).toEqual(touch)
    expect(applied(sale, { kind: 'conclude' }, later).touch).toEqual({ at: later.now })
    expect(applied(sale, { kind: 'begin' }, later).touch).toBeNull()
  })

  it.each([
    ['without a text', { text: ' ' }, 'note.text missing'],
    ['without their words', { said: '' }, 'note.said missing'],
    ['about the future', { text: 'x', happenedAt: later.now + 1 }, 'note.happenedAt out-of-range'],
    ['with half a character', { text: '\ud800' }, 'note.text unreadable-text'],
  ])('INT-7 a note %s is refused, and the command with it', (_, note, issue) => {
    expect(issuesOf(decideInteraction(sale, { kind: 'begin', note }, later))).toEqual([issue])
  })
})

function refused(decided: ReturnType<typeof decideInteraction>): Extract<typeof decided, { ok: false }> {
  if (decided.ok) throw new Error('not refused')
  return decided
}
