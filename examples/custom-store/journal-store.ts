/**
 * A store of one's own: one file to which every commit is added as a line. What can be read is kept in memory; opening
 * the file carries its commits out again. Small enough to read, good enough for a program of one process whose records
 * fit into memory.
 * @module
 */
import { type FileHandle, open } from 'node:fs/promises'
import { type Commit, CrmError, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** A store in a file, until it is closed. */
export interface JournalStore extends Store {
  close(): Promise<void>
}

/** Opens the journal, or begins one. One process at a time. */
export async function openJournalStore(path: string): Promise<JournalStore> {
  const memory = memoryStore()
  const file = await open(path, 'a+')
  for (const line of await completeLines(file)) await memory.commit(readCommit(line))

  // Commits wait for each other, so that the journal tells them in the order in which they were decided.
  let turn: Promise<unknown> = Promise.resolve()
  let broken: CrmError | null = null

  async function write(line: string): ReturnType<Store['commit']> {
    if (broken !== null) throw broken
    try {
      // First the file, then memory: whatever anybody has read survives a crash. A commit that memory refuses will be
      // refused again when the journal is read, for it meets the same records.
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
    return memory.commit(readCommit(line))
  }

  return {
    ...memory,
    commit: (commit) => {
      // Taken down now: what the caller changes later is not part of the commit.
      const line = `${JSON.stringify(commit)}\n`
      const written = turn.then(() => write(line))
      turn = written.catch(() => undefined)
      return written
    },
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

function readCommit(line: string): Commit {
  return JSON.parse(line) as Commit
}
