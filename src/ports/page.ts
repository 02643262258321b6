/** Lists are read page by page, by key: never by offset. @module */

/** Where a page ended: the sort value and the id of its last record. */
export interface PagePosition {
  readonly value: string | number
  readonly id: string
}

/** The fixed set of orders, each one backed by an index. Ties are broken by id. */
export type PartyOrder = 'name' | 'number' | 'created' | 'updated'

/** Which records of a kind, in which order. */
export interface PartyQuery {
  readonly order: PartyOrder
  readonly descending: boolean
  /**
   * Folded words, each of which must occur somewhere in the record's search text, or be the record's short number.
   * Empty: no condition.
   */
  readonly words: readonly string[]
  /** Records in use, or those in the trash. */
  readonly trashed: boolean
  /** Records after this position; absent for the first page. */
  readonly after?: PagePosition
  /** At most so many records. */
  readonly limit: number
}
