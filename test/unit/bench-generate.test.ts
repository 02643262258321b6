/** The benchmark's file: the same for a seed, with valid numbers, and with a truth that its values bear out. @module */
import { stdnum } from 'stdnum'
import { describe, expect, it } from 'vitest'
import {
  type BenchOptions,
  benchColumns,
  generateRows,
  maxRows,
  nearMissShare,
  type RowKind,
  type RowTruth,
} from '../bench/generate.ts'

interface Row extends RowTruth {
  readonly name: string
  readonly siret: string
  readonly vat: string
  readonly reg: string
  readonly postcode: string
  readonly city: string
  readonly country: string
  readonly given: string
  readonly family: string
  readonly mail: string
}

const rows = generate({ rows: 30_000, seed: 7 })
const firstOf = new Map<number, Row>()
for (const row of rows) if (!firstOf.has(row.companyTruth)) firstOf.set(row.companyTruth, row)

describe('generateRows', () => {
  it('gives the same text and truth for the same seed, another for another', () => {
    const options = { rows: 3000, seed: 42 }
    expect([...generateRows(options)]).toEqual([...generateRows(options)])
    expect(textOf({ rows: 3000, seed: 43 })).not.toBe(textOf(options))
  })

  it('gives one truth a row, in order, under thirteen headings', () => {
    expect(rows.map((row) => row.row)).toEqual(rows.map((_, index) => index))
    expect(benchColumns).toHaveLength(13)
  })

  it('gives no rows when none are asked for, and refuses numbers out of range', () => {
    expect(textOf({ rows: 0, seed: 1 }).split('\r\n')).toHaveLength(2)
    expect(() => [...generateRows({ rows: maxRows + 1, seed: 1 })]).toThrow(RangeError)
    expect(() => [...generateRows({ rows: 1, seed: 1, duplicates: 1 })]).toThrow(RangeError)
  })

  it.each([0.05, 0.2, 0.5])('plants the share of repeats that is asked for: %d', (duplicates) => {
    const count = countKinds(generate({ rows: 20_000, seed: 3, duplicates }))
    const repeats = ['repeat-siret', 'repeat-vat', 'repeat-reg', 'repeat-name'] as const
    for (const kind of repeats) expect(count(kind) / 20_000).toBeCloseTo(duplicates / 4, 1.5)
    expect(repeats.reduce((sum, kind) => sum + count(kind), 0) / 20_000).toBeCloseTo(duplicates, 1.5)
  })

  it('plants every kind of near-miss, about two in a hundred rows', () => {
    const count = countKinds(rows)
    let nearMisses = 0
    for (const kind of ['homonym', 'sibling', 'reg', 'form', 'mailbox', 'vat'] as const) {
      expect(count(`near-miss-${kind}`)).toBeGreaterThan(50)
      nearMisses += count(`near-miss-${kind}`)
    }
    expect(nearMisses / rows.length).toBeCloseTo(nearMissShare, 2)
  })

  it('writes only valid numbers', () => {
    for (const { siret, vat, reg, country } of rows) {
      if (siret !== '') expect(stdnum['FR']?.['siret']?.validate(siret).isValid, siret).toBe(true)
      if (vat !== '') expect(isVat(country, vat), vat).toBe(true)
      if (reg !== '') expect(isReg(country, reg), reg).toBe(true)
    }
  })
})

describe('the planted truth', () => {
  it('is new where a company appears first, and a repeat (or its mailbox) ever after', () => {
    for (const row of rows) {
      const again = row.kind.startsWith('repeat-') || row.kind === 'near-miss-mailbox'
      expect(firstOf.get(row.companyTruth) !== row, `row ${row.row}, ${row.kind}`).toBe(again)
    }
  })

  it('lets a repeat state the deciding key, none that is stronger, and none that contradicts', () => {
    for (const row of rows) {
      const first = firstOf.get(row.companyTruth)
      if (first === undefined || first === row) continue
      for (const key of ['siret', 'vat', 'reg'] as const) {
        if (row[key] !== '' && first[key] !== '') expect(keyOf(row, key), `row ${row.row}`).toBe(keyOf(first, key))
      }
      if (row.kind === 'repeat-siret') expect(first.siret).not.toBe('')
      if (row.kind === 'repeat-vat') expect([row.siret, legalEntity(row)]).toEqual(['', legalEntity(first)])
      if (row.kind === 'repeat-reg') expect([row.siret, row.vat, first.reg === '']).toEqual(['', '', false])
      if (row.kind === 'repeat-name') expect([row.siret, row.vat, row.reg]).toEqual(['', '', ''])
      expect(keyOf(row, 'place'), `row ${row.row}`).toBe(keyOf(first, 'place'))
    }
  })

  it('gives no two companies one SIRET or registration number', () => {
    for (const key of ['siret', 'reg'] as const) expect(sharedBy(key)).toEqual([])
  })

  it('gives two companies one SIREN or VAT number only where they are siblings', () => {
    const pairs = new Map<string, Set<Row>>()
    for (const row of firstOf.values()) {
      const entity = legalEntity(row)
      if (entity !== '') pairs.set(entity, (pairs.get(entity) ?? new Set()).add(row))
    }
    for (const group of pairs.values()) {
      if (group.size === 1) continue
      expect([...group].map((row) => row.kind)).toEqual(['new', 'near-miss-sibling'])
      for (const row of group) expect(row.siret).not.toBe('')
    }
  })

  it('gives two companies one name and place only where a stronger key or the legal form parts them', () => {
    for (const group of sharedBy('place')) {
      const [first, second] = group
      if (group.length !== 2 || first === undefined || second === undefined) throw new Error('more than two')
      if (second.kind === 'near-miss-form') expect(second.name).toMatch(/ SCI$/)
      else if (second.kind === 'near-miss-sibling') expect(first.siret).not.toBe('')
      else {
        expect(second.kind).toBe('near-miss-vat')
        expect([first.vat, second.vat]).not.toContain('')
      }
      // A repeat by name alone could mean either of them, so neither is ever repeated.
      expect(rows.filter((row) => row.companyTruth === first.companyTruth)).toHaveLength(1)
    }
  })

  it('keeps registration numbers apart that are equal without their separators', () => {
    const pairs = new Map<string, Set<string>>()
    for (const { reg } of rows) {
      if (!/^J19?\//.test(reg)) continue
      const bare = reg.replaceAll('/', '')
      pairs.set(bare, (pairs.get(bare) ?? new Set()).add(reg))
    }
    expect([...pairs.values()].filter((regs) => regs.size === 2).length).toBeGreaterThan(50)
  })

  it('gives one e-mail to two contacts only behind a shared mailbox, under names with nothing in common', () => {
    const owners = new Map<string, Row>()
    for (const row of rows) {
      if (row.mail === '') continue
      const mail = row.mail.toLowerCase()
      const owner = owners.get(mail)
      if (owner === undefined) owners.set(mail, row)
      else if (owner.contactTruth !== row.contactTruth) {
        expect(row.kind).toBe('near-miss-mailbox')
        expect(mail).toMatch(/^info@/)
        const initials = [owner.given, owner.family].map((name) => fold(name).charAt(0))
        expect(initials).not.toContain(fold(row.given).charAt(0))
        expect(initials).not.toContain(fold(row.family).charAt(0))
      }
    }
  })

  it('counts a contact without an e-mail as new, for nothing finds it again', () => {
    const seen = new Map<number, Row>()
    for (const row of rows) {
      if (row.contactTruth === -1) expect([row.given, row.family, row.mail]).toEqual(['', '', ''])
      else if (seen.has(row.contactTruth)) expect(row.mail).not.toBe('')
      else seen.set(row.contactTruth, row)
    }
  })
})

function generate(options: BenchOptions): Row[] {
  const found: Row[] = []
  let heading = true
  for (const { text, truth } of generateRows(options)) {
    const lines = text.split('\r\n').slice(heading ? 1 : 0, -1)
    heading = false
    expect(lines).toHaveLength(truth.length)
    for (const [index, line] of lines.entries()) {
      const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^",]*))/g)].map((match) => match[1] ?? match[2] ?? '')
      expect(cells, line).toHaveLength(benchColumns.length)
      const [name = '', siret = '', vat = '', reg = '', , postcode = '', city = '', country = ''] = cells
      const [given = '', family = '', mail = ''] = cells.slice(8)
      const answer = truth[index]
      if (answer === undefined) throw new Error('a line without its truth')
      found.push({ ...answer, name, siret, vat, reg, postcode, city, country, given, family, mail })
    }
  }
  return found
}

function textOf(options: BenchOptions): string {
  return [...generateRows(options)].map((chunk) => chunk.text).join('')
}

function countKinds(all: readonly Row[]): (kind: RowKind) => number {
  const counts = new Map<RowKind, number>()
  for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return (kind) => counts.get(kind) ?? 0
}

function isVat(country: string, vat: string): boolean {
  const text = vat.replace(/[ .]/g, '')
  const core = /^(\d{8})-[1-5]-\d\d$/.exec(text)?.[1] // the long form of a Hungarian tax number
  if (country === 'FR') return stdnum['FR']?.['tva']?.validate(text).isValid === true
  if (country === 'BE') return stdnum['BE']?.['vat']?.validate(text).isValid === true
  if (country === 'RO') return stdnum['RO']?.['cui']?.validate(text).isValid === true
  return stdnum['HU']?.['anum']?.validate(core ?? text).isValid === true
}

function isReg(country: string, reg: string): boolean {
  if (country === 'BE') return isVat('BE', reg)
  if (country === 'HU') return /^(0[1-9]|1\d|20)-09-\d{6}$/.test(reg)
  if (/^J\d{13}$/.test(reg)) {
    const sum = [...reg.slice(1, -1)].reduce((total, digit) => total + Number(digit), 4)
    return `${sum % 10}` === reg.slice(-1)
  }
  // stdnum 1.12 loses the slash of a one-digit county (`J1/…` becomes `J01…`), so it is given two digits.
  return stdnum['RO']?.['onrc']?.validate(reg.replace(/^J(\d)\//, 'J0$1/')).isValid === true
}

/** What IDN-6 makes of a cell, as far as this file goes; written apart from the library's own normal forms. */
function keyOf(row: Row, key: 'siret' | 'vat' | 'reg' | 'place'): string {
  switch (key) {
    case 'siret':
      return row.siret.replaceAll(' ', '')
    case 'vat': {
      const digits = row.vat.replace(/\D/g, '')
      return row.vat === '' ? '' : row.country + (row.country === 'HU' ? digits.slice(0, 8) : digits)
    }
    case 'reg': {
      const modern = /^J(\d{4})(\d{6})(\d\d)\d$/.exec(row.reg)
      const parts = modern === null ? row.reg.slice(1).split('/') : [modern[3], modern[2], modern[1]]
      return row.country === 'RO' && row.reg !== '' ? `RO ${parts.map(Number).join('/')}` : row.reg
    }
    case 'place': {
      const forms = 'sarl|sas|sa|eurl|sci|srl|nv|bv|sprl|bvba|kft|zrt|bt'
      const name = fold(row.name.replaceAll('.', '')).replace(new RegExp(`^sc | (${forms})$`, 'g'), '')
      const city = fold(row.city)
        .replace(/ cedex.*| \d+er?$| sector \d/, '')
        .replace(/^st(e?) /, 'saint$1 ')
      return [name.replace(' et ', ' '), Number(row.postcode), city, row.country].join('|')
    }
  }
}

/** The SIREN a row says, by SIRET or VAT number; elsewhere its VAT number. */
function legalEntity(row: Row): string {
  if (row.siret !== '') return keyOf(row, 'siret').slice(0, 9)
  return row.country === 'FR' ? keyOf(row, 'vat').slice(-9) : keyOf(row, 'vat')
}

/** The first rows of companies that share a key, group by group. */
function sharedBy(key: 'siret' | 'reg' | 'place'): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of firstOf.values()) {
    const value = keyOf(row, key)
    if (value === '') continue
    const group = groups.get(value)
    if (group === undefined) groups.set(value, [row])
    else group.push(row)
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
