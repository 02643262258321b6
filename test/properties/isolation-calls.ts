/** Every public call, with ids that a workspace has or does not have. @module */
import type { CallName, Desk } from 'crmkit'
import { keyOf } from '../unit/use-cases/access-calls.ts'
import { switchboardCase } from '../unit/use-cases/address-books.ts'

/** What the calls are about. */
export interface Ids {
  readonly matter: string
  readonly company: string
  readonly otherCompany: string
  readonly contact: string
  readonly otherContact: string
  readonly merge: string
  readonly job: string
  readonly webhook: string
  readonly member: string
  readonly administrator: string
  readonly group: string
  readonly resource: string
  readonly feed: string
  readonly mail: string
  readonly file: string
  readonly message: string
  readonly sentFile: string
  readonly line: string
  readonly call: string
  readonly directory: string
  readonly importId: string
  readonly fileHash: string
}

const year = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2027, 0, 1) }

/** The file that both workspaces have imported: a row is refused. */
export const importedFile = `Company;SIRET;First name;E-mail
Seed;73282932000074;Zoé;seed@pomme.example
Damaged;73282932000075;;
`

/** A file whose rows may be of a company and a person that are there. */
function fileOf(text: string): string {
  return `Company;E-mail;First name;Work e-mail\n${text};${text}@pomme.example;${text};seed@pomme.example\n`
}

async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const line of lines) text += line
  return text
}

type Call = (desk: Desk, ids: Ids, text: string) => Promise<unknown>

/** How each call is made, some in several ways. A call without an entry does not compile. */
export const calls: Readonly<Record<CallName, Call> & Record<string, Call>> = {
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
  'companies.share': (desk, { company, member }) => desk.companies.share(company, { with: member, level: 'write' }),
  'companies.unshare': (desk, { company, member }) => desk.companies.unshare(company, member),
  'companies.duplicates': (desk) => desk.companies.duplicates(),
  'companies.ignoreDuplicate': (desk, { company, otherCompany }) =>
    desk.companies.ignoreDuplicate(company, otherCompany),
  'companies.stopIgnoring': (desk, { company, otherCompany }) => desk.companies.stopIgnoring(company, otherCompany),
  'contacts.find': (desk, { contact }) => desk.contacts.find(contact),
  'contacts.share': (desk, { contact, group }) => desk.contacts.share(contact, { with: group, level: 'read' }),
  'contacts.unshare': (desk, { contact, group }) => desk.contacts.unshare(contact, group),
  'contacts.duplicates': (desk) => desk.contacts.duplicates(),
  'contacts.ignoreDuplicate': (desk, { contact, otherContact }) => desk.contacts.ignoreDuplicate(contact, otherContact),
  'contacts.stopIgnoring': (desk, { contact, otherContact }) => desk.contacts.stopIgnoring(contact, otherContact),
  'contacts.affiliationsOf': (desk, { contact, otherContact }) => desk.contacts.affiliationsOf([contact, otherContact]),
  'interactions.find': (desk, { matter }) => desk.interactions.find(matter),
  'interactions.begin': (desk, { matter }) => desk.interactions.begin(matter),
  'interactions.pause': (desk, { matter }) => desk.interactions.pause(matter),
  'interactions.changeType': (desk, { matter }) => desk.interactions.changeType(matter, 'project/idea'),
  'interactions.convert': (desk, { matter }) =>
    desk.interactions.convert(matter, { meeting: { startOn: '2026-01-05', startAt: '10:00', endAt: '11:00' } }),
  'interactions.setProbability': (desk, { matter }) => desk.interactions.setProbability(matter, 40),
  'interactions.correctUpdateDate': (desk, { matter }) => desk.interactions.correctUpdateDate(matter, '2026-01-02'),
  'interactions.unshare': (desk, { matter, member }) => desk.interactions.unshare(matter, member),
  'imports.preview': (desk, _ids, text) => desk.imports.preview(fileOf(text)),
  'imports.apply': async (desk, _ids, text) => desk.imports.apply(await desk.imports.preview(fileOf(text))),
  'imports.run': (desk, _ids, text) => desk.imports.run(fileOf(text)),
  'imports.undo': (desk, { importId }) => desk.imports.undo(importId),
  'imports.refusedRows': (desk, { importId }) => textOf(desk.imports.refusedRows(importId, importedFile)),
  'imports.get': (desk, { importId }) => desk.imports.get(importId),
  'imports.findByFileHash': (desk, { fileHash }) => desk.imports.findByFileHash(fileHash),
  'workspace.members.add': (desk, _ids, name) => desk.workspace.members.add({ name }),
  'workspace.members.changeRole': (desk, { member }) => desk.workspace.members.changeRole(member, 'restricted'),
  'workspace.members.withhold': (desk, { member }) => desk.workspace.members.withhold(member, ['reports']),
  'workspace.members.unlock': (desk, { member }) => desk.workspace.members.unlock(member),
  'workspace.members.deactivate': (desk, { member }) => desk.workspace.members.deactivate(member),
  'workspace.members.reactivate': (desk, { member }) => desk.workspace.members.reactivate(member),
  'workspace.members.anonymize': (desk, { member }) => desk.workspace.members.anonymize(member),
  'workspace.members.previewHandOver': (desk, { member, administrator }) =>
    desk.workspace.members.previewHandOver(administrator, member),
  'workspace.members.handOver': (desk, { member, administrator }) =>
    desk.workspace.members.handOver(administrator, member),
  'workspace.members.setHourlyCost': (desk, { member }) =>
    desk.workspace.members.setHourlyCost(member, { amountMinor: 4_250 }),
  'workspace.groups.add': (desk, _ids, name) => desk.workspace.groups.add({ name }),
  'workspace.groups.list': (desk) => desk.workspace.groups.list(),
  'workspace.groups.rename': (desk, { group }, name) => desk.workspace.groups.rename(group, name),
  'workspace.groups.changeMembers': (desk, { group, member }) =>
    desk.workspace.groups.changeMembers(group, { add: [member] }),
  'workspace.groups.dissolve': (desk, { group }) => desk.workspace.groups.dissolve(group),
  'workspace.resources.reinstate': (desk, { resource }) => desk.workspace.resources.reinstate(resource),
  'directories.disconnect': (desk, { directory }) => desk.directories.disconnect(directory),
  'messages.checkMail': (desk, { contact, matter }, text) =>
    desk.messages.checkMail({ recipients: [{ contactId: contact }], interactionId: matter, subject: text, text }),
  'messages.sendSms': (desk, { contact }, text) =>
    desk.messages.sendSms({ recipients: [{ contactId: contact }], text }),
  'messages.resolveUncertain': (desk, { message }) => desk.messages.resolveUncertain(message, 'not-sent'),
  'access.me': (desk) => desk.access.me(),
  'access.explain': (desk, { company }) => desk.access.explain({ call: 'companies.update', recordId: company }),
}
