/** ACC-5: every command leaves an entry that tells who, what, and what changed. A command that this test does not know fails it. */
import type { AuditEntry, Desk, Store, StoredMessage } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { buildCall, buildCommit, buildJob, buildLine, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { textTemplate } from './access-calls.ts'
import { switchboardCase } from './address-books.ts'
import { ownNumber, recordSound, telephones } from './call-scene.ts'
import { fetchPending, type MailboxScene, openMailbox } from './mailbox-scene.ts'
import { providers } from './message-scene.ts'
import { begin, type Scene } from './stores.ts'

/** What an entry tells of the fields that changed: values from before, from after, from both, or only their names. */
type Told = 'before' | 'after' | 'both' | 'names' | 'nothing'

/** A command that changes something. */
interface Change {
  readonly tells: Told
  /** How the entry calls it, where that is not its own name. */
  readonly as?: string
  run(scene: Props): Promise<unknown>
}

/** A workspace in which there is something of everything. */
interface Props extends Scene {
  readonly company: string
  readonly otherCompany: string
  readonly contact: string
  readonly otherContact: string
  readonly affiliation: string
  readonly webhook: string
  readonly mailbox: MailboxScene
}

const reads: readonly string[] = [
  ...['companies', 'contacts'].flatMap((desk) =>
    ['get', 'find', 'list', 'count', 'duplicates', 'history', 'planMerge', 'merges', 'timeline', 'dates'].map(
      (name) => `${desk}.${name}`,
    ),
  ),
  ...['get', 'find', 'list', 'count', 'history', 'notes', 'timeline', 'timer', 'timeSpent', 'timeCost'].map(
    (name) => `interactions.${name}`,
  ),
  ...['companies.contacts', 'contacts.affiliations', 'contacts.affiliationsOf'],
  ...['preview', 'refusedRows', 'get', 'findByFileHash', 'list'].map((name) => `imports.${name}`),
  ...['workspace.get', 'webhooks.get', 'webhooks.list', 'jobs.listDead', 'audit.list', 'access.me', 'access.explain'],
  ...['reminders.listOf', 'reminders.list', 'inbound.get', 'inbound.listOf', 'inbound.openFile'],
  ...['workspace.groups.list', 'workspace.resources.get', 'workspace.resources.list'],
  ...['window', 'busy', 'freeSlots', 'feeds.list'].map((name) => `calendar.${name}`),
  ...['checkMail', 'checkSms', 'get', 'words', 'openFile', 'list', 'deliverability', 'smsCredit'].map(
    (name) => `messages.${name}`,
  ),
  ...['consent.ofContact', 'consent.suppressions'],
  ...['list', 'missed', 'get', 'links', 'operatorToken', 'recording'].map((name) => `calls.${name}`),
  ...['workspace.lines.search', 'workspace.lines.list'],
  ...['get', 'list', 'preview', 'cases'].map((name) => `directories.${name}`),
  ...['workspace.pipelines.list', 'templates.list', 'templates.fill', 'messages.templates.list'],
  ...['list', 'get', 'previewHandOver', 'hourlyCosts'].map((name) => `workspace.members.${name}`),
]

const csv = 'Company\nCerise\n'

const changes: Readonly<Record<string, Change>> = {
  'companies.create': { tells: 'after', run: ({ anne }) => anne.companies.create({ name: 'Prune' }) },
  'companies.update': { tells: 'both', run: ({ anne, company }) => anne.companies.update(company, { name: 'Figue' }) },
  'companies.trash': { tells: 'after', run: ({ anne, company }) => anne.companies.trash(company) },
  'companies.restore': {
    tells: 'before',
    run: async ({ anne, company }) => {
      await anne.companies.trash(company)
      return anne.companies.restore(company)
    },
  },
  'companies.purge': {
    tells: 'nothing',
    run: async ({ anne, otherCompany }) => {
      await anne.companies.trash(otherCompany)
      return anne.companies.purge(otherCompany)
    },
  },
  'companies.ignoreDuplicate': {
    tells: 'after',
    run: ({ anne, company, otherCompany }) => anne.companies.ignoreDuplicate(company, otherCompany),
  },
  'companies.stopIgnoring': {
    tells: 'before',
    run: async ({ anne, company, otherCompany }) => {
      await anne.companies.ignoreDuplicate(company, otherCompany)
      return anne.companies.stopIgnoring(company, otherCompany)
    },
  },
  'companies.share': {
    tells: 'after',
    run: ({ anne, company, benId }) => anne.companies.share(company, { with: benId, level: 'read' }),
  },
  'companies.unshare': {
    tells: 'before',
    run: async ({ anne, company, benId }) => {
      await anne.companies.share(company, { with: benId, level: 'read' })
      return anne.companies.unshare(company, benId)
    },
  },
  'companies.merge': {
    tells: 'after',
    run: ({ anne, company, otherCompany }) => anne.companies.merge(company, otherCompany),
  },
  'companies.undoMerge': {
    tells: 'before',
    run: async ({ anne, company, otherCompany }) =>
      anne.companies.undoMerge((await anne.companies.merge(company, otherCompany)).merge.id),
  },
  'contacts.share': {
    tells: 'after',
    run: ({ anne, contact, benId }) => anne.contacts.share(contact, { with: benId, level: 'read' }),
  },
  'contacts.unshare': {
    tells: 'before',
    run: async ({ anne, contact, benId }) => {
      await anne.contacts.share(contact, { with: benId, level: 'read' })
      return anne.contacts.unshare(contact, benId)
    },
  },
  'contacts.merge': {
    tells: 'after',
    run: ({ anne, contact, otherContact }) => anne.contacts.merge(contact, otherContact),
  },
  'contacts.undoMerge': {
    tells: 'before',
    run: async ({ anne, contact, otherContact }) =>
      anne.contacts.undoMerge((await anne.contacts.merge(contact, otherContact)).merge.id),
  },
  'contacts.create': { tells: 'after', run: ({ anne }) => anne.contacts.create({ familyName: 'Prunier' }) },
  'contacts.createMany': {
    tells: 'after',
    run: ({ anne, company }) => anne.contacts.createMany(company, [{ familyName: 'Prunier' }]),
  },
  'contacts.update': { tells: 'both', run: ({ anne, contact }) => anne.contacts.update(contact, { familyName: 'X' }) },
  'contacts.trash': { tells: 'after', run: ({ anne, contact }) => anne.contacts.trash(contact) },
  'contacts.restore': {
    tells: 'before',
    run: async ({ anne, contact }) => {
      await anne.contacts.trash(contact)
      return anne.contacts.restore(contact)
    },
  },
  'contacts.purge': {
    tells: 'nothing',
    run: async ({ anne, contact }) => {
      await anne.contacts.trash(contact)
      return anne.contacts.purge(contact)
    },
  },
  'contacts.ignoreDuplicate': {
    tells: 'after',
    run: ({ anne, contact, otherContact }) => anne.contacts.ignoreDuplicate(contact, otherContact),
  },
  'contacts.stopIgnoring': {
    tells: 'before',
    run: async ({ anne, contact, otherContact }) => {
      await anne.contacts.ignoreDuplicate(contact, otherContact)
      return anne.contacts.stopIgnoring(contact, otherContact)
    },
  },
  'contacts.affiliate': {
    tells: 'after',
    run: ({ anne, contact, otherCompany }) => anne.contacts.affiliate(contact, { companyId: otherCompany }),
  },
  'contacts.changeAffiliation': {
    tells: 'both',
    run: ({ anne, affiliation }) => anne.contacts.changeAffiliation(affiliation, { jobTitle: 'Head' }),
  },
  'contacts.endAffiliation': {
    tells: 'both',
    run: ({ anne, affiliation }) => anne.contacts.endAffiliation(affiliation, { on: '2026-01-01' }),
  },
  'contacts.removeAffiliation': {
    tells: 'before',
    run: ({ anne, affiliation }) => anne.contacts.removeAffiliation(affiliation),
  },
  'contacts.exportPersonalData': {
    tells: 'nothing',
    run: ({ anne, contact }) => anne.contacts.exportPersonalData(contact),
  },
  // Values would be what was just erased.
  'contacts.anonymize': { tells: 'names', run: ({ anne, contact }) => anne.contacts.anonymize(contact) },
  'interactions.create': { tells: 'after', run: ({ anne }) => newMatter(anne) },
  'interactions.createMany': {
    tells: 'after',
    run: ({ anne, contact }) =>
      anne.interactions.createMany({ subject: 'Call', type: 'sale/first-contact' }, [contact]),
  },
  // What people wrote in words of their own is told nowhere but in the matter itself.
  'interactions.update': {
    tells: 'names',
    run: async ({ anne }) => anne.interactions.update(await newMatter(anne), { subject: 'Pears', nextStep: 'Call' }),
  },
  'interactions.begin': { tells: 'both', run: async ({ anne }) => anne.interactions.begin(await newMatter(anne)) },
  'interactions.pause': {
    tells: 'both',
    run: async ({ anne }) => {
      const id = await newMatter(anne)
      await anne.interactions.begin(id)
      return anne.interactions.pause(id)
    },
  },
  'interactions.conclude': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.conclude(await newMatter(anne)),
  },
  'interactions.reopen': {
    tells: 'both',
    run: async ({ anne }) => {
      const id = await newMatter(anne)
      await anne.interactions.conclude(id)
      return anne.interactions.reopen(id)
    },
  },
  'interactions.moveTo': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.moveTo(await newMatter(anne), 'sale/won'),
  },
  'interactions.changeType': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.changeType(await newMatter(anne), 'project/idea'),
  },
  'interactions.reschedule': {
    tells: 'after',
    run: async ({ anne }) => anne.interactions.reschedule(await newMatter(anne), { task: { dueOn: 'today' } }),
  },
  'interactions.convert': {
    tells: 'both',
    run: async ({ anne }) => {
      const id = await newMatter(anne)
      await anne.interactions.reschedule(id, { task: { dueOn: 'today' } })
      const meeting = { startOn: '2026-01-06', startAt: '10:00', endAt: '11:00' }
      return anne.interactions.convert(id, { meeting })
    },
  },
  'interactions.repeat': {
    tells: 'after',
    run: async ({ anne }) => {
      const id = await newMatter(anne)
      await anne.interactions.reschedule(id, { task: { dueOn: '2026-02-02' } })
      return anne.interactions.repeat(id, 'FREQ=DAILY;COUNT=5')
    },
  },
  'interactions.changeOccurrence': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.changeOccurrence(await newSeries(anne), '2026-02-03'),
  },
  'interactions.skipOccurrence': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.skipOccurrence(await newSeries(anne), '2026-02-03'),
  },
  'interactions.addOccurrence': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.addOccurrence(await newSeries(anne), '2026-03-03'),
  },
  'interactions.changeSeries': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.changeSeries(await newSeries(anne), { rule: 'FREQ=DAILY;COUNT=6' }),
  },
  'interactions.splitSeries': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.splitSeries(await newSeries(anne), '2026-02-03'),
  },
  'interactions.endSeries': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.endSeries(await newSeries(anne), '2026-02-03'),
  },
  'interactions.setProbability': {
    tells: 'after',
    run: async ({ anne }) => anne.interactions.setProbability(await newMatter(anne), 40),
  },
  'interactions.correctUpdateDate': {
    tells: 'both',
    run: async ({ anne }) => anne.interactions.correctUpdateDate(await newMatter(anne), '2026-01-02'),
  },
  'interactions.addNote': {
    tells: 'names',
    run: async ({ anne }) => anne.interactions.addNote(await newMatter(anne), { text: 'Hello' }),
  },
  'interactions.startTimer': {
    tells: 'names',
    run: async ({ anne }) => anne.interactions.startTimer(await newMatter(anne)),
  },
  'interactions.stopTimer': {
    tells: 'names',
    run: async ({ anne }) => {
      await anne.interactions.startTimer(await newMatter(anne))
      return anne.interactions.stopTimer()
    },
  },
  'interactions.addTimeSpent': {
    tells: 'names',
    run: async ({ anne }) => anne.interactions.addTimeSpent(await newMatter(anne), { minutes: 30 }),
  },
  'interactions.share': {
    tells: 'after',
    run: async ({ anne, benId }) => anne.interactions.share(await newMatter(anne), { with: benId, level: 'read' }),
  },
  'interactions.unshare': {
    tells: 'before',
    run: async ({ anne, benId }) => {
      const id = await newMatter(anne)
      await anne.interactions.share(id, { with: benId, level: 'read' })
      return anne.interactions.unshare(id, benId)
    },
  },
  'interactions.trash': { tells: 'after', run: async ({ anne }) => anne.interactions.trash(await newMatter(anne)) },
  'interactions.restore': {
    tells: 'before',
    run: async ({ anne }) => {
      const id = await newMatter(anne)
      await anne.interactions.trash(id)
      return anne.interactions.restore(id)
    },
  },
  'interactions.purge': {
    tells: 'nothing',
    run: async ({ anne }) => {
      const id = await newMatter(anne)
      await anne.interactions.trash(id)
      return anne.interactions.purge(id)
    },
  },
  'imports.run': { tells: 'nothing', as: 'imports.apply', run: ({ anne }) => anne.imports.run(csv) },
  'imports.apply': {
    tells: 'nothing',
    run: async ({ anne }) => anne.imports.apply(await anne.imports.preview(csv)),
  },
  'imports.undo': {
    tells: 'nothing',
    run: async ({ anne }) => anne.imports.undo((await anne.imports.run(csv)).importId),
  },
  'webhooks.create': { tells: 'after', run: ({ anne }) => anne.webhooks.create({ url: 'https://b.example/' }) },
  'webhooks.update': {
    tells: 'both',
    run: ({ anne, webhook }) => anne.webhooks.update(webhook, { eventTypes: ['company.*'] }),
  },
  'webhooks.rotateSecret': { tells: 'names', run: ({ anne, webhook }) => anne.webhooks.rotateSecret(webhook) },
  'webhooks.remove': { tells: 'nothing', run: ({ anne, webhook }) => anne.webhooks.remove(webhook) },
  'jobs.replay': {
    tells: 'nothing',
    run: async ({ anne, store, workspaceId }) => {
      await store.commit(buildCommit({ workspaceId, jobs: [buildJob({ key: 'dead' })] }))
      const lease = countedId(1, 0x77)
      await store.jobs.claim(workspaceId, { now: 1, kinds: ['test'], limit: 1, lease, until: 2 })
      await store.jobs.bury(workspaceId, { key: 'dead', lease }, { at: 2, problem: { code: 'x' } })
      return anne.jobs.replay(['dead'])
    },
  },
  'jobs.discard': {
    tells: 'nothing',
    run: async ({ anne, store, workspaceId }) => {
      await store.commit(buildCommit({ workspaceId, jobs: [buildJob({ key: 'unwanted' })] }))
      const lease = countedId(2, 0x77)
      await store.jobs.claim(workspaceId, { now: 1, kinds: ['test'], limit: 1, lease, until: 2 })
      await store.jobs.bury(workspaceId, { key: 'unwanted', lease }, { at: 2, problem: { code: 'x' } })
      return anne.jobs.discard(['unwanted'])
    },
  },
  'workspace.members.withholdPipelines': {
    tells: 'after',
    run: ({ anne, benId }) => anne.workspace.members.withholdPipelines(benId, ['sale']),
  },
  'workspace.pipelines.add': {
    tells: 'both',
    run: ({ anne }) =>
      anne.workspace.pipelines.add({
        key: 'lease',
        label: 'Lease',
        steps: [{ key: 'visit', kind: 'lead', label: 'Visit' }],
      }),
  },
  'workspace.pipelines.change': {
    tells: 'both',
    run: ({ anne }) => anne.workspace.pipelines.change('sale', { label: 'Deals' }),
  },
  'workspace.pipelines.addStep': {
    tells: 'both',
    run: ({ anne }) => anne.workspace.pipelines.addStep('sale', { key: 'demo', kind: 'open', label: 'Demo' }),
  },
  'workspace.pipelines.removeStep': {
    tells: 'both',
    run: ({ anne }) => anne.workspace.pipelines.removeStep('sale/qualification'),
  },
  'templates.save': {
    tells: 'after',
    run: ({ anne }) =>
      anne.templates.save({ key: 'apples', label: 'Apples', subject: 'Apples', type: 'sale/first-contact' }),
  },
  'templates.remove': {
    tells: 'before',
    run: async ({ anne }) => {
      await anne.templates.save({ key: 'pears', label: 'Pears', subject: 'Pears', type: 'sale/first-contact' })
      return anne.templates.remove('pears')
    },
  },
  'messages.templates.save': {
    tells: 'after',
    run: ({ anne }) => anne.messages.templates.save(textTemplate('Apples')),
  },
  'messages.templates.remove': {
    tells: 'before',
    run: async ({ anne }) => {
      await anne.messages.templates.save(textTemplate('Pears'))
      return anne.messages.templates.remove('pears')
    },
  },
  'workspace.resources.add': {
    tells: 'after',
    run: ({ anne }) => anne.workspace.resources.add({ name: 'Van', kind: 'vehicle' }),
  },
  'workspace.resources.update': {
    tells: 'both',
    run: async ({ anne }) => anne.workspace.resources.update(await newResource(anne), { name: 'Truck' }),
  },
  'workspace.resources.retire': {
    tells: 'both',
    run: async ({ anne }) => anne.workspace.resources.retire(await newResource(anne)),
  },
  'workspace.resources.reinstate': {
    tells: 'both',
    run: async ({ anne }) => {
      const id = await newResource(anne)
      await anne.workspace.resources.retire(id)
      return anne.workspace.resources.reinstate(id)
    },
  },
  'directories.connect': {
    tells: 'after',
    run: ({ anne }) => anne.directories.connect({ provider: 'memory', label: 'anne@pomme.example' }),
  },
  'directories.update': {
    tells: 'both',
    run: async ({ anne }) => anne.directories.update(await newBook(anne), { deletions: 'delete' }),
  },
  'directories.disconnect': {
    tells: 'nothing',
    run: async ({ anne }) => anne.directories.disconnect(await newBook(anne)),
  },
  'directories.sync': { tells: 'after', run: async ({ anne }) => anne.directories.sync(await newBook(anne)) },
  'directories.resolve': {
    tells: 'nothing',
    run: async ({ anne }) => {
      const id = await newBook(anne)
      await anne.directories.sync(id)
      await anne.directories.resolve(id, switchboardCase, { by: 'leave' })
    },
  },
  'calendar.feeds.create': { tells: 'after', run: ({ anne }) => anne.calendar.feeds.create({ label: 'telephone' }) },
  'calendar.feeds.revoke': {
    tells: 'nothing',
    run: async ({ anne }) => anne.calendar.feeds.revoke((await anne.calendar.feeds.create()).feed.id),
  },
  'inbound.addressOf': {
    tells: 'nothing',
    run: async ({ anne }) => anne.inbound.addressOf({ interactionId: await newMatter(anne) }),
  },
  'inbound.revokeAddress': {
    tells: 'nothing',
    run: async ({ anne }) => {
      const interactionId = await newMatter(anne)
      await anne.inbound.addressOf({ interactionId })
      return anne.inbound.revokeAddress({ interactionId })
    },
  },
  'inbound.link': {
    tells: 'both',
    run: async ({ anne, contact, mailbox }) =>
      anne.inbound.link((await fetchPending(anne, mailbox, 'Pomme')).mail, { contactIds: [contact] }),
  },
  'inbound.fetch': {
    tells: 'nothing',
    run: ({ anne, mailbox }) => {
      mailbox.drop()
      return anne.inbound.fetch()
    },
  },
  'workspace.groups.add': { tells: 'after', run: ({ anne }) => anne.workspace.groups.add({ name: 'North' }) },
  'workspace.groups.rename': {
    tells: 'both',
    run: async ({ anne }) => anne.workspace.groups.rename(await newGroup(anne), 'South'),
  },
  'workspace.groups.changeMembers': {
    tells: 'after',
    run: async ({ anne, benId }) => anne.workspace.groups.changeMembers(await newGroup(anne), { add: [benId] }),
  },
  'workspace.groups.dissolve': {
    tells: 'before',
    run: async ({ anne }) => anne.workspace.groups.dissolve(await newGroup(anne)),
  },
  'workspace.members.withhold': {
    tells: 'after',
    run: ({ anne, benId }) => anne.workspace.members.withhold(benId, ['delete']),
  },
  'workspace.changeSettings': { tells: 'both', run: ({ anne }) => anne.workspace.changeSettings({ name: 'Potager' }) },
  'workspace.members.add': { tells: 'after', run: ({ anne }) => anne.workspace.members.add({ name: 'Dan' }) },
  // A member's name and e-mail are blanked one day; no history ever quotes them.
  'workspace.members.update': {
    tells: 'names',
    run: ({ anne, benId }) => anne.workspace.members.update(benId, { name: 'Benoît' }),
  },
  'workspace.members.changeRole': {
    tells: 'both',
    run: ({ anne, benId }) => anne.workspace.members.changeRole(benId, 'administrator'),
  },
  'workspace.members.lock': { tells: 'both', run: ({ anne, benId }) => anne.workspace.members.lock(benId) },
  'workspace.members.unlock': {
    tells: 'both',
    run: async ({ anne, benId }) => {
      await anne.workspace.members.lock(benId)
      return anne.workspace.members.unlock(benId)
    },
  },
  'workspace.members.deactivate': { tells: 'both', run: ({ anne, benId }) => anne.workspace.members.deactivate(benId) },
  'workspace.members.reactivate': {
    tells: 'both',
    run: async ({ anne, benId }) => {
      await anne.workspace.members.deactivate(benId)
      return anne.workspace.members.reactivate(benId)
    },
  },
  'workspace.members.anonymize': {
    tells: 'both',
    run: async ({ anne, benId }) => {
      await anne.workspace.members.deactivate(benId)
      return anne.workspace.members.anonymize(benId)
    },
  },
  'workspace.lines.buy': {
    tells: 'both',
    run: ({ anne }) => anne.workspace.lines.buy({ name: 'Sales', number: ours }),
  },
  'workspace.lines.link': {
    tells: 'after',
    run: async ({ anne }) => {
      await ownNumber(ours)
      return anne.workspace.lines.link({ name: 'Sales', number: ours })
    },
  },
  'workspace.lines.release': {
    tells: 'both',
    run: async (scene) => scene.anne.workspace.lines.release(await newLine(scene)),
  },
  'workspace.lines.update': {
    tells: 'both',
    run: async (scene) => scene.anne.workspace.lines.update(await newLine(scene), { name: 'Support' }),
  },
  'calls.call': {
    tells: 'nothing',
    run: async (scene) => scene.anne.calls.call({ to: ours, lineId: await newLine(scene) }),
  },
  'calls.update': {
    tells: 'names',
    run: async (scene) => scene.anne.calls.update(await newCall(scene), { note: 'Apples' }),
  },
  'calls.deleteRecording': {
    tells: 'nothing',
    run: async (scene) => scene.anne.calls.deleteRecording(await newCall(scene), 'RE1'),
  },
  'workspace.members.authorizeSms': {
    tells: 'after',
    run: ({ anne, benId }) => anne.workspace.members.authorizeSms(benId, true),
  },
  'messages.sendMail': { tells: 'after', run: ({ anne }) => newMail(anne) },
  'messages.sendSms': {
    tells: 'after',
    run: async ({ anne, anneId }) => {
      await anne.messages.addSmsCredit(1)
      await anne.workspace.members.authorizeSms(anneId, true)
      return anne.messages.sendSms({ recipients: [{ address: '+33612345678' }], text: 'Apples' })
    },
  },
  'messages.cancel': { tells: 'both', run: async ({ anne }) => anne.messages.cancel(await newMail(anne)) },
  'messages.resend': {
    tells: 'both',
    run: async ({ anne, store, workspaceId }) => {
      const id = await newMail(anne)
      await become(store, workspaceId, id, { state: 'failed', attempts: 1, failedAt: 1, problem: 'test' })
      return anne.messages.resend(id)
    },
  },
  'messages.resolveUncertain': {
    tells: 'both',
    run: async ({ anne, store, workspaceId }) => {
      const id = await newMail(anne)
      await become(store, workspaceId, id, { state: 'uncertain', attempts: 1, lostAt: 1, problem: 'timeout' })
      return anne.messages.resolveUncertain(id, 'sent')
    },
  },
  'messages.addSmsCredit': { tells: 'after', run: ({ anne }) => anne.messages.addSmsCredit(5) },
  'messages.replayEvents': { tells: 'after', run: ({ anne }) => anne.messages.replayEvents({ topic: 'mail' }) },
  'consent.give': { tells: 'both', run: ({ anne, contact }) => anne.consent.give(contact, newsletter) },
  'consent.withdraw': { tells: 'both', run: ({ anne, contact }) => anne.consent.withdraw(contact, newsletter) },
  'consent.suppress': { tells: 'after', run: ({ anne }) => anne.consent.suppress(evasAddress) },
  'consent.lift': {
    tells: 'after',
    run: async ({ anne }) => {
      await anne.consent.suppress(evasAddress)
      return anne.consent.lift({ ...evasAddress, reason: 'by-hand' })
    },
  },
  'workspace.members.handOver': {
    tells: 'both',
    run: async ({ anne, ben, benId, caraId }) => {
      await ben.companies.create({ name: 'Figue' })
      return anne.workspace.members.handOver(benId, caraId)
    },
  },
  'workspace.members.setHourlyCost': {
    tells: 'after',
    run: ({ anne, benId }) => anne.workspace.members.setHourlyCost(benId, { amountMinor: 4000 }),
  },
}

const newsletter = { channel: 'email', purpose: 'marketing' } as const
const evasAddress = { ...newsletter, address: 'eva@secret.example' }

async function newMail(desk: Desk): Promise<string> {
  const [message] = await desk.messages.sendMail({
    recipients: [{ address: 'eva@secret.example' }],
    subject: 'Apples',
    text: '…',
  })
  return message?.id ?? ''
}

/** Has a message come to a state by itself, which stands in no audit. */
async function become(store: Store, workspaceId: string, id: string, sending: StoredMessage['sending']): Promise<void> {
  const [message] = await store.messages.findMany(workspaceId, [id])
  if (message === undefined) throw new Error('there is no message')
  const record = { ...message, version: message.version + 1, sending }
  await store.commit(buildCommit({ workspaceId, writes: [{ op: 'update', kind: 'message', record, namesAdded: [] }] }))
}

async function newMatter(desk: Desk): Promise<string> {
  return (await desk.interactions.create({ subject: 'Apples', type: 'sale/first-contact' })).record.id
}

async function newSeries(desk: Desk): Promise<string> {
  const id = await newMatter(desk)
  await desk.interactions.reschedule(id, { task: { dueOn: '2026-02-02' } })
  await desk.interactions.repeat(id, 'FREQ=DAILY;COUNT=5')
  return id
}

async function newResource(desk: Desk): Promise<string> {
  return (await desk.workspace.resources.add({ name: 'Van', kind: 'vehicle' })).id
}

async function newBook(desk: Desk): Promise<string> {
  return (await desk.directories.connect({ provider: 'memory', label: 'anne@pomme.example' })).id
}

async function newGroup(desk: Desk): Promise<string> {
  return (await desk.workspace.groups.add({ name: 'North' })).id
}

describe('Audit', () => {
  it('ACC-5 every method of a desk is known to read, or to change and be audited', async () => {
    const { anne } = await begin(memoryStore())
    const known = [...reads, ...Object.keys(changes)]
    expect(methodsOf(anne).toSorted()).toEqual(known.toSorted())
  })

  it.each(Object.entries(changes))(
    'ACC-5 %s tells who, what, and what changed',
    async (name, { tells, as = name, run }) => {
      const scene = await props()
      const before = new Set((await entriesIn(scene)).map(({ id }) => id))
      await run(scene)
      const entries = (await entriesIn(scene)).filter(({ id, command }) => !before.has(id) && command === as)
      expect(entries.length).toBeGreaterThan(0)
      for (const { author, right } of entries) {
        expect([author, right]).toEqual([{ kind: 'member', memberId: scene.anneId }, 'administrator'])
      }
      expect(toldBy(entries)).toBe(tells)
    },
  )

  it.each(reads)('ACC-5 %s leaves no entry', async (name) => {
    const scene = await props()
    const before = await entriesIn(scene)
    const [desk, ...path] = name.split('.')
    const method = path.reduce<unknown>(
      (part, key) => Reflect.get(Object(part), key),
      Reflect.get(scene.anne, desk ?? ''),
    )
    if (typeof method !== 'function') throw new Error(`no method ${name}`)
    try {
      const answer: unknown = await method(name.startsWith('imports.p') ? csv : scene.company)
      expect(answer).toBeDefined()
    } catch {
      // Refused for what it was handed; a read that writes would have written before it looked.
    }
    expect(await entriesIn(scene)).toEqual(before)
  })
})

const ours = '+33123458073'

async function newLine({ store, workspaceId, anneId }: Scene): Promise<string> {
  const id = countedId(1, 0x11e)
  const operators = [{ memberId: anneId, outgoing: true, recording: false }]
  const record = buildLine({ id, provider: 'memory', operators })
  await store.commit(buildCommit({ workspaceId, writes: [{ op: 'create', kind: 'line', record }] }))
  return id
}

async function newCall({ store, workspaceId }: Scene): Promise<string> {
  const id = countedId(1, 0xca11)
  const record = buildCall({ id, provider: 'memory', recordings: [{ id: 'RE1', state: 'completed' }] })
  await recordSound('RE1')
  await store.commit(buildCommit({ workspaceId, writes: [{ op: 'create', kind: 'call', record }] }))
  return id
}

async function props(): Promise<Props> {
  const mailbox = openMailbox()
  const scene = await begin(memoryStore(), {
    channels: () => ({ ...providers().channels, ...telephones, ...mailbox.channels }),
  })
  const { anne } = scene
  const company = (await anne.companies.create({ name: 'Pomme' })).record.id
  const otherCompany = (await anne.companies.create({ name: 'Poire' })).record.id
  const contact = await anne.contacts.create({
    familyName: 'Pépin',
    affiliation: { companyId: company, jobTitle: 'Buyer' },
  })
  const otherContact = (await anne.contacts.create({ familyName: 'Noyer' })).record.id
  const [job] = await anne.contacts.affiliations(contact.record.id)
  const { webhook } = await anne.webhooks.create({ url: 'https://a.example/' })
  return {
    ...scene,
    ...{ mailbox, company, otherCompany, otherContact },
    contact: contact.record.id,
    affiliation: job?.id ?? '',
    webhook: webhook.id,
  }
}

function entriesIn({ store, workspaceId }: Scene): Promise<readonly AuditEntry[]> {
  return store.history.listAudit(workspaceId, { limit: 1_000 })
}

/** The names of all methods, with the desks that they belong to. */
function methodsOf(desk: object, prefix = ''): readonly string[] {
  return Object.entries(desk).flatMap(([name, part]: [string, unknown]) => {
    if (typeof part === 'function') return [prefix + name]
    return typeof part === 'object' && part !== null ? methodsOf(part, `${prefix}${name}.`) : []
  })
}

function toldBy(entries: readonly AuditEntry[]): Told {
  const fields = entries.flatMap((entry) => entry.personal?.changes ?? entry.changes)
  const before = fields.some((field) => 'before' in field)
  const after = fields.some((field) => 'after' in field)
  if (before || after) return before && after ? 'both' : before ? 'before' : 'after'
  return fields.length === 0 ? 'nothing' : 'names'
}
