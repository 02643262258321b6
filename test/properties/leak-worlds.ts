/** Worlds of which an actor sees a part: the same part, beside whatever else there is. @module */
import {
  type Crm,
  createCrm,
  type Desk,
  isCrmError,
  type NewCompany,
  type NewContact,
  type Role,
  type Store,
} from 'crmkit'
import { countedId, countedIds, fixedClock } from 'crmkit/testing'
import * as fc from 'fast-check'
import { providers } from '../unit/use-cases/message-scene.ts'

/** Something that is done in a world. Which record it is about is picked from those that are there. */
export interface Act {
  readonly act: 'company' | 'contact' | 'job' | 'matter' | 'move' | 'ignore' | 'import' | 'rename' | 'purge'
  readonly name: string
  readonly mail: string | null
  readonly siret: string | null
  /** Which of the possible ownerships. */
  readonly access: number
  readonly isTrashed: boolean
  readonly picks: readonly [number, number]
}

/** What hidden companies say of visible contacts: as many jobs in both worlds, of other content. */
export interface Slot {
  readonly name: string
  readonly mail: string
  readonly jobTitle: string
}

export interface Hidden {
  readonly acts: readonly Act[]
  readonly slot: Slot
}

export interface World {
  readonly role: Exclude<Role, 'administrator' | 'manager'>
  readonly visible: readonly Act[]
  readonly left: Hidden
  readonly right: Hidden
}

/** A world, and whom it is read by. */
export interface OpenWorld {
  readonly desk: Desk
  readonly workspaceId: string
  /** The members, the actor first. */
  readonly members: readonly string[]
  readonly companies: readonly string[]
  readonly contacts: readonly string[]
  readonly matters: readonly string[]
  readonly imports: readonly string[]
  /** Ids under which hidden things may be found, in either world. */
  readonly probes: readonly string[]
  readonly fileHashes: readonly string[]
}

export const names = ['Pomme', 'Poire', 'Prune', 'Figue'] as const
/** Of hidden records come some that lie between those of visible ones. */
const mails = ['a@verger.example', 'b@verger.example', 'c@verger.example'] as const
const visibleMails = ['a@verger.example', 'c@verger.example'] as const
const sirets = ['73282932000074', '73282932000082', '55210055400013'] as const

function act(acts: readonly Act['act'][], from: readonly string[]): fc.Arbitrary<Act> {
  return fc.record({
    act: fc.constantFrom(...acts),
    name: fc.constantFrom(...names),
    mail: fc.constantFrom(...from, null),
    siret: fc.constantFrom(...sirets, null),
    access: fc.nat(11),
    isTrashed: fc.nat(4).map((n) => n === 0),
    picks: fc.tuple(fc.nat(30), fc.nat(30)),
  })
}

const slot: fc.Arbitrary<Slot> = fc.record({
  name: fc.constantFrom('Cachette SA', 'Secret SA', 'Pomme'),
  mail: fc.constantFrom('x@hideout.example', ...mails),
  jobTitle: fc.constantFrom('Spy', 'Buyer', 'Chief'),
})

const hidden: fc.Arbitrary<Hidden> = fc.record({
  acts: fc.array(
    act(
      [
        'company',
        'company',
        'contact',
        'contact',
        'job',
        'job',
        'matter',
        'matter',
        'move',
        'ignore',
        'import',
        'rename',
        'purge',
      ],
      mails,
    ),
    {
      maxLength: 14,
    },
  ),
  slot,
})

export const worldArbitrary: fc.Arbitrary<World> = fc.record({
  role: fc.constantFrom('user', 'restricted', 'read-only'),
  visible: fc.array(
    act(
      ['company', 'company', 'contact', 'contact', 'job', 'matter', 'matter', 'move', 'ignore', 'import'],
      visibleMails,
    ),
    {
      minLength: 3,
      maxLength: 12,
    },
  ),
  left: hidden,
  right: hidden,
})

/** Something of a known kind, to be tried in any case. */
export function makeAct(fields: Partial<Act> & Pick<Act, 'act'>): Act {
  return { name: 'Pomme', mail: null, siret: null, access: 0, isTrashed: false, picks: [1, 1], ...fields }
}

const pairs = (from: readonly string[]): readonly Act[] =>
  from.flatMap((mail) => [makeAct({ act: 'contact', mail }), makeAct({ act: 'contact', mail })])

/** Worlds that showed what they should not, before they were made not to. */
export const knownWorlds: readonly [World][] = (['user', 'restricted', 'read-only'] as const).map((role) => [
  {
    role,
    visible: [
      ...pairs(visibleMails),
      makeAct({ act: 'company' }),
      makeAct({ act: 'import' }),
      makeAct({ act: 'matter' }),
    ],
    left: {
      acts: [
        ...pairs(mails),
        makeAct({ act: 'company' }),
        makeAct({ act: 'ignore', picks: [1, 1] }),
        makeAct({ act: 'ignore', picks: [0, 0] }),
        makeAct({ act: 'import' }),
        makeAct({ act: 'job', picks: [2, 0] }),
        makeAct({ act: 'matter', picks: [2, 0] }),
        makeAct({ act: 'move' }),
      ],
      slot: { name: 'Cachette SA', mail: 'x@hideout.example', jobTitle: 'Spy' },
    },
    right: { acts: [], slot: { name: 'Secret SA', mail: 'z@hideout.example', jobTitle: 'Buyer' } },
  },
])

/** Ids of what is seen and of what is hidden come from counters of their own: hidden things shift none that is seen. */
const seeds = { members: 0xaaa0, seen: 0xaaa1, hidden: 0xaaa2 } as const

let workspaces = 0

/** Builds the part that is seen, and then what is hidden. */
export async function buildWorld(store: Store, world: World, behind: Hidden): Promise<OpenWorld> {
  workspaces += 1
  const clock = fixedClock()
  const counters = {
    members: countedIds(seeds.members),
    seen: countedIds(seeds.seen),
    hidden: countedIds(seeds.hidden),
  }
  let from: keyof typeof counters = 'members'
  const { channels } = providers()
  const crm = createCrm({ store, clock, ids: { next: () => counters[from].next() }, channels: () => channels })
  const workspaceId = countedId(workspaces, 0xaaaf)
  const { administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ id: workspaceId, name: 'Verger', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId, memberId: administrator.id })
  const { members, groups } = desk.workspace
  const ben = (await members.add({ name: 'Ben', role: world.role })).id
  const cara = (await members.add({ name: 'Cara' })).id
  const inside = (await groups.add({ name: 'Inside' })).id
  const outside = (await groups.add({ name: 'Outside' })).id
  await groups.changeMembers(inside, { add: [ben] })
  await groups.changeMembers(outside, { add: [cara] })

  const people = { ben, cara, inside, outside }
  const scene: Scene = {
    crm,
    workspaceId,
    desk,
    people,
    role: world.role,
    hashes: [],
    seen: emptyPart(),
    hidden: emptyPart(),
  }
  from = 'seen'
  for (const [index, each] of world.visible.entries()) await carryOut(scene, 'seen', each, index)
  clock.advance(60_000)
  from = 'hidden'
  await fillSlot(scene, behind.slot)
  for (const [index, each] of behind.acts.entries()) await carryOut(scene, 'hidden', each, index)
  return {
    desk: crm.as({ workspaceId, memberId: ben }),
    workspaceId,
    members: [ben, cara, administrator.id],
    companies: scene.seen.companies,
    contacts: scene.seen.contacts,
    matters: scene.seen.matters,
    imports: scene.seen.imports,
    probes: Array.from({ length: 16 }, (_each, n) => countedId(n + 1, seeds.hidden)),
    fileHashes: ['0'.repeat(64), await hiddenHash(scene), ...scene.hashes],
  }
}

interface Part {
  readonly matters: string[]
  readonly companies: string[]
  readonly contacts: string[]
  readonly imports: string[]
}

interface Scene {
  readonly crm: Crm
  readonly workspaceId: string
  readonly desk: Desk
  readonly people: Readonly<Record<'ben' | 'cara' | 'inside' | 'outside', string>>
  readonly role: World['role']
  /** Of the actor's own files. */
  readonly hashes: string[]
  readonly seen: Part
  readonly hidden: Part
}

function emptyPart(): Part {
  return { matters: [], companies: [], contacts: [], imports: [] }
}

/** Does it, or is refused: then nothing has happened. */
async function carryOut(scene: Scene, part: 'seen' | 'hidden', asked: Act, index: number): Promise<void> {
  try {
    await doAct(scene, part, asked, index)
  } catch (error) {
    if (!isCrmError(error) && !(error instanceof Nothing)) throw error
  }
}

async function doAct(scene: Scene, part: 'seen' | 'hidden', asked: Act, index: number): Promise<void> {
  const { desk, people } = scene
  const mine = scene[part]
  const anyway = { onDuplicate: 'create' } as const
  // What is hidden may point at what is seen: never the other way round.
  const companies = part === 'seen' ? mine.companies : [...mine.companies, ...scene.seen.companies]
  switch (asked.act) {
    case 'company': {
      const { ownership, share } = accessOf(scene, part, asked.access)
      const input: NewCompany = {
        name: asked.name,
        ...(asked.siret !== null && { siret: asked.siret }),
        ...(asked.mail !== null && { emails: [asked.mail] }),
        ...(asked.picks[0] % 3 === 0 && companies.length > 0 && { parentId: pick(companies, asked.picks[1]) }),
        ...ownership,
      }
      const { record } = await desk.companies.create(input, anyway)
      if (share !== null) await desk.companies.share(record.id, share)
      if (asked.isTrashed) await desk.companies.trash(record.id)
      mine.companies.push(record.id)
      return
    }
    case 'contact': {
      const { ownership, share } = accessOf(scene, part, asked.access)
      const input: NewContact = {
        familyName: asked.name,
        ...(asked.mail !== null && { emails: [asked.mail] }),
        ...ownership,
      }
      const { record } = await desk.contacts.create(input, anyway)
      if (share !== null) await desk.contacts.share(record.id, share)
      if (asked.isTrashed) await desk.contacts.trash(record.id)
      mine.contacts.push(record.id)
      return
    }
    case 'job': {
      const companyId = pick(companies, asked.picks[0])
      const job = { companyId, jobTitle: asked.name, ...(asked.mail !== null && { emails: [asked.mail] }) }
      await desk.contacts.affiliate(pick(mine.contacts, asked.picks[1]), job, anyway)
      return
    }
    case 'matter': {
      const { ownership, share } = accessOf(scene, part, asked.access)
      const contacts = part === 'seen' ? mine.contacts : [...mine.contacts, ...scene.seen.contacts]
      const { record } = await desk.interactions.create({
        subject: asked.name,
        type: 'sale/first-contact',
        ...(companies.length > 0 && { companyId: pick(companies, asked.picks[0]) }),
        ...(contacts.length > 0 && { contactIds: [pick(contacts, asked.picks[1])] }),
        ...(asked.picks[0] % 2 === 0 && { schedule: { task: { dueOn: 'in-a-week' } } }),
        note: { said: `${part} ${asked.name}`, direction: 'inbound' },
        ...ownership,
      })
      if (share !== null) await desk.interactions.share(record.id, share)
      if (asked.isTrashed) await desk.interactions.trash(record.id)
      mine.matters.push(record.id)
      return
    }
    case 'move': {
      const id = pick(mine.matters, asked.picks[0])
      await desk.interactions.moveTo(id, 'sale/won', { note: { text: `${part} won`, direction: 'outbound' } })
      await desk.interactions.addTimeSpent(id, { minutes: 5 + asked.picks[1] }, { memberId: people.ben })
      return
    }
    case 'ignore': {
      const kind = asked.picks[0] % 2 === 0 ? 'companies' : 'contacts'
      const others = part === 'seen' ? mine[kind] : [...scene.seen[kind], ...mine[kind]]
      await desk[kind].ignoreDuplicate(pick(mine[kind], asked.picks[0]), pick(others, asked.picks[1]))
      return
    }
    case 'import': {
      const memberId = part === 'seen' ? people.ben : people.cara
      const actor = scene.crm.as({ workspaceId: scene.workspaceId, memberId })
      const rows = Array.from({ length: 1 + (asked.picks[0] % 3) }, (_each, n) => `${part} ${asked.name} ${index} ${n}`)
      const file = new Blob([fileText(rows)])
      const preview = await actor.imports.preview(file, { mapping: { Company: 'company.name' }, visibility: 'private' })
      const { importId } = await actor.imports.apply(preview)
      mine.imports.push(importId)
      if (part === 'seen') scene.hashes.push(preview.fileHash)
      if (asked.isTrashed) await actor.imports.undo(importId)
      return
    }
    case 'rename':
      await desk.companies.update(pick(mine.companies, asked.picks[0]), { name: `${asked.name} ${index}` }, anyway)
      return
    case 'purge': {
      const id = pick(mine.companies, asked.picks[0])
      await desk.companies.trash(id)
      await desk.companies.purge(id)
      return
    }
  }
}

function fileText(rows: readonly string[]): string {
  return ['Company', ...rows].join('\r\n')
}

/** The hash of a file that somebody else imported, if there is one: whether it was must not show. */
async function hiddenHash({ desk, people }: Scene): Promise<string> {
  const imports = await desk.imports.list({ limit: 200 })
  return imports.find(({ memberId }) => memberId !== people.ben)?.fileHash ?? 'f'.repeat(64)
}

/** Two visible contacts work for a hidden company, and one of them is promoted there. */
async function fillSlot({ desk, people, seen }: Scene, { name, mail, jobTitle }: Slot): Promise<void> {
  const { record } = await desk.companies.create(
    { name, emails: [mail], ownerId: people.cara, visibility: 'private' },
    { onDuplicate: 'create' },
  )
  const inUse = await Promise.all(seen.contacts.map((id) => desk.contacts.get(id)))
  for (const { id } of inUse.filter(({ trashedAt }) => trashedAt === undefined).slice(0, 2)) {
    const input = { companyId: record.id, emails: [mail], jobTitle, isPrimary: false }
    const job = await desk.contacts.affiliate(id, input, { onDuplicate: 'create' })
    await desk.contacts.changeAffiliation(job.record.id, { jobTitle: `Head ${jobTitle}` }, { onDuplicate: 'create' })
  }
}

type Access = {
  readonly ownership: Pick<NewCompany, 'ownerId' | 'visibility'>
  readonly share: { readonly with: string; readonly level: 'read' | 'write' } | null
}

/** One of the ownerships that put a record into this part. */
function accessOf({ people, role }: Scene, part: 'seen' | 'hidden', access: number): Access {
  const { ben, cara, inside, outside } = people
  const of = (
    ownerId: string | null,
    visibility: 'private' | 'read' | 'write',
    withWhom: string | null = null,
  ): Access => ({
    ownership: { ownerId, visibility },
    share: withWhom === null ? null : { with: withWhom, level: access % 2 === 0 ? 'read' : 'write' },
  })
  const open = [of(cara, 'read'), of(cara, 'write', outside)]
  const always = [
    of(ben, 'private'),
    of(ben, 'write'),
    of(null, 'read'),
    of(cara, 'private', ben),
    of(cara, 'read', inside),
  ]
  const never = [of(cara, 'private'), of(cara, 'private', outside)]
  const isRestricted = role === 'restricted'
  const seen = isRestricted ? [...always, of(null, 'private')] : [...always, ...open]
  const unseen = isRestricted ? [...never, ...open] : [...never, of(null, 'private')]
  return pick(part === 'seen' ? seen : unseen, access)
}

function pick<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % Math.max(1, items.length)]
  if (item !== undefined) return item
  // As if it had been refused: there is nothing to do it with.
  throw new Nothing()
}

/** That there is nothing yet to do something with. */
class Nothing extends Error {}
