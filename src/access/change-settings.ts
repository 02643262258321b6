/** Settings and members as people hand them in, and the normal form that is stored. Rules: docs/concepts/access.md (WS-2). @module */
import type { Locale } from '../kernel/country.ts'
import type { MemberId, WorkspaceId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import { parseTimeZone } from '../kernel/wall-clock.ts'
import { parseEmail } from '../party/email.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { type NewAddress, readAddresses } from '../party/new-coordinates.ts'
import { longest, present, readCountry, readCurrency, readLegalId, readText } from '../party/read-fields.ts'
import type { Visibility } from '../party/record.ts'
import { parseSiret } from '../party/siren.ts'
import { parseVat } from '../party/vat.ts'
import type { Member } from './member.ts'
import { type ReminderSettingsChanges, readReminderSettings } from './reminder-settings.ts'
import type { Role, WithheldFromRoles } from './role.ts'
import { defaultSettings, type NextActionPolicy, type WorkingHours, type WorkspaceSettings } from './workspace.ts'

/** What settings are to become. What is left out keeps its value; `null` clears what may be missing. */
export interface SettingsChanges {
  readonly name?: string | undefined
  readonly logo?: string | null | undefined
  readonly address?: NewAddress | null | undefined
  readonly siret?: string | null | undefined
  readonly vat?: string | null | undefined
  /** A code of ISO 3166-1, or the name of a country. Fixed once the workspace has records: their keys depend on it. */
  readonly country?: string | undefined
  /** A code of ISO 4217. */
  readonly currency?: string | undefined
  readonly locale?: Locale | undefined
  /** An IANA name, such as `Europe/Paris`. */
  readonly timeZone?: string | undefined
  readonly workingHours?: readonly WorkingHours[] | undefined
  readonly companyVisibility?: Visibility | undefined
  readonly contactVisibility?: Visibility | undefined
  /** When it reminds, and how late it still does; `null` for the usual hours. */
  readonly reminders?: ReminderSettingsChanges | null | undefined
  readonly interactionVisibility?: Visibility | undefined
  /** What is done about matters without a next action: `off`, `warn`, `require`. */
  readonly nextActionPolicy?: NextActionPolicy | undefined
  /** Capabilities to take from whole roles: all of them, the table that is there is replaced. */
  readonly withheld?: WithheldFromRoles | undefined
}

/** A member to add. */
export interface NewMember {
  /** A UUID. Default: one is made. */
  readonly id?: MemberId | undefined
  readonly name: string
  readonly email?: string | null | undefined
  /** Default: `user`. */
  readonly role?: Role | undefined
}

/** What a member's name and e-mail are to become. What is left out keeps its value; `null` clears the e-mail. */
export interface MemberChanges {
  readonly name?: string | undefined
  readonly email?: string | null | undefined
}

/** A workspace to create, with the administrator that it begins with. What is left out is as in `defaultSettings`. */
export interface NewWorkspace extends SettingsChanges {
  /** A UUID. Default: one is made. */
  readonly id?: WorkspaceId | undefined
  readonly name: string
  readonly administrator: Omit<NewMember, 'role'>
}

/** Settings of a new workspace: what is stated, and for the rest what follows from its country. */
export function newSettings(
  stated: SettingsChanges & { readonly name: string },
): Result<WorkspaceSettings, InputRefusal> {
  const read = changeSettings(defaultSettings(stated.name), stated)
  // The country may be stated by its name: only now is it known which one it is.
  if (!read.ok || stated.country === undefined) return read
  return changeSettings(defaultSettings(stated.name, read.value.country), stated)
}

/** Settings after changes, in normal form. */
export function changeSettings(
  settings: WorkspaceSettings,
  changes: SettingsChanges,
): Result<WorkspaceSettings, InputRefusal> {
  const issues: InputIssue[] = []
  const country = readCountry(issues, 'country', changes.country, settings.country) ?? settings.country
  const name = readText(issues, 'name', changes.name, settings.name, longest.name)
  if (name === undefined) addMissing(issues, 'name', 'Give the organization a name.')
  const said = changes.address === undefined || changes.address === null ? undefined : [changes.address]
  const [address] = readAddresses(issues, 'address', said, [], 'head-office')
  const after: WorkspaceSettings = {
    name: name ?? '',
    ...present<Pick<WorkspaceSettings, 'logo' | 'address' | 'siret' | 'vat'>>({
      logo: readText(issues, 'logo', changes.logo, settings.logo, longest.description),
      address: changes.address === undefined ? settings.address : address,
      siret: readLegalId(issues, 'siret', changes.siret, settings.siret, parseSiret),
      vat: readLegalId(issues, 'vat', changes.vat, settings.vat, (text) => parseVat(text, country)),
    }),
    country,
    currency: readCurrency(issues, 'currency', changes.currency, settings.currency) ?? settings.currency,
    locale: changes.locale ?? settings.locale,
    timeZone: readTimeZone(issues, changes.timeZone) ?? settings.timeZone,
    workingHours: readWorkingHours(issues, changes.workingHours) ?? settings.workingHours,
    companyVisibility: changes.companyVisibility ?? settings.companyVisibility,
    contactVisibility: changes.contactVisibility ?? settings.contactVisibility,
    ...present<Pick<WorkspaceSettings, 'reminders' | 'interactionVisibility' | 'nextActionPolicy' | 'withheld'>>({
      reminders: readReminderSettings(issues, changes.reminders, settings.reminders),
      interactionVisibility: changes.interactionVisibility ?? settings.interactionVisibility,
      nextActionPolicy: changes.nextActionPolicy ?? settings.nextActionPolicy,
      withheld: changes.withheld ?? settings.withheld,
    }),
  }
  return issues.length === 0 ? ok(after) : refuseInput(issues)
}

/** A member's name and e-mail address, checked. */
export function normalizeMember(
  input: Pick<NewMember, 'name' | 'email'>,
): Result<{ readonly name: string; readonly email?: string }, InputRefusal> {
  const issues: InputIssue[] = []
  const name = readText(issues, 'name', input.name, undefined, longest.name)
  if (name === undefined) addMissing(issues, 'name', 'Give the member a name.')
  const email = readText(issues, 'email', input.email, undefined)
  if (email !== undefined && parseEmail(email).normalized === undefined) {
    issues.push({ path: 'email', problem: 'invalid-format', value: email, remedy: 'Give an address as name@host.' })
  }
  return issues.length === 0 ? ok({ name: name ?? '', ...(email !== undefined && { email }) }) : refuseInput(issues)
}

/** A member's name and e-mail address after changes, checked. */
export function changeMember(
  member: Pick<Member, 'name' | 'email'>,
  changes: MemberChanges,
): Result<{ readonly name: string; readonly email?: string }, InputRefusal> {
  return normalizeMember({
    name: changes.name ?? member.name,
    email: changes.email === undefined ? member.email : changes.email,
  })
}

function addMissing(issues: InputIssue[], path: string, remedy: string): void {
  if (!issues.some((issue) => issue.path === path)) issues.push({ path, problem: 'missing', remedy })
}

function readTimeZone(issues: InputIssue[], said: string | undefined): string | undefined {
  if (said === undefined) return undefined
  const zone = parseTimeZone(said)
  if (zone !== null) return zone
  const remedy = 'Give an IANA name, such as Europe/Paris.'
  issues.push({ path: 'timeZone', problem: 'unknown-time-zone', value: said, remedy })
  return undefined
}

const timeOfDay = /^(?:[01]\d|2[0-3]):[0-5]\d$/

function readWorkingHours(
  issues: InputIssue[],
  said: readonly WorkingHours[] | undefined,
): readonly WorkingHours[] | undefined {
  for (const [index, { from, until }] of (said ?? []).entries()) {
    const isTime = timeOfDay.test(from) && (timeOfDay.test(until) || until === '24:00')
    if (isTime && from < until) continue
    const remedy = 'Give from and until as HH:MM, until (24:00 at the latest) after from.'
    issues.push({ path: `workingHours.${index}`, problem: 'out-of-range', value: said?.[index], remedy })
  }
  return said
}
