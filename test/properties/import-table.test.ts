import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Encoding, upperHalves } from '../../src/import/encoding.ts'
import { checkMapping } from '../../src/import/mapping.ts'
import { createRowReader } from '../../src/import/read-row.ts'
import { readTable } from '../../src/import/read-table.ts'
import { suggestMapping } from '../../src/import/suggest-mapping.ts'
import { isCrmError } from '../../src/kernel/crm-error.ts'
import { inPieces, readWhole } from '../unit/import/table-rows.ts'

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcé ő€,;\t|"\n\r'), maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/\0/.test(text)),
)

const tables = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }))

const dialects = fc.record({
  separator: fc.constantFrom(',', ';', '\t', '|'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  quoting: fc.constantFrom('all', 'needed'),
})

function write(
  rows: readonly (readonly string[])[],
  dialect: { separator: string; newline: string; quoting: string },
): string {
  const quote = (text: string) =>
    dialect.quoting === 'all' || /[",;\t|\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return rows.map((row) => row.map(quote).join(dialect.separator) + dialect.newline).join('')
}

function encode(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return new TextEncoder().encode(text)
    case 'utf-16le':
    case 'utf-16be': {
      const units = [...`\ufeff${text}`]
        .flatMap((char) => Array.from(char, (_, i) => char.charCodeAt(i)))
        .flatMap((unit) => (Number.isNaN(unit) ? [] : [unit]))
      const all = Array.from({ length: text.length + 1 }, (_, i) => `\ufeff${text}`.charCodeAt(i))
      expect(units.length).toBeGreaterThan(0)
      return Uint8Array.from(
        all.flatMap((unit) => (encoding === 'utf-16le' ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])),
      )
    }
    default:
      return Uint8Array.from(text, (char) =>
        char.charCodeAt(0) < 128 ? char.charCodeAt(0) : 128 + upperHalves[encoding].indexOf(char),
      )
  }
}

/** Blank rows are no data; a return at the very end of a row is part of its line end. */
function dataOf(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows
    .map((row) => row.map((text, index) => (index === row.length - 1 ? text.replace(/\r$/, '') : text)))
    .filter((row) => row.some((text) => text.trim() !== ''))
}

describe('IMP-1 any table', () => {
  it('IMP-1 what was written is read, whatever the dialect, the encoding and the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        tables,
        dialects,
        fc.constantFrom<Encoding>('utf-8', 'utf-16le', 'utf-16be'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, dialect, encoding, piece) => {
          const headings = (rows[0] ?? ['x']).map((_, index) => `h${index}`)
          const bytes = encode(write([headings, ...rows], dialect), encoding)
          const { cells, table } = await readWhole(inPieces(bytes, piece), {
            separator: dialect.separator,
            newline: dialect.newline,
            header: true,
            encoding,
          })
          expect(table.headers).toEqual(headings)
          expect(cells).toEqual(dataOf(rows))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('IMP-1 pieces and repetition change nothing, not even of broken files', async () => {
    const texts = fc
      .array(fc.constantFrom('a', 'é', '"', '""', ',', ';', '\n', '\r\n', ' ', 'x y', '1'), { maxLength: 60 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (text, piece) => {
        const bytes = new TextEncoder().encode(text)
        expect(await outcomeOf(inPieces(bytes, piece))).toEqual(await outcomeOf(bytes))
      }),
      { numRuns: 300 },
    )
  })

  it('IMP-1 a mutated file is read or refused by a code, never anything else', async () => {
    const original = new TextEncoder().encode(
      `Raison sociale;SIRET;Ville;E-mail;Téléphone;Naissance\n${'"Pomme ""SARL""";73282932000074;"Saint-\nÉtienne";a@b.example;01 42 68 53 00;31/12/1980\n'.repeat(20)}`,
    )
    const mutations = fc.array(fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(mutations, fc.nat(original.length), async (changes, length) => {
        const bytes = original.slice(0, length)
        for (const [position, byte] of changes) if (position < length) bytes[position] = byte
        expect(await outcomeOf(bytes)).toBeDefined()
      }),
      { numRuns: 200 },
    )
  })
})

/** Reads, suggests and reads rows: what comes out, as plain data. */
async function outcomeOf(source: Parameters<typeof readTable>[0]): Promise<unknown> {
  const table = await readTable(source)
  if (!table.ok) return table.error
  const { headers, sample, encoding, dialect } = table.value
  const suggestion = suggestMapping(headers, sample)
  if (!suggestion.ok) return suggestion.error
  const mapping = checkMapping(headers, suggestion.value.mapping)
  const read = mapping.ok ? createRowReader(mapping.value, { invalidIds: 'drop', defaultCountry: 'FR' }) : null
  const rows: unknown[] = []
  try {
    for await (const batch of table.value.rows()) for (const row of batch.rows) rows.push(row, read?.(row.cells))
  } catch (error) {
    if (!isCrmError(error, 'import-refused')) throw error
    return { headers, refusal: error.details }
  }
  return { headers, encoding, dialect, rows }
}
