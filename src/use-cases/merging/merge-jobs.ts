/**
 * How jobs follow a merge of their contact or of their company. Two jobs in one company both stay, unless they say the
 * same; a contact has one main job at the most. Rules: docs/concepts/merge.md (MRG-2), docs/concepts/parties.md (PTY-2).
 * @module
 */
import type { KeptByUndo, MergeRecord, MovedField, MovedRecord, RemovedJob } from '../../identity/merge-record.ts'
import { sameValue } from '../../kernel/same-value.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Contact } from '../../party/contact.ts'
import { emailKey, phoneKey } from '../../party/same-coordinates.ts'
import type { Write } from '../../ports/commit.ts'
import type { Session } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'
import { contactWrite } from '../records/write-contact.ts'
import { followMerges } from './follow-merges.ts'
import type { MergePart, MovedBackPart, MovedPart } from './merge-parts.ts'

/** Jobs follow their contact. */
export const jobsOfContact: MergePart = {
  from: 'affiliation',
  to: 'contact',
  async move(session, { survivorId, loserId }, recordIds) {
    const all = await session.store.affiliations.listOfContacts(everythingOf(session), [survivorId, loserId])
    const own = all.filter(({ contactId }) => contactId === survivorId)
    const coming = all.filter(({ id }) => recordIds.includes(id))
    return moveJobs(session, coming, own, 'contactId', survivorId)
  },
  moveBack,
}

/** Jobs follow their company. */
export const jobsOfCompany: MergePart = {
  from: 'affiliation',
  to: 'company',
  async move(session, { survivorId }, recordIds) {
    const scope = everythingOf(session)
    const coming = await session.store.affiliations.findMany(scope, recordIds)
    const ids = [...new Set(coming.map(({ contactId }) => contactId))]
    // Before their jobs: a job that comes after them shows in a contact's version.
    const people = await session.store.contacts.findMany(scope, ids)
    const own = await session.store.affiliations.listOfContacts(scope, ids)
    const others = own.filter(({ companyId }) => companyId === survivorId)
    const part = moveJobs(session, coming, others, 'companyId', survivorId)
    const losing = new Set(part.removed.map(({ personId }) => personId))
    const concerned = people.filter(({ id }) => losing.has(id))
    return { ...part, writes: [...part.writes, ...peopleWrites(session, concerned, own, part.writes)] }
  },
  moveBack,
}

/** A contact's jobs once some writes are carried out. */
export function jobsAfter(
  jobs: readonly Affiliation[],
  writes: readonly Write[],
  contactId: string,
): readonly Affiliation[] {
  const after = new Map(jobs.map((job) => [job.id, job]))
  for (const write of writes) {
    if (write.kind !== 'affiliation') continue
    if (write.op === 'purge') after.delete(write.id)
    else if (write.record.contactId === contactId) after.set(write.record.id, write.record)
    else after.delete(write.record.id)
  }
  return [...after.values()]
}

function moveJobs(
  { clock }: Session,
  coming: readonly Affiliation[],
  own: readonly Affiliation[],
  field: 'contactId' | 'companyId',
  survivorId: string,
): MovedPart {
  const updatedAt = clock.now()
  const updates = new Map<string, Affiliation>()
  const moved: MovedRecord[] = []
  const removed: RemovedJob[] = []
  const purges: Write[] = []
  const write = (job: Affiliation, fields: readonly MovedField[], changes: Partial<Affiliation>): void => {
    updates.set(job.id, { ...job, ...changes, version: job.version + 1, updatedAt })
    moved.push({ kind: 'affiliation', recordId: job.id, fields })
  }
  for (const job of coming) {
    const next = { ...job, [field]: survivorId }
    const twin = own.find((other) => isSameJob(other, next) && !updates.has(other.id))
    if (twin !== undefined) {
      removed.push({ recordId: job.id, personId: job.contactId, before: job })
      purges.push({ op: 'purge', kind: 'affiliation', id: job.id, expectedVersion: job.version })
      if (!job.isPrimary || hasMain(own, next.contactId, [...updates.values()])) continue
      write(twin, [{ field: 'isPrimary', before: false, after: true }], { isPrimary: true })
      continue
    }
    const pointed: MovedField = { field, before: job[field], after: survivorId }
    const isDemoted = field === 'contactId' && job.isPrimary && hasMain(own, survivorId, [...updates.values()])
    if (isDemoted) {
      write(job, [pointed, { field: 'isPrimary', before: true, after: false }], {
        [field]: survivorId,
        isPrimary: false,
      })
    } else write(job, [pointed], { [field]: survivorId })
  }
  const writes = [...updates.values()].map((record): Write => ({ op: 'update', kind: 'affiliation', record }))
  return { writes: [...purges, ...writes], moved, removed }
}

/**
 * A contact's version grows where a merge of companies takes a job away, or its undo gives it back: so of such a command
 * and one that erases the person, or writes the person's jobs, one sees the other.
 */
function peopleWrites(
  { clock }: Session,
  people: readonly Contact[],
  jobs: readonly Affiliation[],
  writes: readonly Write[],
): readonly Write[] {
  const after = new Map(jobs.map((job) => [job.id, job]))
  for (const write of writes) {
    if (write.kind !== 'affiliation') continue
    if (write.op === 'purge') after.delete(write.id)
    else after.set(write.record.id, write.record)
  }
  const jobsOf = Map.groupBy(after.values(), ({ contactId }) => contactId)
  const updatedAt = clock.now()
  return people.map((person) =>
    contactWrite({ ...person, version: person.version + 1, updatedAt }, jobsOf.get(person.id) ?? []),
  )
}

/** Whether a contact has a main job: one of his own, or one that was just moved. */
function hasMain(own: readonly Affiliation[], contactId: string, moved: readonly Affiliation[]): boolean {
  return [...own, ...moved].some((job) => job.contactId === contactId && job.isPrimary)
}

/** Whether two jobs of one contact in one company say the same. Which of them is the main one does not count. */
function isSameJob(a: Affiliation, b: Affiliation): boolean {
  return a.contactId === b.contactId && a.companyId === b.companyId && sameValue(saidOf(a), saidOf(b))
}

function saidOf({ jobTitle, department, emails, phones, from, to }: Affiliation): object {
  return { jobTitle, department, from, to, emails: emails.map(emailKey), phones: phones.map(phoneKey) }
}

/** Whatever a merge did to jobs, of a contact or of a company, is taken back in the same way. */
async function moveBack(session: Session, merge: MergeRecord): Promise<MovedBackPart> {
  const updatedAt = session.clock.now()
  const kept: KeptByUndo[] = []
  const keep = (recordId: string, reason: KeptByUndo['reason'], field?: string): void => {
    kept.push({ kind: 'affiliation', recordId, ...(field !== undefined && { field }), reason })
  }
  const noted = merge.moved.filter(({ kind }) => kind === 'affiliation')
  const found = await session.store.affiliations.findMany(
    everythingOf(session),
    noted.map(({ recordId }) => recordId),
  )
  const jobs = new Map(found.map((job) => [job.id, job]))
  const changed = new Map<string, Affiliation>()
  for (const { recordId, fields } of noted) {
    const job = jobs.get(recordId)
    if (job === undefined) {
      keep(recordId, 'purged-since')
      continue
    }
    let next = job
    for (const { field, before, after } of fields) {
      if (field === 'parentId' || field === 'contactIds' || job[field] !== after) keep(recordId, 'changed-since', field)
      else next = { ...next, [field]: before }
    }
    if (next !== job) changed.set(recordId, { ...next, version: job.version + 1, updatedAt })
  }
  const revived = await reviveJobs(session, merge, keep)
  const onlyMain = await withOneMainEach(session, changed, revived.jobs, keep)
  const writes = onlyMain.map((record): Write => {
    return { op: jobs.has(record.id) ? 'update' : 'create', kind: 'affiliation', record }
  })
  const ids = revived.people.map(({ id }) => id)
  const own = ids.length === 0 ? [] : await session.store.affiliations.listOfContacts(everythingOf(session), ids)
  return { writes: [...writes, ...peopleWrites(session, revived.people, own, writes)], kept }
}

type Keep = (recordId: string, reason: KeptByUndo['reason'], field?: string) => void

interface RevivedJobs {
  readonly jobs: readonly Affiliation[]
  /** Who gets them, of companies that were merged. The loser of two contacts is written anyway. */
  readonly people: readonly Contact[]
}

/** The jobs that went, as they were. What they pointed at may have been merged, purged or erased since. */
async function reviveJobs(session: Session, merge: MergeRecord, keep: Keep): Promise<RevivedJobs> {
  const { contacts, companies } = session.store
  const jobs: Affiliation[] = []
  const people = new Map<string, Contact>()
  for (const { recordId, before } of merge.removed) {
    if (before === null) {
      keep(recordId, 'erased')
      continue
    }
    const isLoser = (id: string): boolean => id === merge.loserId
    const person = isLoser(before.contactId) ? null : await followMerges(session, contacts, before.contactId)
    if (person?.anonymizedAt !== undefined) {
      keep(recordId, 'erased')
      continue
    }
    const company = isLoser(before.companyId) ? null : await followMerges(session, companies, before.companyId)
    const contactId = isLoser(before.contactId) ? merge.loserId : person?.id
    const companyId = isLoser(before.companyId) ? merge.loserId : company?.id
    if (contactId === undefined || companyId === undefined) {
      keep(recordId, 'purged-since')
      continue
    }
    if (person !== null) people.set(person.id, person)
    jobs.push({ ...before, contactId, companyId, version: before.version + 1, updatedAt: session.clock.now() })
  }
  return { jobs, people: [...people.values()] }
}

/** Somebody may have made another job the main one since: then that one stays it. */
async function withOneMainEach(
  session: Session,
  changed: ReadonlyMap<string, Affiliation>,
  revived: readonly Affiliation[],
  keep: Keep,
): Promise<readonly Affiliation[]> {
  const written = [...changed.values(), ...revived]
  const people = [...new Set(written.filter(({ isPrimary }) => isPrimary).map(({ contactId }) => contactId))]
  if (people.length === 0) return written
  const stored = await session.store.affiliations.listOfContacts(everythingOf(session), people)
  const mains = new Set(
    stored.filter(({ id, isPrimary }) => isPrimary && !changed.has(id)).map(({ contactId }) => contactId),
  )
  // What was the main one all the time comes before what the undo makes it.
  const wasMain = new Set(stored.filter(({ isPrimary }) => isPrimary).map(({ id }) => id))
  const ordered = written.toSorted((a, b) => Number(wasMain.has(b.id)) - Number(wasMain.has(a.id)))
  return ordered.map((job) => {
    if (!job.isPrimary) return job
    if (!mains.has(job.contactId)) {
      mains.add(job.contactId)
      return job
    }
    keep(job.id, 'changed-since', 'isPrimary')
    return { ...job, isPrimary: false }
  })
}
