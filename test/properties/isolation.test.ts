/** Two workspaces with the same data never see each other, whatever is called. */
import { type Crm, createCrm, type Desk, isCrmError, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedId, countedIds, fixedClock, memoryTelephony } from 'crmkit/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOf } from '../unit/use-cases/access-calls.ts'
import { addressBooks, switchboardCase } from '../unit/use-cases/address-books.ts'
import { fetchPending, openMailbox } from '../unit/use-cases/mailbox-scene.ts'
import { providers } from '../unit/use-cases/message-scene.ts'

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
  readonly resource: string
  readonly feed: string
  readonly mail: string
  readonly file: string
  readonly messages: string[]
  readonly sentFile: string
  readonly line: string
  readonly call: string
  readonly directory: string
}

/** A call with the ids that it is about, taken from a side's own or from those of the other one. */
interface Step {
  readonly name: string
  readonly pick: number
  readonly text: string
  /** Whether a foreign id is handed in. */
  readonly isForeign: boolean
}

const year = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2027, 0, 1) }

const calls: Readonly<Record<string, (desk: Desk, ids: Ids, text: string) => Promise<unknown>>> = {
  'companies.create': (desk, _ids, name) => desk.companies.create({ name, emails: [`${name}@pomme.example`] }),
  'companies.create shop': (desk, { company }, name) => desk.companies.create({ name, parentId: company }),
  'companies.get': (desk, { company }) => desk.companies.get(company),
  'companies.find': (desk, { company }) => desk.companies.find(company),
  'companies.list': (desk, _ids, search) => desk.companies.list({ search, limit: 3 }),
  'companies.list trash': (desk) => desk.companies.list({ trashed: true, order: 'created' }),
  'companies.count': (desk, _ids, search) => desk.companies.count({ search }),
  'companies.update': (desk, { company }, name) => desk.companies.update(company, { name }),
  'companies.trash': (desk, { company }) => desk.companies.trash(company),
  'companies.restore': (desk, { company }) => desk.companies.restore(company),
  'companies.purge': (desk, { company }) => desk.companies.purge(company),
  'companies.history': (desk, { company }) => desk.companies.history(company),
  'companies.contacts': (desk, { company }) => desk.companies.contacts(company),
  'companies.planMerge': (desk, { company, otherCompany }) => desk.companies.planMerge(company, otherCompany),
  'companies.merge': (desk, { company, otherCompany }) =>
    desk.companies.merge(company, otherCompany, { choices: { siret: 'survivor' } }),
  'companies.undoMerge': (desk, { merge }) => desk.companies.undoMerge(merge),
  'companies.merges': (desk, { company }) => desk.companies.merges(company),
  'contacts.create': (desk, _ids, name) =>
    desk.contacts.create({ familyName: name, emails: [`${name}@pomme.example`] }),
  'contacts.create in a company': (desk, { company }, name) =>
    desk.contacts.create({ familyName: name, affiliation: { companyId: company } }),
  'contacts.createMany': (desk, { company }, name) =>
    desk.contacts.createMany(company, [{ familyName: name }, { givenName: name }]),
  'contacts.get': (desk, { contact }) => desk.contacts.get(contact),
  'contacts.list': (desk, _ids, search) => desk.contacts.list({ search, order: 'updated', descending: true }),
  'contacts.count': (desk, _ids, search) => desk.contacts.count({ search }),
  'contacts.update': (desk, { contact }, text) => desk.contacts.update(contact, { emails: [`${text}@poire.example`] }),
  'contacts.trash': (desk, { contact }) => desk.contacts.trash(contact),
  'contacts.restore': (desk, { contact }) => desk.contacts.restore(contact),
  'contacts.purge': (desk, { contact }) => desk.contacts.purge(contact),
  'contacts.history': (desk, { contact }) => desk.contacts.history(contact),
  'contacts.planMerge': (desk, { contact, otherContact }) => desk.contacts.planMerge(contact, otherContact),
  'contacts.merge': (desk, { contact, otherContact }) => desk.contacts.merge(contact, otherContact),
  'contacts.undoMerge': (desk, { merge }) => desk.contacts.undoMerge(merge),
  'contacts.merges': (desk, { contact }) => desk.contacts.merges(contact),
  'contacts.affiliate': (desk, { contact, company }) => desk.contacts.affiliate(contact, { companyId: company }),
  'contacts.changeAffiliation': (desk, { job }, jobTitle) => desk.contacts.changeAffiliation(job, { jobTitle }),
  'contacts.endAffiliation': (desk, { job }) => desk.contacts.endAffiliation(job, { on: '2026-01-01' }),
  'contacts.removeAffiliation': (desk, { job }) => desk.contacts.removeAffiliation(job),
  'contacts.exportPersonalData': (desk, { contact }) => desk.contacts.exportPersonalData(contact),
  'contacts.anonymize': (desk, { contact }) => desk.contacts.anonymize(contact),
  'contacts.affiliations': (desk, { contact }) => desk.contacts.affiliations(contact),
  'companies.create once': (desk, _ids, name) => desk.companies.create({ name }, { commandId: name }),
  'workspace.get': (desk) => desk.workspace.get(),
  'workspace.members.list': (desk) => desk.workspace.members.list(),
  'workspace.members.get': (desk, { member }) => desk.workspace.members.get(member),
  'workspace.members.update': (desk, { member }, name) => desk.workspace.members.update(member, { name }),
  'workspace.members.lock': (desk, { member }) => desk.workspace.members.lock(member),
  'workspace.members.hourlyCosts': (desk, { member }) => desk.workspace.members.hourlyCosts(member),
  'workspace.members.withholdPipelines': (desk, { member }) =>
    desk.workspace.members.withholdPipelines(member, ['sale']),
  'workspace.pipelines.list': (desk) => desk.workspace.pipelines.list(),
  'workspace.pipelines.add': (desk, _ids, name) =>
    desk.workspace.pipelines.add({
      key: keyOf(name),
      label: name,
      steps: [{ key: 'open', kind: 'open', label: name }],
    }),
  'workspace.pipelines.change': (desk, _ids, name) => desk.workspace.pipelines.change('sale', { label: name }),
  'workspace.pipelines.addStep': (desk, _ids, name) =>
    desk.workspace.pipelines.addStep('sale', { key: keyOf(name), kind: 'open', label: name }),
  'workspace.pipelines.removeStep': (desk) =>
    desk.workspace.pipelines.removeStep('sale/qualification', { replacement: 'sale/first-contact' }),
  'templates.list': (desk) => desk.templates.list(),
  'templates.save': (desk, _ids, name) =>
    desk.templates.save({ key: keyOf(name), label: name, subject: name, type: 'sale/first-contact' }),
  'templates.remove': (desk) => desk.templates.remove('apples'),
  'messages.templates.list': (desk) => desk.messages.templates.list(),
  'messages.templates.save': (desk, _ids, name) =>
    desk.messages.templates.save({ key: keyOf(name), label: name, channel: 'sms', text: name }),
  'messages.templates.remove': (desk) => desk.messages.templates.remove('pomme'),
  'messages.checkSms of a template': (desk, { contact }) =>
    desk.messages.checkSms({ recipients: [{ contactId: contact }], template: 'poire' }),
  'templates.fill': (desk, { company, contact }) =>
    desk.templates.fill('sales-call', { companyId: company, contactId: contact }),
  'workspace.resources.add': (desk, _ids, name) => desk.workspace.resources.add({ name, kind: 'room' }),
  'workspace.resources.list': (desk) => desk.workspace.resources.list(),
  'workspace.resources.get': (desk, { resource }) => desk.workspace.resources.get(resource),
  'workspace.resources.update': (desk, { resource }, name) => desk.workspace.resources.update(resource, { name }),
  'workspace.resources.retire': (desk, { resource }) => desk.workspace.resources.retire(resource),
  'calendar.window': (desk, { member, resource }) =>
    desk.calendar.window({ ...year, members: [member], resources: [resource] }),
  'calendar.busy': (desk, { member }) => desk.calendar.busy({ ...year, members: [member] }),
  'calendar.freeSlots': (desk, { resource }) =>
    desk.calendar.freeSlots({ ...year, resources: [resource], lengthMinutes: 60 }),
  'calendar.feeds.create': (desk, { member }, label) => desk.calendar.feeds.create({ memberId: member, label }),
  'calendar.feeds.list': (desk) => desk.calendar.feeds.list(),
  'calendar.feeds.revoke': (desk, { feed }) => desk.calendar.feeds.revoke(feed),
  'directories.connect': (desk, { member }, label) =>
    desk.directories.connect({ provider: 'memory', label, memberId: member }),
  'directories.connect for all': (desk, _ids, label) =>
    desk.directories.connect({ provider: 'memory', label, memberId: null }),
  'directories.get': (desk, { directory }) => desk.directories.get(directory),
  'directories.list': (desk) => desk.directories.list(),
  'directories.update': (desk, { directory }, groupName) => desk.directories.update(directory, { groupName }),
  'directories.preview': (desk, { directory }) => desk.directories.preview(directory),
  'directories.sync': (desk, { directory }) => desk.directories.sync(directory),
  'directories.cases': (desk, { directory }) => desk.directories.cases(directory),
  'directories.resolve': (desk, { directory }) => desk.directories.resolve(directory, switchboardCase, { by: 'leave' }),
  'workspace.changeSettings': (desk, _ids, logo) => desk.workspace.changeSettings({ logo }),
  'interactions.create': (desk, { company, contact }, subject) =>
    desk.interactions.create({ subject, type: 'sale/first-contact', companyId: company, contactIds: [contact] }),
  'interactions.create a part': (desk, { matter, member, resource }, subject) =>
    desk.interactions.create({
      subject,
      type: 'project/idea',
      parentId: matter,
      participants: [
        { kind: 'member', id: member },
        { kind: 'resource', id: resource },
      ],
    }),
  'interactions.createMany': (desk, { contact, otherContact }, subject) =>
    desk.interactions.createMany({ subject, type: 'sale/first-contact' }, [contact, otherContact]),
  'interactions.get': (desk, { matter }) => desk.interactions.get(matter),
  'interactions.list': (desk, { company }, search) => desk.interactions.list({ search, companyId: company, limit: 3 }),
  'interactions.list without next action': (desk) => desk.interactions.list({ withoutNextAction: true }),
  'interactions.count': (desk, { contact }) => desk.interactions.count({ contactId: contact }),
  'interactions.update': (desk, { matter }, subject) => desk.interactions.update(matter, { subject }),
  'interactions.moveTo': (desk, { matter }, text) =>
    desk.interactions.moveTo(matter, 'sale/negotiation', { note: { text, direction: 'inbound' } }),
  'interactions.conclude': (desk, { matter }) => desk.interactions.conclude(matter),
  'interactions.reopen': (desk, { matter }) => desk.interactions.reopen(matter),
  'interactions.reschedule': (desk, { matter }) => desk.interactions.reschedule(matter, { task: { dueOn: 'today' } }),
  'interactions.repeat': (desk, { matter }) => desk.interactions.repeat(matter, 'FREQ=DAILY;COUNT=5'),
  'interactions.changeOccurrence': (desk, { matter }, subject) =>
    desk.interactions.changeOccurrence(matter, '2026-01-05', { subject }),
  'interactions.skipOccurrence': (desk, { matter }) => desk.interactions.skipOccurrence(matter, '2026-01-06'),
  'interactions.addOccurrence': (desk, { matter }) => desk.interactions.addOccurrence(matter, '2026-01-06'),
  'interactions.changeSeries': (desk, { matter }) =>
    desk.interactions.changeSeries(matter, { rule: 'FREQ=DAILY;COUNT=7' }),
  'interactions.splitSeries': (desk, { matter }) => desk.interactions.splitSeries(matter, '2026-01-07'),
  'interactions.endSeries': (desk, { matter }) => desk.interactions.endSeries(matter, '2026-01-09'),
  'interactions.addNote': (desk, { matter }, said) => desk.interactions.addNote(matter, { said }),
  'interactions.notes': (desk, { matter }) => desk.interactions.notes(matter),
  'interactions.timeline': (desk, { matter }) => desk.interactions.timeline(matter),
  'interactions.startTimer': (desk, { matter }) => desk.interactions.startTimer(matter),
  'interactions.stopTimer': (desk, { member }) => desk.interactions.stopTimer({ memberId: member }),
  'interactions.timer': (desk) => desk.interactions.timer(),
  'interactions.addTimeSpent': (desk, { matter }) => desk.interactions.addTimeSpent(matter, { minutes: 5 }),
  'interactions.timeSpent': (desk, { matter }) => desk.interactions.timeSpent(matter),
  'interactions.timeCost': (desk, { matter }) => desk.interactions.timeCost(matter),
  'interactions.share': (desk, { matter, member }) => desk.interactions.share(matter, { with: member, level: 'read' }),
  'interactions.trash': (desk, { matter }) => desk.interactions.trash(matter),
  'interactions.restore': (desk, { matter }) => desk.interactions.restore(matter),
  'interactions.purge': (desk, { matter }) => desk.interactions.purge(matter),
  'interactions.history': (desk, { matter }) => desk.interactions.history(matter),
  'companies.timeline': (desk, { company }) => desk.companies.timeline(company),
  'companies.dates': (desk, { company }) => desk.companies.dates(company),
  'contacts.timeline': (desk, { contact }) => desk.contacts.timeline(contact),
  'contacts.dates': (desk, { contact }) => desk.contacts.dates(contact),
  'imports.list': (desk) => desk.imports.list(),
  'webhooks.create': (desk, _ids, text) => desk.webhooks.create({ url: `https://${text}.example/` }),
  'webhooks.list': (desk) => desk.webhooks.list(),
  'webhooks.get': (desk, { webhook }) => desk.webhooks.get(webhook),
  'webhooks.update': (desk, { webhook }, description) => desk.webhooks.update(webhook, { description }),
  'webhooks.rotateSecret': (desk, { webhook }) => desk.webhooks.rotateSecret(webhook),
  'webhooks.remove': (desk, { webhook }) => desk.webhooks.remove(webhook),
  'audit.list': (desk) => desk.audit.list(),
  'audit.list of a record': (desk, { contact }) => desk.audit.list({ recordId: contact }),
  'audit.list of a member': (desk, { member }, command) => desk.audit.list({ memberId: member, command }),
  'inbound.addressOf': (desk, { matter }) => desk.inbound.addressOf({ interactionId: matter }),
  'inbound.addressOf a member': (desk, { member }) => desk.inbound.addressOf({ memberId: member }),
  'inbound.revokeAddress': (desk, { matter }) => desk.inbound.revokeAddress({ interactionId: matter }),
  'inbound.listOf': (desk, { matter }) => desk.inbound.listOf(matter),
  'inbound.get': (desk, { mail }) => desk.inbound.get(mail),
  'inbound.openFile': async (desk, { file }) => (await desk.inbound.openFile(file)).file,
  'inbound.link': (desk, { mail, contact }) => desk.inbound.link(mail, { contactIds: [contact] }),
  'inbound.fetch': (desk) => desk.inbound.fetch(),
  'reminders.listOf': (desk, { matter }) => desk.reminders.listOf(matter),
  'reminders.list': (desk) => desk.reminders.list({ state: 'pending' }),
  'messages.sendMail': (desk, { contact, matter }, text) =>
    desk.messages.sendMail({ recipients: [{ contactId: contact }], interactionId: matter, subject: text, text }),
  'messages.checkSms': (desk, { contact }, text) =>
    desk.messages.checkSms({ recipients: [{ contactId: contact }], text }),
  'messages.get': (desk, { message }) => desk.messages.get(message),
  'messages.words': (desk, { message }) => desk.messages.words(message),
  'messages.openFile': async (desk, { message, sentFile }) => (await desk.messages.openFile(message, sentFile)).file,
  'messages.list': (desk) => desk.messages.list(),
  'messages.list of a contact': (desk, { contact }) => desk.messages.list({ contactId: contact }),
  'messages.cancel': (desk, { message }) => desk.messages.cancel(message),
  'messages.resend': (desk, { message }) => desk.messages.resend(message),
  'messages.deliverability': (desk) => desk.messages.deliverability(year),
  'messages.addSmsCredit': (desk) => desk.messages.addSmsCredit(3),
  'messages.smsCredit': (desk) => desk.messages.smsCredit(),
  'messages.replayEvents': (desk) => desk.messages.replayEvents({ topic: 'mail' }),
  'consent.give': (desk, { contact }) => desk.consent.give(contact, { channel: 'email', purpose: 'marketing' }),
  'consent.withdraw': (desk, { contact }) => desk.consent.withdraw(contact, { channel: 'email', purpose: 'reminder' }),
  'consent.ofContact': (desk, { contact }) => desk.consent.ofContact(contact),
  'consent.suppress': (desk, _ids, text) =>
    desk.consent.suppress({ channel: 'email', purpose: 'correspondence', address: `${text}@pomme.example` }),
  'consent.lift': (desk, _ids, text) =>
    desk.consent.lift({
      ...{ channel: 'email', purpose: 'correspondence', address: `${text}@pomme.example`, reason: 'by-hand' },
    } as const),
  'consent.suppressions': (desk) => desk.consent.suppressions(),
  'workspace.members.authorizeSms': (desk, { member }) => desk.workspace.members.authorizeSms(member, true),
  'workspace.lines.list': (desk) => desk.workspace.lines.list(),
  'workspace.lines.search': (desk) => desk.workspace.lines.search({ country: 'FR' }),
  'workspace.lines.buy': (desk, { member }, name) =>
    desk.workspace.lines.buy({ name, number: '+33123458074', operators: [{ memberId: member }] }),
  'workspace.lines.link': (desk, _ids, name) => desk.workspace.lines.link({ name, number: '+33123458075' }),
  'workspace.lines.update': (desk, { line, member }) =>
    desk.workspace.lines.update(line, { operators: [{ memberId: member }] }),
  'workspace.lines.release': (desk, { line }) => desk.workspace.lines.release(line),
  'calls.list': (desk) => desk.calls.list(),
  'calls.list of a contact': (desk, { contact }) => desk.calls.list({ contactId: contact }),
  'calls.missed': (desk, { line }) => desk.calls.missed({ lineId: line }),
  'calls.get': (desk, { call }) => desk.calls.get(call),
  'calls.call': (desk, { line }) => desk.calls.call({ to: '+33612345678', lineId: line }),
  'calls.links': (desk) => desk.calls.links({ to: '+33612345678' }),
  'calls.operatorToken': (desk) => desk.calls.operatorToken(),
  'calls.recording': (desk, { call }) => desk.calls.recording(call, 'RE1'),
  'calls.deleteRecording': (desk, { call }) => desk.calls.deleteRecording(call, 'RE1'),
  'calls.update': (desk, { call, contact, matter }, note) =>
    desk.calls.update(call, { note, contactIds: [contact], interactionId: matter }),
  'jobs.listDead': (desk) => desk.jobs.listDead(),
  'jobs.discard': (desk, { webhook }) => desk.jobs.discard([`webhook:${webhook}`]),
  'jobs.replay': (desk, { webhook }) => desk.jobs.replay([`webhook:${webhook}`]),
}

interface Ids {
  readonly matter: string
  readonly company: string
  readonly otherCompany: string
  readonly contact: string
  readonly otherContact: string
  readonly merge: string
  readonly job: string
  readonly webhook: string
  readonly member: string
  readonly resource: string
  readonly feed: string
  readonly mail: string
  readonly file: string
  readonly message: string
  readonly sentFile: string
  readonly line: string
  readonly call: string
  readonly directory: string
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
  return {
    desk,
    companies: [company.record.id],
    contacts: [contact.record.id],
    matters: [matter.record.id, waiting.matter],
    jobs: [job?.id ?? ''],
    webhooks: [webhook.id],
    merges: [merge.id],
    member: member.id,
    resource: resource.id,
    feed: feed.id,
    mail: waiting.mail,
    file: waiting.file,
    messages: queued.map(({ id }) => id),
    sentFile: sent?.files[0]?.fileId ?? '',
    line: line.id,
    call: call.id,
    directory: book.id,
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
    resource: source.resource,
    feed: source.feed,
    mail: source.mail,
    file: source.file,
    sentFile: source.sentFile,
    message: source.messages[pick % source.messages.length] ?? '',
    line: source.line,
    call: source.call,
    directory: source.directory,
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
