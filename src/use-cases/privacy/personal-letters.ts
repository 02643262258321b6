/**
 * What a person wrote to us and that stands on matters which don't name him: mail by his address, or that may be his, and
 * text messages from his number that wait. Rules: docs/concepts/privacy.md (PTY-6).
 * @module
 */
import type { Interaction } from '../../interaction/interaction.ts'
import type { Note } from '../../interaction/note.ts'
import type { InteractionId, NoteId } from '../../kernel/ids.ts'
import type { FiledMail } from '../../message/filed-mail.ts'
import { parsePhone } from '../../party/phone.ts'
import type { Session } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'
import { allMatters } from './all-matters.ts'
import type { PersonOnFile } from './personal-data-parts.ts'

/** How many are read together. */
const pageSize = 500

/** A matter that does not name the person, with the notes that are his words. */
export interface WrittenElsewhere {
  readonly matter: Interaction
  readonly notes: readonly Note[]
}

/** Mails from the person's own addresses, and those that wait and may be his. */
export async function mailsByPerson({ store, actor }: Session, person: PersonOnFile): Promise<readonly FiledMail[]> {
  const { workspaceId } = actor
  const own = new Set([person.id, ...person.otherIds])
  const addresses = sourcesOf(person).flatMap(({ emails }) => emails.flatMap(({ normalized }) => normalized ?? []))
  const keyOf = (address: string): string => `mail:${address}`
  const { hits } = await store.identity.lookUp(workspaceId, addresses.map(keyOf))
  // What comes from an address that others have is theirs as well, unless it waits.
  const shared = new Set(hits.flatMap(({ key, recordId }) => (own.has(recordId) ? [] : [key])))
  return store.mails.findByPeople(workspaceId, [...own, ...addresses.filter((address) => !shared.has(keyOf(address)))])
}

/** The matters that don't name the person, and on which words of his stand. */
export async function writtenElsewhere(session: Session, person: PersonOnFile): Promise<readonly WrittenElsewhere[]> {
  const byMatter = new Map<InteractionId, Set<NoteId>>()
  for (const { interactionId, noteId } of await mailsByPerson(session, person)) {
    if (interactionId === null || noteId === null) continue
    byMatter.set(interactionId, (byMatter.get(interactionId) ?? new Set()).add(noteId))
  }
  const matters = await session.store.interactions.findMany(everythingOf(session), [...byMatter.keys()])
  const written: WrittenElsewhere[] = []
  for (const matter of matters) {
    if (matter.contactIds.includes(person.id)) continue
    const notes = (await notesOf(session, matter)).filter(({ id }) => byMatter.get(matter.id)?.has(id))
    written.push({ matter, notes })
  }
  return [...written, ...(await textsThatWait(session, person))]
}

/** Text messages that wait: such a note begins with the number that it came from. */
async function textsThatWait(session: Session, person: PersonOnFile): Promise<readonly WrittenElsewhere[]> {
  const numbers = new Set<string>(numbersOf(person))
  if (numbers.size === 0) return []
  const written: WrittenElsewhere[] = []
  for (const matter of await allMatters(session, { types: ['email-pending/open'] })) {
    if (matter.channel !== 'sms' || matter.contactIds.includes(person.id)) continue
    const notes = (await notesOf(session, matter)).filter((note) => {
      const from = note.kind === 'words' ? /^([^:]{3,40}): /.exec(note.text)?.[1] : undefined
      return from !== undefined && numbers.has(parsePhone(from, session.settings.country).e164 ?? '')
    })
    if (notes.length > 0) written.push({ matter, notes })
  }
  return written
}

/** The numbers of the person: of the records, and of jobs. */
export function numbersOf(person: PersonOnFile): readonly string[] {
  return sourcesOf(person).flatMap(({ phones }) => phones.flatMap(({ e164 }) => e164 ?? []))
}

function sourcesOf({ contact, merged, jobs }: PersonOnFile) {
  return [...(contact === null ? [] : [contact]), ...merged, ...jobs]
}

/** All notes of a matter. */
export async function notesOf({ store, actor }: Session, { id }: Interaction): Promise<readonly Note[]> {
  const notes: Note[] = []
  for (let after: NoteId | undefined; ; after = notes.at(-1)?.id) {
    const page = { ...(after !== undefined && { after }), limit: pageSize }
    const found = await store.interactions.listNotes(actor.workspaceId, id, page)
    notes.push(...found)
    if (found.length < pageSize) return notes
  }
}
