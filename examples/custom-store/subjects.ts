/** What the contract is run on. @module */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Commit, Store } from 'crmkit'
import { openJournalStore } from './journal-store.ts'

/** A store for one case of the contract. */
export interface Subject {
  readonly subject: Store
  close(): Promise<void>
}

/** A store with an empty journal of its own. */
export async function freshJournal(): Promise<Subject> {
  const directory = await mkdtemp(join(tmpdir(), 'journal-store-'))
  const subject = await openJournalStore(join(directory, 'journal.jsonl'))
  return {
    subject,
    close: async () => {
      await subject.close()
      await rm(directory, { recursive: true })
    },
  }
}

/** A store that forgets everything but its journal after each commit. */
export async function reopenedJournal(): Promise<Subject> {
  const directory = await mkdtemp(join(tmpdir(), 'journal-store-'))
  const path = join(directory, 'journal.jsonl')
  let store = await openJournalStore(path)
  let turn: Promise<unknown> = Promise.resolve()

  async function commitAndReopen(commit: Commit): ReturnType<Store['commit']> {
    const result = await store.commit(commit)
    await store.close()
    store = await openJournalStore(path)
    return result
  }

  return {
    subject: {
      get workspaces() {
        return store.workspaces
      },
      get companies() {
        return store.companies
      },
      get contacts() {
        return store.contacts
      },
      get affiliations() {
        return store.affiliations
      },
      get identity() {
        return store.identity
      },
      get references() {
        return store.references
      },
      get imports() {
        return store.imports
      },
      get history() {
        return store.history
      },
      commit: (commit) => {
        const committed = turn.then(() => commitAndReopen(commit))
        turn = committed.catch(() => undefined)
        return committed
      },
    },
    close: async () => {
      await turn
      await store.close()
      await rm(directory, { recursive: true })
    },
  }
}
