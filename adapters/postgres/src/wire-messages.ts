/**
 * Messages of PostgreSQL's protocol, put one behind the other: what node-postgres' connection sends to a server.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 * @module
 */
import type { BatchConnection } from './pg-batch.ts'

/** Takes messages down. */
export class WireMessages implements BatchConnection {
  readonly #parts: Uint8Array[] = []
  readonly stream: BatchConnection['stream'] = { write: (bytes) => this.#parts.push(bytes) }

  /** Everything so far. */
  written(): Uint8Array {
    return Buffer.concat(this.#parts)
  }

  parse({ name = '', text }: { readonly name?: string; readonly text: string }): void {
    this.#add('P', word(name), word(text), int16(0))
  }

  bind({ statement = '', values }: Parameters<BatchConnection['bind']>[0]): void {
    this.#add('B', word(''), word(statement), int16(0), int16(values.length), ...values.flatMap(field), int16(0))
  }

  close({ type, name }: { readonly type: 'S'; readonly name: string }): void {
    this.#add('C', Buffer.from(type), word(name))
  }

  execute(): void {
    this.#add('E', word(''), int32(0))
  }

  sync(): void {
    this.#add('S')
  }

  endCopyFrom(): void {
    this.#add('c')
  }

  sendCopyFail(reason: string): void {
    this.#add('f', word(reason))
  }

  #add(type: string, ...fields: readonly Uint8Array[]): void {
    const length = fields.reduce((sum, { byteLength }) => sum + byteLength, 4)
    this.#parts.push(Buffer.from(type), int32(length), ...fields)
  }
}

function field(value: string | null): readonly Uint8Array[] {
  if (value === null) return [int32(-1)]
  const bytes = Buffer.from(value)
  return [int32(bytes.byteLength), bytes]
}

function word(text: string): Uint8Array {
  return Buffer.from(`${text}\0`)
}

function int16(value: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}
