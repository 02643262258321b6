/** Notes: what was said and done in a matter, appended and never edited. Rules: docs/concepts/interactions.md (INT-7, INT-13). @module */
import type { Locale } from '../kernel/country.ts'
import type { InteractionId, MemberId, NoteId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { InputIssue } from '../party/input-issue.ts'
import { longest, readText } from '../party/read-fields.ts'

/** Which way something went: from them to us, or from us to them. */
export type Direction = 'inbound' | 'outbound'

/** What a note says, and whose words they are. */
export interface WordsNote {
  readonly kind: 'words'
  readonly text: string
  /** Ours, or the customer's, which are shown in quotes. */
  readonly voice: 'ours' | 'theirs'
  /** When it happened: when it is written down, or earlier. */
  readonly happenedAt: Instant
  /** Which way it went, if it was a contact. */
  readonly direction?: Direction
}

/** That somebody began to measure time. */
export interface TimerStartedNote {
  readonly kind: 'timer-started'
}

/** That somebody ended it, and how long it was. */
export interface TimerStoppedNote {
  readonly kind: 'timer-stopped'
  readonly spentMs: number
}

/** A note before it has its place: its author and when it was written. */
export type UnfiledNote = (WordsNote | TimerStartedNote | TimerStoppedNote) & {
  /** Who wrote it; `null`: a job. */
  readonly memberId: MemberId | null
  readonly at: Instant
}

/** A note as it is stored. */
export type Note = UnfiledNote & { readonly id: NoteId; readonly interactionId: InteractionId }

/** A note to append: our words, or the customer's. */
export type NewNote = NoteFacts & ({ readonly text: string } | { readonly said: string })

/** What may be added to the words of a note. */
export interface NoteFacts {
  /** When it happened, if it is written down late. Default: now. Never later than now. */
  readonly happenedAt?: Instant | undefined
  /** Which way it went, if it was a contact. */
  readonly direction?: Direction | undefined
}

/** Who does something, and when. */
export interface Doing {
  readonly now: Instant
  /** `null`: a job. */
  readonly memberId: MemberId | null
}

/** Reads a note. `undefined`: there is none, or it is wrong and the issues say why. */
export function readNote(
  issues: InputIssue[],
  path: string,
  said: NewNote | undefined,
  { now, memberId }: Doing,
): (UnfiledNote & WordsNote) | undefined {
  if (said === undefined) return undefined
  const known = issues.length
  const voice = 'said' in said ? 'theirs' : 'ours'
  const field = `${path}.${voice === 'theirs' ? 'said' : 'text'}`
  const text = readText(issues, field, 'said' in said ? said.said : said.text, undefined, longest.description)
  if (text === undefined && issues.length === known) {
    issues.push({ path: field, problem: 'missing', remedy: 'Give the note a text.' })
  }
  const { happenedAt = now, direction } = said
  if (!Number.isSafeInteger(happenedAt) || happenedAt > now) {
    const remedy = 'Give the instant at which it happened, now at the latest.'
    issues.push({ path: `${path}.happenedAt`, problem: 'out-of-range', value: happenedAt, remedy })
  }
  if (text === undefined || issues.length > known) return undefined
  return { kind: 'words', text, voice, happenedAt, ...(direction !== undefined && { direction }), memberId, at: now }
}

/** The quotation marks of each language, opening and closing. */
export const quotationMarks: Readonly<Record<Locale, readonly [string, string]>> = {
  en: ['“', '”'],
  fr: ['«\u00a0', '\u00a0»'],
  ro: ['„', '”'],
  hu: ['„', '”'],
}

/** The words of a note as they are shown: the customer's in the quotation marks of a language. */
export function showWords({ text, voice }: Pick<WordsNote, 'text' | 'voice'>, locale: Locale): string {
  const [opening, closing] = quotationMarks[locale]
  return voice === 'theirs' ? `${opening}${text}${closing}` : text
}
