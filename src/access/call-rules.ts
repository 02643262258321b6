/**
 * What each public call takes: one row a call, nothing left out. The desks ask this table before they do anything, the
 * documentation prints it, and the tests try every row with every role. Rules: docs/concepts/access.md (ACC-1).
 * @module
 */
import type { Capability } from './role.ts'

/** What a call takes of whoever makes it. */
export interface CallRule {
  /** A call that changes something is none for a role that only reads. */
  readonly does: 'read' | 'change'
  /** The capability that it takes. Default: none. */
  readonly capability?: Capability
  /** `manager`: it takes somebody who stands above all records, a manager or an administrator. Default: anybody. */
  readonly role?: 'manager'
  /** The right that it takes on the record that it is about: to see it, to change it, or to decide about it as its owner does. */
  readonly record?: 'visible' | 'writable' | 'own'
  /** Whose record that is, where the name of the call does not say it. */
  readonly of?: 'contact' | 'interaction'
}

type DeskName = 'companies' | 'contacts'

/** The calls that all records have in common. */
type OwnedCall =
  | 'get'
  | 'find'
  | 'list'
  | 'count'
  | 'create'
  | 'update'
  | 'share'
  | 'unshare'
  | 'trash'
  | 'restore'
  | 'purge'
  | 'history'
  | 'timeline'

/** The calls that companies and contacts have in common. */
type RecordCall =
  | OwnedCall
  | 'dates'
  | 'duplicates'
  | 'ignoreDuplicate'
  | 'stopIgnoring'
  | 'planMerge'
  | 'merge'
  | 'undoMerge'
  | 'merges'

/** The public calls, as a desk names them. */
export type CallName =
  | `${DeskName}.${RecordCall}`
  | 'companies.contacts'
  | `contacts.${'createMany' | 'affiliate' | 'changeAffiliation' | 'endAffiliation' | 'removeAffiliation'}`
  | `contacts.${'affiliations' | 'affiliationsOf' | 'exportPersonalData' | 'anonymize'}`
  | `interactions.${OwnedCall | 'createMany' | 'begin' | 'pause' | 'conclude' | 'reopen' | 'moveTo' | 'changeType'}`
  | `interactions.${'reschedule' | 'convert' | 'setProbability' | 'correctUpdateDate' | 'addNote' | 'notes'}`
  | `interactions.${'repeat' | 'changeOccurrence' | 'skipOccurrence' | 'addOccurrence'}`
  | `interactions.${'changeSeries' | 'splitSeries' | 'endSeries'}`
  | `interactions.${'timer' | 'startTimer' | 'stopTimer' | 'addTimeSpent' | 'timeSpent' | 'timeCost'}`
  | 'audit.list'
  | `imports.${'preview' | 'apply' | 'run' | 'undo' | 'refusedRows' | 'get' | 'findByFileHash' | 'list'}`
  | `workspace.${'get' | 'changeSettings'}`
  | `workspace.members.${'add' | 'get' | 'list' | 'update' | 'changeRole' | 'withhold' | 'withholdPipelines'}`
  | `workspace.members.${'lock' | 'unlock' | 'deactivate' | 'reactivate' | 'anonymize'}`
  | `workspace.members.${'previewHandOver' | 'handOver' | 'hourlyCosts' | 'setHourlyCost'}`
  | `workspace.groups.${'add' | 'list' | 'rename' | 'changeMembers' | 'dissolve'}`
  | `workspace.pipelines.${'list' | 'add' | 'change' | 'addStep' | 'removeStep'}`
  | `templates.${'list' | 'save' | 'remove' | 'fill'}`
  | `webhooks.${'create' | 'get' | 'list' | 'update' | 'rotateSecret' | 'remove'}`
  | `workspace.lines.${'search' | 'buy' | 'link' | 'release' | 'list' | 'update'}`
  | `calls.${'list' | 'missed' | 'get' | 'call' | 'links' | 'operatorToken' | 'recording' | 'deleteRecording' | 'update'}`
  | `workspace.resources.${'add' | 'get' | 'list' | 'update' | 'retire' | 'reinstate'}`
  | `calendar.${'window' | 'busy' | 'freeSlots'}`
  | `calendar.feeds.${'create' | 'list' | 'revoke'}`
  | `directories.${'connect' | 'get' | 'list' | 'update' | 'disconnect' | 'preview' | 'sync' | 'cases' | 'resolve'}`
  | `reminders.${'listOf' | 'list'}`
  | `inbound.${'addressOf' | 'revokeAddress' | 'get' | 'listOf' | 'link' | 'openFile' | 'fetch'}`
  | `messages.${'checkMail' | 'checkSms' | 'sendMail' | 'sendSms' | 'get' | 'words' | 'openFile'}`
  | `messages.${'list' | 'cancel' | 'resend' | 'resolveUncertain' | 'deliverability' | 'smsCredit' | 'addSmsCredit' | 'replayEvents'}`
  | `messages.templates.${'list' | 'save' | 'remove'}`
  | `consent.${'ofContact' | 'give' | 'withdraw' | 'suppressions' | 'suppress' | 'lift'}`
  | 'workspace.members.authorizeSms'
  | `jobs.${'listDead' | 'replay' | 'discard'}`
  | `access.${'me' | 'explain'}`

const reads: CallRule = { does: 'read' }
const readsRecord: CallRule = { does: 'read', record: 'visible' }
const creates: CallRule = { does: 'change' }
const changes: CallRule = { does: 'change', record: 'writable' }
const decides: CallRule = { does: 'change', record: 'own' }
const readsImports: CallRule = { does: 'read', capability: 'import' }
const imports: CallRule = { does: 'change', capability: 'import' }
const readsSettings: CallRule = { does: 'read', capability: 'settings' }
const changesSettings: CallRule = { does: 'change', capability: 'settings' }

/** Every public call. */
export const callRules: Readonly<Record<CallName, CallRule>> = {
  'companies.get': readsRecord,
  'companies.find': readsRecord,
  'companies.list': reads,
  'companies.count': reads,
  'companies.create': creates,
  'companies.update': changes,
  'companies.share': decides,
  'companies.unshare': decides,
  'companies.trash': { ...changes, capability: 'delete' },
  'companies.restore': changes,
  'companies.purge': { ...decides, capability: 'delete' },
  'companies.duplicates': reads,
  'companies.ignoreDuplicate': changes,
  'companies.stopIgnoring': changes,
  'companies.history': readsRecord,
  'companies.planMerge': { does: 'read', record: 'writable' },
  'companies.merge': changes,
  'companies.undoMerge': changes,
  'companies.merges': readsRecord,
  'companies.contacts': readsRecord,
  'companies.timeline': readsRecord,
  'companies.dates': readsRecord,
  'contacts.get': readsRecord,
  'contacts.find': readsRecord,
  'contacts.list': reads,
  'contacts.count': reads,
  'contacts.create': creates,
  'contacts.createMany': creates,
  'contacts.update': changes,
  'contacts.share': decides,
  'contacts.unshare': decides,
  'contacts.trash': { ...changes, capability: 'delete' },
  'contacts.restore': changes,
  'contacts.purge': { ...decides, capability: 'delete' },
  'contacts.duplicates': reads,
  'contacts.ignoreDuplicate': changes,
  'contacts.stopIgnoring': changes,
  'contacts.history': readsRecord,
  'contacts.planMerge': { does: 'read', record: 'writable' },
  'contacts.merge': changes,
  'contacts.undoMerge': changes,
  'contacts.merges': readsRecord,
  'contacts.timeline': readsRecord,
  'contacts.dates': readsRecord,
  'contacts.affiliate': changes,
  'contacts.changeAffiliation': changes,
  'contacts.endAffiliation': changes,
  'contacts.removeAffiliation': changes,
  'contacts.affiliations': readsRecord,
  'contacts.affiliationsOf': reads,
  'contacts.exportPersonalData': { does: 'read', role: 'manager', capability: 'export' },
  'contacts.anonymize': { does: 'change', role: 'manager', capability: 'delete' },
  'interactions.get': readsRecord,
  'interactions.find': readsRecord,
  'interactions.list': reads,
  'interactions.count': reads,
  'interactions.create': creates,
  'interactions.createMany': creates,
  'interactions.update': changes,
  'interactions.begin': changes,
  'interactions.pause': changes,
  'interactions.conclude': changes,
  'interactions.reopen': changes,
  'interactions.moveTo': changes,
  'interactions.changeType': changes,
  'interactions.reschedule': changes,
  'interactions.convert': changes,
  'interactions.repeat': changes,
  'interactions.changeOccurrence': changes,
  'interactions.skipOccurrence': changes,
  'interactions.addOccurrence': changes,
  'interactions.changeSeries': changes,
  'interactions.splitSeries': changes,
  'interactions.endSeries': changes,
  'interactions.setProbability': changes,
  'interactions.correctUpdateDate': changes,
  'interactions.addNote': changes,
  'interactions.notes': readsRecord,
  'interactions.timeline': readsRecord,
  'interactions.timer': reads,
  'interactions.startTimer': changes,
  'interactions.stopTimer': creates,
  'interactions.addTimeSpent': changes,
  'interactions.timeSpent': readsRecord,
  'interactions.timeCost': { ...readsRecord, role: 'manager', capability: 'financial' },
  'interactions.share': decides,
  'interactions.unshare': decides,
  'interactions.trash': { ...changes, capability: 'delete' },
  'interactions.restore': changes,
  'interactions.purge': { ...decides, capability: 'delete' },
  'interactions.history': readsRecord,
  'imports.preview': readsImports,
  'imports.apply': imports,
  'imports.run': imports,
  'imports.undo': imports,
  'imports.refusedRows': readsImports,
  'imports.get': readsImports,
  'imports.findByFileHash': readsImports,
  'imports.list': readsImports,
  'workspace.get': reads,
  'workspace.changeSettings': changesSettings,
  'workspace.members.add': changesSettings,
  'workspace.members.get': reads,
  'workspace.members.list': reads,
  'workspace.members.update': changesSettings,
  'workspace.members.changeRole': changesSettings,
  'workspace.members.withhold': changesSettings,
  'workspace.members.withholdPipelines': changesSettings,
  'workspace.members.authorizeSms': changesSettings,
  'workspace.members.lock': changesSettings,
  'workspace.members.unlock': changesSettings,
  'workspace.members.deactivate': changesSettings,
  'workspace.members.reactivate': changesSettings,
  'workspace.members.anonymize': changesSettings,
  'workspace.members.previewHandOver': { does: 'read', role: 'manager' },
  'workspace.members.handOver': { does: 'change', role: 'manager' },
  'workspace.members.hourlyCosts': { does: 'read', role: 'manager', capability: 'financial' },
  'workspace.members.setHourlyCost': { does: 'change', role: 'manager', capability: 'financial' },
  'workspace.groups.add': changesSettings,
  'workspace.groups.list': reads,
  'workspace.groups.rename': changesSettings,
  'workspace.groups.changeMembers': changesSettings,
  'workspace.groups.dissolve': changesSettings,
  'workspace.resources.add': changesSettings,
  'workspace.resources.get': reads,
  'workspace.resources.list': reads,
  'workspace.resources.update': changesSettings,
  'workspace.resources.retire': changesSettings,
  'workspace.resources.reinstate': changesSettings,
  'workspace.lines.search': readsSettings,
  'workspace.lines.buy': changesSettings,
  'workspace.lines.link': changesSettings,
  'workspace.lines.release': changesSettings,
  'workspace.lines.list': reads,
  'workspace.lines.update': changesSettings,
  'calls.list': reads,
  'calls.missed': reads,
  'calls.get': reads,
  'calls.call': creates,
  'calls.links': reads,
  'calls.operatorToken': reads,
  'calls.recording': reads,
  'calls.deleteRecording': creates,
  'calls.update': creates,
  'workspace.pipelines.list': reads,
  'workspace.pipelines.add': changesSettings,
  'workspace.pipelines.change': changesSettings,
  'workspace.pipelines.addStep': changesSettings,
  'workspace.pipelines.removeStep': changesSettings,
  'templates.list': reads,
  'templates.save': changesSettings,
  'templates.remove': changesSettings,
  'templates.fill': reads,
  'webhooks.create': changesSettings,
  'webhooks.get': readsSettings,
  'webhooks.list': readsSettings,
  'webhooks.update': changesSettings,
  'webhooks.rotateSecret': changesSettings,
  'webhooks.remove': changesSettings,
  'calendar.window': reads,
  'calendar.busy': reads,
  'calendar.freeSlots': reads,
  'calendar.feeds.create': creates,
  'calendar.feeds.list': reads,
  'calendar.feeds.revoke': creates,
  'directories.connect': creates,
  'directories.get': reads,
  'directories.list': reads,
  'directories.update': creates,
  'directories.disconnect': creates,
  'directories.preview': reads,
  'directories.sync': creates,
  'directories.cases': reads,
  'directories.resolve': creates,
  'reminders.listOf': { ...readsRecord, of: 'interaction' },
  'reminders.list': { does: 'read', role: 'manager' },
  'inbound.addressOf': creates,
  'inbound.revokeAddress': creates,
  'inbound.get': reads,
  'inbound.listOf': { ...readsRecord, of: 'interaction' },
  'inbound.link': changes,
  'inbound.openFile': reads,
  'inbound.fetch': creates,
  'messages.templates.list': reads,
  'messages.templates.save': changesSettings,
  'messages.templates.remove': changesSettings,
  'messages.checkMail': reads,
  'messages.checkSms': reads,
  'messages.sendMail': creates,
  'messages.sendSms': creates,
  'messages.get': reads,
  'messages.words': reads,
  'messages.openFile': reads,
  'messages.list': reads,
  'messages.cancel': creates,
  'messages.resend': creates,
  'messages.resolveUncertain': creates,
  'messages.deliverability': { does: 'read', capability: 'reports' },
  'messages.smsCredit': reads,
  'messages.addSmsCredit': changesSettings,
  'messages.replayEvents': changesSettings,
  'consent.ofContact': { ...readsRecord, of: 'contact' },
  'consent.give': { ...changes, of: 'contact' },
  'consent.withdraw': { ...changes, of: 'contact' },
  'consent.suppressions': { does: 'read', capability: 'bulk-mail' },
  'consent.suppress': creates,
  'consent.lift': creates,
  'jobs.listDead': readsSettings,
  'jobs.replay': changesSettings,
  'jobs.discard': changesSettings,
  'audit.list': { does: 'read', role: 'manager' },
  'access.me': reads,
  'access.explain': reads,
}
