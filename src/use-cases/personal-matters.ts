/** What matters hold of a person: told on request, and erased. Rules: docs/concepts/privacy.md (PTY-6). @module */
import { anonymizedMatter } from '../interaction/anonymized-matter.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { Note } from '../interaction/note.ts'
import type { ContactId, NoteId } from '../kernel/ids.ts'
import type { PagePosition } from '../ports/page.ts'
import type { Session } from './context.ts'
import { canonicalJson } from './fingerprint.ts'
import { joinFollowUps } from './follow-up.ts'
import { interactionWrite } from './interaction-kind.ts'
import { followInteractions } from './interaction-parts.ts'
import type { PersonalDataPart } from './personal-data-parts.ts'
import { everythingOf } from './record-access.ts'
import { changesBetween } from './record-changes.ts'

/** How many are read together. */
const pageSize = 500

/** Matters that name the person, and their notes. */
export const personalMatters: PersonalDataPart = {
  name: 'interactions',
  async export(session, { id }) {
    const matters = await mattersOfPerson(session, id)
    return Promise.all(
      matters.map(async (interaction) => ({ interaction, notes: await notesOf(session, interaction) })),
    )
  },
  async erase(session, { id }) {
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
  const matters: Interaction[] = []
  for (const trashed of [false, true]) {
    for (let after: PagePosition | undefined; ; ) {
      const page = await session.store.interactions.list(everythingOf(session), {
        words: [],
        trashed,
        contactId,
        order: 'number',
        descending: false,
        limit: pageSize,
        ...(after !== undefined && { after }),
      })
      matters.push(...page)
      const last = page.at(-1)
      if (last === undefined || page.length < pageSize) break
      after = { value: last.number, id: last.id }
    }
  }
  return matters
}

async function notesOf({ store, actor }: Session, { id }: Interaction): Promise<readonly Note[]> {
  const notes: Note[] = []
  for (let after: NoteId | undefined; ; after = notes.at(-1)?.id) {
    const page = { ...(after !== undefined && { after }), limit: pageSize }
    const found = await store.interactions.listNotes(actor.workspaceId, id, page)
    notes.push(...found)
    if (found.length < pageSize) return notes
  }
}
