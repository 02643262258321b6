import { buildCompany } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { mergeCompany } from '../../../src/import/merge-draft.ts'
import type { Address } from '../../../src/party/address.ts'

const office = (city: string, isDefault = true): Address => ({ category: 'head-office', isDefault, city })
const company = (...addresses: readonly Address[]) => ({ ...buildCompany({ id: 'c', addresses }), number: 1 })

describe('Merging an address', () => {
  it('IMP-6 one in another place takes over, and the one before stays among the others', () => {
    const { record } = mergeCompany(company(office('Épernay')), { addresses: [office('Oiry')] }, 'update')
    expect(record.addresses).toEqual([office('Oiry'), office('Épernay', false)])
  })

  it('IMP-6 one that gave way earlier takes over again when a row says it again', () => {
    const known = company(office('Oiry'), office('Épernay', false), { ...office('Paris'), category: 'billing' })
    const { record } = mergeCompany(known, { addresses: [office('EPERNAY')] }, 'update')
    expect(record.addresses).toEqual([
      office('Épernay'),
      office('Oiry', false),
      { ...office('Paris'), category: 'billing' },
    ])
  })

  it.each([
    ['the default one', 'update', 'Oiry'],
    ['one of another category', 'update', 'Paris'],
    ['one that gave way, when only blanks are filled', 'fill-blank', 'Épernay'],
  ] as const)('IMP-8 %s is no change', (_, mode, city) => {
    const known = company(office('Oiry'), office('Épernay', false), { ...office('Paris'), category: 'billing' })
    expect(mergeCompany(known, { addresses: [office(city)] }, mode)).toEqual({ record: known, changes: [] })
  })
})
