/** Linking a mail that waits: to people, or to a matter that is there. Rules: docs/concepts/messages.md (MSG-4). @module */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { MailLink } from '../../inputs/inbound.ts'
import type { Applied } from '../../interaction/commands.ts'
import { decideInteraction } from '../../interaction/decide-interaction.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { NewNote, Note } from '../../interaction/note.ts'
import type { ContactId, InteractionId, MailId, NoteId } from '../../kernel/ids.ts'
import type { FiledMail } from '../../message/filed-mail.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { checkReferences } from '../interactions/check-interaction.ts'
import { changedMatter, effectOfMatters, type MatterEffect } from '../interactions/interaction-effect.ts'
import { interactionWrite } from '../interactions/interaction-kind.ts'
import { occasionOf } from '../interactions/interaction-occasion.ts'
import { refusedStep } from '../interactions/interaction-refusal.ts'
import { appendNote, getChangeable } from '../interactions/write-interaction.ts'
import { changesBetween } from '../record-changes.ts'
import { requireVersion } from '../records/record-access.ts'

const command = 'inbound.link'

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
  return decisionOn(session, [matter], linked(mail), [])
}

/**
 * The note goes to another matter, and so do the other mails that stand on the one that waited: what was added to it
 * meanwhile. That one goes into the trash.
 */
async function linkToMatter(
  session: Session,
  mail: FiledMail,
  before: Interaction,
  interactionId: InteractionId,
): Promise<Decision<FiledMail>> {
  const { before: target } = await getChangeable(session, interactionId, {})
  if (target.id === before.id) {
    const remedy = 'It waits on this matter. Name another one, or the people whom it is from.'
    throw inputError([{ path: 'interactionId', problem: 'contradiction', value: interactionId, remedy }])
  }
  const notes = await notesOn(session, before)
  const steps: MatterEffect<Interaction>[] = []
  const moved: FiledMail[] = []
  let matter = target
  for (const each of await mailsOn(session, before)) {
    const step = changed(session, matter, await appendNote(session, matter, noteOf(each, notes)))
    // All of it is one version.
    matter = { ...step.change.after, version: target.version }
    steps.push(step)
    moved.push({ ...linked(each), interactionId: target.id, noteId: step.notes[0]?.id ?? null })
  }
  const [record] = moved.filter(({ id }) => id === mail.id)
  if (record === undefined) throw new Error('a mail does not stand on its matter')
  const others = moved.filter(({ id }) => id !== mail.id)
  return decisionOn(session, [joined(target, steps), trashedMatter(session, before)], record, others)
}

/** A mail that waits no more; others stay filed as they are. */
function linked(mail: FiledMail): FiledMail {
  const filing = mail.filing.kind === 'pending' ? ({ kind: 'linked' } as const) : mail.filing
  return { ...mail, version: mail.version + 1, filing, candidates: [] }
}

/** Several notes on one matter as one effect. */
function joined(before: Interaction, steps: readonly MatterEffect<Interaction>[]): MatterEffect<Interaction> {
  const last = steps.at(-1)
  if (last === undefined) throw new Error('no mail stands on the matter')
  const { after } = last.change
  const notes = steps.flatMap((step) => step.notes)
  return { ...last, change: { before, after }, notes, told: steps.flatMap(({ told }) => told) }
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

const pageSize = 100

/** The mails on a matter, the first one first. */
async function mailsOn({ store, actor }: Session, matter: Interaction): Promise<readonly FiledMail[]> {
  const mails: FiledMail[] = []
  for (let after: MailId | undefined; ; ) {
    const page = { limit: pageSize, ...(after !== undefined && { after }) }
    const more = await store.mails.listOf(actor.workspaceId, matter.id, page)
    mails.push(...more)
    after = more.at(-1)?.id
    if (more.length < pageSize) return mails.toSorted((one, other) => one.receivedAt - other.receivedAt)
  }
}

async function notesOn({ store, actor }: Session, matter: Interaction): Promise<ReadonlyMap<NoteId, Note>> {
  const notes = new Map<NoteId, Note>()
  for (let after: NoteId | undefined; ; ) {
    const page = { limit: pageSize, ...(after !== undefined && { after }) }
    const more = await store.interactions.listNotes(actor.workspaceId, matter.id, page)
    for (const note of more) notes.set(note.id, note)
    after = more.at(-1)?.id
    if (more.length < pageSize) return notes
  }
}

/** What the mail said, as a note to write once more. */
function noteOf(mail: FiledMail, notes: ReadonlyMap<NoteId, Note>): NewNote {
  const note = mail.noteId === null ? undefined : notes.get(mail.noteId)
  const words = note === undefined ? { text: '–' } : wordsOf(note)
  const happenedAt = note?.kind === 'words' ? note.happenedAt : mail.receivedAt
  return { ...words, happenedAt, ...(mail.automatic === null && { direction: mail.direction }) }
}

function wordsOf(note: Note): { readonly text: string } | { readonly said: string } {
  if (note.kind !== 'words') return { text: '–' }
  return note.voice === 'theirs' ? { said: note.text } : { text: note.text }
}

/** @param others mails that went with the one that was asked for */
async function decisionOn(
  session: Session,
  matters: readonly MatterEffect[],
  record: FiledMail,
  others: readonly FiledMail[],
): Promise<Decision<FiledMail>> {
  const written = await effectOfMatters(session, matters)
  const mails = [record, ...others]
  const happenings = mails.map(({ id, version, interactionId }) => ({
    command,
    right: actorRight(session.actor),
    subject: { kind: 'mail' as const, id },
    changes: [],
    event: 'mail.linked',
    version,
    data: { interactionId },
  }))
  return {
    effect: {
      ...written,
      writes: [...written.writes, ...mails.map((each) => ({ op: 'update', kind: 'mail', record: each }) as const)],
      happenings: [...written.happenings, ...happenings],
    },
    answer: aboutRecord(record.id),
    outcome: () => record,
  }
}
