/** Reading business cards: what a file says of people, of their jobs and of companies. Rules: docs/concepts/vcard.md (SYN-2, SYN-5, SYN-6). @module */
import type { CardFile, CardPhoto, CardReading } from './card.ts'
import { readCardInstant } from './card-days.ts'
import { CardLines } from './card-lines.ts'
import { cutCards, type RawCard } from './content-lines.ts'
import { bytesOfFile, type CardBytes } from './line-values.ts'
import { type ReadCardsOptions, readSubject } from './read-subject.ts'

/**
 * Reads a file of cards, of versions 2.1, 3.0 and 4.0, in the encodings that imports read. It never throws: what is not
 * understood is told by line, and the rest of the card counts.
 *
 * @example
 * readCards('BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna Pépin\r\nEND:VCARD\r\n').cards[0]?.contact // { givenName: 'Anna', … }
 */
export function readCards(file: Uint8Array | string, options: ReadCardsOptions = {}): CardFile {
  const bytes = bytesOfFile(file)
  if (bytes === null) return { cards: [], problems: [{ code: 'unreadable-text', line: 1 }] }
  const { cards, problems } = cutCards(bytes.bytes)
  return { cards: cards.map((card) => readCard(card, bytes, options)), problems }
}

function readCard(raw: RawCard, file: CardBytes, options: ReadCardsOptions): CardReading {
  const card = new CardLines(raw, file, options.language)
  const uid = card.text(card.takeOne('UID'))
  const revision = card.takeOne('REV')
  const revised = card.text(revision)
  const revisedAt = revised === undefined ? null : readCardInstant(revised)
  if (revision !== undefined && revised !== undefined && revisedAt === null)
    card.report('invalid-date', revision, revised)
  const languages = card.take('LANG').flatMap((line) => card.text(line) ?? [])
  const photo = readPhotos(card)
  const subject = readSubject(card, raw, options)
  card.reportRest()
  return {
    line: raw.line,
    ...(raw.version !== null && { version: raw.version }),
    ...(uid !== undefined && { uid }),
    ...(revisedAt !== null && { revisedAt }),
    ...subject,
    ...(photo !== undefined && { photo }),
    languages,
    problems: card.problems.toSorted((one, other) => one.line - other.line),
  }
}

/** Of several pictures, the first one that is in the card itself. */
function readPhotos(card: CardLines): CardPhoto | undefined {
  const photos = card.take('PHOTO').flatMap((line) => {
    const photo = card.photo(line)
    return photo === undefined ? [] : [{ line, photo }]
  })
  const kept = photos.find(({ photo }) => photo.kind === 'bytes') ?? photos[0]
  for (const { line } of photos) if (line !== kept?.line) card.report('several-values', line)
  return kept?.photo
}
