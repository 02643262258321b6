import { describe, expect, it } from 'vitest'
import { jsonOf, openTerminal, type Terminal } from './terminal.ts'

/** Created although they are the same: by number, by number under another name, and by name and place. */
const twice = [
  'Company;SIRET;VAT number;Company postcode;Company city;First name;Last name;E-mail',
  'Pomme SARL;732 829 320 00074;;75001;Paris;Anne;Reinette;anne@pomme.example',
  'Pomme;;FR44732829320;75001;Paris;;;',
  'Verger du Nord;;FR44732829320;59000;Lille;Anne;Reinette;anne@pomme.example',
  'Cerise SAS;;;69003;Lyon;Luc;Conférence;luc@cerise.example',
  'Cerise SAS;;;69003;Lyon;Zoé;Api;luc@cerise.example',
  '',
].join('\r\n')

async function withDuplicates(): Promise<Terminal> {
  const terminal = openTerminal()
  terminal.write('twice.csv', twice)
  await terminal.crmkit('import', 'twice.csv', '--mode', 'create-anyway')
  return terminal
}

describe('crmkit duplicates', () => {
  it('IDN-8 lists pairs with their reasons in words, and walks through the pages', async () => {
    const terminal = await withDuplicates()
    const { code, out } = await terminal.crmkit('duplicates', 'companies')
    expect(code).toBe(0)
    expect(out).toMatch(
      /One company: both have the name with postcode and city\.\n {2}[0-9a-f-]{36} {2}“Cerise SAS” \(no\. \d, Lyon\)\n/,
    )
    expect(out).toContain('One company: both have SIREN 732829320 (VAT FR44732829320).')
    expect(out).toContain('Both have SIREN 732829320 (VAT FR44732829320), yet neither name nor place: look twice.')
    expect(out).toMatch(/\n4 pairs\n$/)
    const some = await terminal.crmkit('duplicates', 'companies', '--limit', '1')
    expect(some.out).toMatch(/\n1 pair, and there may be more \(--limit N\)\n$/)
  })

  it('IDN-8 says of people what speaks for and against', async () => {
    const terminal = await withDuplicates()
    const { out } = await terminal.crmkit('duplicates', 'contacts')
    expect(out).toContain('One person: both have e-mail anne@pomme.example.')
    expect(out).toMatch(/Perhaps one person: both have e-mail luc@cerise\.example.*, but their names differ\./)
    expect(out).toMatch(/\n2 pairs\n$/)
  })

  it('IDN-8 lists a pair that is ignored no more, until that is taken back', async () => {
    const terminal = await withDuplicates()
    const before = pairsOf(jsonOf(await terminal.crmkit('duplicates', 'contacts', '--json')))
    expect(before).toHaveLength(2)
    const [ids = []] = before
    const ignored = await terminal.crmkit('duplicates', 'contacts', '--ignore', ...ids)
    expect(ignored).toMatchObject({ code: 0, out: 'These two are not listed any more.\n' })
    expect(pairsOf(jsonOf(await terminal.crmkit('duplicates', 'contacts', '--json')))).toEqual(before.slice(1))
    const again = await terminal.crmkit('duplicates', 'contacts', '--stop-ignoring', ...ids.toReversed(), '--json')
    expect(jsonOf(again)).toEqual({ ids: ids.toReversed(), isIgnored: false })
    expect(pairsOf(jsonOf(await terminal.crmkit('duplicates', 'contacts', '--json')))).toEqual(before)
  })

  it('refuses what it can not do', async () => {
    const terminal = await withDuplicates()
    for (const [argv, words] of [
      [['invoices'], 'not of "invoices"'],
      [[], 'companies|contacts is missing'],
      [['companies', '--ignore', 'x'], 'The second ID is missing'],
      [['companies', '--ignore', '--stop-ignoring', 'x', 'y'], 'either ignored or no longer'],
      [['companies', '--ignore', 'x', 'y'], 'There is no company'],
      [['companies', '--limit', '0'], '--limit is a number'],
    ] as const) {
      const { code, err } = await terminal.crmkit('duplicates', ...argv)
      expect(code, words).toBe(2)
      expect(err).toContain(words)
    }
  })
})

function pairsOf({ duplicates, isComplete }: Record<string, unknown>): readonly (readonly string[])[] {
  expect(isComplete).toBe(true)
  return (duplicates as { records: { id: string }[] }[]).map(({ records }) => records.map(({ id }) => id))
}
