/**
 * A row whose French numbers name several legal entities: one of them is wrong, however right each is by itself.
 * Rules: docs/concepts/imports.md (IMP-4).
 * @module
 */
import type { Result } from '../kernel/result.ts'
import { findEntityContradictions } from '../party/legal-entity.ts'
import type { LegalIdRefusal } from '../party/legal-id.ts'
import { parseSiren, parseSiretOrSiren } from '../party/siren.ts'
import { problem } from './cell-steps.ts'
import type { FieldName } from './fields.ts'
import type { CompiledMapping, MappedColumn } from './mapping.ts'
import type { RowDraft } from './row-draft.ts'
import type { RowSettings } from './row-settings.ts'
import { textOf } from './row-values.ts'

/** Compares the numbers of a row whose cells were read, before its draft is finished. */
export type NumberCheck = (draft: RowDraft, cells: readonly string[]) => void

/**
 * Prepares the check. Like an invalid number, a contradicting one refuses its row or is left out, as told. Left out is
 * the weaker one: what a row is found by stays what its strongest number says (IDN-1).
 */
export function prepareNumberCheck({ columns }: CompiledMapping, { invalidIds }: RowSettings): NumberCheck {
  const columnOf = (field: FieldName) => columns.find((column) => column.field === field)
  const siret = columnOf('company.siret')
  const siren = columnOf('company.siren')
  const vat = columnOf('company.vat')
  // Most files have one of them at the most, and nothing to compare.
  if ([siret, siren, vat].filter((column) => column !== undefined).length < 2) return () => undefined
  const severity = invalidIds === 'error' ? 'error' : 'warning'
  return (draft, cells) => {
    const { company } = draft
    // The draft keeps one of the two only: what the cells say has to be read again.
    const inSiret = numberIn(siret, cells, parseSiretOrSiren)
    const saidFirst = inSiret !== undefined && 'siren' in inSiret ? inSiret.siren : company.siret
    const said = { siret: saidFirst, siren: numberIn(siren, cells, parseSiren), vat: company.vat }
    for (const { field, against } of findEntityContradictions(said)) {
      const column = field === 'vat' ? vat : siren
      if (column === undefined) continue
      problem(draft, column, 'number-contradicts', severity, textOf(cells[column.index]), against)
      if (field === 'vat') delete company.vat
      else if (company.siret === undefined && saidFirst !== undefined) company.siren = saidFirst
    }
  }
}

function numberIn<Value>(
  column: MappedColumn | undefined,
  cells: readonly string[],
  parse: (text: string) => Result<Value, LegalIdRefusal>,
): Value | undefined {
  const text = column === undefined ? '' : textOf(cells[column.index])
  if (text === '') return undefined
  const parsed = parse(text)
  return parsed.ok ? parsed.value : undefined
}
