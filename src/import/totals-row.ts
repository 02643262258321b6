/** Rows of totals, which many exports end with: they are nobody. Rules: docs/concepts/imports.md (IMP-4). @module */
import { foldText } from '../kernel/fold.ts'
import type { FieldName } from './fields.ts'
import type { CompiledMapping, MappedColumn } from './mapping.ts'
import { textOf } from './row-values.ts'

/** The column in which a row says that it holds totals; `null` for any other row. */
export type TotalsCheck = (cells: readonly string[]) => MappedColumn | null

/**
 * Prepares the check of many rows. A row holds totals if a word for them is all that its mapped columns say, in the place
 * of a name, and its other cells hold numbers and nothing else. Somebody may be called Total: of a company, something is
 * known besides, or it has a number of its own in a list that numbers its rows.
 */
export function prepareTotalsCheck({ headers, columns }: CompiledMapping): TotalsCheck {
  const names = columns.filter(({ field }) => nameFields.has(field))
  const mapped = new Set(columns.map(({ index }) => index))
  const leftOut = headers.flatMap((_, index) => (mapped.has(index) ? [] : [index]))
  if (leftOut.length === 0) return () => null
  const ids = leftOut.filter((index) => isId(headers[index] ?? ''))
  return (cells) => {
    for (const name of names) {
      const text = cells[name.index]
      // Nearly every name is none of these words: one look at its beginning is enough.
      if (text === undefined || !beginning.test(text) || !words.has(foldText(text))) continue
      const isAlone = columns.every(({ index }) => index === name.index || textOf(cells[index]) === '')
      const others = leftOut.map((index) => cells[index]?.trim() ?? '').filter((cell) => cell !== '')
      if (isAlone && others.length > 0 && others.every((cell) => number.test(cell)))
        return ids.some((index) => textOf(cells[index]) !== '') ? null : name
    }
    return null
  }
}

/** Whether a column numbers the rows, or names them: nobody adds those up. */
function isId(heading: string): boolean {
  const text = foldText(heading)
  return counters.has(text) || text.split(' ').some((word) => idWords.has(word))
}

const idWords: ReadonlySet<string> = new Set(
  'id|uid|uuid|guid|code|cod|ref|reference|referinta|identifiant|azonosito|kod|kennung'.split('|'),
)

const counters: ReadonlySet<string> = new Set(
  'n|no|nr|num|numero|number|nummer|nr crt|numar|sorszam|rang|rank|row|ligne'.split('|'),
)

const nameFields: ReadonlySet<FieldName> = new Set(['company.name', 'contact.name', 'contact.familyName'])

const beginning = /^\P{L}*(?:tot|gr|s[ou]|sub|ges|ins|[öoó]ss|mind|v[eé]g)/iu

const words: ReadonlySet<string> = new Set(
  [
    'total|totals|grand total|sum|subtotal|sub total|total general|totaux|sous total|total ht|total ttc',
    'osszesen|mindosszesen|vegosszeg|gesamt|gesamtsumme|summe|insgesamt|totaal|totale',
  ]
    .join('|')
    .split('|'),
)

/** `15000`, `15 000,50 €`, `1,234.56`, `(12)`, `8 %`, `-3 lei`; no day. */
const number =
  /^[-+(]?\s*(?:\p{Sc}|[A-Z]{3})?\s*-?(?:\d+|\d{1,3}(?:[\s.,'’]\d{3})+)(?:[.,]\d+)?\s*(?:\p{Sc}|%|\p{L}{1,3}\.?)?\)?$/u
