/** `crmkit import`: a file becomes companies and contacts, without duplicates. @module */
import { resolve } from 'node:path'
import { type Desk, type ImportCounts, type ImportRecord, isCrmError, type PreviewOptions } from 'crmkit'
import type { Command } from './command.ts'
import { describeFindings } from './describe-findings.ts'
import { describeCounts, describeFile } from './describe-import.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { collectFindings, type ImportFindings } from './import-findings.ts'
import { type ImportRequest, importOptionHelp, readImportRequest } from './import-request.ts'
import { type InspectedFile, inspectFile } from './inspect-file.ts'
import type { CliIo, TextOutput } from './io.ts'
import { readMappingFile } from './mapping-file.ts'
import { progressBar } from './progress-bar.ts'
import { recordLabels } from './record-labels.ts'
import { RowsWrittenError } from './rows-written-error.ts'
import { counted } from './text-table.ts'
import { withNewDesk, withTrialDesk } from './with-desk.ts'
import { writeTextFile } from './write-text-file.ts'

/** `crmkit import`. */
export const importCommand: Command = {
  name: 'import',
  summary: 'Import a CSV file; the same file again creates nothing',
  synopsis: 'FILE --store ADDRESS [options]',
  options: importOptionHelp,
  notes: [
    'An import that was stopped goes on when the same command is repeated. "crmkit undo" takes an import back.',
    '',
    'Exit codes: 0 done; 2 wrong arguments or a file that is refused as a whole, nothing written;',
    '3 done, but some rows were refused; 130 stopped by Ctrl+C; 1 anything else.',
  ].join('\n'),
  run: runImport,
}

async function runImport(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const startedAt = performance.now()
  const request = readImportRequest(argv, io)
  const words = request.isJson ? io.stderr : io.stdout
  const bar = progressBar(io)
  const file = await inspectFile(resolve(io.cwd, request.path), {
    table: request.table,
    mapping: request.mapPath === undefined ? null : readMappingFile(resolve(io.cwd, request.mapPath), request.mapPath),
    onRows: (rows) => bar.show('Reading ', rows, null),
    signal: io.signal,
  }).finally(() => bar.clear())
  words.write(`${describeFile(file)}\n\n`)
  const done = request.isDryRun ? await tryOut(request, file, io) : await carryOut(request, file, io, words)
  if (done === 'interrupted') return exitCodes.interrupted
  const seconds = (performance.now() - startedAt) / 1000
  words.write(`${[headline(done, seconds), describeCounts(done.counts), ...done.paragraphs].join('\n\n')}\n`)
  if (done.importId !== null) words.write(`\nTake it back with: crmkit undo ${done.importId}\n`)
  if (request.isJson) io.stdout.write(`${JSON.stringify(figures(done, seconds))}\n`)
  return hasRefusals(done.counts) ? exitCodes.rowsRefused : exitCodes.done
}

/** What happened, or would happen. */
interface FinishedImport {
  /** `null` for a dry run. */
  readonly importId: string | null
  readonly counts: ImportCounts
  readonly isResumed: boolean
  readonly paragraphs: readonly string[]
}

/** Plans the file and writes nothing: where there is no workspace yet, against an empty one in memory. */
async function tryOut(request: ImportRequest, file: InspectedFile, io: CliIo): Promise<FinishedImport | 'interrupted'> {
  const { place, country, rules } = request
  const bar = progressBar(io)
  const findings = collectFindings()
  try {
    return await withTrialDesk(place, country, async (desk) => {
      const { counts } = await desk.imports.preview(file.source, {
        ...previewOptions(file, rules, io),
        onRow: findings.note,
        onProgress: ({ done }) => bar.show('Planning', done, file.rows),
      })
      bar.clear()
      return { importId: null, counts, isResumed: false, paragraphs: await paragraphsOf(findings, desk, request) }
    })
  } catch (failure) {
    if (io.signal?.aborted !== true) throw failure
    io.stderr.write('Stopped. Nothing was written.\n')
    return 'interrupted'
  } finally {
    bar.clear()
  }
}

async function carryOut(
  request: ImportRequest,
  file: InspectedFile,
  io: CliIo,
  words: TextOutput,
): Promise<FinishedImport | 'interrupted'> {
  const { place, country, rules, refusedPath } = request
  const bar = progressBar(io)
  const findings = collectFindings()
  let rowsDone = 0
  try {
    return await withNewDesk(place, country, async (desk, isNew) => {
      if (country !== undefined && !isNew) await warnOfCountry(desk, country, words)
      const earlier = await desk.imports.findByFileHash(file.hash)
      const isResumed = earlier?.status === 'applying'
      if (isResumed) rowsDone = earlier.rowsDone
      if (earlier !== null) words.write(`${describeEarlier(earlier)}\n\n`)
      const { importId, counts } = await desk.imports.run(file.source, {
        ...previewOptions(file, rules, io),
        onRow: findings.note,
        onProgress: ({ done }) => {
          rowsDone = done
          bar.show('Importing', done, file.rows)
        },
      })
      bar.clear()
      const paragraphs = [...(await paragraphsOf(findings, desk, request))]
      if (refusedPath !== undefined) paragraphs.push(await writeRefused(desk, importId, file, refusedPath, io))
      return { importId, counts, isResumed, paragraphs }
    })
  } catch (failure) {
    if (io.signal?.aborted !== true) throw rowsDone > 0 && isCrmError(failure) ? new RowsWrittenError(failure) : failure
    bar.clear()
    const stays = rowsDone === 0 ? 'Nothing was written' : `What ${counted(rowsDone, 'row')} said was written and stays`
    io.stderr.write(`Stopped. ${stays}. Repeat the command to go on; "crmkit imports" names what to undo.\n`)
    return 'interrupted'
  } finally {
    bar.clear()
  }
}

function previewOptions(file: InspectedFile, rules: ImportRequest['rules'], io: CliIo): PreviewOptions {
  return {
    ...rules,
    mapping: file.mapping,
    table: { ...file.table.dialect, ...(file.table.encoding !== null && { encoding: file.table.encoding }) },
    fileName: file.name,
    ...(io.signal !== undefined && { signal: io.signal }),
  }
}

function describeEarlier({ id, status, rowsDone, startedAt }: ImportRecord): string {
  const day = new Date(startedAt).toISOString().slice(0, 10)
  switch (status) {
    case 'applying':
      return `Going on with import ${id} after row ${rowsDone}, with the columns and rules it was begun with.`
    case 'undoing':
      return `An undo of this file's import was stopped: "crmkit undo ${id}" finishes it.`
    case 'applied':
    case 'undone':
      return `This very file was imported before, on ${day}: what is there is recognized.`
  }
}

async function warnOfCountry(desk: Desk, country: string, words: TextOutput): Promise<void> {
  const { settings } = await desk.workspace.get()
  if (settings.country === country) return
  words.write(`The workspace is there already, with the country ${settings.country}: --country is for new ones.\n\n`)
}

async function paragraphsOf(
  findings: ImportFindings,
  desk: Desk,
  { refusedPath }: ImportRequest,
): Promise<readonly string[]> {
  const { settings } = await desk.workspace.get()
  const surroundings = { country: settings.country, isRefusedWritten: refusedPath !== undefined }
  return describeFindings(findings, recordLabels(desk, findings.created), surroundings)
}

async function writeRefused(
  desk: Desk,
  importId: string,
  file: InspectedFile,
  path: string,
  io: CliIo,
): Promise<string> {
  const rows = desk.imports.refusedRows(importId, file.source)
  const lines = await writeTextFile(resolve(io.cwd, path), rows).catch((failure: unknown) => {
    if (isCrmError(failure, 'import-refused')) return null
    throw failure
  })
  if (lines === null) return `Nothing was written to ${path}: the file is another one than was imported a moment ago.`
  if (lines <= 1) return `No row was refused: ${path} holds the headings only.`
  return `${counted(lines - 1, 'refused row')} written to ${path}: correct them there and import that file.`
}

function headline({ importId, isResumed }: FinishedImport, seconds: number): string {
  if (importId === null) return `This is what an import would do. Nothing was written. (${seconds.toFixed(1)} s)`
  return `Import ${importId} ${isResumed ? 'was finished' : 'is done'} in ${seconds.toFixed(1)} s.`
}

function hasRefusals({ invalid, companies, contacts }: ImportCounts): boolean {
  return invalid + companies.ambiguous + contacts.ambiguous > 0
}

/** The figures for scripts. */
function figures({ importId, counts }: FinishedImport, seconds: number): object {
  const kind = ({ created, updated, unchanged, skipped, sibling, ambiguous }: ImportCounts['companies']) => {
    return { created, updated, unchanged, skipped, sibling, ambiguous }
  }
  return {
    importId,
    ...(importId === null && { dryRun: true }),
    rows: counts.rows,
    companies: kind(counts.companies),
    contacts: kind(counts.contacts),
    invalid: counts.invalid,
    seconds: Number(seconds.toFixed(3)),
  }
}
