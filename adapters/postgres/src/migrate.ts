/**
 * Bringing the schema up to date, safely from any number of processes at once. The lock is a row with an expiry, which
 * its holder renews before every step: a migrator that was killed holds nobody up for longer than that.
 * @module
 */
import { type Clock, CrmError } from 'crmkit'
import { failureCode, toCrmError } from './backend-error.ts'
import { quoteName } from './encode.ts'
import { type Executor, type Statement, statement } from './executor.ts'
import { type Migration, migrations, schemaVersion } from './migrations/index.ts'
import { applicationGrants, eraserGrants, loaderGrants, maintainGrants } from './roles.ts'
import { tableName } from './table.ts'

/** What {@link migrateExecutor} is told. */
export interface MigrateOptions {
  /** The schema to make or bring up to date. Default: `crmkit`. */
  readonly schema?: string
  /** The role that the store works under; it owns nothing. Made without a login if it is missing. Default: none. */
  readonly appRole?: string
  /** The role that COPY runs under, exempt from row-level security. Made if it is missing and may be. Default: none. */
  readonly loaderRole?: string
  /** The role that may blank personal values, which `appRole` may take on. Made if it is missing. Default: none. */
  readonly eraserRole?: string
  /** Default: the system's clock. Expiries of the lock are told by it. */
  readonly clock?: Clock
  /** How long the lock of a migrator that died holds up others, in milliseconds. Default: 30,000. */
  readonly lockMs?: number
  /** How long to wait for other migrators, in milliseconds. Default: 120,000. */
  readonly waitMs?: number
}

/** What a migration did. */
export interface MigrationReceipt {
  /** The versions that were applied by this call. */
  readonly applied: readonly number[]
  readonly version: number
  /** Whether the loader role is there and may be used; without it rows are inserted instead of copied. */
  readonly loader: boolean
}

/** How long a migrator waits before it asks again whether the lock is free. */
const pollMs = 40

/** Brings a schema up to date. */
export async function migrateExecutor(executor: Executor, options: MigrateOptions): Promise<MigrationReceipt> {
  try {
    return await new Migrator(executor, options).migrate()
  } catch (failure) {
    throw toCrmError(failure)
  }
}

class Migrator {
  readonly #executor: Executor
  readonly #options: MigrateOptions
  readonly #schema: string
  readonly #clock: Clock
  readonly #lockMs: number
  readonly #holder: string = crypto.randomUUID()

  constructor(executor: Executor, options: MigrateOptions) {
    this.#executor = executor
    this.#options = options
    this.#schema = quoteName(options.schema ?? 'crmkit')
    this.#clock = options.clock ?? { now: () => Date.now() }
    this.#lockMs = options.lockMs ?? 30_000
  }

  async migrate(): Promise<MigrationReceipt> {
    await this.#prepare()
    await this.#acquire()
    try {
      const found = await this.#version()
      if (found > schemaVersion) {
        throw new CrmError('schema-outdated', {
          message: `the schema has version ${found}, this package only knows ${schemaVersion}; update @crmkit/postgres`,
          details: { found, needed: schemaVersion },
        })
      }
      const missing = migrations.filter((migration) => migration.version > found)
      for (const migration of missing) await this.#apply(migration)
      const loader = await this.#grant()
      return { applied: missing.map((migration) => migration.version), version: schemaVersion, loader }
    } finally {
      await this.#release()
    }
  }

  /** The schema, the list of migrations and the lock; making them races with other migrators. */
  async #prepare(): Promise<void> {
    const schema = this.#schema
    const [answer] = await this.#executor.read(
      [],
      [
        statement(
          'SELECT 1 FROM pg_namespace AS n WHERE quote_ident(n.nspname) = $1::text OR n.nspname = $2::text',
          schema,
          this.#options.schema ?? 'crmkit',
        ),
      ],
    )
    if (answer?.rows.length === 0) await this.#step(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
    await this.#step(
      `CREATE TABLE IF NOT EXISTS ${schema}.migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)`,
    )
    await this.#step(
      `CREATE TABLE IF NOT EXISTS ${schema}.migration_lock ` +
        '(id integer PRIMARY KEY CHECK (id = 1), holder uuid NOT NULL, expires_at bigint NOT NULL)',
    )
  }

  async #acquire(): Promise<void> {
    const start = this.#clock.now()
    while (!(await this.#tryAcquire())) {
      if (this.#clock.now() - start > (this.#options.waitMs ?? 120_000)) {
        throw new CrmError('backend-unavailable', {
          message: 'another migrator has held the lock for too long; look at migration_lock and try again',
          retryable: true,
        })
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs))
    }
  }

  async #tryAcquire(): Promise<boolean> {
    const lock = tableName(this.#schema, 'migration_lock')
    const now = this.#clock.now()
    const { count } = await this.#run(
      statement(
        `INSERT INTO ${lock} AS l (id, holder, expires_at) VALUES (1, $1::uuid, $2::bigint) ` +
          'ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at ' +
          'WHERE l.expires_at <= $3::bigint',
        this.#holder,
        String(now + this.#lockMs),
        String(now),
      ),
    )
    return count === 1
  }

  /** @throws {CrmError} `transaction-conflict` if somebody else took the lock over, because it had expired. */
  async #renew(): Promise<void> {
    const { count } = await this.#run(
      statement(
        `UPDATE ${tableName(this.#schema, 'migration_lock')} SET expires_at = $2::bigint WHERE id = 1 AND holder = $1::uuid`,
        this.#holder,
        String(this.#clock.now() + this.#lockMs),
      ),
    )
    if (count === 1) return
    throw new CrmError('transaction-conflict', {
      message: 'another migrator took the lock over because a step took longer than the lock lasts; migrate again',
      retryable: true,
    })
  }

  async #release(): Promise<void> {
    await this.#run(
      statement(
        `DELETE FROM ${tableName(this.#schema, 'migration_lock')} WHERE id = 1 AND holder = $1::uuid`,
        this.#holder,
      ),
    )
  }

  async #version(): Promise<number> {
    const { rows } = await this.#run(
      statement(`SELECT coalesce(max(m.version), 0) FROM ${tableName(this.#schema, 'migrations')} AS m`),
    )
    return Number(rows[0]?.[0])
  }

  async #apply(migration: Migration): Promise<void> {
    for (const step of migration.steps) {
      await this.#renew()
      await this.#step(step.replaceAll('{schema}', this.#schema))
    }
    await this.#run(
      statement(
        `INSERT INTO ${tableName(this.#schema, 'migrations')} (version, name, applied_at) ` +
          'VALUES ($1::integer, $2::text, $3::bigint) ON CONFLICT (version) DO NOTHING',
        String(migration.version),
        migration.name,
        String(this.#clock.now()),
      ),
    )
  }

  async #grant(): Promise<boolean> {
    const { appRole, loaderRole, eraserRole } = this.#options
    if (appRole !== undefined) {
      await this.#makeRole(appRole, 'NOLOGIN')
      await this.#steps(applicationGrants(this.#schema, appRole))
    }
    if (eraserRole !== undefined) {
      await this.#makeRole(eraserRole, 'NOLOGIN')
      await this.#steps(eraserGrants(this.#schema, eraserRole))
      if (appRole !== undefined) await this.#lend(eraserRole, appRole)
    }
    if (loaderRole === undefined) return false
    await this.#ifAllowed(async () => {
      await this.#makeRole(loaderRole, 'NOLOGIN BYPASSRLS')
      await this.#steps(loaderGrants(this.#schema, loaderRole))
      if (await this.#isVersion(17)) await this.#steps(maintainGrants(this.#schema, loaderRole))
    })
    if (appRole !== undefined) {
      await this.#ifAllowed(() => this.#step(`GRANT ${quoteName(loaderRole)} TO ${quoteName(appRole)}`))
    }
    const { rows } = await this.#run(
      statement(
        "SELECT r.rolbypassrls AND ($2::text IS NULL OR pg_has_role($2::text, r.oid, 'MEMBER')) " +
          'FROM pg_roles AS r WHERE r.rolname = $1::text',
        loaderRole,
        appRole ?? null,
      ),
    )
    return rows[0]?.[0]?.startsWith('t') ?? false
  }

  /** Lets one role take on another, without having its rights until it does; PostgreSQL before 16 can't tell the two apart. */
  async #lend(role: string, to: string): Promise<void> {
    const how = (await this.#isVersion(16)) ? ' WITH INHERIT FALSE, SET TRUE' : ''
    await this.#ifAllowed(() => this.#step(`GRANT ${quoteName(role)} TO ${quoteName(to)}${how}`))
  }

  async #isVersion(least: number): Promise<boolean> {
    const { rows } = await this.#run(
      statement("SELECT current_setting('server_version_num')::integer >= $1::integer * 10000", String(least)),
    )
    return rows[0]?.[0]?.startsWith('t') ?? false
  }

  /** A managed database may not let anybody make or hand out a role that is exempt from row-level security. */
  async #ifAllowed(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (failure) {
      if (failureCode(failure) !== '42501' && failureCode(failure) !== '42704') throw failure
    }
  }

  async #makeRole(role: string, attributes: string): Promise<void> {
    const { rows } = await this.#run(statement('SELECT 1 FROM pg_roles AS r WHERE r.rolname = $1::text', role))
    if (rows.length > 0) return
    try {
      await this.#step(`CREATE ROLE ${quoteName(role)} ${attributes}`)
    } catch (failure) {
      if (failureCode(failure) !== '42710') throw failure
    }
  }

  async #steps(steps: readonly string[]): Promise<void> {
    for (const step of steps) await this.#step(step)
  }

  /** Runs a step that may run again, and again if it raced with another migrator's. */
  async #step(text: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#run(statement(text))
        return
      } catch (failure) {
        if (attempt === 10 || !raced(failure)) throw failure
        await new Promise((resolve) => setTimeout(resolve, 5 * attempt))
      }
    }
  }

  async #run(
    query: Statement,
  ): Promise<{ readonly rows: readonly (readonly (string | null)[])[]; readonly count: number }> {
    const [answer] = await this.#executor.transaction([], async (session) => ({
      commit: true,
      value: await session.run([query]),
    }))
    return answer ?? { rows: [], count: 0 }
  }
}

/** Whether two migrators made the same thing at the same time; `IF NOT EXISTS` does not prevent it. */
function raced(failure: unknown): boolean {
  const code = failureCode(failure)
  if (code === 'XX000') return failure instanceof Error && failure.message.includes('concurrently updated')
  return (
    code === '23505' || code === '42P06' || code === '42P07' || code === '42710' || code === '40P01' || code === '40001'
  )
}
