/** What writing matters takes: records, history, notes, events, notices, and what follows from them. Rules: docs/concepts/interactions.md. @module */
import type { Right } from '../../access/actor.ts'
import { interactionIndex } from '../../calendar/planned-span.ts'
import type { Applied } from '../../interaction/commands.ts'
import { recordTouch } from '../../interaction/contact-dates.ts'
import type { Interaction, InteractionDetails, UnnumberedInteraction } from '../../interaction/interaction.ts'
import type { Note, UnfiledNote } from '../../interaction/note.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { CreateWrite, UpdateWrite } from '../../ports/commit.ts'
import type { FieldChange } from '../../ports/history.ts'
import type { CommandEffect, Happening, Told } from '../command.ts'
import type { Session } from '../context.ts'
import { joinFollowUps } from '../follow-up.ts'
import { noticeEvents } from '../notice-events.ts'
import { changesBetween } from '../record-changes.ts'
import { interactionWrite } from './interaction-kind.ts'
import { followInteractions, type InteractionChange } from './interaction-parts.ts'

/** What a command does with one matter. */
export interface MatterStep {
  /** The public name: `interactions.moveTo`. */
  readonly command: string
  readonly right: Right
  readonly applied: Applied
  /** `interaction.moved`, … */
  readonly event: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** One matter of an effect. */
export interface MatterEffect<After extends UnnumberedInteraction = UnnumberedInteraction> {
  readonly change: InteractionChange & { readonly after: After }
  readonly write: CreateWrite | UpdateWrite
  readonly happening: Happening
  /** What is told beside what happened: that it moved, ended, or was noted. */
  readonly told: readonly Told[]
  readonly notes: readonly Note[]
}

/** A new matter. */
export function createdMatter(session: Session, id: InteractionId, step: MatterStep): MatterEffect {
  const at = session.clock.now()
  const after = { ...touched(step.applied), id, version: 1, createdAt: at, updatedAt: at }
  const index = interactionIndex(after, session.settings.timeZone)
  return effectOf(session, null, after, { op: 'create', kind: 'interaction', record: after, index }, step)
}

/** A matter after a command; `null`: the command changes nothing. */
export function changedMatter(
  session: Session,
  before: Interaction,
  step: MatterStep,
): MatterEffect<Interaction> | null {
  const after: Interaction = {
    ...touched(step.applied),
    ...stampOf(before),
    version: before.version + 1,
    updatedAt: session.clock.now(),
  }
  if (step.applied.note === null && changesBetween(before, after).length === 0) return null
  return effectOf(session, before, after, interactionWrite(session, after), step)
}

/** All matters of a command, in one effect. */
export async function effectOfMatters(session: Session, matters: readonly MatterEffect[]): Promise<CommandEffect> {
  const changes = matters.map(({ change }) => change)
  const owned = changes.map(({ before, after }) => {
    return { kind: 'interaction' as const, recordId: after.id, version: after.version, before, after }
  })
  const told = matters.flatMap((matter) => matter.told)
  const notes = matters.flatMap((matter) => matter.notes)
  return {
    ...joinFollowUps([
      { notes, notices: [...told, ...noticeEvents(session, owned)] },
      await followInteractions(session, changes),
    ]),
    writes: matters.map(({ write }) => write),
    happenings: matters.map(({ happening }) => happening),
  }
}

/** A note in its place. */
export function filedNote(session: Session, interactionId: InteractionId, note: UnfiledNote): Note {
  return { ...note, id: session.ids.next(), interactionId }
}

/** What changed of a matter, for the audit: of what people wrote in words of their own only that it changed. */
function auditedChanges(before: Interaction | null, after: UnnumberedInteraction): readonly FieldChange[] {
  return changesBetween(before, after)
    .filter(({ field }) => field !== 'contactDates')
    .map((change) => (inWords.has(change.field) ? { field: change.field } : change))
}

const inWords: ReadonlySet<string> = new Set(['subject', 'nextStep'])

/** The matter, knowing what happened between us and its company and contacts (INT-5). */
function touched({ interaction, touch }: Applied): InteractionDetails {
  if (touch === null) return interaction
  return { ...interaction, contactDates: recordTouch(interaction.contactDates ?? {}, touch) }
}

function effectOf<After extends UnnumberedInteraction>(
  session: Session,
  before: Interaction | null,
  after: After,
  write: CreateWrite | UpdateWrite,
  { command, right, applied, event, data = {} }: MatterStep,
): MatterEffect<After> {
  const subject = { kind: 'interaction' as const, id: after.id }
  const { version } = after
  const notes = applied.note === null ? [] : [filedNote(session, after.id, applied.note)]
  const told: Told[] = []
  const tell = (type: string, facts: Readonly<Record<string, unknown>>): void => {
    if (type !== event) told.push({ type, subject, version, data: facts })
  }
  const noted = notes.map(({ id }) => id)[0]
  if (before !== null && before.type !== after.type && event !== 'interaction.type-changed') {
    tell('interaction.moved', { from: before.type, to: after.type })
  }
  if (after.state === 'done' && before?.state !== 'done') tell('interaction.concluded', { outcome: after.outcome })
  if (noted !== undefined) tell('interaction.noted', { noteId: noted })
  const changes = [...auditedChanges(before, after), ...(noted === undefined ? [] : [{ field: 'notes' }])]
  const facts = event === 'interaction.noted' ? { ...data, noteId: noted } : data
  const happening = { command, right, subject, changes, event, version, data: facts }
  return { change: { before, after }, write, happening, told, notes }
}

/** The stored facts of a matter that no command writes. */
function stampOf({ id, number, version, createdAt, updatedAt, trashedAt, origin }: Interaction) {
  const stamp = { id, number, version, createdAt, updatedAt }
  return { ...stamp, ...(trashedAt !== undefined && { trashedAt }), ...(origin !== undefined && { origin }) }
}
