/** Saying that two records are not one, for good, and taking it back. Rules: docs/concepts/identity.md (IDN-8). @module */
import { recordPair } from '../../identity/record-pair.ts'
import type { PairOptions } from '../../inputs/call.ts'
import type { CrmError } from '../../kernel/crm-error.ts'
import { carryOut, type Decision } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import type { ListedRecord } from '../records/list-records.ts'
import type { Party } from '../records/party.ts'
import { getRecord, requireWriteRight } from '../records/record-access.ts'

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
    () => decide(session, party, verb, ids),
    async () => {},
  )
}

async function decide<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  verb: PairVerb,
  [id, otherId]: readonly [string, string],
): Promise<Decision<void>> {
  if (id === otherId) throw onlyOne(party, otherId)
  const { kind } = party
  const repository = party.repository(session)
  const record = await getRecord(session, repository, kind, id)
  const other = await getRecord(session, repository, kind, otherId)
  if (record.id === other.id) throw onlyOne(party, otherId)
  const pair = recordPair(kind, record.id, other.id)
  const [first, second] = pair.ids[0] === record.id ? [record, other] : [other, record]
  const happenings: readonly Happening[] = [
    happeningOf(session, party, verb, first, second.id),
    happeningOf(session, party, verb, second, first.id),
  ]
  const ignored = await session.store.identity.findIgnored(session.actor.workspaceId, [pair])
  const isDone = ignored.length > 0 === (verb === 'ignoreDuplicate')
  const change = verb === 'ignoreDuplicate' ? { pairsIgnored: [pair] } : { pairsRestored: [pair] }
  return {
    effect: isDone ? { writes: [], happenings: [] } : { writes: [], happenings, ...change },
    answer: { records: pair.ids.map((each) => ({ id: each, warnings: [] })) },
    outcome: () => {},
  }
}

function onlyOne({ desk }: { readonly desk: string }, otherId: string): CrmError {
  const remedy = `Name two ${desk}: one is no duplicate of itself.`
  return inputError([{ path: 'otherId', problem: 'out-of-range', value: otherId, remedy }])
}

/** The history of each of the two tells of the other. */
function happeningOf<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  verb: PairVerb,
  record: PartyRecord,
  otherId: string,
): Happening {
  const { kind } = party
  const { id } = record
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
