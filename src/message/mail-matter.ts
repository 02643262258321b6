/** What is written down of a mail that came in: a note on a matter, or a matter with its first note. Rules: docs/concepts/messages.md (MSG-4). @module */
import type { NewInteraction } from '../interaction/new-interaction.ts'
import type { NewNote } from '../interaction/note.ts'
import type { Locale } from '../kernel/country.ts'
import type { Instant } from '../kernel/time.ts'
import { longest } from '../party/read-fields.ts'
import type { Filing } from './file-mail.ts'
import { textOfHtml } from './html-text.ts'
import type { ReceivedMail } from './received-mail.ts'

/** A mail that goes onto a timeline, or waits to be linked. */
export type PlacedMail = Extract<Filing, { kind: 'filed' | 'pending' }>

/** The steps on which matters made of mails stand. They are in every workspace. */
export type MailStep = 'email/open' | 'email-pending/open'

/** How a mail is called that has no subject. */
export const noSubject: Readonly<Record<Locale, string>> = {
  en: '(no subject)',
  fr: '(sans objet)',
  ro: '(fără subiect)',
  hu: '(tárgy nélkül)',
}

/** When it is written down, and in which language where it says nothing itself. */
export interface MailOccasion {
  readonly now: Instant
  readonly locale: Locale
}

/**
 * The note that a mail leaves: their words if it came in, ours if a member sent it. It is never refused: what can't be
 * stored is left out of it, and a text beyond all measure is cut. What a machine wrote has no direction, for it is no
 * contact that counts.
 */
export function noteOfMail(mail: ReceivedMail, placed: PlacedMail, { now, locale }: MailOccasion): NewNote {
  const text = wordsOf(mail) || subjectOf(mail, locale)
  const happenedAt = Math.min(mail.receivedAt, now)
  const facts = { happenedAt, ...(placed.automatic === null && { direction: placed.direction }) }
  return placed.direction === 'inbound' ? { ...facts, said: text } : { ...facts, text }
}

/** The matter that is made of a mail which no matter is known for. Candidates are not on it: somebody chooses. */
export function matterOfMail(mail: ReceivedMail, placed: PlacedMail, occasion: MailOccasion): NewInteraction<MailStep> {
  return {
    subject: subjectOf(mail, occasion.locale),
    type: placed.kind === 'filed' ? 'email/open' : 'email-pending/open',
    contactIds: placed.kind === 'filed' ? placed.contactIds : [],
    ownerId: placed.memberId,
    channel: 'email',
    note: noteOfMail(mail, placed, occasion),
  }
}

function subjectOf({ subject }: ReceivedMail, locale: Locale): string {
  return storable(subject.replace(/\s+/g, ' '), longest.short) || noSubject[locale]
}

function wordsOf({ text = '', html = '' }: ReceivedMail): string {
  return storable(text, longest.description) || storable(textOfHtml(html), longest.description)
}

/** Without NUL and halves of characters, and not longer than what is stored. */
function storable(text: string, most: number): string {
  const clean = text.replaceAll('\0', '').toWellFormed().trim()
  if (clean.length <= most) return clean
  // A cut may leave one half of a character.
  return `${clean.slice(0, most - 2).replace(/[\ud800-\udbff]$/, '')} …`
}
