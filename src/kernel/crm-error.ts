/** The one error that crmkit throws. Every code has a page in docs/errors. @module */
import type { CrmErrorDetails } from './crm-error-details.ts'

/** What went wrong. A host maps these to its own answers in one place. */
export type CrmErrorCode =
  // A rule says no.
  | 'ambiguous-duplicate'
  | 'call-refused'
  | 'duplicate'
  | 'forbidden'
  | 'import-refused'
  | 'invalid-input'
  | 'last-administrator'
  | 'no-account'
  | 'not-found'
  | 'not-lifted'
  | 'resource-taken'
  | 'send-refused'
  | 'still-referenced'
  | 'transition-refused'
  | 'version-conflict'
  // The world fails.
  | 'backend-full'
  | 'backend-refused'
  | 'backend-unavailable'
  | 'schema-outdated'
  | 'transaction-conflict'

/** What a {@link CrmError} is made of. Details may be left out where all of them may be absent. */
export type CrmErrorOptions<Code extends CrmErrorCode = CrmErrorCode> = CrmErrorText &
  (Partial<CrmErrorDetails[Code]> extends CrmErrorDetails[Code]
    ? { readonly details?: CrmErrorDetails[Code] }
    : { readonly details: CrmErrorDetails[Code] })

/** What every error says. */
export interface CrmErrorText {
  /** One sentence: what, which id, and what to do about it. */
  readonly message: string
  /** Whether the same call may succeed later without any change. Default: `false`. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

const marker = Symbol.for('crmkit.error')

/** The error of a refused or failed call. Recognize it with {@link isCrmError}, not with `instanceof`. */
export class CrmError<Code extends CrmErrorCode = CrmErrorCode> extends Error {
  override readonly name = 'CrmError'
  readonly code: Code
  /** Facts about the error, as plain data: what there is depends on the code. */
  readonly details: CrmErrorDetails[Code]
  readonly retryable: boolean

  constructor(code: Code, options: CrmErrorOptions<Code>) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    // Where details may be left out, nothing is what they say.
    this.details = options.details ?? ({} as CrmErrorDetails[Code])
    this.retryable = options.retryable ?? false
    Object.defineProperty(this, marker, { value: true })
  }
}

/** The error of a code; of several codes, a union that a `switch` on `code` tells apart. */
export type CrmErrorOf<Code extends CrmErrorCode> = { readonly [Each in Code]: CrmError<Each> }[Code]

/**
 * Whether a caught value is a {@link CrmError}, and, if given, one of this code.
 * Works across separately installed copies of the package.
 *
 * @example
 * if (isCrmError(error, 'duplicate')) console.log(error.details.by, error.details.recordId)
 */
export function isCrmError<Code extends CrmErrorCode = CrmErrorCode>(
  value: unknown,
  code?: Code,
): value is CrmErrorOf<Code> {
  if (typeof value !== 'object' || value === null || !(marker in value)) return false
  return code === undefined || ('code' in value && value.code === code)
}
