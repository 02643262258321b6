import type { Result } from 'crmkit'
import {
  type InputRefusal,
  newCompanySchema,
  parseAffiliationChanges,
  parseCommandOptions,
  parseCompanyChanges,
  parseContactChanges,
  parseCountQuery,
  parseCreateOptions,
  parseListQuery,
  parseNewAffiliation,
  parseNewColleagues,
  parseNewCompany,
  parseNewContact,
  parseNewMember,
  parseNewWorkspace,
  parsePageQuery,
  parsePairOptions,
  parseReason,
  parseSettingsChanges,
  parseUpdateOptions,
} from 'crmkit/schemas'
import { describe, expect, it } from 'vitest'

const id = '01900000-0000-7000-8000-000000000001'

const parsers: readonly (readonly [string, (value: unknown) => Result<unknown, InputRefusal>, object])[] = [
  ['a company', parseNewCompany, { name: 'Pomme', phones: ['1', { number: '2', kind: 'fax' }], parentId: id }],
  ['changes of a company', parseCompanyChanges, { siret: null, addresses: [{ city: 'Paris', category: 'shop' }] }],
  ['a contact', parseNewContact, { familyName: 'Pépin', affiliation: { companyId: id, isPrimary: true } }],
  ['changes of a contact', parseContactChanges, { emails: null, ownerId: id }],
  ['a job', parseNewAffiliation, { companyId: id, from: '2020-01-01' }],
  ['changes of a job', parseAffiliationChanges, { to: null }],
  ['a member', parseNewMember, { id, name: 'Anne', role: 'administrator' }],
  ['settings', parseSettingsChanges, { workingHours: [{ weekday: 7, from: '09:00', until: '12:00' }] }],
  ['a workspace', parseNewWorkspace, { name: 'Verger', administrator: { name: 'Anne' } }],
  ['options', parseCommandOptions, { expectedVersion: 1, commandId: 'x' }],
  ['options of a creation', parseCreateOptions, { onDuplicate: 'create' }],
  ['options of an update', parseUpdateOptions, { onDuplicate: 'refuse', expectedVersion: 2 }],
  ['options of a command on a pair', parsePairOptions, { commandId: 'x' }],
  ['a page query', parsePageQuery, { limit: 500, cursor: 'x' }],
  ['a list query', parseListQuery, { search: 'pomme', order: 'updated', descending: true, trashed: false }],
  ['a count query', parseCountQuery, { cap: 1 }],
]

describe('Schemas', () => {
  it.each(parsers)('%s is read as it is', (_name, parse, value) => {
    expect(parse(value)).toEqual({ ok: true, value })
  })

  it.each(parsers)('%s with a field that nobody knows is refused', (_name, parse, value) => {
    expect(parse({ ...value, workspaceId: id })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', issues: [{ path: 'workspaceId', problem: 'unknown-field', value: id }] },
    })
  })

  it.each(parsers)('%s that is no object is refused', (_name, parse) => {
    for (const value of [null, undefined, 'x', 7, []]) expect(parse(value).ok).toBe(false)
  })

  it('every issue says path, problem, value and remedy', () => {
    const refused = parseNewContact({ familyName: 7, affiliation: { jobTitle: 'x' }, visibility: 'public' })
    expect(refused).toEqual({
      ok: false,
      error: {
        code: 'invalid-input',
        issues: [
          { path: 'familyName', problem: 'wrong-type', value: 7, remedy: 'Give a string.' },
          {
            path: 'visibility',
            problem: 'unknown-option',
            value: 'public',
            allowed: ['private', 'read', 'write'],
            remedy: 'Use one of: private, read, write.',
          },
          { path: 'affiliation.companyId', problem: 'missing', remedy: 'Give a string.' },
        ],
      },
    })
  })

  it('ids are UUIDs in any letter case', () => {
    expect(parseNewAffiliation({ companyId: id.toUpperCase() })).toEqual({ ok: true, value: { companyId: id } })
    expect(parseNewAffiliation({ companyId: 'pomme' })).toMatchObject({
      error: { issues: [{ path: 'companyId', problem: 'wrong-type', remedy: 'Give the id of a record, a UUID.' }] },
    })
  })

  it('what no database can look up is refused', () => {
    expect(parseListQuery({ search: 'a\0b' }).ok).toBe(false)
    expect(parseCommandOptions({ commandId: '\ud800' }).ok).toBe(false)
    expect(parseReason(' ').ok).toBe(false)
    expect(parseReason('nightly job')).toEqual({ ok: true, value: 'nightly job' })
  })

  it('from 1 to 200 contacts are taken at once', () => {
    const many = (length: number) => parseNewColleagues(Array.from({ length }, () => ({ familyName: 'A' }))).ok
    expect([many(0), many(1), many(200), many(201)]).toEqual([false, true, true, false])
  })

  it('the input is not changed', () => {
    const input = { name: 'Pomme', tags: ['fruit'] }
    parseNewCompany(input)
    input.tags.push('red')
    expect(input).toEqual({ name: 'Pomme', tags: ['fruit', 'red'] })
  })

  it('the schemas can be built upon', () => {
    expect(newCompanySchema.safeParse({ name: 'Pomme' }).success).toBe(true)
  })
})
