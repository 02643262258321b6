/**
 * Every shared table goes through reading, suggestion and row reading, or is refused by name: the two lists stand here.
 * What a file must give is taken from the rules and from the data's own description, not from what the code answered.
 */
import { readdirSync } from 'node:fs'
import { describe, expect } from 'vitest'
import type { Encoding } from '../../../src/import/encoding.ts'
import type { FieldName } from '../../../src/import/fields.ts'
import { checkMapping } from '../../../src/import/mapping.ts'
import { describeRowProblem } from '../../../src/import/problem-messages.ts'
import { createRowReader, type RowSettings } from '../../../src/import/read-row.ts'
import type { RowReading } from '../../../src/import/row-reading.ts'
import { suggestMapping } from '../../../src/import/suggest-mapping.ts'
import { hasSharedData, itWithSharedData, readShared, readSharedJson, sharedPath } from '../../shared-data.ts'
import { inPieces, readWhole, refusalOf } from './table-rows.ts'

/** Files of `data/csv-cases` that are read: how many data rows they have, and which problems are told. */
const readable: Readonly<Record<string, readonly [rows: number, ...problems: string[]]>> = {
  // csv-spectrum: each with the rows of its JSON.
  'csv-spectrum/csvs/comma_in_quotes.csv': [1],
  'csv-spectrum/csvs/empty.csv': [2],
  'csv-spectrum/csvs/empty_crlf.csv': [2],
  'csv-spectrum/csvs/escaped_quotes.csv': [2],
  'csv-spectrum/csvs/json.csv': [1],
  // Degree signs that were lost before: kept, and told.
  'csv-spectrum/csvs/location_coordinates.csv': [1, 'quote-in-cell', 'text-damaged'],
  'csv-spectrum/csvs/newlines.csv': [3],
  'csv-spectrum/csvs/newlines_crlf.csv': [3],
  'csv-spectrum/csvs/quotes_and_newlines.csv': [2],
  'csv-spectrum/csvs/simple.csv': [1],
  'csv-spectrum/csvs/simple_crlf.csv': [1],
  'csv-spectrum/csvs/utf8.csv': [2],
  // csv-test-data: `bad-*` must be reported.
  'csv-test-data/csv/bad-header-less-fields.csv': [1, 'too-few-cells'],
  'csv-test-data/csv/bad-header-more-fields.csv': [1, 'too-many-cells'],
  'csv-test-data/csv/bad-header-wrong-header.csv': [0],
  'csv-test-data/csv/bad-quotes-with-unescaped-quote.csv': [1, 'quote-misplaced'],
  'csv-test-data/csv/bad-unescaped-quote.csv': [1, 'quote-in-cell'],
  'csv-test-data/csv/empty-field.csv': [1],
  'csv-test-data/csv/empty-one-column.csv': [0],
  'csv-test-data/csv/header-no-rows.csv': [0],
  'csv-test-data/csv/header-simple.csv': [1],
  'csv-test-data/csv/leading-space.csv': [1],
  'csv-test-data/csv/one-column.csv': [1],
  'csv-test-data/csv/quotes-empty.csv': [1],
  'csv-test-data/csv/quotes-with-comma.csv': [1],
  'csv-test-data/csv/quotes-with-escaped-quote.csv': [1],
  'csv-test-data/csv/quotes-with-newline.csv': [1],
  'csv-test-data/csv/quotes-with-space.csv': [1],
  'csv-test-data/csv/simple-crlf.csv': [1],
  'csv-test-data/csv/simple-lf.csv': [1],
  'csv-test-data/csv/trailing-newline-one-field.csv': [1],
  'csv-test-data/csv/trailing-newline.csv': [1],
  'csv-test-data/csv/trailing-space.csv': [1],
  'csv-test-data/csv/utf8.csv': [1],
  'dataloader-boms/csvEscapedQuotes.csv': [2],
  'dataloader-boms/csvSeparator.csv': [2],
  'dataloader-boms/csvtext.csv': [2],
  'dataloader-boms/csvtext_BOM_UTF16BE.csv': [2],
  'dataloader-boms/csvtext_BOM_UTF16LE.csv': [2],
  'dataloader-boms/csvtext_BOM_UTF8.csv': [2],
  'encodings/east.iso-8859-2.csv': [5],
  'encodings/east.utf-16le-bom.csv': [5],
  'encodings/east.utf-8-bom.csv': [5],
  'encodings/east.utf-8.csv': [5],
  'encodings/east.windows-1250.csv': [5],
  // Its Romanian letters have the same bytes in windows-1250, with cedillas, which are one letter (IDN-6).
  'encodings/romanian-comma-below.iso-8859-16.csv': [2],
  'encodings/romanian-comma-below.utf-8.csv': [2],
  'encodings/romanian-comma-below.windows-1250.csv': [2],
  'encodings/west.iso-8859-15.csv': [6],
  'encodings/west.utf-16be-bom.csv': [6],
  'encodings/west.utf-16le-bom.csv': [6],
  'encodings/west.utf-8-bom.csv': [6],
  'encodings/west.utf-8.csv': [6],
  'encodings/west.windows-1252.csv': [6],
  'frictionless/Table_With_Data.csv': [2],
  'frictionless/accent.csv': [2],
  'frictionless/ascii-notvalid.csv': [1],
  'frictionless/ascii.csv': [1],
  'frictionless/blank-cells.csv': [5],
  'frictionless/blank-headers.csv': [2],
  'frictionless/blank-rows-multiple.csv': [2],
  'frictionless/blank-rows-no-fields.csv': [2],
  'frictionless/blank-rows.csv': [2],
  'frictionless/bom.csv': [2],
  'frictionless/capital-invalid.csv': [10, 'too-few-cells', 'too-many-cells'],
  'frictionless/defective-rows.csv': [2, 'too-few-cells', 'too-many-cells'],
  'frictionless/delimiter.csv': [2],
  // Its second row has three cells under two headings.
  'frictionless/dialect.csv': [2, 'too-many-cells'],
  'frictionless/doublequote.csv': [5],
  'frictionless/duplicate-column.csv': [1],
  'frictionless/duplicate-headers.csv': [2],
  'frictionless/duplicate-rows.csv': [3],
  'frictionless/escaping.csv': [3, 'quote-in-cell'],
  'frictionless/invalid.csv': [3, 'too-few-cells', 'too-many-cells'],
  'frictionless/issue-1009-comma.csv': [1],
  'frictionless/issue-1009-semicolon.csv': [1],
  'frictionless/issue-1100.csv': [2],
  'frictionless/issue-1105-timezone.csv': [2],
  'frictionless/issue-1109.csv': [3, 'quote-in-cell'],
  'frictionless/issue-1232.csv': [5],
  'frictionless/issue-825.csv': [2],
  'frictionless/issue-833.csv': [3, 'quote-in-cell'],
  'frictionless/issue-844.csv': [2],
  'frictionless/issue-991.csv': [1],
  'frictionless/latin1.csv': [2],
  'frictionless/leading-zeros.csv': [3],
  'frictionless/long.csv': [6],
  'frictionless/nested-invalid.csv': [5],
  'frictionless/package-dialect-no-header.csv': [2],
  'frictionless/skip-blank-at-the-end.csv': [2, 'too-few-cells'],
  'frictionless/skip-rows-before-headers.csv': [2],
  'frictionless/skip-rows.csv': [3, 'too-few-cells'],
  'frictionless/structure-errors.csv': [3, 'too-many-cells'],
  'frictionless/table-delimiter.csv': [2],
  'frictionless/table-infer-increase-limit.csv': [199],
  'frictionless/table-infer-missing-values.csv': [7],
  'frictionless/table-infer-row-limit.csv': [11],
  'frictionless/table-infer-utf8.csv': [5],
  'frictionless/table-infer.csv': [4],
  'frictionless/table-unicode-headers.csv': [2],
  'frictionless/timezone-with-id.csv': [4],
  'frictionless/timezone.csv': [4],
  'frictionless/without-headers-extra.csv': [3, 'too-few-cells'],
  'frictionless/without-headers.csv': [3],
  'frictionless/without-rows.csv': [0],
}

/** Files of `data/csv-cases` that are refused, and how. */
const refused: Readonly<Record<string, object>> = {
  'csv-test-data/csv/all-empty.csv': { code: 'file-empty' },
  'csv-test-data/csv/bad-header-no-header.csv': { code: 'file-empty' },
  'csv-test-data/csv/bad-missing-quote.csv': { code: 'quote-never-closes', row: 1, line: 2 },
  'dataloader-boms/csvtext_BOM_UTF32BE.csv': { code: 'encoding-not-supported', encoding: 'utf-32' },
  'dataloader-boms/csvtext_BOM_UTF32LE.csv': { code: 'encoding-not-supported', encoding: 'utf-32' },
  'encodings/west.ibm850.csv': { code: 'encoding-not-supported', encoding: 'ibm850' },
  'encodings/west.macintosh.csv': { code: 'encoding-not-supported', encoding: 'macintosh' },
  'frictionless/empty.csv': { code: 'file-empty' },
  'frictionless/table-infer-iso-8859-7.csv': { code: 'encoding-not-supported', encoding: 'iso-8859-7' },
}

describe('IMP-1 the CSV cases', () => {
  itWithSharedData('IMP-1 every CSV case is in exactly one of the two lists', () => {
    const listed = [...Object.keys(readable), ...Object.keys(refused)].sort()
    expect(filesIn('data/csv-cases', '.csv')).toEqual(listed)
  })

  for (const [file, [rows, ...problems]] of Object.entries(readable))
    itWithSharedData(`IMP-1 ${file} is read`, async () => {
      const bytes = readShared(`data/csv-cases/${file}`)
      const whole = await readWhole(bytes)
      expect(whole.rows).toHaveLength(rows)
      const told = new Set(whole.rows.flatMap((row) => row.problems.map(({ code }) => code)))
      expect([...told].sort()).toEqual(problems)
      expect(whole.cells.every((cells) => cells.length === whole.table.headers.length)).toBe(true)
      expect((await readWhole(inPieces(bytes, 7))).rows).toEqual(whole.rows)
      expect(suggestMapping(whole.table.headers, whole.table.sample).ok).toBe(true)
    })

  for (const [file, refusal] of Object.entries(refused))
    itWithSharedData(`IMP-1 ${file} is refused`, async () => {
      expect(await refusalOf(readShared(`data/csv-cases/${file}`))).toMatchObject(refusal)
    })

  const spectrum = Object.keys(readable).filter((file) => file.startsWith('csv-spectrum/'))
  for (const file of spectrum)
    itWithSharedData(`IMP-1 ${file} gives the cells of its JSON`, async () => {
      const { table, cells } = await readWhole(readShared(`data/csv-cases/${file}`))
      const json = readSharedJson<unknown>(
        `data/csv-cases/${file.replace('/csvs/', '/json/').replace('.csv', '.json')}`,
      )
      const newline = file.includes('newlines_crlf') ? '\r\n' : '\n'
      const expected = (Array.isArray(json) ? json : [json]).map((record) => Object.entries(record))
      // Line ends were made plain when the files came into their repository; those in the JSON were not.
      const found = cells.map((row) =>
        row.map((cell, index) => [table.headers[index], cell.replace(/\r?\n/g, newline)]),
      )
      // The phone number in the JSON of this one is not the file's.
      const column = file.includes('location') ? 1 : 0
      expect(found.map((row) => row.slice(column))).toEqual(expected.map((row) => row.slice(column)))
    })

  const simple = Object.keys(readable).filter((file) => file.startsWith('csv-test-data/') && !file.includes('/bad-'))
  for (const file of simple)
    itWithSharedData(`IMP-1 ${file} gives the cells of its JSON`, async () => {
      const json = readSharedJson<readonly unknown[]>(
        `data/csv-cases/${file.replaceAll('csv/', 'json/').replace('csv-test-data/json/', 'csv-test-data/json/').replace('.csv', '.json')}`,
      )
      const header = file.includes('/header-')
      const { table, cells } = await readWhole(readShared(`data/csv-cases/${file}`), { header })
      const found = header
        ? cells.map((row) => Object.fromEntries(row.map((cell, i) => [table.headers[i], cell])))
        : cells
      // Blank rows are no data.
      expect(found).toEqual(json.filter((row) => !Array.isArray(row) || row.some((cell) => cell !== '')))
    })
})

interface Vector {
  readonly description: string
  readonly input: string
  readonly config?: Readonly<Record<string, unknown>>
  readonly expected: { readonly data: readonly unknown[]; readonly errors: readonly unknown[] }
}

describe('IMP-1 vectors of Papa Parse', () => {
  const vectors = hasSharedData
    ? readSharedJson<Readonly<Record<string, readonly Vector[]>>>('data/csv-cases/papaparse-vectors.json')
    : {}
  const plain = Object.values(vectors).flat().filter(isPlain)

  itWithSharedData('IMP-1 the vectors that only set separator and line end are many', () => {
    expect(plain.length).toBeGreaterThan(40)
  })

  for (const [index, vector] of plain.entries())
    itWithSharedData(`IMP-1 vector ${index + 1}: ${vector.description}`, async () => {
      const expected = vector.expected.data
        .map((row) => (row as readonly string[]).map((cell) => cell.replace(/\r$/, '')))
        .filter((row) => row.some((cell) => cell.trim() !== ''))
      const stated = separatorOf(vector)
      if (expected.length === 0)
        return expect(await refusalOf(vector.input, { ...stated, header: false })).toEqual({ code: 'file-empty' })
      const { cells } = await readWhole(vector.input, { ...stated, newline: newlineOf(vector), header: false })
      const width = Math.max(...expected.map((row) => row.length))
      const skipped = expected.length - cells.length
      const wide = expected.map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')])
      expect(skipped).toBeLessThanOrEqual(1)
      expect(cells).toEqual(wide.slice(skipped))
    })
})

/** Vectors about the shape of text only: no headings, no errors, no settings that crmkit does not have. */
function isPlain({ config = {}, expected, input }: Vector): boolean {
  const known = Object.entries(config).every(
    ([key, value]) => (key === 'delimiter' && [',', ';', '\t', '|'].includes(String(value))) || key === 'newline',
  )
  return known && typeof input === 'string' && expected?.errors?.length === 0 && expected.data.every(isTextRow)
}

function isTextRow(row: unknown): boolean {
  return Array.isArray(row) && row.every((cell) => typeof cell === 'string')
}

/** Vectors about guessing are guessed; the others are about commas, or say what they are about. */
function separatorOf({ config = {}, description }: Vector): { readonly separator?: ',' | ';' | '\t' | '|' } {
  const stated = ([',', ';', '\t', '|'] as const).find((separator) => separator === config['delimiter'])
  return /guess/i.test(description) ? {} : { separator: stated ?? ',' }
}

function newlineOf({ input }: Vector): '\n' | '\r' {
  return input.includes('\n') || !input.includes('\r') ? '\n' : '\r'
}

/** A register or export: what is known of it from its description. */
interface Known {
  readonly rows: number
  readonly encoding: Encoding
  readonly export: string | null
  readonly settings?: Partial<RowSettings>
  readonly mapping: Readonly<Record<string, FieldName>>
  /** Codes of the problems that its rows may have; all others are mistakes. */
  readonly problems: readonly string[]
}

const registers: Readonly<Record<string, Known>> = {
  'registers/fr_arcep_operateurs_2024_cp1252.csv': {
    rows: 1480,
    encoding: 'windows-1252',
    export: 'arcep',
    mapping: {
      IDENTITE_OPERATEUR: 'company.name',
      SIRET_ACTEUR: 'company.siret',
      ADRESSE_COMPLETE_ACTEUR: 'company.address.text',
    },
    problems: [],
  },
  'registers/fr_sirene_v3_etablissements_utf8.csv': {
    rows: 765,
    encoding: 'utf-8',
    export: 'sirene',
    mapping: {
      siret: 'company.siret',
      denominationUniteLegale: 'company.name',
      codePostalEtablissement: 'company.address.postcode',
      libelleCommuneEtablissement: 'company.address.city',
    },
    problems: [],
  },
  'registers/fr_irep_etablissements_utf8.csv': {
    rows: 9751,
    encoding: 'utf-8',
    export: 'irep',
    mapping: {
      Nom_Etablissement: 'company.name',
      Numero_SIRET: 'company.siret',
      Adresse: 'company.address.line1',
      Code_Postal: 'company.address.postcode',
      Commune: 'company.address.city',
    },
    problems: ['number-invalid'],
  },
  'registers/be_kbo_enterprises_utf8.csv': {
    rows: 1593,
    encoding: 'utf-8',
    export: 'kbo',
    settings: { defaultCountry: 'BE' },
    mapping: {
      EnterpriseNumber: 'company.registrationNumber',
      VAT: 'company.vat',
      NameFR: 'company.name',
      NameNL: 'company.otherName',
      Zipcode: 'company.address.postcode',
      MunicipalityFR: 'company.address.city',
      Email: 'company.email',
      Tel: 'company.phone',
    },
    problems: ['email-not-understood', 'phone-not-understood'],
  },
  'registers/ro_firme_cui_utf8.csv': {
    rows: 415,
    encoding: 'utf-8',
    export: null,
    settings: { defaultCountry: 'RO' },
    mapping: { Denumire: 'company.name', CUI: 'company.vat' },
    problems: [],
  },
  'registers/uk_companies_house_sample.csv': {
    rows: 200,
    encoding: 'utf-8',
    export: 'companies-house',
    settings: { defaultCountry: 'GB' },
    mapping: {
      CompanyName: 'company.name',
      CompanyNumber: 'company.registrationNumber',
      'RegAddress.PostTown': 'company.address.city',
      'RegAddress.PostCode': 'company.address.postcode',
    },
    problems: [],
  },
  'crm-exports/atomic-crm/src/components/atomic-crm/contacts/contacts_export.csv': {
    rows: 2,
    encoding: 'utf-8',
    export: 'atomic-crm',
    settings: { defaultCountry: 'US' },
    mapping: {
      first_name: 'contact.givenName',
      last_name: 'contact.familyName',
      company: 'company.name',
      email_work: 'affiliation.email',
      email_home: 'contact.email',
      tags: 'contact.tags',
    },
    problems: ['phone-not-understood'],
  },
  'crm-exports/atomic-crm/test-data/contacts.csv': {
    rows: 500,
    encoding: 'utf-8',
    export: 'atomic-crm',
    settings: { defaultCountry: 'US' },
    mapping: {
      first_name: 'contact.givenName',
      last_name: 'contact.familyName',
      company: 'company.name',
      phone_work: 'affiliation.phone',
      sales: 'contact.owner',
    },
    problems: ['phone-not-understood', 'owner-unknown'],
  },
  'crm-exports/salesforce/accountData.csv': {
    rows: 423,
    encoding: 'windows-1252',
    export: 'salesforce',
    settings: { defaultCountry: 'US' },
    mapping: {
      NAME: 'company.name',
      PHONE: 'company.phone',
      WEBSITE: 'company.website',
      BILLINGCITY: 'company.billing.city',
      SHIPPINGCITY: 'company.delivery.city',
    },
    problems: ['phone-not-understood'],
  },
  'crm-exports/vendor-format/espocrm-comptes.csv': {
    rows: 22,
    encoding: 'utf-8',
    export: 'espocrm',
    mapping: {
      Nom: 'company.name',
      'Site web': 'company.website',
      'Adresse de facturation Ville': 'company.billing.city',
      'Assigné à': 'company.owner',
    },
    problems: ['owner-unknown', 'phone-not-understood'],
  },
  'crm-exports/vendor-format/google-contacts-2024.csv': {
    rows: 40,
    encoding: 'utf-8',
    export: 'google-contacts',
    mapping: {
      'First Name': 'contact.givenName',
      'Organization Name': 'company.name',
      'E-mail 1 - Value': 'contact.email',
      'Phone 1 - Label': 'contact.phoneLabel',
      Labels: 'contact.tags',
    },
    problems: ['email-not-understood', 'phone-not-understood'],
  },
  'crm-exports/vendor-format/hubspot-contacts.csv': {
    rows: 40,
    encoding: 'utf-8',
    export: 'hubspot',
    mapping: {
      'First Name': 'contact.givenName',
      'Associated Company': 'company.name',
      Email: 'affiliation.email',
      'Contact owner': 'contact.owner',
    },
    problems: ['email-not-understood', 'phone-not-understood', 'owner-unknown'],
  },
  'crm-exports/vendor-format/outlook-fr-cp1252.csv': {
    rows: 40,
    encoding: 'windows-1252',
    export: 'outlook',
    mapping: {
      Titre: 'contact.honorific',
      'Titre (2)': 'affiliation.jobTitle',
      Prénom: 'contact.givenName',
      Nom: 'contact.familyName',
      Société: 'company.name',
      'Téléphone (bureau)': 'affiliation.phone',
      'Adresse de messagerie': 'contact.email',
    },
    problems: ['email-not-understood', 'phone-not-understood'],
  },
}

const refusedRegisters: Readonly<Record<string, object>> = {
  'registers/ro_anaf_api_answers.json': { code: 'not-a-table', format: 'json' },
  'crm-exports/vendor-format/_expected.json': { code: 'not-a-table', format: 'json' },
}

describe('IMP-2 registers and exports', () => {
  itWithSharedData('IMP-2 every register and export is in one of the lists', () => {
    const listed = [
      ...Object.keys(registers),
      ...Object.keys(refusedRegisters),
      'crm-exports/salesforce/opportunityData.csv',
    ]
    const found = [...filesIn('data/registers', '', 'registers/'), ...filesIn('data/crm-exports', '', 'crm-exports/')]
    expect(found.sort()).toEqual(listed.sort())
  })

  for (const [file, refusal] of Object.entries(refusedRegisters))
    itWithSharedData(`IMP-1 ${file} is refused by name`, async () => {
      expect(await refusalOf(readShared(`data/${file}`))).toEqual(refusal)
    })

  itWithSharedData('IMP-2 opportunities are refused as what they are', async () => {
    const { table } = await readWhole(readShared('data/crm-exports/salesforce/opportunityData.csv'))
    expect(suggestMapping(table.headers, table.sample)).toEqual({
      ok: false,
      error: { code: 'holds-other-records', records: 'opportunities' },
    })
  })

  for (const [file, known] of Object.entries(registers))
    itWithSharedData(`IMP-2 ${file} is recognized, mapped and read`, async () => {
      const { table, readings, suggestion } = await readRegister(file, known)
      expect(table.encoding).toBe(known.encoding)
      expect(readings).toHaveLength(known.rows)
      expect(suggestion.export).toBe(known.export)
      expect(suggestion.mapping).toMatchObject(known.mapping)
      const told = new Set(readings.flatMap(({ problems }) => problems.map(({ code }) => code as string)))
      expect([...told].filter((code) => !known.problems.includes(code))).toEqual([])
      for (const { problems } of readings)
        for (const problem of problems) expect(describeRowProblem(problem)).toMatch(/^.+\.$/)
    })

  itWithSharedData('IMP-3 the three contact exports hold the people that were put into them', async () => {
    const { contacts, invalidEmailRows, noEmailRows } = readSharedJson<{
      readonly contacts: readonly Readonly<
        Record<
          'first' | 'last' | 'company' | 'title' | 'email' | 'mobile' | 'phone' | 'street' | 'city' | 'zip',
          string
        >
      >[]
      readonly invalidEmailRows: readonly number[]
      readonly noEmailRows: readonly number[]
    }>('data/crm-exports/vendor-format/_expected.json')
    for (const name of ['google-contacts-2024', 'outlook-fr-cp1252', 'hubspot-contacts']) {
      const file = `crm-exports/vendor-format/${name}.csv`
      const known = registers[file]
      if (known === undefined) throw new Error(file)
      const { readings } = await readRegister(file, known)
      // Letters that windows-1252 lacks came as question marks.
      const written = (text: string | undefined) =>
        name.startsWith('outlook') ? (text ?? '').replace(/[^\0-\xffŠšŽžŒœŸ’]/g, '?') : (text ?? '')
      readings.forEach(({ contact, company, affiliation }, index) => {
        const person = contacts[index]
        const row = `${name} row ${index + 1}`
        expect([contact?.givenName, contact?.familyName], row).toEqual([written(person?.first), written(person?.last)])
        expect(company?.name ?? '', row).toBe(written(person?.company))
        expect(affiliation?.jobTitle ?? '', row).toBe(written(person?.title))
        const emails = [...(contact?.emails ?? []), ...(affiliation?.emails ?? [])]
        const isMissing = noEmailRows.includes(index + 1)
        const addresses = emails.map((email) => email.normalized ?? email.typed)
        if (isMissing) expect(addresses, row).toEqual([])
        else expect(addresses, row).toContain(written(person?.email))
        expect(emails[0] !== undefined && emails[0].normalized === undefined, row).toBe(
          invalidEmailRows.includes(index + 1),
        )
        const typed = [...(contact?.phones ?? []), ...(affiliation?.phones ?? [])].map(
          (phone) => `${phone.kind} ${phone.typed}`,
        )
        const known = [person?.mobile && `mobile ${person.mobile}`, person?.phone && `work ${person.phone}`]
        expect(typed.sort(), row).toEqual(known.filter((phone) => phone).sort())
        const address = [...(company?.addresses ?? []), ...(contact?.addresses ?? [])][0]
        expect([address?.line1, address?.postcode, address?.city], row).toEqual([
          written(person?.street),
          person?.zip,
          written(person?.city),
        ])
      })
    }
  })

  itWithSharedData('IDN-6 nine digits in the SIRET column of ARCEP stay a SIREN, blanks give no number', async () => {
    const file = 'registers/fr_arcep_operateurs_2024_cp1252.csv'
    const known = registers[file]
    if (known === undefined) throw new Error(file)
    const { readings } = await readRegister(file, known)
    const count = (has: (reading: RowReading) => boolean) => readings.filter(has).length
    expect(count(({ company }) => company?.siret !== undefined)).toBe(1260)
    expect(count(({ company }) => company?.siren !== undefined)).toBe(16)
    expect(readings[0]?.company).toMatchObject({
      name: '@ction telecom',
      siret: '45181786000039',
      addresses: [{ line1: 'LIEU DIT LA TUQUE', postcode: '47240', city: 'CASTELCULIER' }],
    })
  })

  itWithSharedData(
    'IDN-6 a Belgian company has all its names, and goes by that of the other language where it has only that',
    async () => {
      const file = 'registers/be_kbo_enterprises_utf8.csv'
      const known = registers[file]
      if (known === undefined) throw new Error(file)
      const { table, rows, readings } = await readRegister(file, known)
      const named = ['NameFR', 'NameNL', 'Abbreviation', 'CommercialName'].map((name) => table.headers.indexOf(name))
      readings.forEach(({ company }, index) => {
        const names = named.map((column) => rows[index]?.cells[column]?.trim() ?? '').filter((name) => name !== '')
        expect([company?.name, ...(company?.otherNames ?? [])].filter((name) => name !== undefined)).toEqual(names)
      })
    },
  )
})

async function readRegister(file: string, known: Known) {
  const { table, rows } = await readWhole(readShared(`data/${file}`))
  const suggestion = suggestMapping(table.headers, table.sample)
  if (!suggestion.ok) throw new Error(suggestion.error.code)
  const mapping = checkMapping(table.headers, suggestion.value.mapping)
  if (!mapping.ok) throw new Error(mapping.error.code)
  const read = createRowReader(mapping.value, {
    defaultCountry: 'FR',
    locale: 'fr',
    invalidIds: 'error',
    unknownOwner: 'unassigned',
    ...known.settings,
  })
  return { table, rows, suggestion: suggestion.value, readings: rows.map(({ cells }) => read(cells)) }
}

function filesIn(folder: string, ending: string, prefix = ''): readonly string[] {
  if (!hasSharedData) return []
  return readdirSync(sharedPath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => prefix + `${entry.parentPath}/${entry.name}`.slice(sharedPath(folder).length + 1))
    .sort()
}
