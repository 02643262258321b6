/**
 * Rows in COPY's binary format: the database has nothing to parse, and nothing has to be escaped.
 * @see https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-BINARY-FORMAT
 * @module
 */
import type { Column, Table } from './table.ts'

/**
 * Encodes rows; the bytes are the whole content of one `COPY … WITH (FORMAT binary)`. Once they have been sent they
 * should be given back: memory that is used again and again stays in the processor's reach.
 */
export function copyRows<Source>({ columns }: Table<Source>, rows: readonly Source[]): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter()
  for (const byte of opening) writer.byte(byte)
  for (const row of rows) {
    writer.int16(columns.length)
    for (const column of columns) writer.value(column.type, column.value(row))
  }
  writer.int16(-1)
  return writer.written()
}

/** The signature, no flags, no extension. */
const opening = [...new TextEncoder().encode('PGCOPY\n'), 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0]

const firstSize = 256 * 1024

/** Memory to write into again: as much as the tables of two commits at a time take. */
const spare: Buffer<ArrayBuffer>[] = []
const mostSpare = 8
const largestSpare = 4 * 1024 * 1024

/** Gives back the memory of {@link copyRows}: the bytes must not be looked at any more. */
export function giveBackRows(content: Uint8Array<ArrayBuffer>): void {
  if (spare.length < mostSpare && content.buffer.byteLength <= largestSpare) spare.push(Buffer.from(content.buffer))
}

/** Days from 1970 to 2000, where PostgreSQL begins to count. */
const epochDay = 10_957
const dayMs = 86_400_000

class BinaryWriter {
  #bytes = spare.pop() ?? Buffer.allocUnsafeSlow(firstSize)
  #length = 0

  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  int16(value: number): void {
    this.byte(value >>> 8)
    this.byte(value)
  }

  /** A field: its length, then its value. */
  value(type: Column<unknown>['type'], value: string | number | null): void {
    if (value === null) this.#int32(-1)
    else if (type === 'bigint') this.#bigint(Number(value))
    else if (type === 'integer') this.#integer(Number(value))
    else if (typeof value === 'number') this.#text(String(value), type === 'jsonb')
    else if (type === 'text' || type === 'json') this.#text(value, false)
    else if (type === 'jsonb') this.#text(value, true)
    else if (type === 'uuid') this.#uuid(value)
    else if (type === 'boolean') this.#boolean(value === 'true')
    else this.#integer(daysOf(value) - epochDay)
  }

  #integer(value: number): void {
    this.#int32(4)
    this.#int32(value)
  }

  #bigint(value: number): void {
    this.#int32(8)
    this.#int32(Math.floor(value / 2 ** 32))
    this.#int32(value | 0)
  }

  #boolean(value: boolean): void {
    this.#int32(1)
    this.byte(value ? 1 : 0)
  }

  #int32(value: number): void {
    this.#reserve(4)
    this.#put(value, this.#length)
    this.#length += 4
  }

  #put(value: number, at: number): void {
    const bytes = this.#bytes
    bytes[at] = value >>> 24
    bytes[at + 1] = value >>> 16
    bytes[at + 2] = value >>> 8
    bytes[at + 3] = value
  }

  /** @param hasVersion `jsonb` begins with the version of its format */
  #text(text: string, hasVersion: boolean): void {
    // No character takes more than three bytes of UTF-8 for each of its code units.
    this.#reserve(text.length * 3 + 5)
    const bytes = this.#bytes
    const start = this.#length + 4
    let at = start
    if (hasVersion) bytes[at++] = 1
    at += text.length <= shortText ? writeShort(text, bytes, at) : bytes.write(text, at)
    this.#put(at - start, this.#length)
    this.#length = at
  }

  #uuid(text: string): void {
    this.#int32(16)
    this.#reserve(16)
    const bytes = this.#bytes
    let at = this.#length
    for (let index = 0; index < 36; index += 2) {
      if (text.charCodeAt(index) === hyphen) index++
      bytes[at++] = (hexValue(text, index) << 4) | hexValue(text, index + 1)
    }
    this.#length = at
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.written())
    this.#bytes = larger
  }
}

/** Up to here a loop is faster than a call out of JavaScript. */
const shortText = 40

/** Writes UTF-8 and gives the number of bytes. */
function writeShort(text: string, bytes: Buffer, start: number): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 0x80) return index + bytes.write(text.slice(index), start + index)
    bytes[start + index] = code
  }
  return text.length
}

const hyphen = 45

/** The value of each hexadecimal digit, by its character code. */
const hexValues = Uint8Array.from({ length: 128 }, (_, code) => (code < 58 ? code - 48 : (code | 32) - 87))

function hexValue(text: string, index: number): number {
  return hexValues[text.charCodeAt(index)] ?? 0
}

/** Days since 1970. */
function daysOf(day: string): number {
  const [year = '', month = '', date = ''] = day.split('-')
  return new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(date)) / dayMs
}
