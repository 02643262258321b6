/** A file that is refused when rows of it are written already: it must not pass for one of which nothing was. @module */
export class RowsWrittenError extends Error {
  override readonly name = 'RowsWrittenError'

  constructor(refusal: Error) {
    super(refusal.message, { cause: refusal })
  }
}
