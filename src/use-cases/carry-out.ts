/** Carrying a command out once: load, decide, commit; again if others wrote meanwhile, never twice under one command id. @module */
import { scopeOf } from '../access/actor.ts'
import type { Booking } from '../calendar/window.ts'
import type { CommandOptions } from '../inputs/call.ts'
import { pause } from '../kernel/breathe.ts'
import { CrmError } from '../kernel/crm-error.ts'
import type { CommandAnswer } from '../ports/history.ts'
import { type CommandEffect, commandIdTaken, eventOf, historyOf, resourceTaken, throwRefusal } from './command.ts'
import type { Session } from './context.ts'
import { fingerprint } from './fingerprint.ts'
import type { RecordWarning } from './record-warning.ts'

/** A command as it was asked for. */
export interface AskedCommand {
  /** The public name: `companies.create`. */
  readonly command: string
  /** Everything that was asked, as plain data. */
  readonly input: unknown
  readonly options: CommandOptions
  /** What to do where others wrote what it had read. Default: to decide anew, ten times and at once. */
  readonly retries?: Retries
}

/** How a command gives way to others. */
export interface Retries {
  /** How often it decides, the first time included. */
  readonly most: number
  /** The pause after so many times. */
  pauseMs(attempt: number): number
}

/** What is kept of an answer: which records it was about, and what there was to say. */
export interface KeptAnswer {
  readonly records: readonly KeptRecord[]
  /** How many of each kind a bulk command changed. */
  readonly counts?: Readonly<Record<string, number>>
  /** How many of each kind it left, since whoever carried it out may not change them. */
  readonly left?: Readonly<Record<string, number>>
}

/** One record of an answer. */
export interface KeptRecord {
  readonly id: string
  readonly warnings: readonly RecordWarning[]
}

/** The answer of a command that is about one record. */
export function aboutRecord(id: string, warnings: readonly RecordWarning[] = []): KeptAnswer {
  return { records: [{ id, warnings }] }
}

/** The record of an answer that is about one. */
export function onlyRecord({ records }: KeptAnswer): KeptRecord {
  return records[0] ?? { id: '', warnings: [] }
}

/** What a command decided. */
export interface Decision<Outcome> {
  /** What to write; without writes nothing has changed. */
  readonly effect: CommandEffect
  readonly answer: KeptAnswer
  /** The answer, once it is written. @param numbers the short numbers of new records, by id */
  readonly outcome: (numbers: ReadonlyMap<string, number>) => Outcome
}

/** How often a command decides anew because others wrote what it had read. */
const usualRetries: Retries = { most: 10, pauseMs: () => 0 }

/**
 * Carries a command out.
 * @param decide loads and decides; called again when others wrote meanwhile
 * @param recall gives the first answer again, from what was kept of it
 * @throws {CrmError} version-conflict, still-referenced, not-found, transaction-conflict, invalid-input - as {@link throwRefusal} says
 */
export async function carryOut<Outcome>(
  session: Session,
  asked: AskedCommand,
  decide: () => Promise<Decision<Outcome>>,
  recall: (answer: KeptAnswer) => Promise<Outcome>,
): Promise<Outcome> {
  const { commandId } = asked.options
  const { most, pauseMs } = asked.retries ?? usualRetries
  const print = commandId === undefined ? '' : fingerprintOf(session, asked)
  if (commandId !== undefined) {
    const answer = await session.store.history.findCommand(session.actor.workspaceId, commandId)
    if (answer !== null) return recall(keptAnswer(asked, print, answer))
  }
  /** The same command may have been carried out while this one was deciding: then its own work is in the way. */
  const decideOrRecall = async (): Promise<Decision<Outcome> | { readonly recalled: KeptAnswer }> => {
    try {
      return await decide()
    } catch (refusal) {
      const answer =
        commandId === undefined ? null : await session.store.history.findCommand(session.actor.workspaceId, commandId)
      if (answer === null) throw refusal
      return { recalled: keptAnswer(asked, print, answer) }
    }
  }
  for (let attempt = 1; ; attempt += 1) {
    const decision = await decideOrRecall()
    if ('recalled' in decision) return recall(decision.recalled)
    const { effect, answer, outcome } = decision
    const isNothing = effect.writes.length === 0 && effect.happenings.length === 0
    if (isNothing && commandId === undefined) return outcome(new Map())
    const { happenings, notices = [], ...written } = effect
    const history = happenings.map((happening) => historyOf(session, happening, asked.options))
    const result = await session.store.commit({
      workspaceId: session.actor.workspaceId,
      keysAdded: [],
      keysRemoved: [],
      ...written,
      touches: [],
      refusedRows: [],
      audit: history.map(({ audit }) => audit),
      events: [...history.map(({ event }) => event), ...notices.map((told) => eventOf(session, told))],
      ...(commandId !== undefined && {
        command: { commandId, command: asked.command, fingerprint: print, answer },
      }),
    })
    if (result.ok) return outcome(result.value.numbers)
    const refusal = result.error
    if (refusal.code === 'command-repeated') return recall(keptAnswer(asked, print, refusal.answer))
    // The version that the caller has seen is held against what is there by then: where that is what changed, it is told.
    const mayRepeat = refusal.code === 'identity-changed' || refusal.code === 'version-conflict'
    if (mayRepeat && attempt < most) {
      const ms = pauseMs(attempt)
      if (ms > 0) await pause(ms)
      continue
    }
    if (refusal.code !== 'resource-taken') throwRefusal(refusal)
    throw resourceTaken(refusal.conflicts, await seenMatters(session, refusal.conflicts))
  }
}

/** The matters that have something booked, as far as the actor may see them. */
async function seenMatters({ store, actor }: Session, booked: readonly Booking[]): Promise<ReadonlySet<string>> {
  const ids = booked.map(({ interactionId }) => interactionId)
  const seen = await store.interactions.findMany(scopeOf(actor), [...new Set(ids)])
  return new Set(seen.map(({ id }) => id))
}

/** Who asks belongs to what is asked: somebody else's answer is nobody's business. */
function fingerprintOf({ actor }: Session, { command, input, options }: AskedCommand): string {
  const { commandId: _name, ...rest } = options
  const author = actor.kind === 'member' ? actor.memberId : 'system'
  return fingerprint({ command, author, input, options: rest })
}

function keptAnswer(asked: AskedCommand, print: string, { commandId, command, ...kept }: CommandAnswer): KeptAnswer {
  if (command !== asked.command || kept.fingerprint !== print) throw commandIdTaken(commandId, command)
  if (!isKeptAnswer(kept.answer)) {
    throw new CrmError('backend-refused', {
      message: `The answer that was kept for command ${commandId} can't be read. Load the record instead of repeating the command.`,
    })
  }
  return kept.answer
}

function isKeptAnswer(answer: unknown): answer is KeptAnswer {
  return typeof answer === 'object' && answer !== null && 'records' in answer && Array.isArray(answer.records)
}
