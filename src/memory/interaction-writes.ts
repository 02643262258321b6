/** What a commit leaves in memory beside interactions: notes, time, steps that were replaced. @module */
import { replaceStep } from '../interaction/enter-step.ts'
import type { Commit } from '../ports/commit.ts'
import type { Tables } from './tables.ts'

/** Writes the parts of a commit that belong to interactions; their records are written by now. */
export function writeInteractionParts(tables: Tables, commit: Commit): void {
  const { writes, notes = [], notesBlanked = [], timeSpent = [], stepsReplaced = [] } = commit
  for (const note of notes) tables.notes.set(note.id, note)
  for (const id of notesBlanked) {
    const note = tables.notes.get(id)
    if (note?.kind === 'words') tables.notes.set(id, { ...note, text: '' })
  }
  for (const spent of timeSpent) if (!tables.timeSpent.has(spent.id)) tables.timeSpent.set(spent.id, spent)
  for (const replaced of stepsReplaced) {
    for (const [id, { record, index }] of tables.interactions) {
      const moved = replaceStep(record, replaced)
      if (moved === record) continue
      tables.interactions.set(id, { record: { ...record, ...moved, version: record.version + 1 }, index })
    }
  }
  const purged = new Set(writes.flatMap((write) => (write.op === 'purge' ? [write.id] : [])))
  if (purged.size === 0) return
  for (const rows of [tables.notes, tables.timeSpent]) {
    for (const [id, { interactionId }] of rows) if (purged.has(interactionId)) rows.delete(id)
  }
}
