/** Importing a file the way a screen would: show the plan, then carry it out. @module */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Desk, ImportPreview, ImportReceipt } from 'crmkit'
import { explainAmbiguous, explainProblems, explainSibling, explainUpdate } from './explain-row.ts'
import { counted, detail, finding, firstOf, progress } from './say.ts'
import { type Kind, type TellingRows, tellingRows } from './telling-rows.ts'

/** What was planned and done. */
export interface ImportedFile {
  readonly preview: ImportPreview
  readonly receipt: ImportReceipt
  readonly rows: TellingRows
}

/** Previews a file, explains the plan, applies it. */
export async function importFile(desk: Desk, path: string): Promise<ImportedFile> {
  // The file is read twice, so crmkit is given a way to open it: a function, a Blob, or the text itself.
  const file = () => createReadStream(path)
  const rows = tellingRows()
  // Writes nothing. The preview is plain data: it can be stored, shown, and applied in another request.
  const preview = await desk.imports.preview(file, { fileName: basename(path), onRow: rows.note })
  explainMapping(preview)
  await explainPlan(preview, rows, desk)

  const startedAt = performance.now()
  const receipt = await desk.imports.apply(preview, {
    onProgress: ({ done, total = done }) => progress(done, total),
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  finding('applied', [`${counted(receipt.counts.rows, 'row')} in ${seconds} s, as import ${receipt.importId}`])
  return { preview, receipt, rows }
}

function explainMapping({ counts, mapping, columnsLeftOut, table }: ImportPreview): void {
  const columns = Object.entries(mapping).flatMap(([heading, field]) =>
    field === null ? [] : [`${heading} → ${field}`],
  )
  const form = `${table.encoding ?? 'text'}, separated by "${table.separator}"`
  finding('file', [`${counted(counts.rows, 'row')}, ${form}; ${counted(columns.length, 'column')} understood`])
  detail('columns', inLines(columns))
  if (columnsLeftOut.length > 0) finding('left out', [columnsLeftOut.join(', ')])
}

async function explainPlan({ counts }: ImportPreview, rows: TellingRows, desk: Desk): Promise<void> {
  const { companies, contacts } = counts
  finding('the plan', [`companies: ${sayCounts(companies)} · contacts: ${sayCounts(contacts)}`])
  finding('updated', listed(rows.updated, rows.updated.rows.map(explainUpdate)))
  finding('sibling', listed(rows.siblings, await all(rows.siblings, (row) => explainSibling(row, desk))))
  finding('ambiguous', listed(rows.ambiguous, await all(rows.ambiguous, (row) => explainAmbiguous(row, desk))))
  finding('invalid', listed(rows.invalid, rows.invalid.rows.map(explainProblems)))
  finding('damaged', listed(rows.damaged, rows.damaged.rows.map(explainProblems)))
}

function sayCounts({ created, updated, unchanged }: ImportPreview['counts']['companies']): string {
  return `${created} new, ${updated} updated, ${unchanged} unchanged`
}

function all<Value>({ rows }: Kind, explain: (row: Kind['rows'][number]) => Promise<Value>): Promise<Value[]> {
  return Promise.all(rows.map(explain))
}

/** Lines, and how many rows more there are like them. */
export function listed({ count }: Kind, lines: readonly string[]): readonly string[] {
  return firstOf(lines, count, 'row')
}

/** Joins short texts into lines that fit a terminal. */
function inLines(texts: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const text of texts) {
    const joined = `${lines.at(-1) ?? ''} · ${text}`
    if (lines.length > 0 && joined.length <= 110) lines[lines.length - 1] = joined
    else lines.push(text)
  }
  return lines
}
