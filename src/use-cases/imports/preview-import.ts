/** Seeing what an import would do. Reads only. Rules: docs/concepts/imports.md (IMP-2, IMP-5). @module */
import { refusalReasons } from '../../import/batch-writes.ts'
import { ErasedPeople } from '../../import/erased-people.ts'
import { type FileFacts, hashedSource, readFacts } from '../../import/hashed-source.ts'
import type { PlanContext } from '../../import/identify-row.ts'
import type { ImportOptions } from '../../import/import-options.ts'
import type { ImportPreview, ImportProgress, ImportSetup, IssueCount } from '../../import/import-preview.ts'
import type { ImportRecord } from '../../import/import-record.ts'
import { type CompiledMapping, checkMapping, type Mapping } from '../../import/mapping.ts'
import { describeMappingRefusal, describeTableRefusal } from '../../import/problem-messages.ts'
import { readTable, type Table, type TableOptions } from '../../import/read-table.ts'
import { outcomeOf, type RowPlan } from '../../import/row-plan.ts'
import type { ImportSource } from '../../import/source.ts'
import { suggestMapping } from '../../import/suggest-mapping.ts'
import { countRow, noCounts, tallyFrom } from '../../import/tally.ts'
import type { AbortSignalLike } from '../../import/web-types.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { ImportId } from '../../kernel/ids.ts'
import { type Session, today } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'
import { checkImportOptions, type OptionNames } from './check-import-options.ts'
import { type IdentifiedBatch, identifiedBatches, importerOf, rowSettings } from './import-rows.ts'
import { planFile, recurringKeys } from './plan-file.ts'

type ChosenOptions = { readonly [Name in keyof ImportOptions]?: ImportOptions[Name] | undefined }

/** What a preview may be told. */
export interface PreviewOptions extends ChosenOptions {
  /** Column headings and their fields. Default: what the headings and the first rows suggest. */
  readonly mapping?: Mapping | undefined
  /** How the file is written, where that is known better than it can be found out. */
  readonly table?: TableOptions | undefined
  readonly fileName?: string | undefined
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  /** Called with the plan of every row, in order: the preview itself keeps only a sample. */
  readonly onRow?: ((plan: RowPlan) => void) | undefined
  readonly signal?: AbortSignalLike | undefined
}

export const previewOptionNames: OptionNames<PreviewOptions> = {
  ...{ mapping: true, table: true, fileName: true, onProgress: true, onRow: true, signal: true },
  ...{ mode: true, invalidIds: true, strictNames: true, unknownOwner: true, choices: true },
  ...{ ownerId: true, visibility: true },
}

/** Plans every row of a file and writes nothing. */
export async function previewImport(
  session: Session,
  file: ImportSource,
  options: PreviewOptions,
): Promise<ImportPreview> {
  const { onProgress, onRow, signal } = options
  const hashed = hashedSource(file, signal)
  const { table, compiled, ...setup } = await setUpImport(session, hashed.source, options)
  const settings = await rowSettings(session, setup.options)
  const batches = (context: PlanContext): AsyncGenerator<IdentifiedBatch> =>
    identifiedBatches(table, compiled, settings, context, signal)
  // The first reading gives the hash of the file, too.
  const recurring = await recurringKeys(batches(await planContext(session, setup.importId, setup.options, [])))
  const fileHash = hashed.digest() ?? ''
  const earlier = await earlierImports(session, fileHash)
  const context = await planContext(session, setup.importId, setup.options, earlier)
  const tally = tallyFrom(noCounts)
  const summary = emptySummary()
  for await (const { plans, set } of planFile(session, batches(context), recurring, context)) {
    for (const plan of plans) {
      countRow(tally, plan, set, setup.importId)
      summarize(summary, plan)
      onRow?.(plan)
    }
    onProgress?.({ phase: 'preview', done: tally.counts.rows })
  }
  if (hashed.digest() !== fileHash) throw changedMeanwhile()
  return {
    ...setup,
    table: tableOptionsOf(table),
    fileHash,
    headers: table.headers,
    columnsLeftOut: compiled.leftOut,
    counts: tally.counts,
    issues: [...summary.issues.values()].sort((a, b) => b.rows - a.rows || a.firstRow - b.firstRow),
    sample: summary.sample,
    outcomes: summary.outcomes.join(''),
    previewedAt: session.clock.now(),
  }
}

function changedMeanwhile(): CrmError {
  return new CrmError('import-refused', {
    message: 'The file changed while it was read. Preview it again once nobody writes to it.',
    details: { code: 'file-changed' },
  })
}

/** Sets an import up without planning its rows: for a file that is imported right away, and read to its end for it. */
export async function prepareImport(
  session: Session,
  file: ImportSource,
  options: PreviewOptions,
): Promise<{ readonly setup: ImportSetup; readonly facts: FileFacts }> {
  const { table, compiled: _checked, ...setup } = await setUpImport(session, file, options)
  const facts = await readFacts(file, options.signal)
  return { setup: { ...setup, table: tableOptionsOf(table), fileHash: facts.hash }, facts }
}

interface OpenedImport extends Omit<ImportSetup, 'fileHash' | 'table'> {
  readonly table: Table
  readonly compiled: CompiledMapping
}

async function setUpImport(session: Session, file: ImportSource, options: PreviewOptions): Promise<OpenedImport> {
  const table = await openTable(file, options.table ?? {}, options.signal)
  const mapping = options.mapping ?? chosenMapping(table)
  const importOptions = completeOptions(session, options)
  await checkImportOptions(session, importOptions)
  return {
    importId: session.ids.next(),
    ...(options.fileName !== undefined && { fileName: options.fileName }),
    mapping,
    options: importOptions,
    table,
    compiled: compileMapping(table, mapping),
  }
}

function tableOptionsOf(table: Table): TableOptions {
  return { ...table.dialect, ...(table.encoding !== null && { encoding: table.encoding }) }
}

/**
 * Opens a file as a table.
 * @throws {CrmError} import-refused - it is none, or in an encoding that is not read
 */
export async function openTable(
  source: ImportSource,
  options: TableOptions,
  signal: AbortSignalLike | undefined,
): Promise<Table> {
  const table = await readTable(source, options, signal)
  if (table.ok) return table.value
  throw new CrmError('import-refused', { message: describeTableRefusal(table.error), details: { ...table.error } })
}

/**
 * Checks a mapping against a table.
 * @throws {CrmError} import-refused - a column or a field does not exist, or nothing identifies
 */
export function compileMapping(table: Table, mapping: Mapping): CompiledMapping {
  const compiled = checkMapping(table.headers, mapping)
  if (compiled.ok) return compiled.value
  throw new CrmError('import-refused', {
    message: describeMappingRefusal(compiled.error),
    details: { ...compiled.error },
  })
}

/** The imports of the same file so far, apart from undone ones; each remembers those before it. */
export async function earlierImports(session: Session, fileHash: string): Promise<readonly ImportId[]> {
  const latest = await session.store.imports.findByFileHash(session.actor.workspaceId, fileHash)
  return latest === null ? [] : [...earlierImportsOf(latest), latest.id]
}

/** The imports of the same file that an import found when it began. */
export function earlierImportsOf({ plan }: ImportRecord): readonly ImportId[] {
  return (plan as { readonly earlierImportIds?: readonly ImportId[] }).earlierImportIds ?? []
}

/** What planning needs to know, for an import of this id. */
export async function planContext(
  session: Session,
  importId: ImportId,
  options: ImportOptions,
  earlierImportIds: readonly ImportId[],
): Promise<PlanContext> {
  return {
    importId,
    actor: session.actor,
    options,
    settings: { country: session.settings.country, today: today(session) },
    companyVisibility: session.settings.companyVisibility,
    contactVisibility: session.settings.contactVisibility,
    at: session.clock.now(),
    earlierImportIds,
    erased: await erasedPeople(session, earlierImportIds),
  }
}

/** People whom earlier imports of the same file made or changed, and who were anonymized since. */
async function erasedPeople(session: Session, importIds: readonly ImportId[]): Promise<ErasedPeople> {
  const { store, actor } = session
  const rows = (await Promise.all(importIds.map((id) => store.imports.listErased(actor.workspaceId, id)))).flat()
  if (rows.length === 0) return new ErasedPeople(new Map())
  const ids = rows.map(({ contactId }) => contactId)
  const contacts = new Map((await store.contacts.findMany(everythingOf(session), ids)).map((each) => [each.id, each]))
  return new ErasedPeople(
    new Map(
      rows.flatMap(({ row, contactId }) => {
        const contact = contacts.get(contactId)
        return contact === undefined ? [] : [[row, contact]]
      }),
    ),
  )
}

function chosenMapping(table: Table): Mapping {
  const suggestion = suggestMapping(table.headers, table.sample)
  if (suggestion.ok) return suggestion.value.mapping
  throw new CrmError('import-refused', {
    message: describeMappingRefusal(suggestion.error),
    details: { ...suggestion.error },
  })
}

function completeOptions(session: Session, options: PreviewOptions): ImportOptions {
  return {
    mode: options.mode ?? 'update',
    invalidIds: options.invalidIds ?? 'error',
    strictNames: options.strictNames ?? false,
    unknownOwner: options.unknownOwner ?? 'error',
    ...(options.choices !== undefined && { choices: options.choices }),
    ownerId: options.ownerId === undefined ? importerOf(session) : options.ownerId,
    ...(options.visibility !== undefined && { visibility: options.visibility }),
  }
}

interface Summary {
  readonly issues: Map<string, IssueCount>
  readonly sample: RowPlan[]
  readonly outcomes: string[]
  readonly shown: Map<string, number>
}

function emptySummary(): Summary {
  return { issues: new Map(), sample: [], outcomes: [], shown: new Map() }
}

const firstRowsShown = 20
const rowsShownOfAKind = 10

function summarize(summary: Summary, plan: RowPlan): void {
  const outcome = outcomeOf(plan)
  summary.outcomes.push(outcome)
  const isSuspicious = plan.company?.isSuspicious === true || plan.contact?.isSuspicious === true
  const kind = `${outcome}${plan.company?.isSibling === true ? ' sibling' : ''}${isSuspicious ? ' suspicious' : ''}`
  const shown = summary.shown.get(kind) ?? 0
  if (plan.row <= firstRowsShown || shown < rowsShownOfAKind) {
    summary.sample.push(plan)
    summary.shown.set(kind, shown + 1)
  }
  const reasons = new Set<string>()
  for (const { code, column } of [...plan.problems, ...refusalReasons(plan)]) {
    const key = `${code} ${column ?? ''}`
    if (reasons.has(key)) continue
    reasons.add(key)
    const known = summary.issues.get(key)
    summary.issues.set(key, {
      code,
      ...(column !== undefined && { column }),
      rows: (known?.rows ?? 0) + 1,
      firstRow: known?.firstRow ?? plan.row,
    })
  }
}
