/** The trash: in, out again, or gone for good. Rules: docs/concepts/parties.md (PTY-6). @module */
import { scopeOf } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Subject } from '../../ports/history.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { requireSeenVersion } from '../merging/follow-merges.ts'
import { changesBetween } from '../record-changes.ts'
import type { RecordKind, Written } from './party.ts'
import { getRecord, type OwnedRecord, requireOwnerRight, requireWriteRight } from './record-access.ts'

/** Puts a record into the trash, or takes it out. Where it is already, nothing happens. */
export function moveRecord<OneRecord extends OwnedRecord>(
  session: Session,
  party: RecordKind<OneRecord>,
  verb: 'trash' | 'restore',
  id: string,
  options: CommandOptions,
): Promise<Written<OneRecord>> {
  const command = `${party.desk}.${verb}`
  return carryOut(
    session,
    { command, input: { id }, options },
    () => decideMove(session, party, verb, id, options),
    async (answer) => {
      const record = await getRecord(session, party.repository(session), party.kind, onlyRecord(answer).id)
      return { record, warnings: [] }
    },
  )
}

/**
 * Removes a record in the trash for good. It takes its owner or an administrator.
 * @throws {CrmError} still-referenced - something that must stay points at it; the details name it
 */
export function purgeRecord<OneRecord extends OwnedRecord>(
  session: Session,
  party: RecordKind<OneRecord>,
  id: string,
  options: CommandOptions,
): Promise<void> {
  return carryOut(
    session,
    { command: `${party.desk}.purge`, input: { id }, options },
    () => decidePurge(session, party, id, options),
    async () => {},
  )
}

/** Decides whether a record goes into the trash, or out of it. @param command as history names it */
export async function decideMove<OneRecord extends OwnedRecord>(
  session: Session,
  party: RecordKind<OneRecord>,
  verb: 'trash' | 'restore',
  id: string,
  options: CommandOptions,
  command: string = `${party.desk}.${verb}`,
): Promise<Decision<Written<OneRecord>>> {
  const { kind } = party
  const before = await getRecord(session, party.repository(session), kind, id)
  const subject: Subject = { kind, id: before.id }
  requireSeenVersion(subject, before.version, id, options.expectedVersion)
  const right = requireWriteRight(session, kind, before)
  if (verb === 'restore') party.requireChangeable?.(before)
  const answer = aboutRecord(before.id)
  if ((before.trashedAt !== undefined) === (verb === 'trash')) {
    return { effect: { writes: [], happenings: [] }, answer, outcome: () => ({ record: before, warnings: [] }) }
  }
  const at = session.clock.now()
  const stamp = { version: before.version + 1, updatedAt: at, ...(verb === 'trash' && { trashedAt: at }) }
  const after = party.restamp(before, stamp)
  const happening = {
    command,
    right,
    subject,
    changes: changesBetween({ trashedAt: before.trashedAt }, { trashedAt: after.trashedAt }),
    event: `${kind}.${verb === 'trash' ? 'trashed' : 'restored'}`,
    version: after.version,
  }
  return {
    effect: {
      ...(await party.follow?.(session, before, after)),
      writes: [await party.updateWrite(session, after)],
      happenings: [happening],
    },
    answer,
    outcome: () => ({ record: after, warnings: [] }),
  }
}

async function decidePurge<OneRecord extends OwnedRecord>(
  session: Session,
  party: RecordKind<OneRecord>,
  id: string,
  options: CommandOptions,
): Promise<Decision<void>> {
  const { kind } = party
  const record = await getRecord(session, party.repository(session), kind, id)
  const subject: Subject = { kind, id: record.id }
  requireSeenVersion(subject, record.version, id, options.expectedVersion)
  const right = requireOwnerRight(session, kind, record, 'may not be removed for good by you')
  if (record.trashedAt === undefined) {
    const remedy = `Put the ${kind} into the trash first.`
    throw inputError([{ path: 'id', problem: 'not-in-trash', value: record.id, remedy }])
  }
  const { writes, keys, references } = await party.removal(session, record)
  if (references.length > 0) throw await stillReferenced(session, subject, references)
  const happening = {
    command: `${party.desk}.purge`,
    right,
    subject,
    changes: [],
    event: `${kind}.purged`,
  }
  return {
    effect: { ...(await party.follow?.(session, record, null)), writes, keysRemoved: keys, happenings: [happening] },
    answer: aboutRecord(record.id),
    outcome: () => {},
  }
}

/** How many of the records that stand in the way are named. */
const mostNamed = 20

async function stillReferenced(session: Session, subject: Subject, references: readonly Subject[]): Promise<CrmError> {
  const named = await visibleOnes(session, subject, references)
  const hasOthers = named.length < references.length
  const list = [
    ...named.map(({ kind, id }) => `${kind} ${id}`),
    ...(hasOthers ? ['others that are not named here'] : []),
  ]
  return new CrmError('still-referenced', {
    message: `The ${subject.kind} ${subject.id} can't be removed for good: ${list.join(', ')} point at it. Remove or change them first.`,
    details: { ...subject, references: named, hasOthers },
  })
}

/** Those that the actor may see, up to the bound: how many others there are is not told, not even by their number. */
async function visibleOnes(
  { store, actor }: Session,
  { kind, id }: Subject,
  references: readonly Subject[],
): Promise<readonly Subject[]> {
  const scope = scopeOf(actor)
  const idsOf = (of: Subject['kind']): readonly string[] =>
    references.filter((reference) => reference.kind === of).map((reference) => reference.id)
  const jobs = kind === 'company' ? await store.affiliations.listOfCompany(scope, id, { limit: mostNamed }) : []
  const companies = await store.companies.findMany(scope, idsOf('company'))
  const matters = await store.interactions.findMany(scope, idsOf('interaction'))
  const named: readonly Subject[] = [
    ...companies.map((company) => ({ kind: 'company' as const, id: company.id })),
    ...jobs.map((job) => ({ kind: 'affiliation' as const, id: job.id })),
    ...matters.map((matter) => ({ kind: 'interaction' as const, id: matter.id })),
    // A timer has the id of its member, and the matter's own timeline tells that it was started.
    ...idsOf('timer').map((timerId) => ({ kind: 'timer' as const, id: timerId })),
  ]
  return named.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, mostNamed)
}
