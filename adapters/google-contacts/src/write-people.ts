/** Changing people: in batches, each of which is one question, and one after the other. @module */

import { type Fields, fieldsOf, itemsOf } from '@crmkit/adapter-kit'
import type { DirectoryWrite, DirectoryWriteAnswer } from 'crmkit'
import { changeAnswer, isAboutContent, readAnswer, type Unanswered } from './answers.ts'
import { contactIdOf, contactSourceOf, contactSources, entryOf, markOf, personFields } from './entry.ts'
import type { Ask } from './people-client.ts'
import { personOfFields } from './person-fields.ts'
import { readPeople } from './read-people.ts'

/** What Google takes at once, of new and of changed people. */
export const mostWrites = 200

type Create = Extract<DirectoryWrite, { readonly kind: 'create' }>
type Update = Extract<DirectoryWrite, { readonly kind: 'update' }>
type Delete = Extract<DirectoryWrite, { readonly kind: 'delete' }>

/** A change of somebody who is there, in the version that it was decided on. */
interface Known<Write> {
  readonly write: Write
  readonly person: Fields
}

/** The answers so far. What none is set for was not asked for, since something before it failed. */
type Answers = Map<DirectoryWrite, DirectoryWriteAnswer>

/** Makes changes: new people, then changes, then deletions. @throws {Error} for mistakes of the caller */
export async function writePeople(
  ask: Ask,
  writes: readonly DirectoryWrite[],
): Promise<readonly DirectoryWriteAnswer[]> {
  checkWrites(writes)
  const answers: Answers = new Map()
  const creates = writes.filter((write) => write.kind === 'create')
  const others = writes.filter((write) => write.kind !== 'create')
  const isGoingOn = creates.length === 0 || (await createPeople(ask, creates, answers))
  if (isGoingOn && others.length > 0) await changePeople(ask, others, answers)
  return writes.map((write) => answers.get(write) ?? { kind: 'postponed', problem: 'a change before it failed' })
}

function checkWrites(writes: readonly DirectoryWrite[]): void {
  if (writes.length > mostWrites) throw new Error(`At most ${mostWrites} changes at once.`)
  const named = writes.flatMap((write) => (write.kind === 'create' ? [] : write.entryId))
  if (new Set(named).size < named.length) throw new Error('An entry stands in several changes.')
}

/** Whoever is to be changed is read first: lists are replaced as a whole, and deletions look at no version. */
async function changePeople(ask: Ask, writes: readonly (Update | Delete)[], answers: Answers): Promise<void> {
  const found = await readPeople(
    ask,
    writes.map(({ entryId }) => entryId),
  )
  if (found.kind !== 'people') return answerAll(writes, readAnswer(found), answers)
  const updates: Known<Update>[] = []
  const deletes: Known<Delete>[] = []
  for (const write of writes) {
    const person = found.people.get(write.entryId)
    if (person === undefined) answers.set(write, { kind: 'gone' })
    else if (contactSourceOf(person)['etag'] !== write.version) answers.set(write, { kind: 'version-conflict' })
    else if (write.kind === 'update') updates.push({ write, person })
    else deletes.push({ write, person })
  }
  if (updates.length > 0 && !(await updatePeople(ask, updates, answers))) return
  if (deletes.length > 0) await deletePeople(ask, deletes, answers)
}

/** @returns whether to go on: Google still answers */
async function createPeople(ask: Ask, creates: readonly Create[], answers: Answers): Promise<boolean> {
  const contacts = creates.map(({ fields, groupId, contactId }) => ({
    contactPerson: {
      ...personOfFields(fields),
      memberships: [...new Set(['contactGroups/myContacts', groupId])].map((contactGroupResourceName) => ({
        contactGroupMembership: { contactGroupResourceName },
      })),
      clientData: [markOf(contactId)],
    },
  }))
  const asked = await ask((client, options) =>
    client.people.batchCreateContacts(
      { requestBody: { contacts, readMask: personFields, sources: contactSources } },
      options,
    ),
  )
  if (asked.kind !== 'answered') {
    return failed(asked, creates, answers, (some) => createPeople(ask, some, answers))
  }
  const made = itemsOf(asked.value['createdPeople']).map(fieldsOf)
  // By our mark; where one was not made, by its place.
  const byMark = new Map(made.map((response) => [contactIdOf(fieldsOf(response['person'])), response]))
  for (const [index, write] of creates.entries()) {
    const response = byMark.get(write.contactId) ?? (made.length === creates.length ? made[index] : undefined)
    answers.set(write, answerOfOne(response))
  }
  return true
}

async function updatePeople(ask: Ask, updates: readonly Known<Update>[], answers: Answers): Promise<boolean> {
  const changed = updates.map(({ write, person }) => ({ write, person, fields: personOfFields(write.changes, person) }))
  // One mask for all: whoever is not changed in a field of it says what he says already. His version guards it.
  const mask = [...new Set(changed.flatMap(({ fields }) => Object.keys(fields)))]
  if (mask.length === 0) {
    for (const { write, person } of changed) answers.set(write, written(person, write.entryId))
    return true
  }
  const contacts = changed.map(({ write, person, fields }) => {
    const { type, id, etag } = contactSourceOf(person)
    const kept = mask.map((field) => [field, fields[field] ?? person[field] ?? []])
    return [write.entryId, { ...Object.fromEntries(kept), metadata: { sources: [{ type, id, etag }] } }]
  })
  const asked = await ask((client, options) =>
    client.people.batchUpdateContacts(
      {
        requestBody: {
          contacts: Object.fromEntries(contacts),
          updateMask: mask.join(','),
          readMask: personFields,
          sources: contactSources,
        },
      },
      options,
    ),
  )
  if (asked.kind !== 'answered') {
    return failed(
      asked,
      updates.map(({ write }) => write),
      answers,
      (some) =>
        updatePeople(
          ask,
          updates.filter(({ write }) => some.includes(write)),
          answers,
        ),
    )
  }
  const results = fieldsOf(asked.value['updateResult'])
  for (const { write } of updates) {
    const response = results[write.entryId]
    answers.set(write, answerOfOne(response === undefined ? undefined : fieldsOf(response), write.entryId))
  }
  return true
}

async function deletePeople(ask: Ask, deletes: readonly Known<Delete>[], answers: Answers): Promise<boolean> {
  const writes = deletes.map(({ write }) => write)
  const resourceNames = writes.map(({ entryId }) => entryId)
  const asked = await ask((client, options) =>
    client.people.batchDeleteContacts({ requestBody: { resourceNames } }, options),
  )
  if (asked.kind === 'answered') {
    answerAll(writes, { kind: 'written', entry: null }, answers)
    return true
  }
  return failed(asked, writes, answers, (some) =>
    deletePeople(
      ask,
      deletes.filter(({ write }) => some.includes(write)),
      answers,
    ),
  )
}

/** Whoever is refused for what he says is not to hold up the others: a batch is tried again in halves. */
async function failed<Write extends DirectoryWrite>(
  asked: Unanswered,
  writes: readonly Write[],
  answers: Answers,
  again: (some: readonly Write[]) => Promise<boolean>,
): Promise<boolean> {
  if (!isAboutContent(asked)) {
    answerAll(writes, changeAnswer(asked), answers)
    return false
  }
  const [only] = writes
  if (writes.length === 1 && only !== undefined) {
    answers.set(only, refusedOne(asked, only))
    return true
  }
  const half = Math.ceil(writes.length / 2)
  return (await again(writes.slice(0, half))) && (await again(writes.slice(half)))
}

function refusedOne(asked: Unanswered, write: DirectoryWrite): DirectoryWriteAnswer {
  if (asked.kind !== 'refused' || write.kind === 'create') return changeAnswer(asked)
  if (asked.status === 404) return { kind: 'gone' }
  const isOld = asked.reasons.includes('FAILED_PRECONDITION') || asked.reasons.includes('failedPrecondition')
  return isOld ? { kind: 'version-conflict' } : changeAnswer(asked)
}

function answerAll(writes: readonly DirectoryWrite[], answer: DirectoryWriteAnswer, answers: Answers): void {
  for (const write of writes) answers.set(write, answer)
}

/** The codes of gRPC that say what became of one of several. */
const codes = { invalid: 3, deadline: 4, notFound: 5, exists: 6, exhausted: 8, precondition: 9, aborted: 10 }

function answerOfOne(response: Fields | undefined, entryId?: string): DirectoryWriteAnswer {
  if (response === undefined) return { kind: 'unknown', problem: 'no answer about this one' }
  const code = fieldsOf(response['status'])['code'] ?? 0
  switch (code) {
    case 0:
      return written(fieldsOf(response['person']), entryId)
    case codes.notFound:
      return { kind: 'gone' }
    case codes.precondition:
    case codes.aborted:
      return { kind: 'version-conflict' }
    case codes.exhausted:
      return { kind: 'postponed', problem: 'quota', retryAfterMs: 60_000 }
    case codes.invalid:
    case codes.exists:
      return { kind: 'refused', problem: `code ${code}` }
    default:
      return { kind: 'unknown', problem: `code ${String(code)}` }
  }
}

function written(person: Fields, entryId?: string): DirectoryWriteAnswer {
  const entry = entryOf(person, entryId)
  if (entry === null) return { kind: 'unknown', problem: 'an answer that names nobody' }
  return { kind: 'written', entry }
}
