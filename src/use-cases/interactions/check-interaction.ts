/** What a matter points at: records that the actor may see and that are in use, and people and things that can take part. Rules: docs/concepts/interactions.md (INT-1). @module */
import { scopeOf } from '../../access/actor.ts'
import { mayOwn } from '../../access/member-states.ts'
import type { InteractionDetails, InteractionFields, Participant } from '../../interaction/interaction.ts'
import { checkParent, mostAncestors } from '../../interaction/parent.ts'
import type { CompanyId, ContactId, InteractionId } from '../../kernel/ids.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { findSurvivor } from '../merging/follow-merges.ts'
import { everythingOf } from '../records/record-access.ts'

/** What of a matter points at something. */
export type Pointing = Pick<InteractionFields, 'companyId' | 'contactIds' | 'parentId' | 'participants'>

/**
 * Checks what a matter comes to point at; what it pointed at before stays.
 * @param known the matter before, or the one whose references it takes over; `null` for a new one
 * @returns the matter, with records that were merged as what they became
 * @throws {CrmError} invalid-input - with everything that can't be pointed at
 */
export async function checkReferences(
  session: Session,
  id: InteractionId,
  known: Pointing | null,
  details: InteractionDetails,
): Promise<InteractionDetails> {
  const issues: InputIssue[] = []
  const companyId = await checkCompany(session, issues, known?.companyId, details.companyId)
  const contactIds = await checkContacts(session, issues, known?.contactIds ?? [], details.contactIds)
  await checkParts(session, issues, id, known?.parentId, details.parentId)
  await checkParticipants(session, issues, known?.participants ?? [], details.participants)
  if (issues.length > 0) throw inputError(issues)
  return { ...details, ...(companyId !== undefined && { companyId }), contactIds }
}

/** The contacts that these ids stand for, each once. Issues say which of them can't be named. */
export async function checkContacts(
  session: Session,
  issues: InputIssue[],
  known: readonly ContactId[],
  contactIds: readonly ContactId[],
): Promise<readonly ContactId[]> {
  const { contacts } = session.store
  const fresh = contactIds.filter((id) => !known.includes(id))
  const found = fresh.length === 0 ? [] : await contacts.findMany(scopeOf(session.actor), fresh)
  const byId = new Map(found.map((contact) => [contact.id, contact]))
  const survivors: ContactId[] = []
  for (const [index, id] of contactIds.entries()) {
    if (known.includes(id)) {
      survivors.push(id)
      continue
    }
    const own = byId.get(id)
    const contact = own === undefined || own.mergedInto !== undefined ? await findSurvivor(session, contacts, id) : own
    const path = `contactIds.${index}`
    if (contact === null || contact.trashedAt !== undefined) {
      const remedy = 'Name a contact that you can see and that is not in the trash.'
      issues.push({ path, problem: 'unknown-record', value: id, remedy })
    } else if (contact.anonymizedAt !== undefined) {
      const remedy = 'Leave the person out: nothing more is to be written down of somebody who was anonymized.'
      issues.push({ path, problem: 'anonymized', value: id, remedy })
    } else survivors.push(contact.id)
  }
  return [...new Set(survivors)]
}

async function checkCompany(
  session: Session,
  issues: InputIssue[],
  known: CompanyId | undefined,
  companyId: CompanyId | undefined,
): Promise<CompanyId | undefined> {
  if (companyId === undefined || companyId === known) return companyId
  const company = await findSurvivor(session, session.store.companies, companyId)
  if (company !== null && company.trashedAt === undefined) return company.id
  const remedy = 'Name a company that you can see and that is not in the trash, or none (null).'
  issues.push({ path: 'companyId', problem: 'unknown-record', value: companyId, remedy })
  return companyId
}

async function checkParts(
  session: Session,
  issues: InputIssue[],
  id: InteractionId,
  known: InteractionId | undefined,
  parentId: InteractionId | undefined,
): Promise<void> {
  if (parentId === undefined || parentId === known) return
  const parent = await session.store.interactions.find(scopeOf(session.actor), parentId)
  if (parent === null || parent.trashedAt !== undefined) {
    const remedy = 'Name an interaction that you can see and that is not in the trash, or none (null).'
    issues.push({ path: 'parentId', problem: 'unknown-record', value: parentId, remedy })
    return
  }
  const checked = checkParent(id, parentId, await ancestorsOf(session, parent.parentId))
  if (!checked.ok) issues.push(...checked.error.issues)
}

/** The matters above, the nearest first, beginning with this one; no more than matters may have. */
async function ancestorsOf(session: Session, id: InteractionId | undefined): Promise<readonly InteractionId[]> {
  const ancestors: InteractionId[] = []
  for (let next = id; next !== undefined && ancestors.length < mostAncestors; ) {
    ancestors.push(next)
    next = (await session.store.interactions.find(everythingOf(session), next))?.parentId
  }
  return ancestors
}

async function checkParticipants(
  { store, actor }: Session,
  issues: InputIssue[],
  known: readonly Participant[],
  participants: readonly Participant[],
): Promise<void> {
  const { workspaceId } = actor
  for (const [index, { kind, id }] of participants.entries()) {
    if (known.some((other) => other.kind === kind && other.id === id)) continue
    const path = `participants.${index}.id`
    if (kind === 'member') {
      const member = await store.workspaces.findMember(workspaceId, id)
      if (member !== null && mayOwn(member)) continue
      const remedy = 'Name a member of the workspace who has not left it.'
      issues.push({ path, problem: 'unknown-member', value: id, remedy })
      continue
    }
    const resource = await store.workspaces.findResource(workspaceId, id)
    if (resource?.state === 'in-use') continue
    const remedy = 'Name a resource of the workspace that is in use.'
    issues.push({ path, problem: 'unknown-record', value: id, remedy })
  }
}
