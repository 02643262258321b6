/** What ends an import when rows are written already: it must not pass for an end before anything was. @module */
export class RowsWrittenError extends Error {
  override readonly name = 'RowsWrittenError'

  constructor(failure: Error) {
    super(failure.message, { cause: failure })
  }
}
