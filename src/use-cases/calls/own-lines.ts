/**
 * Getting telephone numbers, and giving them back. A number is written down before the provider is asked for it: what came
 * of that may stay unknown, and is looked up then, for whoever buys twice pays twice. Rules: docs/concepts/calls.md (TEL-1).
 * @module
 */
import { actorRight } from '../../access/actor.ts'
import type { LineFields, NewLine } from '../../call/line.ts'
import type { StoredLine } from '../../call/stored-call.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { LineId } from '../../kernel/ids.ts'
import type { ProviderNumber, Telephony } from '../../ports/telephony.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { changesBetween } from '../record-changes.ts'
import { callRefused, requireCallAccount } from './call-account.ts'
import { getLine, readLine, rewriteLine } from './change-line.ts'

/** A number that was written down, and whether the provider is still to be asked for it. */
interface WrittenLine {
  readonly line: StoredLine
  readonly isNew: boolean
}

/** Buys a number, once. */
export async function buyLine(
  session: Session,
  input: NewLine,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<StoredLine> {
  const { telephony } = await requireCallAccount(session)
  const command = 'workspace.lines.buy'
  const { line, isNew } = await carryOut<WrittenLine>(
    session,
    { command, input, options },
    async () => writeLine(session, command, await readLine(session, input), 'buying', telephony.provider, null),
    async (answer) => ({ line: await getLine(session, onlyRecord(answer).id), isNew: false }),
  )
  if (line.state !== 'buying') return line
  if (!isNew) {
    const found = (await telephony.listNumbers()).find(({ number }) => number === line.number)
    return found === undefined ? line : settle(session, line.id, await linked(telephony, found))
  }
  const purchase = await telephony.buyNumber(line.number)
  switch (purchase.kind) {
    case 'bought':
      return settle(session, line.id, purchase.number)
    case 'unknown':
      return line
    case 'refused':
      await settle(session, line.id, null)
      throw callRefused('provider-refused')
  }
}

/** Has the calls of a number come here that is ours at the provider. */
export async function linkLine(
  session: Session,
  input: NewLine,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<StoredLine> {
  const { telephony } = await requireCallAccount(session)
  const command = 'workspace.lines.link'
  const { line } = await carryOut<WrittenLine>(
    session,
    { command, input, options },
    async () => {
      const fields = await readLine(session, input)
      const found = (await telephony.listNumbers()).find(({ number }) => number === fields.number)
      if (found === undefined) {
        const remedy = 'Buy it first, or look at which account of the provider it is.'
        throw inputError([{ path: 'number', problem: 'unknown-record', value: fields.number, remedy }])
      }
      const { providerId } = await linked(telephony, found)
      return writeLine(session, command, fields, 'in-use', telephony.provider, providerId)
    },
    async (answer) => ({ line: await getLine(session, onlyRecord(answer).id), isNew: false }),
  )
  if (line.state !== 'buying') return line
  // It was bought, and nobody had heard.
  const found = (await telephony.listNumbers()).find(({ number }) => number === line.number)
  return found === undefined ? line : settle(session, line.id, found)
}

/** Gives a number back: at the provider first, so that none is paid for of which nobody knows. */
export async function releaseLine(session: Session, id: LineId, options: CommandOptions): Promise<StoredLine> {
  const command = { command: 'workspace.lines.release', event: 'line.released', input: { id }, options }
  return rewriteLine(session, command, id, async (line) => {
    if (line.state === 'released') return line
    const { telephony } = await requireCallAccount(session)
    const found =
      line.providerId ?? (await telephony.listNumbers()).find(({ number }) => number === line.number)?.providerId
    if (found !== undefined) await telephony.releaseNumber(found)
    return { ...line, state: 'released' }
  })
}

/** Writes a number down, unless it is there: one that is being bought is gone on with. */
async function writeLine(
  session: Session,
  command: string,
  fields: LineFields,
  state: StoredLine['state'],
  provider: string,
  providerId: string | null,
): Promise<Decision<WrittenLine>> {
  const { store, actor, clock, ids } = session
  const lines = await store.calls.listLines(actor.workspaceId)
  const known = lines.find((line) => line.number === fields.number && line.state !== 'released')
  if (known?.state === 'in-use') {
    const remedy = 'The workspace has this number: change it instead.'
    throw inputError([{ path: 'number', problem: 'used-before', value: fields.number, remedy }])
  }
  if (known !== undefined) {
    const outcome = () => ({ line: known, isNew: false })
    return { effect: { writes: [], happenings: [] }, answer: aboutRecord(known.id), outcome }
  }
  const now = clock.now()
  const stamp = { id: ids.next(), version: 1, createdAt: now, updatedAt: now }
  const line: StoredLine = { ...stamp, ...fields, provider, providerId, state }
  const happening = {
    command,
    right: actorRight(actor),
    subject: { kind: 'line' as const, id: line.id },
    changes: changesBetween(null, line),
    event: state === 'buying' ? 'line.ordered' : 'line.linked',
    version: 1,
  }
  return {
    effect: { writes: [{ op: 'create', kind: 'line', record: line }], happenings: [happening] },
    answer: aboutRecord(line.id),
    outcome: () => ({ line, isNew: true }),
  }
}

/** Writes down what came of buying. `null`: it is not ours. */
function settle(session: Session, id: LineId, number: ProviderNumber | null): Promise<StoredLine> {
  const event = number === null ? 'line.refused' : 'line.bought'
  const command = { command: 'workspace.lines.buy', event, input: { id }, options: {} }
  return rewriteLine(session, command, id, (line) => {
    if (line.state !== 'buying') return line
    return number === null
      ? { ...line, state: 'released' }
      : { ...line, state: 'in-use', providerId: number.providerId }
  })
}

async function linked(telephony: Telephony, found: ProviderNumber): Promise<ProviderNumber> {
  return found.isLinked ? found : telephony.linkNumber(found.providerId)
}
