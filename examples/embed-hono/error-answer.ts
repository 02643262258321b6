/** crmkit's errors as answers of HTTP: the one place that knows both. @module */
import { type CrmErrorCode, type Desk, isCrmError } from 'crmkit'

/** What is answered instead. */
export interface ErrorAnswer {
  readonly status: 400 | 403 | 404 | 409 | 422 | 500 | 503
  readonly body: {
    readonly code: CrmErrorCode | 'internal'
    readonly details: object
    /** Whom to ask, by name. */
    readonly ask?: string
  }
}

// #region answer
/** What a rule says no to. All other codes are failures of the backend. */
const statuses: Partial<Record<CrmErrorCode, ErrorAnswer['status']>> = {
  'invalid-input': 422,
  'import-refused': 422,
  'not-found': 404,
  forbidden: 403,
  duplicate: 409,
  'ambiguous-duplicate': 409,
  'last-administrator': 409,
  'still-referenced': 409,
  'transition-refused': 409,
  'version-conflict': 409,
}

/** The answer to a call that failed. @param desk of whoever called, to name the member who can help */
export async function errorAnswer(error: unknown, desk: Desk | undefined): Promise<ErrorAnswer> {
  // A mistake of ours tells strangers nothing.
  if (!isCrmError(error)) return { status: 500, body: { code: 'internal', details: {} } }
  const { code, details, retryable } = error
  const status = statuses[code] ?? (retryable ? 503 : 500)
  const ask = isCrmError(error, 'duplicate') ? await nameOf(error.details.ownerId, desk) : undefined
  return { status, body: { code, details, ...(ask !== undefined && { ask }) } }
}
// #endregion

async function nameOf(memberId: string | null | undefined, desk: Desk | undefined): Promise<string | undefined> {
  if (memberId === undefined || memberId === null || desk === undefined) return undefined
  return (await desk.workspace.members.get(memberId)).name
}
