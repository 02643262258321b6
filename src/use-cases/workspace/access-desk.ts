/** The desk that tells who may do what, and why. Rules: docs/concepts/access.md (ACC-1 … ACC-3). @module */
import { type Actor, scopeOf } from '../../access/actor.ts'
import { type CallName, callRules } from '../../access/call-rules.ts'
import { type AccessExplanation, explainAccess, refusedInWords } from '../../access/explain-access.ts'
import type { AccessQuestion } from '../../inputs/access.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Ownership } from '../../party/record.ts'
import { parseAccessQuestion } from '../../schemas/access.ts'
import { memberActor, type OpenSession, type Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { getRecord } from '../records/record-access.ts'
import { getMember } from './get-member.ts'

/** Who may do what. */
export interface AccessDesk {
  /** Who acts here: role, capabilities and groups, as they count now. */
  me(): Promise<Actor>

  /**
   * Whether a member may make a call, and why: as data, and in words. It is decided by the very rules that the call is.
   * @throws {CrmError} not-found - the record, or the member, as far as whoever asks may know
   * @throws {CrmError} forbidden - another member's access is not yours to ask about
   * @throws {CrmError} invalid-input
   * @example
   * const { inWords } = await desk.access.explain({ call: 'companies.update', recordId: id, memberId: bob.id })
   */
  explain(question: AccessQuestion): Promise<AccessExplanation>
}

/** The access desk of whoever the session is opened for. */
export function accessDesk(open: OpenSession): AccessDesk {
  return {
    me: async () => (await open('access.me')).actor,
    explain: async (question) => {
      const asked = accept(parseAccessQuestion(question))
      return explain(await open('access.explain'), asked)
    },
  }
}

async function explain(session: Session, { call, recordId, memberId }: AccessQuestion): Promise<AccessExplanation> {
  const record = recordId === undefined ? null : await findRecord(session, call, recordId)
  const { actor, settings } = session
  if (memberId === undefined || (actor.kind === 'member' && actor.memberId === memberId)) {
    return explainAccess(actor, call, record)
  }
  if (scopeOf(actor).filter.sees !== 'everything') {
    throw new CrmError('forbidden', {
      message: 'What another member may do is for managers and administrators to ask.',
      details: { call: 'access.explain', needs: 'manager' },
    })
  }
  const member = await getMember(session, memberId)
  if (member.state === 'active') {
    return explainAccess(memberActor(actor.workspaceId, member, settings), call, record)
  }
  const refusal = { because: 'not-active', state: member.state } as const
  return { call, verdict: { allowed: false, ...refusal }, inWords: refusedInWords(call, refusal) }
}

/** @throws {CrmError} invalid-input - the call is about no company, contact or interaction */
async function findRecord(session: Session, call: CallName, id: string): Promise<Ownership> {
  const { companies, contacts, interactions } = session.store
  if (call.startsWith('companies.')) return getRecord(session, companies, 'company', id)
  if (call.startsWith('contacts.') || callRules[call].of === 'contact')
    return getRecord(session, contacts, 'contact', id)
  if (call.startsWith('interactions.') || callRules[call].of === 'interaction')
    return getRecord(session, interactions, 'interaction', id)
  const remedy = 'Leave the record out: this call is about no company, contact or interaction.'
  throw inputError([{ path: 'recordId', problem: 'unknown-record', value: id, remedy }])
}
