/**
 * What is held on a person: told on request, and erased. Rules: docs/concepts/privacy.md (PTY-6).
 * @see https://eur-lex.europa.eu/eli/reg/2016/679/oj - articles 15, 17 and 20
 * @module
 */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { type ContactId, isUuid } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Contact } from '../../party/contact.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { joinFollowUps } from '../follow-up.ts'
import { latestId, mergedIds, requireSeenVersion } from '../merging/follow-merges.ts'
import { everythingOf, notFound } from '../records/record-access.ts'
import { jobsOf } from '../records/write-contact.ts'
import { type PersonOnFile, personalDataParts } from './personal-data-parts.ts'

/** Everything that is held on a person, as plain JSON. */
export interface PersonalData {
  readonly contactId: ContactId
  readonly exportedAt: Instant
  /**
   * By place: `contact`, `affiliations`, `identityKeys`, `history`, `imports`, `merges`, `interactions`, `mails`,
   * `messages`, `suppressions`, `consents`, `calls`, `directories`.
   */
  readonly parts: Readonly<Record<string, unknown>>
}

/** What is left of a person who was anonymized. */
export interface AnonymizedContact {
  /** The record that stays; `null` if it had been purged, and only history still told of the person. */
  readonly record: Contact | null
}

/** Tells everything that is held on a person, and writes down that it was told. */
export function exportPersonalData(session: Session, id: ContactId): Promise<PersonalData> {
  const command = 'contacts.exportPersonalData'
  const decide = async (): Promise<Decision<PersonalData>> => {
    const right = actorRight(session.actor)
    const person = await getPerson(session, id)
    const parts: Record<string, unknown> = {}
    for (const part of personalDataParts) parts[part.name] = await part.export(session, person)
    const happening = {
      command,
      right,
      subject: { kind: 'contact' as const, id: person.id },
      changes: [],
      event: 'contact.personal-data-exported',
    }
    return {
      effect: { writes: [], happenings: [happening] },
      answer: aboutRecord(person.id),
      outcome: () => ({ contactId: person.id, exportedAt: session.clock.now(), parts }),
    }
  }
  return carryOut(session, { command, input: { id }, options: {} }, decide, async () =>
    (await decide()).outcome(new Map()),
  )
}

/** Erases everything personal of a person, wherever it is held. Where there is nothing left to erase, nothing happens. */
export function anonymizeContact(session: Session, id: ContactId, options: CommandOptions): Promise<AnonymizedContact> {
  return carryOut(
    session,
    { command: 'contacts.anonymize', input: { id }, options },
    () => decideErasure(session, id, options),
    async (answer) => ({ record: (await getPerson(session, onlyRecord(answer).id)).contact }),
  )
}

async function decideErasure(
  session: Session,
  id: ContactId,
  options: CommandOptions,
): Promise<Decision<AnonymizedContact>> {
  const right = actorRight(session.actor)
  const person = await getPerson(session, id)
  const subject = { kind: 'contact' as const, id: person.id }
  if (person.contact !== null) requireSeenVersion(subject, person.contact.version, id, options.expectedVersion)
  const erasures = await Promise.all(personalDataParts.map((part) => part.erase(session, person)))
  const writes = erasures.flatMap((each) => each.writes ?? [])
  const keysRemoved = erasures.flatMap((each) => each.keysRemoved ?? [])
  const personIds = [...new Set(erasures.flatMap((each) => each.personIds ?? []))]
  const fields = [...new Set(erasures.flatMap((each) => each.changes ?? []).map(({ field }) => field))]
  const follows = joinFollowUps(erasures.map((each) => each.follows ?? {}))
  const { notesBlanked = [], suppressionsBlanked = [], consentsBlanked = [] } = follows
  const isBlank = [writes, keysRemoved, personIds, notesBlanked, suppressionsBlanked, consentsBlanked].every(
    ({ length }) => length === 0,
  )
  const written = writes.find(
    (write) => write.kind === 'contact' && write.op === 'update' && write.record.id === person.id,
  )
  const record = written?.kind === 'contact' && written.op === 'update' ? written.record : person.contact
  const happening = {
    command: 'contacts.anonymize',
    right,
    subject,
    changes: fields.map((field) => ({ field })),
    event: 'contact.anonymized',
    ...(record !== null && { version: record.version }),
  }
  return {
    effect: {
      ...follows,
      writes,
      keysRemoved,
      happenings: isBlank ? [] : [happening],
      erasures: personIds.map((personId) => ({ personId })),
    },
    answer: aboutRecord(person.id),
    outcome: () => ({ record }),
  }
}

/** A person who is, or was, a contact. @throws {CrmError} not-found */
async function getPerson(session: Session, id: ContactId): Promise<PersonOnFile> {
  const known = id.toLowerCase()
  if (!isUuid(known)) throw notFound('contact', id)
  const latest = await latestId(session, known)
  const otherIds = await mergedIds(session, latest)
  const records = await session.store.contacts.findMany(everythingOf(session), [latest, ...otherIds])
  // Purged, yet in history: what was said of the person is to be found, and erased, all the same.
  if (records.length === 0 && !(await isRemembered(session, known))) throw notFound('contact', id)
  const contact = records.find((record) => record.id === latest) ?? null
  const jobs = contact === null ? [] : await jobsOf(session, contact.id)
  return { id: latest, otherIds, contact, jobs, merged: records.filter((record) => record !== contact) }
}

async function isRemembered({ store, actor }: Session, id: ContactId): Promise<boolean> {
  const [entry] = await store.history.listAudit(actor.workspaceId, { subjectId: id, limit: 1 })
  if (entry?.subject.kind === 'contact') return true
  return (await store.imports.listTouchesOfPerson(actor.workspaceId, id)).length > 0
}
