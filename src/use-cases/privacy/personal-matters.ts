/** What matters hold of a person: told on request, and erased. Rules: docs/concepts/privacy.md (PTY-6). @module */
import { anonymizedMatter } from '../../interaction/anonymized-matter.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Note } from '../../interaction/note.ts'
import type { ContactId, NoteId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'
import { canonicalJson } from '../fingerprint.ts'
import { joinFollowUps } from '../follow-up.ts'
import { interactionWrite } from '../interactions/interaction-kind.ts'
import { followInteractions } from '../interactions/interaction-parts.ts'
import { changesBetween } from '../record-changes.ts'
import { allMatters } from './all-matters.ts'
import type { PersonalDataPart } from './personal-data-parts.ts'
import { notesOf, writtenElsewhere } from './personal-letters.ts'

/** Matters that name the person, with their notes; and what the person wrote that stands elsewhere. */
export const personalMatters: PersonalDataPart = {
  name: 'interactions',
  async export(session, person) {
    const matters = await mattersOfPerson(session, person.id)
    const named = await Promise.all(
      matters.map(async (interaction) => ({ interaction, notes: await notesOf(session, interaction) })),
    )
    const elsewhere = await writtenElsewhere(session, person)
    return [...named, ...elsewhere.map(({ matter, notes }) => ({ interaction: matter, notes }))]
  },
  async erase(session, person) {
    const { id } = person
    const updatedAt = session.clock.now()
    const notesBlanked: NoteId[] = []
    const blanked: { readonly before: Interaction; readonly after: Interaction }[] = []
    for (const before of await mattersOfPerson(session, id)) {
      // Nobody can tell whose words a note quotes: where the person took part, all of them go.
      const words = (await notesOf(session, before)).flatMap(wordsLeft)
      const isOwn = before.contactIds.every((contactId) => contactId === id)
      const after = isOwn ? anonymizedMatter(before) : before
      if (words.length === 0 && canonicalJson(after) === canonicalJson(before)) continue
      notesBlanked.push(...words)
      // Written even if only its notes change: whoever adds one at the same time decides anew.
      blanked.push({ before, after: { ...after, version: before.version + 1, updatedAt } })
    }
    for (const { matter, notes } of await writtenElsewhere(session, person)) {
      const words = notes.flatMap(wordsLeft)
      // What waits is nothing but what somebody wrote to us.
      const after = matter.type === 'email-pending/open' ? anonymizedMatter(matter) : matter
      if (words.length === 0 && canonicalJson(after) === canonicalJson(matter)) continue
      notesBlanked.push(...words)
      blanked.push({ before: matter, after: { ...after, version: matter.version + 1, updatedAt } })
    }
    return {
      writes: blanked.map(({ after }) => interactionWrite(session, after)),
      follows: joinFollowUps([{ notesBlanked }, await followInteractions(session, blanked)]),
      changes: blanked.flatMap(({ before, after }) => changesBetween(before, after, 'interaction.')),
    }
  },
}

/** The id of a note that still has words. */
function wordsLeft(note: Note): readonly NoteId[] {
  return note.kind === 'words' && note.text !== '' ? [note.id] : []
}

/** All matters that name the person, those in the trash too. */
export async function mattersOfPerson(session: Session, contactId: ContactId): Promise<readonly Interaction[]> {
  return allMatters(session, { contactId })
}
