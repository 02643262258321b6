/** Looking once, before a store's first statement, at what it has come to: the schema's version and the bulk path. @module */
import { CrmError } from 'crmkit'
import { failureCode } from './backend-error.ts'
import { type BulkRoles, roleStatement } from './bulk.ts'
import { type Answer, type Executor, statement } from './executor.ts'
import { schemaVersion } from './migrations/index.ts'
import { tableName } from './table.ts'

/** What a store may rely on. */
export interface Readiness {
  /** How COPY may be used; `null` if it may not. */
  readonly bulk: BulkRoles | null
  /** The role that may refresh the planner's statistics, if there is one. */
  readonly maintainer: string | null
}

/**
 * Checks the database once; a failed check is made again at the next call.
 * @throws {CrmError} `schema-outdated` if the schema is older or newer than this package.
 */
export function readinessCheck(
  executor: Executor,
  schema: string,
  role: string | null,
  loaderRole: string | null,
): () => Promise<Readiness> {
  let known: Promise<Readiness> | null = null
  return () => {
    known ??= check(executor, schema, role, loaderRole).catch((failure: unknown) => {
      known = null
      throw failure
    })
    return known
  }
}

async function check(
  executor: Executor,
  schema: string,
  role: string | null,
  loaderRole: string | null,
): Promise<Readiness> {
  const answer = await readFacts(executor, schema, role, loaderRole)
  const [version, ...flags] = answer?.rows[0] ?? []
  const [isGuarded, mayLoad, knowsMaintain] = flags.map((flag) => flag?.startsWith('t') ?? false)
  const found = Number(version ?? 0)
  if (found !== schemaVersion) throw outdated(found)
  const loader = mayLoad ? loaderRole : null
  const mayCopy = !isGuarded || loader !== null
  return {
    bulk: mayCopy ? { loader: isGuarded ? loader : null, application: role } : null,
    maintainer: knowsMaintain ? loader : null,
  }
}

async function readFacts(
  executor: Executor,
  schema: string,
  role: string | null,
  loaderRole: string | null,
): Promise<Answer | undefined> {
  const facts = statement(
    `SELECT max(m.version), row_security_active('${schema.replaceAll("'", "''")}.companies'), ` +
      "(SELECT r.rolbypassrls AND pg_has_role(session_user, r.oid, 'MEMBER') " +
      'FROM pg_roles AS r WHERE r.rolname = $1::text), ' +
      "current_setting('server_version_num')::integer >= 170000 " +
      `FROM ${tableName(schema, 'migrations')} AS m`,
    loaderRole,
  )
  try {
    const [answer] = await executor.read(role === null ? [] : [roleStatement(role)], [facts])
    return answer
  } catch (cause) {
    if (failureCode(cause) !== '22023') throw cause
    throw new CrmError('schema-outdated', { message: `there is no role "${role}"; run migrate() with it`, cause })
  }
}

function outdated(found: number): CrmError {
  const remedy = found < schemaVersion ? 'run migrate()' : 'update @crmkit/postgres'
  return new CrmError('schema-outdated', {
    message: `the schema has version ${found}, this package needs ${schemaVersion}; ${remedy}`,
    details: { found, needed: schemaVersion },
  })
}
