/** Lists of companies and contacts: which rows, in which order, from where. @module */
import type { AccessScope, PartyOrder, PartyQuery } from 'crmkit'
import type { AccessedRows } from './access-condition.ts'
import type { Statement } from './executor.ts'
import { type Conditions, recordLists, type Stretch, wordConditions } from './record-lists.ts'

const orders: Readonly<Record<PartyOrder, Stretch>> = {
  name: { column: 'sort_key', type: 'text', isBranched: true },
  number: { column: 'number', type: 'bigint', isBranched: false },
  created: { column: 'created_at', type: 'bigint', isBranched: false },
  updated: { column: 'updated_at', type: 'bigint', isBranched: false },
}

type Words = Pick<PartyQuery, 'words' | 'trashed'>

/**
 * How many rows are looked through for one row of a page before it is put together from branches. Names have indexes that
 * branches are read from in order, other orders have none; and who is restricted sees too little for it to pay by name.
 */
const nearRows = { granted: { name: 4, other: 100 }, assigned: { name: 0, other: 100 } } as const

/** The statements of lists and counts. */
export interface PartyLists {
  /** A page, if it is full with what comes next in order, or else not all of it; `null`: not worth trying. */
  near(scope: AccessScope, query: PartyQuery): readonly Statement[] | null
  /** A page. The answer is that of the last statement, here as above. */
  list(scope: AccessScope, query: PartyQuery): readonly Statement[]
  count(scope: AccessScope, query: Words, cap: number): Statement
}

/** The statements of one kind of record. @param columns the select list of a record */
export function partyLists(rows: AccessedRows, table: string, columns: string): PartyLists {
  const lists = recordLists(rows, table, columns)
  return {
    near(scope, query) {
      const { filter } = scope
      if (filter.sees === 'everything' || query.words.length > 0 || query.trashed) return null
      const times = nearRows[filter.sees][query.order === 'name' ? 'name' : 'other']
      return times === 0 ? null : lists.near(scope, orders[query.order], query, conditionsOf(query), times)
    },
    list: (scope, query) => lists.list(scope, orders[query.order], query, conditionsOf(query), !query.trashed),
    count: (scope, query, cap) => lists.count(scope, conditionsOf(query), cap),
  }
}

function conditionsOf({ words, trashed }: Words): Conditions {
  return (values) => [
    'p.merged_into IS NULL',
    trashed ? 'p.trashed_at IS NOT NULL' : 'p.trashed_at IS NULL',
    ...wordConditions(words, values),
  ]
}
