/** Workspaces: the tenants. Rules: docs/concepts/access.md (WS-1, WS-2). @module */
import type { CountryCode, CurrencyCode, Locale } from '../kernel/country.ts'
import type { WorkspaceId } from '../kernel/ids.ts'
import type { Instant, TimeZone } from '../kernel/time.ts'
import type { Address } from '../party/address.ts'
import type { Visibility } from '../party/record.ts'
import { countryDefaults } from './country-defaults.ts'
import type { ReminderSettings } from './reminder-settings.ts'
import type { WithheldFromRoles } from './role.ts'

/** A day of the week: 1 is Monday, 7 is Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** Opening hours of one day, `HH:MM`, local time of the workspace; `until` is exclusive. */
export interface WorkingHours {
  readonly weekday: Weekday
  readonly from: string
  readonly until: string
}

/** What a workspace does about matters without a next action: nothing, say so, or refuse (INT-9). */
export type NextActionPolicy = 'off' | 'warn' | 'require'

/** Settings that every rule of a workspace may look at. */
export interface WorkspaceSettings {
  /** The name of the organization. */
  readonly name: string
  /** A reference that the host understands; crmkit never opens it. */
  readonly logo?: string
  readonly address?: Address
  readonly siret?: string
  readonly vat?: string
  /** Country of phones, postcodes, VAT and registration numbers that name none. */
  readonly country: CountryCode
  readonly currency: CurrencyCode
  readonly locale: Locale
  readonly timeZone: TimeZone
  readonly workingHours: readonly WorkingHours[]
  /** Visibility of new companies that state none. */
  readonly companyVisibility: Visibility
  /** Visibility of new contacts that state none. */
  readonly contactVisibility: Visibility
  /** When it reminds, and how late it still does. Default: `usualReminderSettings`. */
  readonly reminders?: ReminderSettings
  /** Visibility of new interactions that state none. Default: `write`. */
  readonly interactionVisibility?: Visibility
  /** What is done about matters without a next action (INT-9). Default: `warn`. */
  readonly nextActionPolicy?: NextActionPolicy
  /** Capabilities that are taken from whole roles. Default: none. */
  readonly withheld?: WithheldFromRoles
}

/** A workspace as it is stored. */
export interface Workspace {
  readonly id: WorkspaceId
  readonly version: number
  readonly settings: WorkspaceSettings
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

const weekdays = [1, 2, 3, 4, 5] as const

/**
 * The settings of a workspace that states only its name, and perhaps its country: weekdays from nine to six, and of
 * currency, locale and time zone what {@link countryDefaults} knows. Without a country it is French, with English as its
 * locale: nobody said in which order its dates are written.
 */
export function defaultSettings(name: string, country?: CountryCode): WorkspaceSettings {
  return {
    name,
    country: country ?? 'FR',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'Europe/Paris',
    ...(country !== undefined && countryDefaults(country)),
    workingHours: weekdays.map((weekday) => ({ weekday, from: '09:00', until: '18:00' })),
    companyVisibility: 'write',
    contactVisibility: 'write',
  }
}
