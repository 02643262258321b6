/** All migrations, in order. A released one never changes. @module */
import { records } from './0001-records.ts'
import { jobs } from './0002-jobs.ts'
import { members } from './0003-members.ts'
import { ignoredPairs } from './0004-ignored-pairs.ts'
import { access } from './0005-access.ts'
import { merges } from './0006-merges.ts'
import { audit } from './0007-audit.ts'
import { resources } from './0008-resources.ts'
import { failingWebhooks } from './0009-failing-webhooks.ts'
import { settledRows } from './0010-settled-rows.ts'
import { interactions } from './0011-interactions.ts'
import { calendar } from './0012-calendar.ts'
import { reminders } from './0013-reminders.ts'
import { catalogs } from './0014-catalogs.ts'
import { messages } from './0015-messages.ts'
import { calls } from './0016-calls.ts'
import { mail } from './0017-mail.ts'
import { directories } from './0018-directories.ts'
import { messageTemplates } from './0021-message-templates.ts'

/** A numbered change of the schema. */
export interface Migration {
  readonly version: number
  readonly name: string
  /** One statement each, each of which may run again; `{schema}` stands for the quoted name of the schema. */
  readonly steps: readonly string[]
}

/** Every migration, the first one first. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'records', steps: records },
  { version: 2, name: 'jobs', steps: jobs },
  { version: 3, name: 'members', steps: members },
  { version: 4, name: 'ignored-pairs', steps: ignoredPairs },
  { version: 5, name: 'access', steps: access },
  { version: 6, name: 'merges', steps: merges },
  { version: 7, name: 'audit', steps: audit },
  { version: 8, name: 'resources', steps: resources },
  { version: 9, name: 'failing-webhooks', steps: failingWebhooks },
  { version: 10, name: 'settled-rows', steps: settledRows },
  { version: 11, name: 'interactions', steps: interactions },
  { version: 12, name: 'calendar', steps: calendar },
  { version: 13, name: 'reminders', steps: reminders },
  { version: 14, name: 'catalogs', steps: catalogs },
  { version: 17, name: 'mail', steps: mail },
  { version: 15, name: 'messages', steps: messages },
  { version: 16, name: 'calls', steps: calls },
  { version: 18, name: 'directories', steps: directories },
  { version: 21, name: 'message-templates', steps: messageTemplates },
]

/** The schema version that this package works with. */
export const schemaVersion: number = Math.max(...migrations.map((migration) => migration.version))
