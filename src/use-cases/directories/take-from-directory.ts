/** Saving what comes in from an address book: changes, notes, conflicts and link of a person in one commit. Rules: docs/concepts/directory.md (SYN-1, SYN-2, SYN-4). @module */
import type { DirectoryCase } from '../../directory/case.ts'
import { caseOfDecision } from '../../directory/case.ts'
import { linkAfterCreateHere } from '../../directory/decide.ts'
import type { DirectoryDecision } from '../../directory/decision.ts'
import type { DirectoryLink } from '../../directory/entry.ts'
import { type DirectoryField, directoryFields } from '../../directory/fields.ts'
import { contactChangesOf, directoryContact, jobChangesOf, newContactOf } from '../../directory/records.ts'
import { isNothing } from '../../directory/settle.ts'
import { CrmError, isCrmError } from '../../kernel/crm-error.ts'
import type { ContactId } from '../../kernel/ids.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import { changeAffiliation } from '../../party/new-affiliation.ts'
import type { CommandEffect } from '../command.ts'
import { today } from '../context.ts'
import { accept } from '../input-error.ts'
import { contactParty } from '../records/contacts.ts'
import { getRecord } from '../records/record-access.ts'
import { decideMove } from '../records/trash.ts'
import { decideContactUpdate, decideCreation, type JobAlong, planPerson } from '../records/write-contact.ts'
import { directoryContacts } from './directory-people.ts'
import type { DirectoryRun } from './directory-run.ts'

/** The command as history names it. */
const syncCommand = 'directories.sync'

type Decision<Kind extends DirectoryDecision['kind']> = Extract<DirectoryDecision, { readonly kind: Kind }>

/** How many people are created in one commit. */
const mostCreated = 50

/**
 * Saves what some decisions change here.
 * @returns the contacts of which something could not be saved: nothing of them goes out in this pass
 * @throws {RunEnded}
 */
export async function takeIn(
  run: DirectoryRun,
  decisions: readonly DirectoryDecision[],
): Promise<ReadonlySet<ContactId>> {
  const held = new Set<ContactId>()
  const links: DirectoryLink[] = []
  const cases: DirectoryCase[] = []
  const born: Decision<'create-here'>[] = []
  for (const decision of decisions) {
    const found = caseOfDecision(decision)
    if (found !== null) cases.push(run.toCase(found))
    switch (decision.kind) {
      case 'unlink':
      case 'remember':
        links.push(decision.link)
        break
      case 'link':
      case 'update-here':
        if (isNothing(decision.changes) && isNothing(decision.notes)) {
          links.push(decision.link)
          cases.push(...conflictsOf(run, decision))
        } else if (!(await attempt(run, decision, () => takeChanges(run, decision)))) held.add(decision.contactId)
        break
      case 'trash-here':
        if (!(await attempt(run, decision, () => takeDeletion(run, decision)))) held.add(decision.contactId)
        break
      case 'create-here':
        born.push(decision)
        break
      default:
        break
    }
  }
  if (links.length + cases.length > 0) await run.commit({ links, cases })
  for (let first = 0; first < born.length; first += mostCreated) {
    await takePeople(run, born.slice(first, first + mostCreated))
  }
  return held
}

/** Does something that our own rules may refuse; then a person is to look at it. `false`: it was not done. */
async function attempt(
  run: DirectoryRun,
  { contactId, entryId }: { readonly contactId?: ContactId; readonly entryId: string },
  save: () => Promise<void>,
): Promise<boolean> {
  try {
    await save()
    return true
  } catch (refusal) {
    // What was changed meanwhile is left to the next pass.
    if (isCrmError(refusal, 'version-conflict') || isCrmError(refusal, 'not-found')) return false
    const isRule = ['forbidden', 'duplicate', 'ambiguous-duplicate', 'invalid-input'] as const
    if (!isCrmError(refusal) || !isRule.some((code) => code === refusal.code)) throw refusal
    const whom = contactId === undefined ? { entryId } : { contactId, entryId }
    await run.commit({ cases: [run.toCase({ kind: 'refused', side: 'here', ...whom, code: refusal.code })] })
    return false
  }
}

async function takeChanges(run: DirectoryRun, decision: Decision<'link' | 'update-here'>): Promise<void> {
  const { session } = run
  const { contactId, contactVersion: expectedVersion, changes, notes, link } = decision
  const { country } = run.settings
  await run.commit({ links: [link], cases: conflictsOf(run, decision) }, async () => {
    const contact = await getRecord(session, session.store.contacts, 'contact', contactId)
    const isOfJob = Object.keys(changes).some((field) => isField(field) && directoryFields[field].of === 'job')
    const job = isOfJob ? await jobAlong(run, contactId, decision) : undefined
    const wanted = contactChangesOf(contact, { changes, notes }, country)
    const how = { command: syncCommand, ...(job !== undefined && { job }) }
    return (await decideContactUpdate(session, contactId, wanted, { expectedVersion }, how)).effect
  })
}

/** The job that an entry's fields of work are about, before and after. */
async function jobAlong(
  run: DirectoryRun,
  contactId: ContactId,
  { changes }: Decision<'link' | 'update-here'>,
): Promise<JobAlong | undefined> {
  const { session } = run
  const contact = await getRecord(session, session.store.contacts, 'contact', contactId)
  const [person] = await directoryContacts(run, [contact])
  const { store, actor } = session
  const scope = { workspaceId: actor.workspaceId, filter: { sees: 'everything' } } as const
  const before = person?.job === undefined ? null : await store.affiliations.find(scope, person.job.affiliationId)
  if (before === null) return undefined
  const details = accept(
    changeAffiliation(before, jobChangesOf(before, changes, run.settings.country), session.settings),
  )
  const { id, contactId: whose, companyId, createdAt, trashedAt, origin } = before
  const after: Affiliation = {
    ...details,
    ...{ id, contactId: whose, companyId, createdAt, version: before.version + 1, updatedAt: session.clock.now() },
    ...(trashedAt !== undefined && { trashedAt }),
    ...(origin !== undefined && { origin }),
  }
  return { before, after }
}

async function takeDeletion(
  run: DirectoryRun,
  { contactId, contactVersion, link }: Decision<'trash-here'>,
): Promise<void> {
  const { session } = run
  const { actor } = session
  if (actor.kind === 'member' && !actor.capabilities.includes('delete')) {
    throw new CrmError('forbidden', {
      message: `Contact ${contactId} may not be put into the trash by you: it takes the capability delete. Ask an administrator.`,
      details: { kind: 'contact', id: contactId, ownerId: null },
    })
  }
  const options = { expectedVersion: contactVersion }
  await run.commit({ links: [link] }, async () => {
    return (await decideMove(session, contactParty, 'trash', contactId, options, syncCommand)).effect
  })
}

/** Creates people: all of them in one commit, or one by one where our rules refuse one of them. */
async function takePeople(run: DirectoryRun, decisions: readonly Decision<'create-here'>[]): Promise<void> {
  const [only, ...others] = decisions
  if (only === undefined) return
  if (others.length === 0) {
    await attempt(run, { entryId: only.entryId }, () => createPeople(run, decisions))
    return
  }
  try {
    await createPeople(run, decisions)
  } catch (refusal) {
    if (!isCrmError(refusal)) throw refusal
    for (const decision of decisions) await takePeople(run, [decision])
  }
}

async function createPeople(run: DirectoryRun, decisions: readonly Decision<'create-here'>[]): Promise<void> {
  const { session, account } = run
  const entryIds = decisions.map(({ entryId }) => entryId)
  const rows = await session.store.directories.findEntries(session.actor.workspaceId, account.id, entryIds)
  const entries = new Map(rows.flatMap(({ entryId, entry }) => (entry === null ? [] : [[entryId, entry] as const])))
  const people = decisions.flatMap((decision) => {
    const entry = entries.get(decision.entryId)
    return entry === undefined ? [] : [{ decision, entry }]
  })
  const links: DirectoryLink[] = []
  const decide = async (): Promise<CommandEffect> => {
    const plans = people.map(({ decision }, index) => {
      const { affiliation, ...person } = newContactOf(decision)
      return planPerson(session, person, affiliation, affiliation?.companyId, `${index}.`)
    })
    const { effect } = await decideCreation(session, syncCommand, plans, {})
    const born = effect.writes.flatMap((write) =>
      write.op === 'create' && write.kind === 'contact' ? write.record : [],
    )
    const made = born.flatMap((record, index) => {
      const of = people[index]
      if (of === undefined) return []
      // What they got may be written in another way than what stands there.
      const got = directoryContact({ ...record, number: 0 }, [], { today: today(session), takesPart: true })
      return [linkAfterCreateHere(of.entry, record.id, { ...of.decision.fields, ...got.fields })]
    })
    links.splice(0, links.length, ...made)
    return effect
  }
  await run.commit({ links }, decide)
}

function conflictsOf(run: DirectoryRun, decision: Decision<'link' | 'update-here'>): readonly DirectoryCase[] {
  const { contactId, entryId, conflicts } = decision
  return conflicts.map((conflict) => run.toCase({ kind: 'conflict', contactId, entryId, conflict }))
}

function isField(name: string): name is DirectoryField {
  return Object.hasOwn(directoryFields, name)
}
