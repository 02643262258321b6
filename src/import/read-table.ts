/** A file as a table: encoding, separator and headings found, rows as a stream. Rules: docs/concepts/imports.md (IMP-1). @module */
import { CrmError } from '../kernel/crm-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { type RowBatch, readRows } from './csv-rows.ts'
import { createTextReader, decodeText } from './decode.ts'
import { byteOrderMark, detectEncoding, firstBeyondAscii, sampleBytes } from './detect-encoding.ts'
import { type Dialect, type DialectOptions, detectDialect } from './dialect.ts'
import { type Encoding, encodings, parseEncodingName } from './encoding.ts'
import { headingsInGroups, uniqueHeadings } from './headings.ts'
import { describeTableRefusal } from './problem-messages.ts'
import { type ImportSource, openSource } from './source.ts'
import { type TableRefusal, TableRefusedError } from './table-refusal.ts'
import type { AbortSignalLike } from './web-types.ts'

/** What the caller knows better than the detection. */
export interface TableOptions extends DialectOptions {
  /** Any usual name of a supported encoding, in any case: `UTF-8`, `latin1`, `cp1252`. */
  readonly encoding?: string
}

/** A file that can be read. */
export interface Table {
  /** `null` where the source gives text instead of bytes. */
  readonly encoding: Encoding | null
  readonly dialect: Dialect
  /** One unique heading a column; a blank one is named after its position: `Column 3`. */
  readonly headers: readonly string[]
  /** The first data rows, to suggest a mapping from and to show. */
  readonly sample: readonly (readonly string[])[]
  /**
   * Opens the file again and reads it from its first data row.
   * @throws {CrmError} import-refused - `details` is a {@link TableRefusal}
   */
  rows(signal?: AbortSignalLike): AsyncIterable<RowBatch>
}

/**
 * Looks at the beginning of a file and says how to read it.
 * A file that begins in ASCII is read up to its first other byte, so that the encoding is known for the whole of it.
 */
export async function readTable(
  source: ImportSource,
  options: TableOptions = {},
  signal?: AbortSignalLike,
): Promise<Result<Table, TableRefusal>> {
  try {
    const named = namedEncoding(options.encoding)
    const start = await readStart(source, signal)
    const encoding = start.text === null ? await encodingOf(source, start, named, signal) : null
    const text = start.text ?? textOf(start.bytes, encoding ?? 'utf-8', start.isWhole)
    const { dialect, groupTitles = [], rows } = detectDialect(text, start.isWhole, options)
    const [first, ...rest] = rows.slice(dialect.skippedRows)
    // What is left of a sheet without anything in it may be separators, whichever they are.
    if (first === undefined || (start.isWhole && !/[^\s,;|"]/.test(text)))
      throw new TableRefusedError({ code: 'file-empty' })
    const headers = dialect.header
      ? uniqueHeadings(headingsInGroups(groupTitles, first))
      : uniqueHeadings(widest(rows).map(() => ''))
    const sample = dialect.header ? rest : [first, ...rest]
    return ok({
      encoding,
      dialect,
      headers,
      sample,
      rows: (rowsSignal) => readTableRows(source, encoding, { dialect, headers }, rowsSignal ?? signal),
    })
  } catch (cause) {
    if (cause instanceof TableRefusedError) return err(cause.refusal)
    throw cause
  }
}

async function* readTableRows(
  source: ImportSource,
  encoding: Encoding | null,
  shape: { readonly dialect: Dialect; readonly headers: readonly string[] },
  signal: AbortSignalLike | undefined,
): AsyncGenerator<RowBatch> {
  try {
    yield* readRows(decodeText(openSource(source, signal), encoding ?? 'utf-8'), shape)
  } catch (cause) {
    if (!(cause instanceof TableRefusedError)) throw cause
    const { refusal } = cause
    throw new CrmError('import-refused', { message: describeTableRefusal(refusal), details: { ...refusal }, cause })
  }
}

/** The beginning of a file: bytes, or text where the source gives text. */
interface FileStart {
  readonly bytes: Uint8Array
  readonly text: string | null
  /** Whether this is all there is. */
  readonly isWhole: boolean
}

async function readStart(source: ImportSource, signal: AbortSignalLike | undefined): Promise<FileStart> {
  const bytes = new Uint8Array(sampleBytes)
  let length = 0
  let text = ''
  let isText = false
  for await (const chunk of openSource(source, signal)) {
    if (typeof chunk === 'string') {
      isText = true
      text += chunk
      if (text.length >= sampleBytes) return { bytes, text: withoutMark(text), isWhole: false }
      continue
    }
    const fitting = chunk.subarray(0, sampleBytes - length)
    bytes.set(fitting, length)
    length += fitting.length
    if (fitting.length < chunk.length) return { bytes, text: null, isWhole: false }
  }
  return { bytes: bytes.subarray(0, length), text: isText ? withoutMark(text) : null, isWhole: true }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function namedEncoding(name: string | undefined): Encoding | 'utf-16' | null {
  if (name === undefined) return null
  const encoding = parseEncodingName(name)
  if (encoding === null)
    throw new TableRefusedError({ code: 'encoding-not-supported', encoding: name, supported: encodings })
  return encoding
}

async function encodingOf(
  source: ImportSource,
  start: FileStart,
  named: Encoding | 'utf-16' | null,
  signal: AbortSignalLike | undefined,
): Promise<Encoding> {
  if (named === 'utf-16') return byteOrderMark(start.bytes)?.encoding === 'utf-16be' ? 'utf-16be' : 'utf-16le'
  if (named !== null) return named
  const detected = resultOrThrow(detectEncoding(start.bytes, start.isWhole))
  if (detected !== 'ascii') return detected
  if (start.isWhole) return 'utf-8'
  const later = await sampleBeyondAscii(source, signal)
  const found = later === null ? 'ascii' : resultOrThrow(detectEncoding(later.bytes, later.isWhole))
  return found === 'ascii' ? 'utf-8' : found
}

/** The part of a file around its first byte beyond ASCII, or `null` where there is none. */
async function sampleBeyondAscii(source: ImportSource, signal: AbortSignalLike | undefined): Promise<FileStart | null> {
  const bytes = new Uint8Array(sampleBytes)
  let length = 0
  for await (const chunk of openSource(source, signal)) {
    if (typeof chunk === 'string') return null
    // A few bytes before it are kept: they are the beginning of its word.
    const from = length > 0 ? 0 : firstBeyondAscii(chunk) - 16
    if (length === 0 && from === -17) continue
    const fitting = chunk.subarray(Math.max(0, from), Math.max(0, from) + sampleBytes - length)
    bytes.set(fitting, length)
    length += fitting.length
    if (length === sampleBytes) return { bytes, text: null, isWhole: false }
  }
  return length === 0 ? null : { bytes: bytes.subarray(0, length), text: null, isWhole: true }
}

/** A sample may end within a character: only the end of the whole file must not. */
function textOf(bytes: Uint8Array, encoding: Encoding, isWhole: boolean): string {
  const reader = createTextReader(encoding)
  const text = reader.read(bytes)
  if (isWhole) reader.end()
  return withoutMark(text)
}

function widest(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.reduce<readonly string[]>((widest, row) => (row.length > widest.length ? row : widest), [])
}

function resultOrThrow<T>(result: Result<T, TableRefusal>): T {
  if (!result.ok) throw new TableRefusedError(result.error)
  return result.value
}
