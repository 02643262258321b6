import { describe, expect, it } from 'vitest'
import { contactIdentity } from '../../../src/identity/contact-identity.ts'
import { decideContact } from '../../../src/identity/decide-contact.ts'
import { parsePlainDate } from '../../../src/kernel/time.ts'
import { parseEmail } from '../../../src/party/email.ts'

interface Person {
  readonly given?: string
  readonly family?: string
  readonly personal?: string
  readonly work?: string
  /** The last day of the job that the work address belongs to. */
  readonly until?: string
}

function day(text: string): NonNullable<ReturnType<typeof parsePlainDate>> {
  const parsed = parsePlainDate(text)
  if (parsed === null) throw new Error(`${text} is no day`)
  return parsed
}

function identityOf({ given, family, personal, work, until }: Person): ReturnType<typeof contactIdentity> {
  const facts = {
    ...(given !== undefined && { givenName: given }),
    ...(family !== undefined && { familyName: family }),
    emails: personal === undefined ? [] : [parseEmail(personal)],
  }
  const job = { emails: work === undefined ? [] : [parseEmail(work)], ...(until !== undefined && { to: day(until) }) }
  return contactIdentity(facts, [job], day('2026-01-05'))
}

function decide(row: Person, known: Readonly<Record<string, Person>>): string {
  const candidates = Object.entries(known).map(([recordId, person]) => ({ recordId, identity: identityOf(person) }))
  const verdict = decideContact(identityOf(row), candidates)
  switch (verdict.verdict) {
    case 'same':
      return `same ${verdict.recordId}${verdict.suspicious ? ', suspicious' : ''}`
    case 'ambiguous':
      return `ambiguous ${verdict.recordIds.join(' ')}`
    case 'possible':
      return `possible ${verdict.candidates.map(({ recordId }) => recordId).join(' ')}`
    default:
      return verdict.verdict
  }
}

describe('decideContact', () => {
  const anna = { given: 'Anna', family: 'Pépin' }
  it.each<[string, Person, Readonly<Record<string, Person>>, string]>([
    [
      'IDN-1 a personal e-mail identifies',
      { ...anna, personal: 'anna@p.example' },
      { a: { ...anna, personal: 'ANNA@p.example' } },
      'same a',
    ],
    [
      'IDN-2 a title in place of the given name makes nobody the same',
      { given: 'Dr.', family: 'Nagy', work: 'info@praxis.example' },
      { a: { given: 'Dr.', family: 'Kiss', work: 'info@praxis.example' } },
      'possible a',
    ],
    [
      'IDN-1 a personal e-mail meets a work e-mail',
      { ...anna, personal: 'anna@p.example' },
      { a: { ...anna, work: 'anna@p.example' } },
      'same a',
    ],
    [
      'IDN-1 a work e-mail meets a personal e-mail',
      { ...anna, work: 'anna@p.example' },
      { a: { ...anna, personal: 'anna@p.example' } },
      'same a',
    ],
    ['IDN-1 equal names alone are no key', anna, { a: anna }, 'none'],
    [
      'IDN-2 another name on the same mailbox is only possible',
      { given: 'Bob', family: 'Durand', work: 'info@p.example' },
      { a: { ...anna, work: 'info@p.example' } },
      'possible a',
    ],
    [
      'IDN-2 an initial may be the name',
      { given: 'A.', family: 'Pépin', work: 'a@p.example' },
      { a: { ...anna, work: 'a@p.example' } },
      'same a',
    ],
    [
      'IDN-2 swapped names are the same person',
      { given: 'Pépin', family: 'Anna', work: 'a@p.example' },
      { a: { ...anna, work: 'a@p.example' } },
      'same a',
    ],
    [
      'IDN-5 one mailbox and one given name, but another family name: the same, flagged',
      { given: 'Jean', family: 'Seul', work: 'info@p.example' },
      { a: { given: 'Jean', family: 'Dupain', work: 'info@p.example' } },
      'same a, suspicious',
    ],
    [
      'IDN-5 a married name: the same, flagged',
      { given: 'Anna', family: 'Martin', personal: 'anna@p.example' },
      { a: { ...anna, personal: 'anna@p.example' } },
      'same a, suspicious',
    ],
    [
      'IDN-5 a misspelling: the same, flagged',
      { given: 'Anna', family: 'Peppin', personal: 'anna@p.example' },
      { a: { ...anna, personal: 'anna@p.example' } },
      'same a, suspicious',
    ],
    [
      'IDN-4 where the person of that name is known too, that one is meant',
      { given: 'Jean', family: 'Seul', work: 'info@p.example' },
      {
        a: { given: 'Jean', family: 'Dupain', work: 'info@p.example' },
        b: { given: 'Jean', family: 'Seul', work: 'info@p.example' },
      },
      'same b',
    ],
    [
      'IDN-2 a row without a name is compatible with any',
      { work: 'a@p.example' },
      { a: { ...anna, work: 'a@p.example' } },
      'same a',
    ],
    [
      'IDN-2 on a shared mailbox the person of that name is meant',
      { ...anna, work: 'info@p.example' },
      { a: { ...anna, work: 'info@p.example' }, b: { given: 'Bob', family: 'Durand', work: 'info@p.example' } },
      'same a',
    ],
    [
      'IDN-4 a shared mailbox without a name is ambiguous',
      { work: 'info@p.example' },
      { a: { ...anna, work: 'info@p.example' }, b: { given: 'Bob', family: 'Durand', work: 'info@p.example' } },
      'ambiguous a b',
    ],
    [
      'IDN-4 a second address narrows to one',
      { ...anna, personal: 'x@p.example', work: 'y@p.example' },
      {
        a: { given: 'Anna', personal: 'x@p.example' },
        b: { given: 'Anna', personal: 'x@p.example', work: 'y@p.example' },
      },
      'same b',
    ],
    [
      'IDN-6 an e-mail of a past affiliation is no key',
      { ...anna, work: 'a@p.example' },
      { a: { ...anna, work: 'a@p.example', until: '2025-12-31' } },
      'none',
    ],
    [
      'IDN-6 an affiliation lasts through its last day',
      { ...anna, work: 'a@p.example' },
      { a: { ...anna, work: 'a@p.example', until: '2026-01-05' } },
      'same a',
    ],
  ])('%s', (_rule, row, known, expected) => {
    expect(decide(row, known)).toBe(expected)
  })
})
