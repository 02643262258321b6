/** `crmkit undo`: what an import wrote is taken back. @module */
import type { UndoReceipt } from 'crmkit'
import { readArguments, storeOptions } from './arguments.ts'
import type { Command } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { readPlace } from './place.ts'
import { progressBar } from './progress-bar.ts'
import { count, counted, textTable } from './text-table.ts'
import { withWorkspace } from './with-desk.ts'

/** `crmkit undo`. */
export const undoCommand: Command = {
  name: 'undo',
  summary: 'Take an import back',
  synopsis: 'IMPORT_ID --store ADDRESS [options]',
  options: [{ option: '--json', meaning: 'what was done as one line of JSON' }],
  notes: [
    'What the import created is removed, what it changed is as it was before. What was changed since, or is used by',
    'now, stays and is listed. An undo that was stopped goes on when it is repeated; one that had to leave something',
    'tries that once more.',
  ].join('\n'),
  run: runUndo,
}

async function runUndo(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { values, positionals } = readArguments(argv, { ...storeOptions, json: { type: 'boolean' } }, ['IMPORT_ID'])
  const [importId = ''] = positionals
  const bar = progressBar(io)
  try {
    const receipt = await withWorkspace(readPlace(values, io), ({ desk }) =>
      desk.imports.undo(importId.toLowerCase(), {
        onProgress: ({ done }) => bar.show('Undoing', done, null),
        ...(io.signal !== undefined && { signal: io.signal }),
      }),
    )
    bar.clear()
    io.stdout.write(values.json === true ? `${JSON.stringify(receipt)}\n` : `${describeUndo(receipt)}\n`)
    return exitCodes.done
  } catch (failure) {
    if (io.signal?.aborted !== true) throw failure
    bar.clear()
    io.stderr.write('Stopped half-way. Repeat the command to finish the undo.\n')
    return exitCodes.interrupted
  } finally {
    bar.clear()
  }
}

const mostShown = 20

function describeUndo({ importId, companies, contacts, affiliations, kept }: UndoReceipt): string {
  const rows = [
    ['', 'removed', 'as before', 'left'],
    figures('companies', companies),
    figures('contacts', contacts),
    figures('jobs', affiliations),
  ]
  const summary = `Import ${importId} is undone:\n${textTable(rows, { numbers: [1, 2, 3], indent: '  ' })}`
  const keptCount = companies.kept + contacts.kept + affiliations.kept
  if (keptCount === 0) return summary
  const lines = kept
    .slice(0, mostShown)
    .map(({ kind, recordId, reason }) => `  ${kind} ${recordId}: ${reasons[reason]}`)
  const more = keptCount > mostShown ? [`  … and ${counted(keptCount - mostShown, 'record')} more.`] : []
  return [summary, `Left as they are (${counted(keptCount, 'record')}):`, ...lines, ...more].join('\n')
}

function figures(what: string, { purged, restored, kept }: UndoReceipt['companies']): readonly string[] {
  return [what, ...[purged, restored, kept].map(count)]
}

const reasons: Readonly<Record<UndoReceipt['kept'][number]['reason'], string>> = {
  'changed-since': 'it was changed since, by somebody or by a later import',
  'still-referenced': 'something else points at it by now',
  'purged-since': 'it was removed since',
  erased: 'its former values were erased',
}
