/** Every public call, as it is made: whoever may make it gets what he asked for. @module */
import type { AddressPurpose, CallName, Desk, ImportPreview, NewMail, NewMessageTemplate, NewSms } from 'crmkit'
import type { NewPipeline } from 'crmkit/domain'
import { switchboardCase } from './address-books.ts'

/** What the calls are about. */
export interface CallTargets {
  /** A name that nothing has yet. */
  readonly name: string
  /** The company, contact or interaction that a call is about. */
  readonly record: string
  /** Another of the same kind, for all to change. */
  readonly other: string
  /** A company for all to change. */
  readonly company: string
  /** A contact for all to change. */
  readonly contact: string
  /** A job of the record, at the company. */
  readonly job: string
  /** A member in the state that the call begins with, and one who is active. */
  readonly member: string
  readonly administrator: string
  readonly group: string
  readonly webhook: string
  readonly resource: string
  /** The caller's own. */
  readonly feed: string
  /** The caller's own, and a case of it. */
  readonly directory: string
  /** A merge of the other record into the record. */
  readonly merge: string
  /** A message of the caller's own, in the state that the call begins with. */
  readonly message: string
  /** A file that goes along with it. */
  readonly messageFile: string
  /** A call that the caller took, with a recording, and the number on which he did. */
  readonly call: string
  readonly line: string
  /** One that nobody has yet. */
  readonly phone: string
  readonly deadJob: string
  /** A matter for all to change, and a mail that waits on it, with its file. */
  readonly matter: string
  readonly mail: string
  readonly mailFile: string
  /** The caller's own import, its file, and a preview of another one. */
  readonly importId: string
  readonly file: string
  readonly fileHash: string
  readonly preview: ImportPreview
  readonly previewed: string
}

/** A key that nothing has yet, from a name that nothing has yet. */
export function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

function newPipeline(name: string): NewPipeline {
  return { key: keyOf(name), label: name, steps: [{ key: 'open', kind: 'open', label: 'Open' }] }
}

/** An address that nobody has yet, from a name that nothing has yet. */
export function addressOf(name: string): AddressPurpose {
  return { channel: 'email', address: `${keyOf(name)}@secret.example`, purpose: 'marketing' }
}

/** A template of a text message, of a name that nothing has yet. */
export function textTemplate(name: string): NewMessageTemplate {
  return { key: keyOf(name), label: name, channel: 'sms', text: 'Apples' }
}

const letter: NewMail = { recipients: [{ address: 'eva@secret.example' }], subject: 'Apples', text: '…' }
const textMessage: NewSms = { recipients: [{ address: '+33612345678' }], text: 'Apples' }

type Calls = Readonly<Record<CallName, (desk: Desk, at: CallTargets) => Promise<unknown>>>

/** How each call is made. A call without an entry does not compile. */
export const calls: Calls = {
  'companies.get': (desk, { record }) => desk.companies.get(record),
  'companies.find': (desk, { record }) => desk.companies.find(record),
  'companies.list': (desk) => desk.companies.list(),
  'companies.count': (desk) => desk.companies.count(),
  'companies.create': (desk, { name }) => desk.companies.create({ name }),
  'companies.update': (desk, { record }) => desk.companies.update(record, { type: 'customer' }),
  'companies.share': (desk, { record, administrator }) =>
    desk.companies.share(record, { with: administrator, level: 'read' }),
  'companies.unshare': (desk, { record, member }) => desk.companies.unshare(record, member),
  'companies.trash': (desk, { record }) => desk.companies.trash(record),
  'companies.restore': (desk, { record }) => desk.companies.restore(record),
  'companies.purge': (desk, { record }) => desk.companies.purge(record),
  'companies.duplicates': (desk) => desk.companies.duplicates(),
  'companies.ignoreDuplicate': (desk, { record, other }) => desk.companies.ignoreDuplicate(record, other),
  'companies.stopIgnoring': (desk, { record, other }) => desk.companies.stopIgnoring(other, record),
  'companies.history': (desk, { record }) => desk.companies.history(record),
  'companies.planMerge': (desk, { record, other }) => desk.companies.planMerge(record, other),
  'companies.merge': (desk, { record, other }) => desk.companies.merge(record, other),
  'companies.undoMerge': (desk, { merge }) => desk.companies.undoMerge(merge),
  'companies.merges': (desk, { record }) => desk.companies.merges(record),
  'companies.contacts': (desk, { record }) => desk.companies.contacts(record),
  'companies.timeline': (desk, { record }) => desk.companies.timeline(record),
  'companies.dates': (desk, { record }) => desk.companies.dates(record),
  'contacts.get': (desk, { record }) => desk.contacts.get(record),
  'contacts.find': (desk, { record }) => desk.contacts.find(record),
  'contacts.list': (desk) => desk.contacts.list(),
  'contacts.count': (desk) => desk.contacts.count(),
  'contacts.create': (desk, { name }) => desk.contacts.create({ familyName: name }),
  'contacts.createMany': (desk, { company, name }) => desk.contacts.createMany(company, [{ familyName: name }]),
  'contacts.update': (desk, { record }) => desk.contacts.update(record, { type: 'buyer' }),
  'contacts.share': (desk, { record, administrator }) =>
    desk.contacts.share(record, { with: administrator, level: 'read' }),
  'contacts.unshare': (desk, { record, member }) => desk.contacts.unshare(record, member),
  'contacts.trash': (desk, { record }) => desk.contacts.trash(record),
  'contacts.restore': (desk, { record }) => desk.contacts.restore(record),
  'contacts.purge': (desk, { record }) => desk.contacts.purge(record),
  'contacts.duplicates': (desk) => desk.contacts.duplicates(),
  'contacts.ignoreDuplicate': (desk, { record, other }) => desk.contacts.ignoreDuplicate(record, other),
  'contacts.stopIgnoring': (desk, { record, other }) => desk.contacts.stopIgnoring(other, record),
  'contacts.history': (desk, { record }) => desk.contacts.history(record),
  'contacts.planMerge': (desk, { record, other }) => desk.contacts.planMerge(record, other),
  'contacts.merge': (desk, { record, other }) => desk.contacts.merge(record, other),
  'contacts.undoMerge': (desk, { merge }) => desk.contacts.undoMerge(merge),
  'contacts.merges': (desk, { record }) => desk.contacts.merges(record),
  'contacts.timeline': (desk, { record }) => desk.contacts.timeline(record),
  'contacts.dates': (desk, { record }) => desk.contacts.dates(record),
  'contacts.exportPersonalData': (desk, { contact }) => desk.contacts.exportPersonalData(contact),
  'contacts.anonymize': (desk, { contact }) => desk.contacts.anonymize(contact),
  'contacts.affiliate': (desk, { record, company }) => desk.contacts.affiliate(record, { companyId: company }),
  'contacts.changeAffiliation': (desk, { job }) => desk.contacts.changeAffiliation(job, { jobTitle: 'Chief' }),
  'contacts.endAffiliation': (desk, { job }) => desk.contacts.endAffiliation(job, { on: '2026-01-01' }),
  'contacts.removeAffiliation': (desk, { job }) => desk.contacts.removeAffiliation(job),
  'contacts.affiliations': (desk, { record }) => desk.contacts.affiliations(record),
  'contacts.affiliationsOf': (desk, { contact }) => desk.contacts.affiliationsOf([contact]),
  'interactions.get': (desk, { record }) => desk.interactions.get(record),
  'interactions.find': (desk, { record }) => desk.interactions.find(record),
  'interactions.list': (desk) => desk.interactions.list(),
  'interactions.count': (desk) => desk.interactions.count(),
  'interactions.create': (desk, { name }) => desk.interactions.create({ subject: name, type: 'sale/first-contact' }),
  'interactions.createMany': (desk, { name, contact }) =>
    desk.interactions.createMany({ subject: name, type: 'sale/first-contact' }, [contact]),
  'interactions.update': (desk, { record }) => desk.interactions.update(record, { channel: 'fair' }),
  'interactions.begin': (desk, { record }) => desk.interactions.begin(record),
  'interactions.pause': (desk, { record }) => desk.interactions.pause(record),
  'interactions.conclude': (desk, { record }) => desk.interactions.conclude(record),
  'interactions.reopen': (desk, { record }) => desk.interactions.reopen(record),
  'interactions.moveTo': (desk, { record }) => desk.interactions.moveTo(record, 'sale/negotiation'),
  'interactions.changeType': (desk, { record }) => desk.interactions.changeType(record, 'project/idea'),
  'interactions.reschedule': (desk, { record }) => desk.interactions.reschedule(record, { task: { dueOn: 'today' } }),
  'interactions.convert': (desk, { record }) =>
    desk.interactions.convert(record, { meeting: { startOn: '2026-01-05', startAt: '10:00', endAt: '11:00' } }),
  'interactions.repeat': (desk, { record }) => desk.interactions.repeat(record, 'FREQ=DAILY;COUNT=5'),
  'interactions.changeOccurrence': (desk, { record }) => desk.interactions.changeOccurrence(record, '2026-01-10'),
  'interactions.skipOccurrence': (desk, { record }) => desk.interactions.skipOccurrence(record, '2026-01-10'),
  'interactions.addOccurrence': (desk, { record }) => desk.interactions.addOccurrence(record, '2026-02-01'),
  'interactions.changeSeries': (desk, { record }) =>
    desk.interactions.changeSeries(record, { rule: 'FREQ=DAILY;COUNT=6' }),
  'interactions.splitSeries': (desk, { record }) => desk.interactions.splitSeries(record, '2026-01-10'),
  'interactions.endSeries': (desk, { record }) => desk.interactions.endSeries(record, '2026-01-10'),
  'interactions.setProbability': (desk, { record }) => desk.interactions.setProbability(record, 40),
  'interactions.correctUpdateDate': (desk, { record }) => desk.interactions.correctUpdateDate(record, '2026-01-02'),
  'interactions.addNote': (desk, { record }) => desk.interactions.addNote(record, { text: 'Hello' }),
  'interactions.notes': (desk, { record }) => desk.interactions.notes(record),
  'interactions.timeline': (desk, { record }) => desk.interactions.timeline(record),
  'interactions.timer': (desk) => desk.interactions.timer(),
  'interactions.startTimer': (desk, { record }) => desk.interactions.startTimer(record),
  'interactions.stopTimer': (desk) => desk.interactions.stopTimer(),
  'interactions.addTimeSpent': (desk, { record }) => desk.interactions.addTimeSpent(record, { minutes: 5 }),
  'interactions.timeSpent': (desk, { record }) => desk.interactions.timeSpent(record),
  'interactions.timeCost': (desk, { record }) => desk.interactions.timeCost(record),
  'interactions.share': (desk, { record, administrator }) =>
    desk.interactions.share(record, { with: administrator, level: 'read' }),
  'interactions.unshare': (desk, { record, member }) => desk.interactions.unshare(record, member),
  'interactions.trash': (desk, { record }) => desk.interactions.trash(record),
  'interactions.restore': (desk, { record }) => desk.interactions.restore(record),
  'interactions.purge': (desk, { record }) => desk.interactions.purge(record),
  'interactions.history': (desk, { record }) => desk.interactions.history(record),
  'imports.preview': (desk, { previewed }) => desk.imports.preview(previewed),
  'imports.apply': (desk, { preview, previewed }) => desk.imports.apply(preview, { file: previewed }),
  'imports.run': (desk, { previewed }) => desk.imports.run(previewed),
  'imports.undo': (desk, { importId }) => desk.imports.undo(importId),
  'imports.refusedRows': async (desk, { importId, file }) => {
    for await (const line of desk.imports.refusedRows(importId, file)) if (line === '') break
  },
  'imports.get': (desk, { importId }) => desk.imports.get(importId),
  'imports.findByFileHash': (desk, { fileHash }) => desk.imports.findByFileHash(fileHash),
  'imports.list': (desk) => desk.imports.list(),
  'workspace.get': (desk) => desk.workspace.get(),
  'workspace.changeSettings': (desk, { name }) => desk.workspace.changeSettings({ logo: name }),
  'workspace.members.add': (desk) => desk.workspace.members.add({ name: 'New' }),
  'workspace.members.get': (desk, { member }) => desk.workspace.members.get(member),
  'workspace.members.list': (desk) => desk.workspace.members.list(),
  'workspace.members.update': (desk, { member }) => desk.workspace.members.update(member, { name: 'Other' }),
  'workspace.members.changeRole': (desk, { member }) => desk.workspace.members.changeRole(member, 'restricted'),
  'workspace.members.withhold': (desk, { member }) => desk.workspace.members.withhold(member, ['reports']),
  'workspace.members.lock': (desk, { member }) => desk.workspace.members.lock(member),
  'workspace.members.unlock': (desk, { member }) => desk.workspace.members.unlock(member),
  'workspace.members.deactivate': (desk, { member }) => desk.workspace.members.deactivate(member),
  'workspace.members.reactivate': (desk, { member }) => desk.workspace.members.reactivate(member),
  'workspace.members.anonymize': (desk, { member }) => desk.workspace.members.anonymize(member),
  'workspace.members.previewHandOver': (desk, { member, administrator }) =>
    desk.workspace.members.previewHandOver(member, administrator),
  'workspace.members.handOver': (desk, { member, administrator }) =>
    desk.workspace.members.handOver(member, administrator),
  'workspace.members.hourlyCosts': (desk, { member }) => desk.workspace.members.hourlyCosts(member),
  'workspace.members.setHourlyCost': (desk, { member }) =>
    desk.workspace.members.setHourlyCost(member, { amountMinor: 4_250 }),
  'workspace.groups.add': (desk) => desk.workspace.groups.add({ name: 'New' }),
  'workspace.groups.list': (desk) => desk.workspace.groups.list(),
  'workspace.groups.rename': (desk, { group }) => desk.workspace.groups.rename(group, 'Other'),
  'workspace.groups.changeMembers': (desk, { group, administrator }) =>
    desk.workspace.groups.changeMembers(group, { add: [administrator] }),
  'workspace.groups.dissolve': (desk, { group }) => desk.workspace.groups.dissolve(group),
  'webhooks.create': (desk) => desk.webhooks.create({ url: 'https://new.example/' }),
  'webhooks.get': (desk, { webhook }) => desk.webhooks.get(webhook),
  'webhooks.list': (desk) => desk.webhooks.list(),
  'webhooks.update': (desk, { webhook }) => desk.webhooks.update(webhook, { description: 'other' }),
  'webhooks.rotateSecret': (desk, { webhook }) => desk.webhooks.rotateSecret(webhook),
  'webhooks.remove': (desk, { webhook }) => desk.webhooks.remove(webhook),
  'workspace.members.withholdPipelines': (desk, { member }) =>
    desk.workspace.members.withholdPipelines(member, ['sale']),
  'workspace.pipelines.list': (desk) => desk.workspace.pipelines.list(),
  'workspace.pipelines.add': (desk, { name }) => desk.workspace.pipelines.add(newPipeline(name)),
  'workspace.pipelines.change': (desk, { name }) => desk.workspace.pipelines.change('sale', { label: name }),
  'workspace.pipelines.addStep': (desk, { name }) =>
    desk.workspace.pipelines.addStep('sale', { key: keyOf(name), kind: 'open', label: name }),
  'workspace.pipelines.removeStep': (desk, { name }) => desk.workspace.pipelines.removeStep(`sale/${keyOf(name)}`),
  'templates.list': (desk) => desk.templates.list(),
  'templates.save': (desk, { name }) =>
    desk.templates.save({ key: keyOf(name), label: name, subject: name, type: 'sale/won' }),
  'templates.remove': (desk, { name }) => desk.templates.remove(keyOf(name)),
  'templates.fill': (desk) => desk.templates.fill('sales-call'),
  'workspace.resources.add': (desk) => desk.workspace.resources.add({ name: 'New', kind: 'room' }),
  'workspace.resources.get': (desk, { resource }) => desk.workspace.resources.get(resource),
  'workspace.resources.list': (desk) => desk.workspace.resources.list(),
  'workspace.resources.update': (desk, { resource }) => desk.workspace.resources.update(resource, { name: 'Other' }),
  'workspace.resources.retire': (desk, { resource }) => desk.workspace.resources.retire(resource),
  'workspace.resources.reinstate': (desk, { resource }) => desk.workspace.resources.reinstate(resource),
  'inbound.addressOf': (desk, { matter }) => desk.inbound.addressOf({ interactionId: matter }),
  'inbound.revokeAddress': (desk, { matter }) => desk.inbound.revokeAddress({ interactionId: matter }),
  'inbound.get': (desk, { mail }) => desk.inbound.get(mail),
  'inbound.listOf': (desk, { record }) => desk.inbound.listOf(record),
  'inbound.link': (desk, { mail, contact }) => desk.inbound.link(mail, { contactIds: [contact] }),
  'inbound.openFile': (desk, { mailFile }) => desk.inbound.openFile(mailFile),
  'inbound.fetch': (desk) => desk.inbound.fetch(),
  'reminders.listOf': (desk, { record }) => desk.reminders.listOf(record),
  'reminders.list': (desk) => desk.reminders.list({ state: 'pending' }),
  'calendar.window': (desk) => desk.calendar.window({ from: 0, until: 1 }),
  'calendar.busy': (desk) => desk.calendar.busy({ from: 0, until: 1 }),
  'calendar.freeSlots': (desk) => desk.calendar.freeSlots({ from: 0, until: 1, lengthMinutes: 30 }),
  'directories.connect': (desk, { name }) => desk.directories.connect({ provider: 'memory', label: name }),
  'directories.get': (desk, { directory }) => desk.directories.get(directory),
  'directories.list': (desk) => desk.directories.list(),
  'directories.update': (desk, { directory, name }) => desk.directories.update(directory, { label: `${name} now` }),
  'directories.disconnect': (desk, { directory }) => desk.directories.disconnect(directory),
  'directories.preview': (desk, { directory }) => desk.directories.preview(directory),
  'directories.sync': (desk, { directory }) => desk.directories.sync(directory),
  'directories.cases': (desk, { directory }) => desk.directories.cases(directory),
  'directories.resolve': (desk, { directory }) => desk.directories.resolve(directory, switchboardCase, { by: 'leave' }),
  'calendar.feeds.create': (desk, { name }) => desk.calendar.feeds.create({ label: name }),
  'calendar.feeds.list': (desk) => desk.calendar.feeds.list(),
  'calendar.feeds.revoke': (desk, { feed }) => desk.calendar.feeds.revoke(feed),
  'workspace.members.authorizeSms': (desk, { member }) => desk.workspace.members.authorizeSms(member, true),
  'messages.templates.list': (desk) => desk.messages.templates.list(),
  'messages.templates.save': (desk, { name }) => desk.messages.templates.save(textTemplate(name)),
  'messages.templates.remove': (desk, { name }) => desk.messages.templates.remove(keyOf(name)),
  'messages.checkMail': (desk) => desk.messages.checkMail(letter),
  'messages.checkSms': (desk) => desk.messages.checkSms(textMessage),
  'messages.sendMail': (desk) => desk.messages.sendMail(letter),
  'messages.sendSms': (desk) => desk.messages.sendSms(textMessage),
  'messages.get': (desk, { message }) => desk.messages.get(message),
  'messages.words': (desk, { message }) => desk.messages.words(message),
  'messages.openFile': (desk, { message, messageFile }) => desk.messages.openFile(message, messageFile),
  'messages.list': (desk) => desk.messages.list(),
  'messages.cancel': (desk, { message }) => desk.messages.cancel(message),
  'messages.resend': (desk, { message }) => desk.messages.resend(message),
  'messages.resolveUncertain': (desk, { message }) => desk.messages.resolveUncertain(message, 'not-sent'),
  'messages.deliverability': (desk) => desk.messages.deliverability({ from: 0, until: 1 }),
  'messages.smsCredit': (desk) => desk.messages.smsCredit(),
  'messages.addSmsCredit': (desk) => desk.messages.addSmsCredit(5),
  'messages.replayEvents': (desk) => desk.messages.replayEvents({ topic: 'mail' }),
  'consent.ofContact': (desk, { record }) => desk.consent.ofContact(record),
  'consent.give': (desk, { record }) => desk.consent.give(record, { channel: 'email', purpose: 'marketing' }),
  'consent.withdraw': (desk, { record }) => desk.consent.withdraw(record, { channel: 'email', purpose: 'marketing' }),
  'consent.suppressions': (desk) => desk.consent.suppressions(),
  'consent.suppress': (desk, { name }) => desk.consent.suppress(addressOf(name)),
  'consent.lift': (desk, { name }) => desk.consent.lift({ ...addressOf(name), reason: 'by-hand' }),
  'workspace.lines.search': (desk) => desk.workspace.lines.search({ country: 'FR' }),
  'workspace.lines.buy': (desk, { name, phone }) => desk.workspace.lines.buy({ name, number: phone }),
  'workspace.lines.link': (desk, { name, phone }) => desk.workspace.lines.link({ name, number: phone }),
  'workspace.lines.release': (desk, { line }) => desk.workspace.lines.release(line),
  'workspace.lines.list': (desk) => desk.workspace.lines.list(),
  'workspace.lines.update': (desk, { line, name }) => desk.workspace.lines.update(line, { name }),
  'calls.list': (desk) => desk.calls.list(),
  'calls.missed': (desk) => desk.calls.missed(),
  'calls.get': (desk, { call }) => desk.calls.get(call),
  'calls.call': (desk, { line }) => desk.calls.call({ to: '+33612345678', lineId: line }),
  'calls.links': (desk) => desk.calls.links({ to: '+33612345678' }),
  'calls.operatorToken': (desk) => desk.calls.operatorToken(),
  'calls.recording': (desk, { call }) => desk.calls.recording(call, `RE ${call}`),
  'calls.deleteRecording': (desk, { call }) => desk.calls.deleteRecording(call, `RE ${call}`),
  'calls.update': (desk, { call, name }) => desk.calls.update(call, { note: name }),
  'jobs.listDead': (desk) => desk.jobs.listDead(),
  'jobs.replay': (desk, { deadJob }) => desk.jobs.replay([deadJob]),
  'jobs.discard': (desk, { deadJob }) => desk.jobs.discard([deadJob]),
  'audit.list': (desk) => desk.audit.list(),
  'access.me': (desk) => desk.access.me(),
  'access.explain': (desk) => desk.access.explain({ call: 'companies.create' }),
}

/** All calls. */
export const callNames = Object.keys(calls) as readonly CallName[]
