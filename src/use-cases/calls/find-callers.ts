/** Whose number it is: looked up by all numbers of all records. Rules: docs/concepts/calls.md (TEL-2). @module */
import type { Caller } from '../../call/route-call.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { PhoneE164 } from '../../party/phone.ts'
import type { Store } from '../../ports/store.ts'

/** More records than that have a number by mistake: a switchboard stands on the company. */
const mostCallers = 50

/** All records in use that have a number, whoever may see them: a call is to ring at its people's owner. */
export async function findCallers(
  { companies, contacts }: Pick<Store, 'companies' | 'contacts'>,
  workspaceId: WorkspaceId,
  number: PhoneE164 | null,
): Promise<readonly Caller[]> {
  if (number === null) return []
  const [people, firms] = await Promise.all([
    contacts.findByPhone(workspaceId, number, mostCallers),
    companies.findByPhone(workspaceId, number, mostCallers),
  ])
  return [
    ...people.filter(isInUse).map(({ id, ownerId }): Caller => ({ kind: 'contact', id, ownerId })),
    ...firms.filter(isInUse).map(({ id, ownerId }): Caller => ({ kind: 'company', id, ownerId })),
  ]
}

function isInUse({ trashedAt }: { readonly trashedAt?: number | undefined }): boolean {
  return trashedAt === undefined
}

/** The ids of callers, as a call names them. */
export function callerIds(callers: readonly Caller[]): {
  readonly contactIds: readonly string[]
  readonly companyIds: readonly string[]
} {
  return {
    contactIds: callers.flatMap(({ kind, id }) => (kind === 'contact' ? [id] : [])),
    companyIds: callers.flatMap(({ kind, id }) => (kind === 'company' ? [id] : [])),
  }
}
