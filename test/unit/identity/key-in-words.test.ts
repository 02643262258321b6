import { describe, expect, it } from 'vitest'
import { describeKey } from '../../../src/identity/key-in-words.ts'
import type { SharedKey } from '../../../src/identity/verdict.ts'

describe('describeKey', () => {
  it.each<[SharedKey, string]>([
    [{ type: 'siret', key: 'siret:73282932000074' }, 'SIRET 73282932000074'],
    [{ type: 'vat', key: 'vat:FR44732829320' }, 'SIREN 732829320 (VAT FR44732829320)'],
    [{ type: 'vat', key: 'vat:FR53000006130' }, 'VAT number FR53000006130'],
    [{ type: 'vat', key: 'vat:BE0403170701' }, 'VAT number BE0403170701'],
    [{ type: 'reg', key: 'reg:RO:J40/1234/2005' }, 'registration number J40/1234/2005'],
    [{ type: 'npc', key: 'npc:pomme|75001|paris' }, 'the name with postcode and city'],
    [{ type: 'mail', key: 'mail:anna@pomme.example' }, 'e-mail anna@pomme.example'],
    [{ type: 'row', key: 'row:ab12' }, 'every cell of the row'],
  ])('IDN-1 %j is said as people say it', (key, words) => {
    expect(describeKey(key)).toBe(words)
  })
})
