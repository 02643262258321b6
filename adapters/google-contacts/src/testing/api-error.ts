/** Errors as Google's interfaces answer them. https://google.aip.dev/193 @module */

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

/** The codes of gRPC, as they stand in the status of one of several. */
const codes: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
}

/** What an error says besides its HTTP status. */
export interface ApiErrorParts {
  /** Default: the usual one of the HTTP status. */
  readonly status?: string
  /** Of a `google.rpc.ErrorInfo`, or of the older list `errors` where it is written in small letters. */
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal of the People API. */
export class ApiError extends Error {
  readonly httpStatus: number
  readonly #parts: ApiErrorParts

  constructor(httpStatus: number, message: string, parts: ApiErrorParts = {}) {
    super(message)
    this.httpStatus = httpStatus
    this.#parts = parts
  }

  get status(): string {
    return this.#parts.status ?? statuses[this.httpStatus] ?? 'UNKNOWN'
  }

  /** The status of one person among several. */
  get ofOne(): { readonly code: number; readonly message: string } {
    return { code: codes[this.status] ?? 2, message: this.message }
  }

  toResponse(): Response {
    const { reason, headers = {} } = this.#parts
    const isOld = reason !== undefined && /^[a-z]/.test(reason)
    const error = {
      code: this.httpStatus,
      message: this.message,
      ...(isOld && { errors: [{ message: this.message, domain: 'global', reason }] }),
      status: this.status,
      ...(reason !== undefined &&
        !isOld && {
          details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'people.googleapis.com' }],
        }),
    }
    return Response.json({ error }, { status: this.httpStatus, headers })
  }
}

/** A request that can't be meant. */
export function invalid(message: string): ApiError {
  return new ApiError(400, message)
}
