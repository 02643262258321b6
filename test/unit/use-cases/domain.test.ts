/** The pure rooms: a form can do with them what the desk does, without a store and without zod. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  companyIdentity,
  companyKeys,
  decideCompany,
  normalizeCompany,
  possibleCompanies,
  sayIssue,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

const form = { name: 'POMME', siret: '732 829 320 00074', addresses: [{ city: 'Paris' }] }
const defaults = { ownerId: null, visibility: 'write', country: 'FR' } as const

describe('crmkit/domain', () => {
  it('IDN-9 a form previews a duplicate', () => {
    const typed = normalizeCompany(form, defaults)
    const known = normalizeCompany({ ...form, name: 'Pomme SARL' }, defaults)
    if (!typed.ok || !known.ok) throw new Error('both are right')
    const identity = companyIdentity(typed.value, 'FR')
    const candidate = { recordId: 'known', identity: companyIdentity(known.value, 'FR') }
    expect(companyKeys(identity)[0]).toEqual({ type: 'siret', key: 'siret:73282932000074' })
    expect(decideCompany(identity, [candidate])).toMatchObject({ verdict: 'same', recordId: 'known' })
    expect(possibleCompanies(typed.value, [{ ...known.value, id: 'known' }], 'FR')).toEqual([
      { recordId: 'known', reasons: ['city'] },
    ])
  })

  it('a form says what is wrong in the words of the desk', () => {
    const refused = normalizeCompany({ name: ' ', vat: 'FR00' }, defaults)
    if (refused.ok) throw new Error('it is wrong')
    expect(refused.error.issues.map(sayIssue)).toEqual([
      expect.stringMatching(/^vat has the wrong length\. /),
      'name is missing. Give the company a name.',
    ])
  })

  it('imports no zod, directly or not', () => {
    const src = resolve(import.meta.dirname, '../../../src')
    const seen = new Set<string>()
    const packages = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import) '([^']+)'/g)) {
        if (target.startsWith('.')) visit(resolve(dirname(file), target))
        else packages.add(target)
      }
    }
    visit(resolve(src, 'domain.ts'))
    expect(seen.size).toBeGreaterThan(40)
    expect([...packages].filter((name) => name.startsWith('zod'))).toEqual([])
    expect([...seen].filter((file) => file.startsWith(resolve(src, 'schemas')))).toEqual([])
  })
})
