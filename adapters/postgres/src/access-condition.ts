/** The access predicate as SQL: the only place where it is compiled. @module */
import type { RecordFilter } from 'crmkit'

/** A condition with the values of its parameters, which are numbered from the position asked for. */
export interface Condition {
  readonly text: string
  readonly values: readonly string[]
}

/** The condition under which a row of companies or contacts passes a filter. */
export function accessCondition(filter: RecordFilter, alias: string, firstParameter: number): Condition {
  switch (filter.sees) {
    case 'everything':
      return { text: 'true', values: [] }
    case 'granted':
      return {
        text: `(${alias}.visibility <> 'private' OR ${alias}.owner_id = $${firstParameter}::uuid)`,
        values: [filter.memberId],
      }
  }
}
