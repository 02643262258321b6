/** Steps of pipelines that are written down in a program are checked by the compiler. */
import { type Crm, createCrm, type Desk, type Store } from 'crmkit'
import {
  type BuiltInKey,
  choosePresets,
  decideInteraction,
  definePipelinesOrThrow,
  type Interaction,
  type InteractionCommand,
  isStepOf,
  type KnownInteraction,
  type NewInteraction,
  normalizeInteraction,
  type Occasion,
  type Pipelines,
  type PresetType,
  presetPipelines,
  type StepType,
} from 'crmkit/domain'
import { describe, expect, expectTypeOf, it } from 'vitest'

declare const matter: KnownInteraction
declare const stored: Interaction

const pipelines = definePipelinesOrThrow(
  [
    {
      key: 'lease',
      label: 'Lease',
      steps: [
        { key: 'visit', kind: 'lead', label: 'Visit' },
        { key: 'signed', kind: 'won', label: 'Signed' },
      ],
    },
  ],
  { presets: ['sale'] },
)

const occasion = { now: 0, memberId: null, timeZone: 'UTC' } as const

describe('INT-3 Types of steps', () => {
  it('INT-3 are those of the definitions, of the chosen presets, and of the built-in pipelines', () => {
    expectTypeOf(pipelines).toEqualTypeOf<
      Pipelines<'lease/visit' | 'lease/signed' | PresetType<'sale'> | PresetType<BuiltInKey>>
    >()
    expectTypeOf<PresetType<'minicrm-sales'>>().toEqualTypeOf<
      'minicrm-sales/discovery' | 'minicrm-sales/in-progress' | 'minicrm-sales/won' | 'minicrm-sales/lost'
    >()
    expectTypeOf(choosePresets(['hr'])).toEqualTypeOf<Pipelines<'hr/open' | PresetType<BuiltInKey>>>()
  })

  it('INT-3 a step that is not there does not compile', () => {
    const decide = (): void => {
      const at = { ...occasion, pipelines }
      decideInteraction(matter, { kind: 'move', to: 'lease/signed' }, at)
      decideInteraction(matter, { kind: 'move', to: 'sale/won' }, at)
      decideInteraction(matter, { kind: 'change-type', to: 'private/open' }, at)
      // @ts-expect-error: no such step
      decideInteraction(matter, { kind: 'move', to: 'lease/won' }, at)
      // @ts-expect-error: a preset that was not chosen
      decideInteraction(matter, { kind: 'change-type', to: 'support/received' }, at)
      // @ts-expect-error: no such step to conclude on
      decideInteraction(matter, { kind: 'conclude', to: 'sale/win' }, at)
      decideInteraction(stored, { kind: 'conclude', to: 'sale/won' }, { ...occasion, pipelines: presetPipelines })
      const defaults = { ownerId: null, visibility: 'write', currency: 'EUR' } as const
      normalizeInteraction({ subject: 'x', type: 'lease/visit' }, defaults, at)
      // @ts-expect-error: no such step to begin on
      normalizeInteraction({ subject: 'x', type: 'lease/first' }, defaults, at)
    }
    expect(decide).toBeTypeOf('function')
  })

  it('INT-3 where pipelines come from a store, every step that looks like one is taken', () => {
    const read: Pipelines = JSON.parse('[]')
    const at: Occasion = { ...occasion, pipelines: read }
    const decide = (): void => {
      decideInteraction(matter, { kind: 'move', to: 'any/step' }, at)
      // @ts-expect-error: no step at all
      decideInteraction(matter, { kind: 'move', to: 'step' }, at)
    }
    expect(decide).toBeTypeOf('function')
    expectTypeOf<InteractionCommand>().toEqualTypeOf<InteractionCommand<StepType>>()
    expectTypeOf<NewInteraction['type']>().toEqualTypeOf<StepType>()
  })

  it('INT-3 a desk knows the steps of the pipelines that its CRM was made with', () => {
    const work = async (store: Store): Promise<void> => {
      const crm = createCrm({ store, pipelines })
      const desk = crm.as({ workspaceId: 'w', memberId: 'm' })
      expectTypeOf(crm).toEqualTypeOf<
        Crm<'lease/visit' | 'lease/signed' | PresetType<'sale'> | PresetType<BuiltInKey>>
      >()
      await desk.interactions.moveTo('i', 'sale/won')
      await desk.interactions.create({ subject: 'x', type: 'lease/visit' })
      // @ts-expect-error: no such step
      await desk.interactions.moveTo('i', 'sale/wonn')
      // @ts-expect-error: no such step to begin on
      await desk.interactions.create({ subject: 'x', type: 'lease/first' })
      // @ts-expect-error: no such step to conclude on
      await desk.interactions.conclude('i', { to: 'sale/win' })
      // @ts-expect-error: no such step to look for
      await desk.interactions.list({ types: ['support/received'] })
      const schedule = { task: { dueOn: 'today' } }
      // @ts-expect-error: no such step for the next action
      await desk.interactions.begin('i', { next: { type: 'support/received', schedule } })
      // @ts-expect-error: no such step for a system job, either
      await crm.asSystem({ workspaceId: 'w', reason: 'r' }).interactions.changeType('i', 'support/received')
      const open: Desk = desk
      await open.interactions.moveTo('i', 'any/step')
      const plain: Crm = createCrm({ store })
      await plain.as({ workspaceId: 'w', memberId: 'm' }).interactions.moveTo('i', 'any/step')
    }
    expect(work).toBeTypeOf('function')
  })

  it('INT-3 a step that is known only at run time is taken once it was found among the pipelines', () => {
    const work = async (store: Store, chosen: string): Promise<void> => {
      const desk = createCrm({ store, pipelines }).as({ workspaceId: 'w', memberId: 'm' })
      const { id, type } = stored
      // @ts-expect-error: any step at all
      await desk.interactions.moveTo(id, type)
      if (isStepOf(pipelines, type)) await desk.interactions.moveTo(id, type)
      if (isStepOf(pipelines, chosen)) {
        expectTypeOf(chosen).toEqualTypeOf<
          'lease/visit' | 'lease/signed' | PresetType<'sale'> | PresetType<BuiltInKey>
        >()
        await desk.interactions.changeType(id, chosen)
      }
    }
    expect(work).toBeTypeOf('function')
    expect(['lease/visit', 'sale/won', 'lease/won', 'lease', ''].map((text) => isStepOf(pipelines, text))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('TPL-1 what a template prefills is of the steps that its CRM was made with', () => {
    const work = async (store: Store): Promise<void> => {
      const desk = createCrm({ store, pipelines }).as({ workspaceId: 'w', memberId: 'm' })
      await desk.interactions.create(await desk.templates.fill('first-visit'))
      const saved = await desk.templates.save({ key: 'k', label: 'K', subject: 'x', type: 'lease/visit' })
      await desk.interactions.moveTo('i', saved.type)
      for (const { type } of await desk.templates.list()) await desk.interactions.moveTo('i', type)
      // @ts-expect-error: no such step to prefill
      await desk.templates.save({ key: 'k', label: 'K', subject: 'x', type: 'lease/first' })
      const open: Desk = desk
      await open.templates.save({ key: 'k', label: 'K', subject: 'x', type: 'any/step' })
    }
    expect(work).toBeTypeOf('function')
  })

  it('INT-2 each state carries only what it has', () => {
    const read = (interaction: Interaction): void => {
      expectTypeOf(interaction.number).toEqualTypeOf<number>()
      // @ts-expect-error: only a done one was concluded
      interaction.concludedAt
      if (interaction.state === 'done') expectTypeOf(interaction.concludedAt).toExtend<number>()
      if (interaction.state === 'in-progress') expectTypeOf(interaction.begunAt).toExtend<number>()
      // @ts-expect-error: an open one was not begun
      if (interaction.state === 'open') interaction.begunAt
    }
    expect(read).toBeTypeOf('function')
  })
})
