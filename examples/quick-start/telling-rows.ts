/** Rows that show what an import is about to do: a few of each kind, however long the file is. @module */
import type { RowPlan } from 'crmkit'
import { contactAction } from 'crmkit/domain'

/** The first rows of each kind, and how many there are. */
export interface TellingRows {
  readonly updated: Kind
  readonly siblings: Kind
  readonly ambiguous: Kind
  readonly invalid: Kind
  /** Imported without a number that a spreadsheet destroyed. */
  readonly damaged: Kind
  /** Imported with something else that could not be understood. */
  readonly unclear: Kind
}

/** Rows of one kind. */
export interface Kind {
  readonly rows: RowPlan[]
  count: number
}

/** Collects rows: hand `note` to `preview` as `onRow`. */
export function tellingRows(): TellingRows & { note(row: RowPlan): void } {
  const kinds = {
    updated: none(),
    siblings: none(),
    ambiguous: none(),
    invalid: none(),
    damaged: none(),
    unclear: none(),
  }
  const shown = new Set<string>()

  function add(kind: Kind, row: RowPlan): void {
    kind.count += 1
    if (kind.rows.length < 3) kind.rows.push(row)
  }

  return {
    ...kinds,
    note: (row) => {
      if (row.status === 'ambiguous') return add(kinds.ambiguous, row)
      if (row.status === 'invalid') return add(kinds.invalid, row)
      if (row.company?.isSibling) add(kinds.siblings, row)
      if (row.problems.some(({ code }) => code === 'number-destroyed')) add(kinds.damaged, row)
      else if (row.problems.length > 0) add(kinds.unclear, row)
      if (row.company?.action !== 'update' && contactAction(row) !== 'update') return
      // Updates of other fields say more than the same ones again.
      const fields = changedFields(row)
      if (shown.has(fields)) kinds.updated.count += 1
      else add(kinds.updated, row)
      shown.add(fields)
    },
  }
}

function none(): Kind {
  return { rows: [], count: 0 }
}

function changedFields({ company, contact, affiliation }: RowPlan): string {
  return [company, contact, affiliation].flatMap((part) => part?.changes.map(({ field }) => field) ?? []).join()
}
