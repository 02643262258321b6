/** Who may do what, once more, from the text of the rules ACC-1 and ACC-2 alone: it looks at nothing of the library. @module */
import type { Capability, Right, Role, ShareLevel, Visibility } from 'crmkit'

/** A record, as far as access is concerned, seen by the member in question. */
export interface RecordCase {
  readonly visibility: Visibility
  readonly owner: 'own' | 'another' | 'nobody'
  /** The most that it is shared with the member, by his name or by that of a group. */
  readonly share: ShareLevel | null
}

/** Who makes a call. */
export interface CallerCase {
  readonly role: Role
  /** What was taken from the role or from the member. */
  readonly withheld: readonly Capability[]
}

/** What comes of a call. */
export type Outcome =
  | { readonly outcome: 'allowed'; readonly right: Right }
  | { readonly outcome: 'forbidden' | 'not-found'; readonly because: string }

const standingAbove: readonly Role[] = ['administrator', 'manager']

/** Everybody has them but those who are named. */
const lacking: Readonly<Record<Capability, readonly Role[]>> = {
  financial: [],
  export: ['manager', 'user', 'restricted', 'read-only'],
  import: ['read-only'],
  delete: ['read-only'],
  'bulk-mail': ['read-only'],
  reports: ['restricted'],
  settings: ['manager', 'user', 'restricted', 'read-only'],
}

/** What a call takes besides a role that may make it. */
export function capabilityFor(call: string): Capability | null {
  if (call.startsWith('imports.')) return 'import'
  if (call.endsWith('.trash') || call.endsWith('.purge') || call === 'contacts.anonymize') return 'delete'
  if (call === 'contacts.exportPersonalData') return 'export'
  if (call === 'interactions.timeCost' || call.endsWith('ourlyCosts') || call.endsWith('ourlyCost')) return 'financial'
  if (isHandOver(call)) return null
  if (call === 'messages.deliverability') return 'reports'
  if (call === 'consent.suppressions') return 'bulk-mail'
  if (call === 'messages.addSmsCredit' || call === 'messages.replayEvents') return 'settings'
  if (/^(messages\.)?templates\.(save|remove)$/.test(call)) return 'settings'
  const isSetUp = /^(workspace|webhooks|jobs)\./.test(call)
  const isOpen = /^workspace\.(get|(members|groups|resources|pipelines|lines)\.(get|list))$/.test(call)
  return isSetUp && !isOpen ? 'settings' : null
}

/** The record calls, by what they take on the record. */
export function needOf(call: string): 'sight' | 'change' | 'decision' | null {
  if (call === 'reminders.listOf' || call === 'inbound.listOf' || call === 'consent.ofContact') return 'sight'
  if (call === 'consent.give' || call === 'consent.withdraw') return 'change'
  if (!/^(companies|contacts|interactions)\./.test(call)) return null
  const verb = call.slice(call.indexOf('.') + 1)
  if (['get', 'find', 'history', 'contacts', 'affiliations', 'merges'].includes(verb)) return 'sight'
  if (['timeline', 'dates', 'notes', 'timeSpent', 'timeCost'].includes(verb)) return 'sight'
  if (['share', 'unshare', 'purge'].includes(verb)) return 'decision'
  if (['list', 'count', 'duplicates', 'affiliationsOf', 'create', 'createMany'].includes(verb)) return null
  if (['exportPersonalData', 'anonymize', 'timer', 'stopTimer'].includes(verb)) return null
  return 'change'
}

/** Whether a call leaves everything as it is. */
export function isReading(call: string): boolean {
  const verb = call.slice(call.lastIndexOf('.') + 1)
  return /^(get|find|list|count|duplicates|history|contacts|affiliations|preview|report|refused|hourly|plan|merges|export|fill|me$|explain|timeline|dates|notes|timer|timeSpent|timeCost|window|busy|freeSlots|openFile|check|words|deliverability|smsCredit|ofContact|cases|suppressions|missed$|links$|operatorToken|recording$|search$)/.test(
    verb,
  )
}

/** What is to come of a call. @param record `null` where the call is about none */
export function expected(call: string, caller: CallerCase, record: RecordCase | null): Outcome {
  const { role } = caller
  const isAbove = standingAbove.includes(role)
  if (!isReading(call) && role === 'read-only') return { outcome: 'forbidden', because: 'reads-only' }
  if (takesManager(call) && !isAbove) return { outcome: 'forbidden', because: 'role' }
  const needed = capabilityFor(call)
  if (needed !== null && !has(caller, needed)) return { outcome: 'forbidden', because: 'capability' }
  const need = needOf(call)
  const above: Right = role === 'administrator' ? 'administrator' : 'manager'
  if (isAbove) return { outcome: 'allowed', right: above }
  if (record === null || need === null) return { outcome: 'allowed', right: 'member' }
  const { visibility, owner, share } = record
  if (!isSeen(role, record)) return { outcome: 'not-found', because: 'hidden' }
  if (role === 'read-only' && need !== 'sight') return { outcome: 'forbidden', because: 'not-writable' }
  if (owner === 'own' && (need === 'sight' || role !== 'read-only')) return { outcome: 'allowed', right: 'owner' }
  if (need === 'sight') return { outcome: 'allowed', right: share === null ? 'visibility' : 'share' }
  if (need === 'decision') return { outcome: 'forbidden', because: 'not-own' }
  if (share === 'write') return { outcome: 'allowed', right: 'share' }
  if (visibility === 'write') return { outcome: 'allowed', right: 'visibility' }
  return { outcome: 'forbidden', because: 'not-writable' }
}

/** Whether a role sees a record. */
export function isSeen(role: Role, { visibility, owner, share }: RecordCase): boolean {
  if (standingAbove.includes(role) || owner === 'own' || share !== null) return true
  return role === 'restricted' ? owner === 'nobody' : visibility !== 'private'
}

function has({ role, withheld }: CallerCase, capability: Capability): boolean {
  if (role === 'administrator') return true
  return !lacking[capability].includes(role) && !withheld.includes(capability)
}

function takesManager(call: string): boolean {
  return (
    isHandOver(call) ||
    call.includes('ourlyCost') ||
    [
      'contacts.exportPersonalData',
      'contacts.anonymize',
      'interactions.timeCost',
      'reminders.list',
      'audit.list',
    ].includes(call)
  )
}

function isHandOver(call: string): boolean {
  return /handover$/i.test(call)
}
