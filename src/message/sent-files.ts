/** Files that go along with a mail: how they may be named, and how much they may come to. Rules: docs/concepts/messages.md (MSG-1). @module */
import type { SendProblem } from './may-send.ts'

/** How many bytes the files of one mail may have together, where its account does not say. On their way they are a third longer. */
export const usualFilesLimit = 25_000_000

/** What is against sending files of these sizes. @param limit in bytes, inclusive */
export function judgeFiles(files: readonly { readonly size: number }[], limit: number): readonly SendProblem[] {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  if (bytes <= limit) return []
  const remedy = `Leave files out, make them smaller, or give their addresses instead: together they may have ${limit} bytes.`
  return [{ path: 'files', problem: 'too-large', bytes, limit, remedy }]
}

/** Whether a text is a media type without parameters, such as `application/pdf` (RFC 6838, 4.2). */
export function isMediaType(text: string): boolean {
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i.test(text)
}

/** Whether a text can be the name under which the HTML of a mail shows a file: of one line, without angle brackets. */
export function isContentId(text: string): boolean {
  return /^[!-;=?-~]{1,200}$/.test(text)
}
