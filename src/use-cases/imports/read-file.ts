/** Files as hosts hand them in. @module */
import type { ImportSource } from '../../import/source.ts'
import type { CrmError } from '../../kernel/crm-error.ts'
import type { InputProblem } from '../../party/input-issue.ts'
import { inputError } from '../input-error.ts'

/** Reads what is handed in as a file. */
export type ReadFile = (file: unknown) => ImportSource

/** What stands in none of the tables that are imported, and is what somebody who knows files by their paths hands in. */
const pathLike = /^[^\n,;\t|]+\.(?:csv|tsv|tab|txt|xlsx?)$/i

/** A reader of files that knows the streams it was given: each can be read once only. */
export function fileReader(): ReadFile {
  const begun = new WeakSet<object>()
  return (file) => {
    if (typeof file === 'function') return () => afresh(file(), begun)
    if (typeof file === 'string' && pathLike.test(file)) {
      throw fileError('This looks like the path of a file, and a text is taken for what stands in it. Open the file')
    }
    if (isSource(file)) return file
    throw fileError(
      'Give its text, its bytes as a Uint8Array, a File or Blob, or a function that opens it',
      problemOf(file),
    )
  }
}

function isSource(file: unknown): file is ImportSource {
  if (typeof file === 'string' || file instanceof Uint8Array) return true
  return typeof file === 'object' && file !== null && 'stream' in file && typeof file.stream === 'function'
}

/** Streams of the web and of Node, and generators, end with their first reading; what opens itself again is no stream. */
function afresh<Stream>(stream: Stream, begun: WeakSet<object>): Stream {
  if (typeof stream !== 'object' || stream === null)
    throw fileError('The function opens nothing. Let it answer a stream')
  if (!('getReader' in stream || 'pipe' in stream || 'next' in stream)) return stream
  if (begun.has(stream)) {
    throw fileError(
      'The function answers a stream that was read before, and a file is read several times. Open a new one',
    )
  }
  begun.add(stream)
  return stream
}

function problemOf(file: unknown): InputProblem {
  return file === undefined ? 'missing' : 'wrong-type'
}

function fileError(remedy: string, problem: InputProblem = 'wrong-type'): CrmError {
  return inputError([{ path: 'file', problem, remedy: `${remedy}: () => createReadStream(path).` }])
}
