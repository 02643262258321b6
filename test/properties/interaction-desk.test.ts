/** Random commands at the desk of matters, on every store, held after each of them against a small model of the rules. */
import { type Direction, type Interaction, isCrmError, type Outcome } from 'crmkit'
import { addDays, plainDateIn } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { begin, onEveryStore, type Scene } from '../unit/use-cases/stores.ts'

const dayMs = 86_400_000
const timeZone = 'Europe/Paris'
const steps = ['sale/first-contact', 'sale/negotiation', 'sale/won', 'sale/lost'] as const
type Step = (typeof steps)[number]

/** Days are counted from today. */
type Command = { readonly pick: number } & (
  | { readonly kind: 'create'; readonly step: Step; readonly due: number | null; readonly isPart: boolean }
  | { readonly kind: 'begin' | 'pause' | 'reopen' | 'trash' | 'restore' }
  | { readonly kind: 'conclude'; readonly outcome: Outcome }
  | { readonly kind: 'move'; readonly step: Step }
  | { readonly kind: 'reschedule'; readonly start: number | null; readonly due: number }
  | { readonly kind: 'note'; readonly direction: Direction | null; readonly daysAgo: number }
  | { readonly kind: 'correct'; readonly on: number }
  | { readonly kind: 'wait'; readonly days: number }
)

const pick = fc.nat(9)
const step = fc.constantFrom(...steps)
const day = fc.integer({ min: -3, max: 9 })
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('create'), pick, step, due: fc.option(day), isPart: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('begin', 'pause', 'reopen', 'trash', 'restore'), pick }),
  fc.record({ kind: fc.constant('conclude'), pick, outcome: fc.constantFrom('won', 'lost', 'neutral') }),
  fc.record({ kind: fc.constant('move'), pick, step }),
  fc.record({ kind: fc.constant('reschedule'), pick, start: fc.option(fc.integer({ min: -9, max: -1 })), due: day }),
  fc.record({
    kind: fc.constant('note'),
    pick,
    direction: fc.option(fc.constantFrom('inbound', 'outbound')),
    daysAgo: fc.nat(5),
  }),
  fc.record({ kind: fc.constant('correct'), pick, on: day }),
  fc.record({ kind: fc.constant('wait'), pick, days: fc.integer({ min: 1, max: 4 }) }),
)

/** The rules once more, as short as they can be said. */
interface Model {
  readonly id: string
  readonly createdOn: string
  readonly parent: Model | null
  version: number
  state: Interaction['state']
  step: Step
  cameFrom: Step | null
  updateDate: { on: string; from: string }
  startOn: string | null
  dueOn: string | null
  isTrashed: boolean
  notes: number
  /** What happened, and which way it went. */
  readonly touches: { readonly at: number; readonly direction: Direction | null }[]
  /** The steps that it came onto after the first. */
  readonly moves: string[]
}

interface World {
  readonly scene: Scene
  readonly companyId: string
  readonly contactId: string
  readonly models: Model[]
}

const isFinal = (type: Step): boolean => type === 'sale/won' || type === 'sale/lost'

function dayAfter({ scene }: World, days: number): string {
  return addDays(plainDateIn(scene.clock.now(), timeZone), days)
}

/** What entering a step does. */
function enter(world: World, model: Model, to: Step): void {
  const now = world.scene.clock.now()
  if (to === 'sale/won') model.updateDate = { on: dayAfter(world, 0), from: 'step' }
  if (isFinal(to)) {
    model.cameFrom = model.step === to ? null : model.step
    model.state = 'done'
    model.touches.push({ at: now, direction: null })
  }
  if (model.step !== to) model.moves.push(to)
  model.step = to
}

/** Whether a command is taken; and then the model has done it. */
function takes(world: World, model: Model, asked: Command): boolean {
  const now = world.scene.clock.now()
  const before = JSON.stringify({ ...model, parent: null })
  const isMove = asked.kind === 'trash' || asked.kind === 'restore'
  if (model.isTrashed && !isMove) return false
  switch (asked.kind) {
    case 'begin':
      if (model.state !== 'open') return false
      model.state = 'in-progress'
      break
    case 'pause':
      if (model.state !== 'in-progress') return false
      model.state = 'open'
      break
    case 'conclude':
      if (model.state === 'done') return false
      if (asked.outcome === 'won') enter(world, model, 'sale/won')
      else if (asked.outcome === 'lost') enter(world, model, 'sale/lost')
      else {
        model.state = 'done'
        model.cameFrom = null
        model.touches.push({ at: now, direction: null })
      }
      break
    case 'reopen': {
      if (model.state !== 'done') return false
      const back = isFinal(model.step) ? (model.cameFrom ?? 'sale/negotiation') : model.step
      if (back !== model.step) model.moves.push(back)
      model.step = back
      model.state = 'open'
      model.cameFrom = null
      break
    }
    case 'move':
      if (asked.step === model.step) return true
      if (model.state === 'done') return false
      enter(world, model, asked.step)
      break
    case 'reschedule':
      if (model.state === 'done') return false
      model.dueOn = dayAfter(world, asked.due)
      model.startOn = asked.start === null ? null : dayAfter(world, asked.due + asked.start)
      if (model.updateDate.from === 'schedule') {
        model.updateDate = { on: model.startOn ?? model.createdOn, from: 'schedule' }
      }
      break
    case 'note':
      model.notes += 1
      model.touches.push({ at: now - asked.daysAgo * dayMs, direction: asked.direction })
      break
    case 'correct':
      model.updateDate = { on: dayAfter(world, asked.on), from: 'hand' }
      break
    case 'trash':
    case 'restore':
      model.isTrashed = asked.kind === 'trash'
      break
    case 'create':
    case 'wait':
      return true
  }
  if (JSON.stringify({ ...model, parent: null }) !== before) model.version += 1
  return true
}

/** The same at the desk. */
function carryOut(world: World, { id }: Model, asked: Command): Promise<unknown> {
  const { interactions } = world.scene.anne
  switch (asked.kind) {
    case 'begin':
    case 'pause':
    case 'trash':
    case 'restore':
    case 'reopen':
      return interactions[asked.kind](id)
    case 'conclude':
      return interactions.conclude(id, { outcome: asked.outcome })
    case 'move':
      return interactions.moveTo(id, asked.step)
    case 'reschedule': {
      const startOn = asked.start === null ? null : dayAfter(world, asked.due + asked.start)
      return interactions.reschedule(id, { task: { dueOn: dayAfter(world, asked.due), startOn } })
    }
    case 'note':
      return interactions.addNote(id, {
        text: 'said',
        happenedAt: world.scene.clock.now() - asked.daysAgo * dayMs,
        direction: asked.direction ?? undefined,
      })
    case 'correct':
      return interactions.correctUpdateDate(id, dayAfter(world, asked.on))
    case 'create':
    case 'wait':
      return Promise.resolve()
  }
}

async function create(world: World, asked: Extract<Command, { kind: 'create' }>): Promise<void> {
  const { scene, companyId, contactId, models } = world
  const parents = models.filter(({ isTrashed }) => !isTrashed)
  const parent = asked.isPart ? (parents[asked.pick % Math.max(1, parents.length)] ?? null) : null
  const dueOn = asked.due === null ? null : dayAfter(world, asked.due)
  const { record } = await scene.anne.interactions.create({
    subject: 'Apples',
    type: asked.step,
    companyId,
    contactIds: [contactId],
    ...(parent !== null && { parentId: parent.id }),
    ...(dueOn !== null && { schedule: { task: { dueOn } } }),
  })
  const createdOn = dayAfter(world, 0)
  const model: Model = {
    id: record.id,
    createdOn,
    parent,
    version: 1,
    state: 'open',
    step: asked.step,
    cameFrom: null,
    updateDate: { on: createdOn, from: 'schedule' },
    startOn: null,
    dueOn,
    isTrashed: false,
    notes: 0,
    touches: [],
    moves: [],
  }
  enter(world, model, asked.step)
  models.push(model)
}

async function play(world: World, asked: Command): Promise<Model | null> {
  if (asked.kind === 'wait') {
    world.scene.clock.advance(asked.days * dayMs)
    return null
  }
  if (asked.kind === 'create' || world.models.length === 0) {
    const made = { kind: 'create', pick: asked.pick, step: 'sale/first-contact', due: null, isPart: false } as const
    await create(world, asked.kind === 'create' ? asked : made)
    return world.models.at(-1) ?? null
  }
  const model = world.models[asked.pick % world.models.length]
  if (model === undefined) return null
  // A meeting point of both: what is refused here must be refused there, and leave everything as it was.
  const isTaken = takes(world, model, asked)
  const outcome = await carryOut(world, model, asked).then(
    () => true,
    (error: unknown) => {
      if (!isCrmError(error, 'transition-refused') && !isCrmError(error, 'invalid-input')) throw error
      return false
    },
  )
  expect(outcome, JSON.stringify(asked)).toBe(isTaken)
  return model
}

/** The matter is what the model says. */
async function checkMatter({ scene }: World, model: Model): Promise<void> {
  const matter = await scene.anne.interactions.get(model.id)
  expect([matter.state, matter.type, matter.version]).toEqual([model.state, model.step, model.version])
  expect(matter.updateDate).toEqual(model.updateDate)
  expect(matter.trashedAt !== undefined).toBe(model.isTrashed)
  const { schedule } = matter
  const planned = schedule?.kind === 'task' ? [schedule.start?.on ?? null, schedule.due.on] : [null, null]
  expect(planned).toEqual([model.startOn, model.dueOn])
}

/** So is everything that is worked out of all of them. */
async function checkAll(world: World): Promise<void> {
  const { scene, companyId, contactId, models } = world
  const { interactions, companies, contacts } = scene.anne
  const today = dayAfter(world, 0)
  const inUse = models.filter(({ isTrashed }) => !isTrashed)
  const touches = inUse.flatMap((each) => each.touches)
  const latest = (direction?: Direction): number | undefined => {
    const found = touches.filter((touch) => direction === undefined || touch.direction === direction)
    return found.length === 0 ? undefined : Math.max(...found.map(({ at }) => at))
  }
  const ahead = (each: Model): boolean => each.state !== 'done' && each.dueOn !== null && each.dueOn >= today
  const next = inUse.filter(ahead).flatMap(({ dueOn }) => dueOn ?? [])
  const dates = {
    lastInteractionAt: latest(),
    lastInboundAt: latest('inbound'),
    lastOutboundAt: latest('outbound'),
    nextPlannedOn: next.toSorted()[0],
  }
  expect(await companies.dates(companyId)).toEqual(dates)
  expect(await contacts.dates(contactId)).toEqual(dates)
  const lacking = inUse.filter(
    (each) => each.state !== 'done' && !ahead(each) && !inUse.some((part) => part.parent === each && ahead(part)),
  )
  const listed = await interactions.list({ withoutNextAction: true, order: 'number' })
  expect(listed.items.map(({ id }) => id)).toEqual(lacking.map(({ id }) => id))
}

/** Of each matter, all notes, and all steps that it came onto. */
async function checkHistories({ scene, models }: World): Promise<void> {
  for (const model of models) {
    const { items } = await scene.anne.interactions.timeline(model.id, { limit: 500 })
    expect(items.filter(({ kind }) => kind === 'note').length).toBe(model.notes)
    const moves = items.flatMap((entry) =>
      entry.kind === 'event' && entry.event.type === 'interaction.moved' ? [entry.event.data['to']] : [],
    )
    expect(moves.toReversed()).toEqual(model.moves)
  }
}

/** @param pace after how many commands everything is looked at */
async function run(world: World, commands: readonly Command[], pace: number): Promise<void> {
  for (const [index, asked] of commands.entries()) {
    const model = await play(world, asked)
    if (model !== null) await checkMatter(world, model)
    if ((index + 1) % pace === 0) await checkAll(world)
  }
  await checkHistories(world)
}

async function openWorld(scene: Scene): Promise<World> {
  const { record: company } = await scene.anne.companies.create({ name: 'Pomme' })
  const { record: contact } = await scene.anne.contacts.create({ familyName: 'Pépin' })
  return { scene, companyId: company.id, contactId: contact.id, models: [] }
}

describe('The desk of matters', () => {
  it('INT-2 … INT-9 each sequence of commands leaves what the rules say', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (commands) => {
        await run(await openWorld(await begin(memoryStore())), commands, 1)
      }),
      { numRuns: 150 },
    )
  })

  onEveryStore((open) => {
    it('INT-2 … INT-9 a few sequences of commands leave what the rules say', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 15, maxLength: 15 }), async (commands) => {
          await run(await openWorld(await open()), commands, 5)
        }),
        { numRuns: 2, endOnFailure: true },
      )
    })
  })
})
