/** Headers of a mail that came in. @module */
import type { MailHeader } from 'crmkit'
import { decodeWords } from 'postal-mime'

/** The lines of a mail before its text: unfolded and decoded. */
export function readHeaders(lines: string): readonly MailHeader[] {
  return lines
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':')
      const name = line.slice(0, Math.max(colon, 0)).trim()
      return name === '' ? [] : [{ name, value: decodeWords(line.slice(colon + 1).trim()) }]
    })
}

/** Letters of a line of mailboxes that are read. Nobody writes to so many; who sends more wants to keep us busy. */
const longestLine = 65_536

/**
 * The mailboxes of a line, as they were written: commas in quotes part nobody. A quote that nothing closes is none.
 * Strangers write these lines: neither expression may look for the end of a quote more than once.
 */
export function mailboxesIn(line: string): readonly string[] {
  const closed = line
    .slice(0, longestLine)
    .replace(/"(?:\\[\s\S]?|[^"\\])*("?)/g, (quoted, end) => (end === '' ? quoted.replaceAll('"', ' ') : quoted))
  const found = closed.match(/(?:"(?:\\[\s\S]?|[^"\\])*"?|\([^()]*\)|<[^<>]*>|[^,"(<])+/g) ?? []
  return found.map((mailbox) => mailbox.trim()).filter((mailbox) => mailbox !== '')
}

/** By what name a text shows a file, if it does: what its header says, without angle brackets. */
export function contentIdOf(contentId = ''): { readonly contentId?: string } {
  const bare = contentId.replace(/^<|>$/g, '')
  return bare === '' ? {} : { contentId: bare }
}
