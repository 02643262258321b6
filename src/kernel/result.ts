/** What a rule answers: the value it decided on, or the reason why it refuses. @module */

/** A decision that came out. */
export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

/** A refusal, as data: it survives JSON and a `switch` on its code. */
export interface Err<E> {
  readonly ok: false
  readonly error: E
}

/** What a pure function of the domain returns when a rule may say no. */
export type Result<T, E> = Ok<T> | Err<E>

/** Wraps a value that was decided on. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value }
}

/** Wraps the reason of a refusal. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error }
}
