/** The account with which a workspace calls, and refusals of calls. Rules: docs/concepts/calls.md (TEL-1, TEL-4). @module */
import { type CallRefusal, callRemedies } from '../../call/line.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { CallAccount } from '../../ports/channels.ts'
import type { Session } from '../context.ts'
import { noAccount } from '../no-account.ts'

/** The account of the workspace. @throws {CrmError} no-account */
export async function requireCallAccount({ channelsOf, actor }: Session): Promise<CallAccount> {
  const { calls } = await channelsOf(actor.workspaceId)
  if (calls === undefined) throw noAccount('calls')
  return calls
}

/** That there is no call, or no number. */
export function callRefused(because: CallRefusal['because']): CrmError {
  const remedy = callRemedies[because]
  return new CrmError('call-refused', { message: `${sentences[because]} ${remedy}`, details: { because, remedy } })
}

const sentences: Readonly<Record<CallRefusal['because'], string>> = {
  'read-only': 'Your role may not call.',
  'no-operator': 'You do not answer this number.',
  'outgoing-off': 'This number may not call out, or you may not on it.',
  'invalid-number': 'There is no such number.',
  'provider-refused': 'The provider does not give this number.',
}
