/**
 * What each role may do. The application's role owns nothing and is held to one workspace by row-level security; the
 * loader may fill tables by COPY, but not say for which workspace; the eraser may blank personal values.
 * @module
 */
import { affiliationTable } from './affiliation-table.ts'
import { companyTable } from './company-table.ts'
import { contactTable } from './contact-table.ts'
import { quoteName } from './encode.ts'
import { identityKeyTable } from './identity-keys.ts'

const kept = [
  'workspaces',
  'members',
  'resources',
  'catalogs',
  'workspace_counters',
  'imports',
  'import_touches',
  'import_refused',
  'import_settled',
  'job_queues',
  'reminders',
  'merges',
  'mails',
  'mail_cursors',
  'messages',
  'sms_credits',
  'provider_event_queues',
  'lines',
  'calls',
] as const
const removable = [
  'companies',
  'contacts',
  'affiliations',
  'identity_keys',
  'ignored_pairs',
  'member_groups',
  'record_grants',
  'jobs',
  'webhooks',
  'message_templates',
  'resource_bookings',
  'calendar_feeds',
  'mail_names',
  'mail_files',
  'mail_people',
  'inbound_addresses',
  'directories',
  'directory_progress',
  'directory_links',
  'directory_entries',
  'directory_emails',
  'directory_cases',
  'directory_case_contacts',
  'directory_tokens',
  'interactions',
  'interaction_contacts',
  'interaction_attendees',
  'interaction_notes',
  'interaction_timers',
  'interaction_time',
  'message_contacts',
  'message_names',
  'message_words',
  'provider_events',
  'call_parties',
  'call_names',
] as const
const onlyAdded = ['audit', 'events', 'personal_values', 'commands', 'suppressions', 'consents'] as const

/** The tables that COPY fills. */
const loaded = [companyTable, contactTable, affiliationTable, identityKeyTable] as const

/** The grants of the role that the store works under. */
export function applicationGrants(schema: string, role: string): readonly string[] {
  const to = quoteName(role)
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${to}`,
    `GRANT SELECT ON ${schema}.migrations TO ${to}`,
    ...kept.map((table) => `GRANT SELECT, INSERT, UPDATE ON ${schema}.${table} TO ${to}`),
    ...removable.map((table) => `GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.${table} TO ${to}`),
    ...onlyAdded.map((table) => `GRANT SELECT, INSERT ON ${schema}.${table} TO ${to}`),
  ]
}

/** The grants of the role that COPY runs under: every column but `workspace_id`. */
export function loaderGrants(schema: string, role: string): readonly string[] {
  const to = quoteName(role)
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${to}`,
    ...loaded.map((table) => {
      const columns = table.columns.map((column) => column.name).join(', ')
      return `GRANT INSERT (${columns}) ON ${schema}.${table.name} TO ${to}`
    }),
  ]
}

/** What lets the loader refresh the planner's statistics after it has filled a table; PostgreSQL 17 and later know it. */
export function maintainGrants(schema: string, role: string): readonly string[] {
  return loaded.map((table) => `GRANT MAINTAIN ON ${schema}.${table.name} TO ${quoteName(role)}`)
}

/** The grants of the role that erases a person: blanking values, nothing else. */
export function eraserGrants(schema: string, role: string): readonly string[] {
  const to = quoteName(role)
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${to}`,
    `GRANT SELECT (workspace_id, person_id, source_id, item_id), UPDATE (value) ON ${schema}.personal_values TO ${to}`,
    `GRANT SELECT (workspace_id, address_hash), UPDATE (address) ON ${schema}.suppressions TO ${to}`,
    `GRANT SELECT (workspace_id, contact_id), UPDATE (proof) ON ${schema}.consents TO ${to}`,
  ]
}
