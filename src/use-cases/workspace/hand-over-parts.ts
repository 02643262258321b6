/**
 * What is handed over when a member leaves, kind by kind. A kind of record that gets an owner gets its part in
 * {@link handOverParts}; preview and command know no kind by name. Rules: docs/concepts/access.md (WS-3).
 * @module
 */
import type { Right } from '../../access/actor.ts'
import type { CallName } from '../../access/call-rules.ts'
import type { IdentityKind } from '../../identity/identity-key.ts'
import { companyIndex, contactIndex } from '../../identity/search-index.ts'
import type { MemberId } from '../../kernel/ids.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Write } from '../../ports/commit.ts'
import type { PartyRepository } from '../../ports/party-repository.ts'
import type { Store } from '../../ports/store.ts'
import { lines } from '../calls/hand-over-lines.ts'
import type { Happening } from '../command.ts'
import type { Session } from '../context.ts'
import type { FollowUp } from '../follow-up.ts'
import { matters } from '../interactions/hand-over-matters.ts'
import { changesBetween } from '../record-changes.ts'
import { everythingOf, type OwnedKind, type OwnedRecord } from '../records/record-access.ts'

/** The public name of the command, as history tells it. */
export const handOverCommand = 'workspace.members.handOver'

/** From whom, to whom, and under which right. */
export interface HandOverOrder {
  readonly fromId: MemberId
  readonly toId: MemberId
  readonly right: Right
}

/** Some records in a row, with what hands them over. */
export interface HandOverPage {
  readonly recordIds: readonly string[]
  readonly writes: readonly Write[]
  readonly happenings: readonly Happening[]
  /** What follows from the writes. */
  readonly follows?: FollowUp
}

/** One kind of thing that members own or take part in, and how it is handed over. */
export interface HandOverPart {
  /** The kind, as counts and events name it. */
  readonly kind: OwnedKind | 'line'
  /** What else whoever hands over has to be allowed; else these stay. Absent: handing over is enough. */
  readonly takes?: CallName
  /** What they are called, where only somebody whose role may change things can have them. Absent: whoever is active. */
  readonly takesChanges?: string
  /** How many of them the member has. */
  count(session: Session, memberId: MemberId): Promise<number>
  /** The page after this id, or what is left; an empty one once there is nothing more. */
  page(session: Session, order: HandOverOrder, after: string | undefined): Promise<HandOverPage>
}

/** How many records are read and written together: enough for a database, and no long lock on what people work with. */
const pageSize = 500

/** Everything that is handed over, in this order. */
export const handOverParts: readonly HandOverPart[] = [
  ownedPart(
    'company',
    (store) => store.companies,
    async (_session, records) =>
      records.map((record) => ({ op: 'update', kind: 'company', record, index: companyIndex(record) })),
  ),
  ownedPart(
    'contact',
    (store) => store.contacts,
    async (session, records) => {
      const jobs = await jobsByContact(
        session,
        records.map(({ id }) => id),
      )
      return records.map((record) => {
        const index = contactIndex(record, jobs.get(record.id) ?? [])
        return { op: 'update', kind: 'contact', record, index }
      })
    },
  ),
  matters(handOverCommand),
  lines(handOverCommand),
]

function ownedPart<Owned extends OwnedRecord>(
  kind: IdentityKind,
  repositoryOf: (store: Store) => PartyRepository<Owned>,
  writesOf: (session: Session, records: readonly Owned[]) => Promise<readonly Write[]>,
): HandOverPart {
  return {
    kind,
    count: ({ store, actor }, memberId) => repositoryOf(store).countOwnedBy(actor.workspaceId, memberId),
    async page(session, { fromId, toId, right }, after) {
      const { store, actor, clock } = session
      const records = await repositoryOf(store).listOwnedBy(actor.workspaceId, fromId, {
        ...(after !== undefined && { after }),
        limit: pageSize,
      })
      const updatedAt = clock.now()
      const changed = records.map((record) => ({ ...record, ownerId: toId, version: record.version + 1, updatedAt }))
      return {
        recordIds: records.map(({ id }) => id),
        writes: await writesOf(session, changed),
        happenings: changed.map(({ id, version }) => ({
          command: handOverCommand,
          right,
          subject: { kind, id },
          changes: changesBetween({ ownerId: fromId }, { ownerId: toId }),
          ...(kind === 'contact' && { personId: id }),
          event: `${kind}.updated`,
          version,
        })),
      }
    },
  }
}

/** The jobs of these people: their addresses are what a contact is found by, too. */
async function jobsByContact(
  session: Session,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Affiliation[]>> {
  const jobs = new Map<string, Affiliation[]>()
  if (contactIds.length === 0) return jobs
  for (const job of await session.store.affiliations.listOfContacts(everythingOf(session), contactIds)) {
    const known = jobs.get(job.contactId)
    if (known === undefined) jobs.set(job.contactId, [job])
    else known.push(job)
  }
  return jobs
}
