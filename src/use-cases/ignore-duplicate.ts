/** Saying that two records are not one, for good, and taking it back. Rules: docs/concepts/identity.md (IDN-8). @module */
import { type RecordPair, recordPair } from '../identity/record-pair.ts'
import { carryOut, type Decision } from './carry-out.ts'
import type { CommandOptions, Happening } from './command.ts'
import type { Session } from './context.ts'
import { inputError } from './input-error.ts'
import type { ListedRecord } from './list-records.ts'
import type { Party } from './party.ts'
import { getRecord, requireWriteRight } from './record-access.ts'

/** What a command on a pair may be given: there is no one version to expect. */
export type PairOptions = Pick<CommandOptions, 'commandId'>

type PairVerb = 'ignoreDuplicate' | 'stopIgnoring'

/**
 * Ignores a pair, or no longer does. Where it is so already, nothing happens.
 * @throws {CrmError} not-found, forbidden - one of the two is not for the actor to see, or to change
 * @throws {CrmError} invalid-input - the two are one
 */
export function changePair<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  verb: PairVerb,
  ids: readonly [string, string],
  options: PairOptions,
): Promise<void> {
  const pair = recordPair(party.kind, ...ids)
  return carryOut(
    session,
    { command: `${party.desk}.${verb}`, input: { ids: pair.ids }, options },
    () => decide(session, party, verb, pair),
    async () => {},
  )
}

async function decide<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  verb: PairVerb,
  pair: RecordPair,
): Promise<Decision<void>> {
  const [low, high] = pair.ids
  if (low === high) {
    const remedy = `Name two ${party.desk}: one is no duplicate of itself.`
    throw inputError([{ path: 'otherId', problem: 'out-of-range', value: high, remedy }])
  }
  const happenings: readonly Happening[] = [
    await happeningOf(session, party, verb, low, high),
    await happeningOf(session, party, verb, high, low),
  ]
  const ignored = await session.store.identity.findIgnored(session.actor.workspaceId, [pair])
  const isDone = ignored.length > 0 === (verb === 'ignoreDuplicate')
  const change = verb === 'ignoreDuplicate' ? { pairsIgnored: [pair] } : { pairsRestored: [pair] }
  return {
    effect: isDone ? { writes: [], happenings: [] } : { writes: [], happenings, ...change },
    answer: { records: pair.ids.map((id) => ({ id, warnings: [] })) },
    outcome: () => {},
  }
}

/** The history of each of the two tells of the other. */
async function happeningOf<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  verb: PairVerb,
  id: string,
  otherId: string,
): Promise<Happening> {
  const { kind } = party
  const record = await getRecord(session, party.repository(session), kind, id)
  const right = requireWriteRight(session, kind, record)
  const isIgnoring = verb === 'ignoreDuplicate'
  return {
    command: `${party.desk}.${verb}`,
    right,
    subject: { kind, id },
    changes: [{ field: 'ignoredDuplicate', ...(isIgnoring ? { after: otherId } : { before: otherId }) }],
    event: `${kind}.${isIgnoring ? 'duplicate-ignored' : 'duplicate-restored'}`,
    ...(kind === 'contact' && { personId: id }),
    data: { otherId },
  }
}
