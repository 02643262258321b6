/** Commits that tests write: a workspace with companies, contacts and jobs. */
import type { Commit, Write } from 'crmkit'
import { buildAffiliation, buildCommit, buildCompany, buildContact } from 'crmkit/testing'

/** An id from two numbers, one for the kind of thing and one to count. */
export function id(kind: number, count: number): string {
  return `019000${kind.toString(16).padStart(2, '0')}-0000-7000-8000-${count.toString(16).padStart(12, '0')}`
}

export const workspaceA: string = id(0xa0, 1)
export const workspaceB: string = id(0xa0, 2)

/** A company, a contact and a job for each count, with keys. */
export function peopleCommit(workspaceId: string, counts: readonly number[], fields: Partial<Commit> = {}): Commit {
  const writes = counts.flatMap((count): Write[] => [
    {
      op: 'create',
      kind: 'company',
      record: buildCompany({
        id: id(1, count),
        name: `Company ${count} "SARL"`,
        siret: String(73282932000000 + count),
        vat: 'FR44732829320',
        country: 'FR',
        phones: [{ kind: 'main', typed: '01 99 00 00 01' }],
        addresses: [{ category: 'head-office', isDefault: true, line1: '1 rue', postcode: '75001', city: 'Paris' }],
      }),
      index: { sortKey: `company ${count}`, searchText: `company ${count} ${73282932000000 + count}` },
    },
    {
      op: 'create',
      kind: 'contact',
      record: buildContact({ id: id(2, count), familyName: `Family ${count}` }),
      index: { sortKey: `family ${count}`, searchText: `anna family ${count} anna${count}@pomme.example` },
    },
    {
      op: 'create',
      kind: 'affiliation',
      record: buildAffiliation({
        id: id(3, count),
        contactId: id(2, count),
        companyId: id(1, count),
        jobTitle: 'Buyer',
        emails: [{ typed: `anna${count}@pomme.example` }],
      }),
    },
  ])
  const keysAdded = counts.flatMap((count) => [
    { key: `siret:${73282932000000 + count}`, kind: 'company' as const, recordId: id(1, count) },
    { key: `npc:company ${count}|75001|paris`, kind: 'company' as const, recordId: id(1, count) },
    { key: `mail:anna${count}@pomme.example`, kind: 'contact' as const, recordId: id(2, count) },
  ])
  return buildCommit({ workspaceId, writes, keysAdded, ...fields })
}

/** The numbers from 1 to a length. */
export function upTo(length: number): readonly number[] {
  return Array.from({ length }, (_, position) => position + 1)
}
