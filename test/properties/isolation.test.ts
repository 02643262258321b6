/** Two workspaces with the same data never see each other, whatever is called. */
import { type Crm, createCrm, type Desk, isCrmError, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedId, countedIds, fixedClock, memoryTelephony } from 'crmkit/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressBooks } from '../unit/use-cases/address-books.ts'
import { fetchPending, openMailbox } from '../unit/use-cases/mailbox-scene.ts'
import { providers } from '../unit/use-cases/message-scene.ts'
import { calls, importedFile } from './isolation-calls.ts'

/** What a workspace knows: the ids of its records, and of the other one's. */
interface Side {
  readonly desk: Desk
  readonly companies: string[]
  readonly contacts: string[]
  readonly matters: string[]
  readonly jobs: string[]
  readonly webhooks: string[]
  readonly merges: string[]
  readonly member: string
  readonly administrator: string
  readonly group: string
  readonly resource: string
  readonly feed: string
  readonly mail: string
  readonly file: string
  readonly messages: string[]
  readonly sentFile: string
  readonly line: string
  readonly call: string
  readonly directory: string
  readonly importId: string
  readonly fileHash: string
}

/** A call with the ids that it is about, taken from a side's own or from those of the other one. */
interface Step {
  readonly name: string
  readonly pick: number
  readonly text: string
  /** Whether a foreign id is handed in. */
  readonly isForeign: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...Object.keys(calls)),
  pick: fc.nat(20),
  text: fc.constantFrom('pomme', 'poire', 'prune', 'figue'),
  isForeign: fc.boolean(),
})

/** Ids of the two sides differ in their seed, so that a foreign one is seen wherever it turns up. */
const seeds = { left: 0xaaa1, right: 0xbbb1 } as const
/** Workspaces whose records have the same ids. */
const workspaces = { here: countedId(1, 0xccc1), there: countedId(2, 0xccc1) } as const
const marks = { left: '0190aaa1-', right: '0190bbb1-' } as const

describe('Isolation', () => {
  it('WS-1 nothing that a workspace is answered comes from another, and nothing changes in another', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const store = memoryStore()
        const left = await openSide(store, seeds.left)
        const right = await openSide(store, seeds.right)
        for (const [index, { name, isForeign, ...rest }] of steps.entries()) {
          const isLeft = index % 2 === 0
          const [mine, other] = isLeft ? [left, right] : [right, left]
          const before = isForeign ? await everythingOf(other) : null
          const answer = await run(mine, isForeign ? other : mine, { name, isForeign, ...rest })
          const told = withoutEcho(answer, isForeign ? other : null)
          expect(told, `step ${index}: ${name}`).not.toContain(isLeft ? marks.right : marks.left)
          if (before !== null) expect(await everythingOf(other), `step ${index}: ${name}`).toEqual(before)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('WS-1 calls are answered as if alone, whatever happens next door to records of the same ids', {
    timeout: 120_000,
  }, async () => {
    const own = step.map((each) => ({ ...each, isForeign: false }))
    const pair = fc.record({ mine: own, theirs: own })
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 30 }), async (pairs) => {
        const alone = await openSide(memoryStore(), seeds.left, workspaces.here)
        const answersAlone: string[] = []
        for (const { mine } of pairs) answersAlone.push(await run(alone, alone, mine))

        const shared = memoryStore()
        const here = await openSide(shared, seeds.left, workspaces.here)
        const there = await openSide(shared, seeds.left, workspaces.there)
        const answers: string[] = []
        for (const { mine, theirs } of pairs) {
          await run(there, there, theirs)
          answers.push(await run(here, here, mine))
        }
        expect(answers).toEqual(answersAlone)
      }),
      { numRuns: 150 },
    )
  })
})

async function openSide(store: Store, seed: number, id?: string): Promise<Side> {
  const mailbox = openMailbox()
  const account = { telephony: memoryTelephony({ clock: fixedClock() }) }
  const crm: Crm = createCrm({
    store,
    clock: fixedClock(),
    ids: countedIds(seed),
    channels: () => ({ ...providers().channels, ...mailbox.channels, calls: account }),
    directories: addressBooks(),
    chance: { bytes: (count) => new Uint8Array(count).fill(7) },
  })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ id, name: 'Verger', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const company = await desk.companies.create({ name: 'Seed', siret: '732 829 320 00074' })
  const contact = await desk.contacts.create({
    familyName: 'Seed',
    emails: ['seed@pomme.example'],
    affiliation: { companyId: company.record.id },
  })
  const matter = await desk.interactions.create({ subject: 'Seed', type: 'sale/first-contact' })
  const [job] = await desk.contacts.affiliations(contact.record.id)
  const { webhook } = await desk.webhooks.create({ url: 'https://seed.example/' })
  const member = await desk.workspace.members.add({ name: 'Carl' })
  const group = await desk.workspace.groups.add({ name: 'North' })
  const resource = await desk.workspace.resources.add({ name: 'Van', kind: 'vehicle' })
  const { feed } = await desk.calendar.feeds.create()
  const waiting = await fetchPending(desk, mailbox, `Mail ${seed}`)
  const book = await desk.directories.connect({ provider: 'memory', label: 'Seed' })
  const twin = await desk.companies.create({ name: 'Twin' })
  const { merge } = await desk.companies.merge(company.record.id, twin.record.id)
  const queued = await desk.messages.sendMail({
    recipients: [{ contactId: contact.record.id }],
    subject: 'Seed',
    text: 'Seed',
    files: [{ name: 'seed.txt', type: 'text/plain', bytes: Uint8Array.of(1) }],
  })
  const sent = await desk.messages.words(queued[0]?.id ?? '')
  const line = await desk.workspace.lines.buy({
    ...{ name: 'Seed', number: '+33123458073', operators: [{ memberId: administrator.id }] },
  })
  const call = await desk.calls.call({ to: '+33612345678', lineId: line.id })
  const { importId } = await desk.imports.run(importedFile)
  const { fileHash } = await desk.imports.get(importId)
  return {
    desk,
    companies: [company.record.id],
    contacts: [contact.record.id],
    matters: [matter.record.id, waiting.matter],
    jobs: [job?.id ?? ''],
    webhooks: [webhook.id],
    merges: [merge.id],
    member: member.id,
    administrator: administrator.id,
    group: group.id,
    resource: resource.id,
    feed: feed.id,
    mail: waiting.mail,
    file: waiting.file,
    messages: queued.map(({ id }) => id),
    sentFile: sent?.files[0]?.fileId ?? '',
    line: line.id,
    call: call.id,
    directory: book.id,
    importId,
    fileHash,
  }
}

/** Carries a step out and notes the ids of what it made. Refusals are answers too. */
async function run(mine: Side, source: Side, { name, pick, text }: Step): Promise<string> {
  const ids = {
    company: source.companies[pick % source.companies.length] ?? '',
    otherCompany: source.companies.at(-1) ?? '',
    contact: source.contacts[pick % source.contacts.length] ?? '',
    otherContact: source.contacts.at(-1) ?? '',
    merge: source.merges[pick % source.merges.length] ?? '',
    matter: source.matters[pick % source.matters.length] ?? '',
    job: source.jobs[pick % source.jobs.length] ?? '',
    webhook: source.webhooks[pick % source.webhooks.length] ?? '',
    member: source.member,
    administrator: source.administrator,
    group: source.group,
    resource: source.resource,
    feed: source.feed,
    mail: source.mail,
    file: source.file,
    sentFile: source.sentFile,
    message: source.messages[pick % source.messages.length] ?? '',
    line: source.line,
    call: source.call,
    directory: source.directory,
    importId: source.importId,
    fileHash: source.fileHash,
  }
  try {
    const answer = await calls[name]?.(mine.desk, ids, text)
    note(mine, name, answer)
    return JSON.stringify(answer ?? null)
  } catch (error) {
    if (!isCrmError(error)) throw error
    return JSON.stringify({ code: error.code, message: error.message, details: error.details })
  }
}

function note(side: Side, name: string, answer: unknown): void {
  for (const written of [answer].flat()) {
    if (typeof written !== 'object' || written === null) continue
    if (name === 'webhooks.create' && 'webhook' in written) {
      side.webhooks.push(JSON.parse(JSON.stringify(written.webhook)).id)
    }
    if (name === 'messages.sendMail' && 'id' in written) side.messages.push(String(written.id))
    if (name.endsWith('.merge') && 'merge' in written) side.merges.push(JSON.parse(JSON.stringify(written.merge)).id)
    if (!('record' in written)) continue
    const id = JSON.parse(JSON.stringify(written.record)).id
    if (name.startsWith('companies.create')) side.companies.push(id)
    if (name.startsWith('contacts.create')) side.contacts.push(id)
    if (name.startsWith('interactions.create')) side.matters.push(id)
    if (name === 'contacts.affiliate') side.jobs.push(id)
  }
}

/** A refusal may repeat the id that it was asked about: the caller has it already. */
function withoutEcho(answer: string, asked: Side | null): string {
  const ids =
    asked === null
      ? []
      : [
          ...asked.companies,
          ...asked.contacts,
          ...asked.matters,
          ...asked.jobs,
          ...asked.webhooks,
          ...asked.merges,
          asked.member,
          asked.administrator,
          asked.group,
          asked.importId,
          asked.resource,
          asked.feed,
          ...asked.messages,
          asked.line,
          asked.call,
          asked.directory,
        ]
  return answer.startsWith('{"code"') ? ids.reduce((told, id) => told.replaceAll(id, ''), answer) : answer
}

async function everythingOf({ desk, companies, contacts, matters }: Side): Promise<unknown> {
  return {
    workspace: await desk.workspace.get(),
    members: await desk.workspace.members.list(),
    groups: await desk.workspace.groups.list(),
    imports: await desk.imports.list(),
    resources: await desk.workspace.resources.list(),
    pipelines: await desk.workspace.pipelines.list(),
    templates: await desk.templates.list(),
    messageTemplates: await desk.messages.templates.list(),
    companies: (await desk.companies.list({ limit: 500 })).items,
    trash: (await desk.companies.list({ limit: 500, trashed: true })).items,
    contacts: (await desk.contacts.list({ limit: 500 })).items,
    jobs: await Promise.all(contacts.map((id) => desk.contacts.affiliations(id).catch(() => []))),
    matters: (await desk.interactions.list({ limit: 500 })).items,
    notes: await Promise.all(matters.map((id) => desk.interactions.timeline(id).catch(() => []))),
    webhooks: await desk.webhooks.list(),
    feeds: await desk.calendar.feeds.list(),
    messages: (await desk.messages.list({ limit: 500 })).items,
    credit: await desk.messages.smsCredit(),
    lines: await desk.workspace.lines.list(),
    calls: (await desk.calls.list({ limit: 500 })).items,
    suppressions: (await desk.consent.suppressions({ limit: 500 })).items,
    consents: await Promise.all(contacts.map((id) => desk.consent.ofContact(id).catch(() => []))),
    directories: await desk.directories.list(),
    history: await Promise.all(companies.map((id) => desk.companies.history(id, { limit: 500 }))),
  }
}
