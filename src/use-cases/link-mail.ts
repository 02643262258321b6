/** Linking a mail that waits: to people, or to a matter that is there. Rules: docs/concepts/messages.md (MSG-4). @module */
import { actorRight } from '../access/actor.ts'
import type { Applied } from '../interaction/commands.ts'
import { decideInteraction } from '../interaction/decide-interaction.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { NewNote, Note } from '../interaction/note.ts'
import type { ContactId, InteractionId, MailId } from '../kernel/ids.ts'
import type { FiledMail } from '../message/filed-mail.ts'
import { aboutRecord, carryOut, type Decision } from './carry-out.ts'
import { checkReferences } from './check-interaction.ts'
import type { CommandOptions } from './command.ts'
import type { Session } from './context.ts'
import { inputError } from './input-error.ts'
import { changedMatter, effectOfMatters, type MatterEffect } from './interaction-effect.ts'
import { interactionWrite } from './interaction-kind.ts'
import { occasionOf } from './interaction-occasion.ts'
import { refusedStep } from './interaction-refusal.ts'
import type { MailLink } from './mail-desk.ts'
import { requireVersion } from './record-access.ts'
import { changesBetween } from './record-changes.ts'
import { appendNote, getChangeable } from './write-interaction.ts'

const command = 'mail.link'

/** Links a mail. @param find the mail as it is now, as far as the actor may see it */
export function linkMail(
  session: Session,
  find: () => Promise<FiledMail>,
  id: MailId,
  to: MailLink,
  options: CommandOptions,
): Promise<FiledMail> {
  return carryOut(
    session,
    { command, input: { id, to }, options },
    async () => {
      const mail = await find()
      requireVersion({ kind: 'mail', id: mail.id }, mail.version, options.expectedVersion)
      if (mail.filing.kind !== 'pending' || mail.interactionId === null) {
        const remedy = 'Link a mail that waits; move others with their matter.'
        throw inputError([{ path: 'id', problem: 'contradiction', value: mail.id, remedy }])
      }
      const { before } = await getChangeable(session, mail.interactionId, {})
      return to.contactIds !== undefined
        ? linkToPeople(session, mail, before, to.contactIds)
        : linkToMatter(session, mail, before, to.interactionId)
    },
    find,
  )
}

/** The matter that waited becomes one of these people. */
async function linkToPeople(
  session: Session,
  mail: FiledMail,
  before: Interaction,
  contactIds: readonly ContactId[],
): Promise<Decision<FiledMail>> {
  const decided = decideInteraction(before, { kind: 'change-type', to: 'email/open' }, await occasionOf(session))
  if (!decided.ok) throw refusedStep(before.id, decided.error)
  const named = { ...decided.value.interaction, contactIds }
  const interaction = await checkReferences(session, before.id, before, named)
  const matter = changed(session, before, { ...decided.value, interaction })
  return decisionOn(session, [matter], {
    ...mail,
    version: mail.version + 1,
    filing: { kind: 'linked' },
    candidates: [],
  })
}

/** The note goes to another matter; the one that waited goes into the trash. */
async function linkToMatter(
  session: Session,
  mail: FiledMail,
  before: Interaction,
  interactionId: InteractionId,
): Promise<Decision<FiledMail>> {
  const { before: target } = await getChangeable(session, interactionId, {})
  const note = await noteOf(session, mail, before)
  const noted = changed(session, target, await appendNote(session, target, note))
  return decisionOn(session, [noted, trashedMatter(session, before)], {
    ...mail,
    version: mail.version + 1,
    filing: { kind: 'linked' },
    candidates: [],
    interactionId: target.id,
    noteId: noted.notes[0]?.id ?? null,
  })
}

function changed(session: Session, before: Interaction, applied: Applied): MatterEffect<Interaction> {
  const right = actorRight(session.actor)
  const matter = changedMatter(session, before, { command, right, applied, event: 'interaction.updated' })
  if (matter === null) throw new Error('linking a mail changed nothing')
  return matter
}

/** What waited is in the trash, with its note: what was linked wrongly can be looked up. */
function trashedMatter(session: Session, before: Interaction): MatterEffect<Interaction> {
  const at = session.clock.now()
  const after = { ...before, trashedAt: at, updatedAt: at, version: before.version + 1 }
  const happening = {
    command,
    right: actorRight(session.actor),
    subject: { kind: 'interaction' as const, id: before.id },
    changes: changesBetween({}, { trashedAt: at }),
    event: 'interaction.trashed',
    version: after.version,
  }
  return { change: { before, after }, write: interactionWrite(session, after), happening, told: [], notes: [] }
}

/** What the mail said, as a note to write once more. */
async function noteOf({ store, actor }: Session, mail: FiledMail, matter: Interaction): Promise<NewNote> {
  const notes = await store.interactions.listNotes(actor.workspaceId, matter.id, { limit: 100 })
  const note = notes.find(({ id }) => id === mail.noteId)
  const words = note === undefined ? { text: '–' } : wordsOf(note)
  return { ...words, happenedAt: mail.receivedAt, ...(mail.automatic === null && { direction: mail.direction }) }
}

function wordsOf(note: Note): { readonly text: string } | { readonly said: string } {
  if (note.kind !== 'words') return { text: '–' }
  return note.voice === 'theirs' ? { said: note.text } : { text: note.text }
}

async function decisionOn(
  session: Session,
  matters: readonly MatterEffect[],
  record: FiledMail,
): Promise<Decision<FiledMail>> {
  const written = await effectOfMatters(session, matters)
  const happening = {
    command,
    right: actorRight(session.actor),
    subject: { kind: 'mail' as const, id: record.id },
    changes: [],
    event: 'mail.linked',
    version: record.version,
    data: { interactionId: record.interactionId },
  }
  return {
    effect: {
      ...written,
      writes: [...written.writes, { op: 'update', kind: 'mail', record }],
      happenings: [...written.happenings, happening],
    },
    answer: aboutRecord(record.id),
    outcome: () => record,
  }
}
