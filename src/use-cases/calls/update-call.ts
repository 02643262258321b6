/** What is said of a call by hand. Rules: docs/concepts/calls.md (TEL-3). @module */
import { actorRight, scopeOf } from '../../access/actor.ts'
import type { StoredCall } from '../../call/stored-call.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { CallChanges } from '../../inputs/telephone.ts'
import { type CallId, isUuid } from '../../kernel/ids.ts'
import type { Company } from '../../party/company.ts'
import type { Contact } from '../../party/contact.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import type { RecordRepository } from '../merging/follow-merges.ts'
import { changesBetween } from '../record-changes.ts'
import { getRecord, notFound, requireVersion } from '../records/record-access.ts'

/** The call with this id that the actor may see. @throws {CrmError} not-found */
export async function getCall({ store, actor }: Session, id: CallId): Promise<StoredCall> {
  const call = isUuid(id) ? await store.calls.find(scopeOf(actor), id) : null
  if (call === null || call.early !== undefined) throw notFound('call', id)
  return call
}

/** Changes what is said of a call. */
export function updateCall(
  session: Session,
  id: CallId,
  changes: CallChanges,
  options: CommandOptions,
): Promise<StoredCall> {
  const command = 'calls.update'
  return carryOut(
    session,
    { command, input: { id, changes }, options },
    async (): Promise<Decision<StoredCall>> => {
      const before = await getCall(session, id)
      const subject = { kind: 'call' as const, id }
      requireVersion(subject, before.version, options.expectedVersion)
      if (before.erasedAt !== undefined) {
        const remedy = 'The person whose call it was is forgotten: it is left as it is.'
        throw inputError([{ path: 'id', problem: 'anonymized', value: id, remedy }])
      }
      const changed = await changeOf(session, before, changes)
      const fields = changesBetween(said(before), said(changed))
      const answer = aboutRecord(id)
      if (fields.length === 0) return { effect: { writes: [], happenings: [] }, answer, outcome: () => before }
      const after = { ...changed, version: before.version + 1, updatedAt: session.clock.now() }
      const happening = {
        command,
        right: actorRight(session.actor),
        subject,
        // What was written down stands on the call, from where it can be erased.
        changes: fields.map((change) => (change.field === 'note' ? { field: 'note' } : change)),
        event: 'call.updated',
        version: after.version,
      }
      return {
        effect: { writes: [{ op: 'update', kind: 'call', record: after }], happenings: [happening] },
        answer,
        outcome: () => after,
      }
    },
    (answer) => getCall(session, onlyRecord(answer).id),
  )
}

function said({ note, interactionId, contactIds, companyIds }: StoredCall): object {
  return { note, interactionId, contactIds, companyIds }
}

async function changeOf(session: Session, before: StoredCall, changes: CallChanges): Promise<StoredCall> {
  const { store } = session
  const { note, interactionId, ...others } = before
  const text = changes.note === undefined ? note : (changes.note ?? '').trim()
  const matter = changes.interactionId === undefined ? interactionId : await matterOf(session, changes.interactionId)
  return {
    ...others,
    ...(text !== undefined && text !== '' && { note: text }),
    ...(matter !== undefined && { interactionId: matter }),
    contactIds: await idsOf(session, 'contact', store.contacts, before.contactIds, changes.contactIds),
    companyIds: await idsOf(session, 'company', store.companies, before.companyIds, changes.companyIds),
  }
}

async function matterOf(session: Session, id: string | null): Promise<string | undefined> {
  return id === null ? undefined : (await getRecord(session, session.store.interactions, 'interaction', id)).id
}

/** Those whom he names, and those whom he may not know of: nobody takes off what he does not see. */
async function idsOf(
  session: Session,
  kind: 'contact' | 'company',
  repository: RecordRepository<Contact | Company>,
  before: readonly string[],
  asked: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (asked === undefined) return before
  const named = await Promise.all(asked.map(async (id) => (await getRecord(session, repository, kind, id)).id))
  const seen = new Set((await repository.findMany(scopeOf(session.actor), before)).map(({ id }) => id))
  return [...new Set([...before.filter((id) => !seen.has(id)), ...named])]
}
