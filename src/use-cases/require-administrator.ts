/** What takes an administrator. Rules: docs/concepts/access.md (ACC-1). @module */
import { actorRight, type Right } from '../access/actor.ts'
import { CrmError } from '../kernel/crm-error.ts'
import type { Session } from './context.ts'

/** The right of an administrator or a system job. @throws {CrmError} forbidden @param what `change the settings` */
export function requireAdministrator({ actor }: Session, what: string): Right {
  if (actor.kind === 'system' || actor.role === 'administrator') return actorRight(actor)
  throw new CrmError('forbidden', {
    message: `Only administrators may ${what}. Ask one of them.`,
    details: { memberId: actor.memberId, needs: 'administrator' },
  })
}
