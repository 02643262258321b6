/** All migrations, in order. A released one never changes. @module */
import { records } from './0001-records.ts'
import { jobs } from './0002-jobs.ts'
import { members } from './0003-members.ts'
import { ignoredPairs } from './0004-ignored-pairs.ts'
import { settledRows } from './0009-settled-rows.ts'

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
  { version: 9, name: 'settled-rows', steps: settledRows },
]

/** The schema version that this package works with. */
export const schemaVersion: number = Math.max(...migrations.map((migration) => migration.version))
