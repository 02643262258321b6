/** What `crmkit/domain` shows of this room: reading a file, mapping, planning a row. @module */
export { type CsvStyle, csvLine } from './csv-text.ts'
export type * from './fields.ts'
export { addressField, importFields, isFieldName } from './fields.ts'
export type { FieldChoices, ImportOptions, MatchMode } from './import-options.ts'
export { personOfImage } from './import-record.ts'
export {
  type CompiledMapping,
  checkMapping,
  identifyingFields,
  type MappedColumn,
  type Mapping,
  type MappingRefusal,
} from './mapping.ts'
export { describeMappingRefusal, describeRowProblem, describeTableRefusal } from './problem-messages.ts'
export { createRowReader, type OwnerCandidate, type RowReader, type RowSettings, readRow } from './read-row.ts'
export { readTable, type Table, type TableOptions } from './read-table.ts'
export type * from './row-plan.ts'
export { contactAction, outcomeOf } from './row-plan.ts'
export type * from './row-problem.ts'
export type * from './row-reading.ts'
export type { ImportSource } from './source.ts'
export { type MappingSuggestion, suggestMapping } from './suggest-mapping.ts'
export type { TableRefusal } from './table-refusal.ts'
export type * from './web-types.ts'
