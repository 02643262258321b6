/**
 * Messages of PostgreSQL's protocol, put one behind the other: what node-postgres' connection sends to a server.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 * @module
 */
import type { BatchConnection } from './pg-batch.ts'

const utf8 = new TextEncoder()

/** Takes messages down, in pieces that end where a connection would send them off. */
export class WireMessages implements BatchConnection {
  #parts: Uint8Array[] = []
  readonly #pieces: Uint8Array[] = []
  readonly stream: BatchConnection['stream'] = {
    write: (bytes) => this.#parts.push(bytes),
    uncork: () => {
      this.#pieces.push(joined(this.#parts))
      this.#parts = []
    },
  }

  /** Everything that was sent off so far. */
  pieces(): readonly Uint8Array[] {
    return this.#pieces
  }

  parse({ name = '', text }: { readonly name?: string; readonly text: string }): void {
    this.#add('P', word(name), word(text), int16(0))
  }

  bind({ statement = '', values }: Parameters<BatchConnection['bind']>[0]): void {
    this.#add('B', word(''), word(statement), int16(0), int16(values.length), ...values.flatMap(field), int16(0))
  }

  close({ type, name }: { readonly type: 'S'; readonly name: string }): void {
    this.#add('C', utf8.encode(type), word(name))
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
    this.#parts.push(utf8.encode(type), int32(lengthOf(fields) + 4), ...fields)
  }
}

function field(value: string | null): readonly Uint8Array[] {
  if (value === null) return [int32(-1)]
  const bytes = utf8.encode(value)
  return [int32(bytes.length), bytes]
}

/** Text up to a zero. */
function word(text: string): Uint8Array {
  return utf8.encode(`${text}\0`)
}

function int16(value: number): Uint8Array {
  return new Uint8Array([value >> 8, value])
}

function int32(value: number): Uint8Array {
  return new Uint8Array([value >> 24, value >> 16, value >> 8, value])
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
