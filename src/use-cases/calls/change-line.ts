/** Changing what is said of a telephone number. Rules: docs/concepts/calls.md (TEL-1). @module */
import { actorRight } from '../../access/actor.ts'
import { roleRules } from '../../access/role.ts'
import { type LineFields, type LineOperator, type NewLine, normalizeLine } from '../../call/line.ts'
import type { StoredLine } from '../../call/stored-call.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { LineChanges } from '../../inputs/telephone.ts'
import { isUuid, type LineId } from '../../kernel/ids.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import type { Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { changesBetween } from '../record-changes.ts'
import { notFound, requireVersion } from '../records/record-access.ts'

/** The number with this id. @throws {CrmError} not-found */
export async function getLine({ store, actor }: Session, id: LineId): Promise<StoredLine> {
  const line = isUuid(id) ? await store.calls.findLine(actor.workspaceId, id) : null
  if (line === null) throw notFound('line', id)
  return line
}

/**
 * The fields of a number in normal form, whose operators are members. Whoever comes to it is somebody whose role may change
 * things; who answers it already goes on.
 * @throws {CrmError} invalid-input
 */
export async function readLine(
  { store, actor, settings }: Session,
  input: NewLine,
  before: readonly LineOperator[] = [],
): Promise<LineFields> {
  const fields = accept(normalizeLine(input, settings.country))
  const members = await store.workspaces.listMembers(actor.workspaceId)
  const known = new Set(before.map(({ memberId }) => memberId))
  const active = new Set(
    members
      .filter(({ state }) => state === 'active' || state === 'locked')
      .filter(({ id, role }) => known.has(id) || roleRules[role].changes)
      .map(({ id }) => id),
  )
  const strangers = fields.operators.flatMap(({ memberId }, index) =>
    active.has(memberId) ? [] : [{ memberId, index }],
  )
  if (strangers.length === 0) return fields
  throw inputError(
    strangers.map(({ memberId, index }) => ({
      path: `operators.${index}.memberId`,
      problem: 'unknown-member',
      value: memberId,
      remedy: 'Name somebody who works here, and whose role may change things.',
    })),
  )
}

/** Changes a number. */
export function changeLine(
  session: Session,
  id: LineId,
  changes: LineChanges,
  options: CommandOptions,
): Promise<StoredLine> {
  const command = 'workspace.lines.update'
  return rewriteLine(
    session,
    { command, event: 'line.updated', input: { id, changes }, options },
    id,
    async (before) => {
      const { workingHours = before.workingHours, queue = before.queue, ...rest } = changes
      const { announcements = before.announcements, ...others } = rest
      const input: NewLine = {
        ...fieldsOf(before),
        ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)),
        ...(workingHours !== null && { workingHours }),
        ...(queue !== null && { queue }),
        ...(announcements !== null && { announcements }),
      }
      return { ...stampOf(before), ...(await readLine(session, input, before.operators)) }
    },
  )
}

/** A command that replaces a number as a whole. */
export interface LineCommand extends Pick<Happening, 'command' | 'event'> {
  readonly input: unknown
  readonly options: CommandOptions
}

/** Replaces a number, in one command. */
export function rewriteLine(
  session: Session,
  { command, event, input, options }: LineCommand,
  id: LineId,
  change: (before: StoredLine) => StoredLine | Promise<StoredLine>,
): Promise<StoredLine> {
  return carryOut(
    session,
    { command, input, options },
    async (): Promise<Decision<StoredLine>> => {
      const before = await getLine(session, id)
      const subject = { kind: 'line' as const, id }
      requireVersion(subject, before.version, options.expectedVersion)
      const changed = await change(before)
      const changes = changesBetween(before, changed)
      const answer = aboutRecord(id)
      if (changes.length === 0) return { effect: { writes: [], happenings: [] }, answer, outcome: () => before }
      const after = { ...changed, version: before.version + 1, updatedAt: session.clock.now() }
      const right = actorRight(session.actor)
      return {
        effect: {
          writes: [{ op: 'update', kind: 'line', record: after }],
          happenings: [{ command, right, subject, changes, event, version: after.version }],
        },
        answer,
        outcome: () => after,
      }
    },
    (answer) => getLine(session, onlyRecord(answer).id),
  )
}

/** What is stored of a number beside what people state. */
function stampOf({
  id,
  version,
  createdAt,
  updatedAt,
  provider,
  providerId,
  state,
}: StoredLine): Omit<StoredLine, keyof LineFields> {
  return { id, version, createdAt, updatedAt, provider, providerId, state }
}

function fieldsOf({ name, number, operators, outgoing, recording, ringSeconds, voicemail, unknownCaller }: LineFields) {
  return { name, number, operators, outgoing, recording, ringSeconds, voicemail, unknownCaller }
}
