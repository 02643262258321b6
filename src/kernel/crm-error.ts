/** The one error that crmkit throws. Every code has a page in docs/errors. @module */

/** What went wrong. A host maps these to its own answers in one place. */
export type CrmErrorCode =
  // A rule says no.
  | 'ambiguous-duplicate'
  | 'duplicate'
  | 'forbidden'
  | 'import-refused'
  | 'invalid-input'
  | 'not-found'
  | 'still-referenced'
  | 'version-conflict'
  // The world fails.
  | 'backend-full'
  | 'backend-refused'
  | 'backend-unavailable'
  | 'schema-outdated'
  | 'transaction-conflict'

/** Facts about the error, as plain data. They never hold personal values of records that the actor may not see. */
export type CrmErrorDetails = Readonly<Record<string, unknown>>

/** What a {@link CrmError} is made of. */
export interface CrmErrorOptions {
  /** One sentence: what, which id, and what to do about it. */
  readonly message: string
  readonly details?: CrmErrorDetails
  /** Whether the same call may succeed later without any change. Default: `false`. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

const marker = Symbol.for('crmkit.error')

/** The error of a refused or failed call. Recognize it with {@link isCrmError}, not with `instanceof`. */
export class CrmError extends Error {
  override readonly name = 'CrmError'
  readonly code: CrmErrorCode
  readonly details: CrmErrorDetails
  readonly retryable: boolean

  constructor(code: CrmErrorCode, options: CrmErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
    this.retryable = options.retryable ?? false
    Object.defineProperty(this, marker, { value: true })
  }
}

/**
 * Whether a caught value is a {@link CrmError}, and, if given, one of this code.
 * Works across separately installed copies of the package.
 */
export function isCrmError<Code extends CrmErrorCode>(value: unknown, code?: Code): value is CrmError & { code: Code } {
  if (typeof value !== 'object' || value === null || !(marker in value)) return false
  return code === undefined || ('code' in value && value.code === code)
}
