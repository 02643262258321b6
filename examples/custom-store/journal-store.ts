/**
 * A store of one's own: one file to which everything that changes it is added as a line. What can be read is kept in
 * memory; opening the file does it all again. Small enough to read, good enough for a program of one process whose
 * records fit into memory.
 * @module
 */
import { type FileHandle, open } from 'node:fs/promises'
import { CrmError, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** A store in a file, until it is closed. */
export interface JournalStore extends Store {
  close(): Promise<void>
}

/** Everything that changes a store, by the name under which the journal tells it. */
function changesOf({ commit, jobs, reminders, providerEvents }: Store) {
  const { claim, extend, complete, retry, bury, prune } = jobs
  return { commit, claim, extend, complete, retry, bury, prune, settle: reminders.settle, forget: providerEvents.prune }
}

/** Opens the journal, or begins one. One process at a time. */
export async function openJournalStore(path: string): Promise<JournalStore> {
  const memory = memoryStore()
  const changes = changesOf(memory)
  const file = await open(path, 'a+')
  for (const line of await completeLines(file)) {
    const [name, ...args] = JSON.parse(line) as [keyof typeof changes, ...unknown[]]
    await Reflect.apply(changes[name], undefined, args)
  }

  // Changes wait for each other, so that the journal tells them in the order in which they were decided.
  let turn: Promise<unknown> = Promise.resolve()
  let broken: CrmError | null = null

  async function write(line: string): Promise<void> {
    if (broken !== null) throw broken
    try {
      // First the file, then memory: whatever anybody has read survives a crash. What memory refuses will be refused
      // again when the journal is read, for it meets the same records.
      await file.appendFile(line)
      await file.datasync()
    } catch (cause) {
      // Whether the line is there is not known any more: only opening the journal again can tell.
      broken = new CrmError('backend-unavailable', {
        message: 'The journal could not be written. Open it again before you go on.',
        retryable: true,
        cause,
      })
      throw broken
    }
  }

  /** The same change, but noted before it is made. */
  function noted<Args extends readonly unknown[], Answer>(
    name: keyof typeof changes,
    change: (...args: Args) => Promise<Answer>,
  ): (...args: Args) => Promise<Answer> {
    return (...args) => {
      // Taken down now: what the caller changes later is not part of it.
      const line = `${JSON.stringify([name, ...args])}\n`
      const written = turn.then(async () => {
        await write(line)
        return change(...(JSON.parse(line).slice(1) as Args))
      })
      turn = written.catch(() => undefined)
      return written
    }
  }

  return {
    ...memory,
    commit: noted('commit', changes.commit),
    jobs: {
      ...memory.jobs,
      claim: noted('claim', changes.claim),
      extend: noted('extend', changes.extend),
      complete: noted('complete', changes.complete),
      retry: noted('retry', changes.retry),
      bury: noted('bury', changes.bury),
      prune: noted('prune', changes.prune),
    },
    reminders: { ...memory.reminders, settle: noted('settle', changes.settle) },
    providerEvents: { ...memory.providerEvents, prune: noted('forget', changes.forget) },
    close: async () => {
      await turn
      await file.close()
    },
  }
}

/** The lines of the journal. A last one without its end was being written when the process died: it is cut off. */
async function completeLines(file: FileHandle): Promise<readonly string[]> {
  const bytes = await file.readFile()
  const end = bytes.lastIndexOf('\n') + 1
  if (end < bytes.length) await file.truncate(end)
  return bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)
}
