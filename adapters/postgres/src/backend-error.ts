/** Failures of the database as crmkit's errors. @module */
import { CrmError, type CrmErrorCode, isCrmError } from 'crmkit'

/** The codes of a world that fails. */
type BackendErrorCode = Extract<CrmErrorCode, `backend-${string}` | 'schema-outdated' | 'transaction-conflict'>

interface Translation {
  readonly code: BackendErrorCode
  readonly retryable: boolean
  readonly message: string
}

const unavailable: Translation = {
  code: 'backend-unavailable',
  retryable: true,
  message:
    'the database cannot be reached or dropped the connection; if it did so while committing, nobody knows whether the commit is there; try again with the same commandId',
}
const unreachable: Translation = {
  ...unavailable,
  message:
    'the database cannot be reached; look whether it runs, and at the host and port that the connection was given; try again',
}
const wrongPassword: Translation = {
  code: 'backend-refused',
  retryable: false,
  message: 'the database does not let this login in; look at the user and password that the connection was given',
}
const unknownLogin: Translation = {
  code: 'backend-refused',
  retryable: false,
  message:
    'the database does not let this login in; look whether there is such a user, whether it may log in, and whether pg_hba.conf lets it in from here and asks for TLS',
}
const conflict: Translation = {
  code: 'transaction-conflict',
  retryable: true,
  message: 'the database kept refusing because of concurrent transactions; nothing was written; try again',
}
const full: Translation = {
  code: 'backend-full',
  retryable: false,
  message: 'the database has no space or memory left; nothing was written; give it room',
}
const outdated: Translation = {
  code: 'schema-outdated',
  retryable: false,
  message: "crmkit's tables are not there in the shape that this version needs; run migrate()",
}
const unkeepable: Translation = {
  code: 'backend-refused',
  retryable: false,
  message: 'a text holds a character that PostgreSQL cannot keep (U+0000 or half of a surrogate pair); remove it',
}

/** SQLSTATEs that mean something of their own; see https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const translations: Readonly<Record<string, Translation>> = {
  '40001': conflict,
  '40P01': conflict,
  '55P03': conflict,
  '53100': full,
  '53200': full,
  '53300': unavailable,
  '57P01': unavailable,
  '57P02': unavailable,
  '57P03': unavailable,
  '57P05': unavailable,
  '25P04': unavailable,
  '28000': unknownLogin,
  '28P01': wrongPassword,
  '3D000': {
    code: 'backend-refused',
    retryable: false,
    message: 'the server has no such database; create it, or look at the name that the connection was given',
  },
  '3F000': outdated,
  '42P01': outdated,
  '42703': outdated,
  '21000': { code: 'backend-refused', retryable: false, message: 'a commit writes the same row twice' },
  '22021': unkeepable,
  '22P05': unkeepable,
}

/** No connection came about, so nothing was asked of the database. */
const noConnection: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

/** What a connection is lost with, or does not come about: Linux reports unreachable hosts on open ones, too. */
const lostCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

/** What drivers say, without any code, when the connection is gone. */
const lostConnection =
  /connection terminated|connection error|client was closed|not queryable|timeout exceeded when trying to connect|connection timeout|cannot use a pool after calling end|pglite is closed|query read timeout/i

/** The driver's code of a failure: a SQLSTATE or a network code. */
export function failureCode(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) return undefined
  return typeof failure.code === 'string' ? failure.code : undefined
}

/** A failure as a {@link CrmError}, with the failure as its cause. */
export function toCrmError(failure: unknown): CrmError {
  if (isCrmError(failure)) return failure
  const { code, retryable, message } = translate(failure)
  const sqlState = failureCode(failure)
  return new CrmError(code, { message, retryable, cause: failure, details: sqlState === undefined ? {} : { sqlState } })
}

function translate(failure: unknown): Translation {
  const code = failureCode(failure)
  if (code !== undefined) {
    const known = translations[code]
    if (known !== undefined) return known
    if (noConnection.has(code)) return unreachable
    if (lostCodes.has(code)) return isConnecting(failure) ? unreachable : unavailable
    if (code.startsWith('08')) return unavailable
    return {
      code: 'backend-refused',
      retryable: false,
      message: `the database refused a statement (${code}); see the cause`,
    }
  }
  if (failure instanceof AggregateError) {
    const network = failure.errors.map(translate).find((inner) => inner === unreachable || inner === unavailable)
    if (network !== undefined) return network
  }
  if (failure instanceof Error && lostConnection.test(failure.message)) return unavailable
  return { code: 'backend-refused', retryable: false, message: 'the database driver failed; see the cause' }
}

/** Whether a network failure is one of connecting: at one address, or at all that a host has. */
function isConnecting(failure: unknown): boolean {
  if (failure instanceof AggregateError) return failure.errors.every(isConnecting)
  return typeof failure === 'object' && failure !== null && 'syscall' in failure && failure.syscall === 'connect'
}

/** Whether the same transaction may go through if it is simply run again. */
export function isConflict(failure: unknown): boolean {
  const code = failureCode(failure)
  return code === '40001' || code === '40P01' || code === '55P03'
}
