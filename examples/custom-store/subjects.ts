/** What the contract is run on. @module */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JobQueue, ProviderEventLog, ReminderLedger, Store } from 'crmkit'
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

  /** The same change, with the file closed and opened after it. */
  function reopening<Args extends readonly unknown[], Answer>(
    change: (...args: Args) => Promise<Answer>,
  ): (...args: Args) => Promise<Answer> {
    return (...args) => {
      const changed = turn.then(async () => {
        const answer = await change(...args)
        await store.close()
        store = await openJournalStore(path)
        return answer
      })
      turn = changed.catch(() => undefined)
      return changed
    }
  }

  const jobs: JobQueue = {
    claim: reopening((...args) => store.jobs.claim(...args)),
    extend: reopening((...args) => store.jobs.extend(...args)),
    complete: reopening((...args) => store.jobs.complete(...args)),
    retry: reopening((...args) => store.jobs.retry(...args)),
    bury: reopening((...args) => store.jobs.bury(...args)),
    prune: reopening((...args) => store.jobs.prune(...args)),
    find: (...args) => store.jobs.find(...args),
    listDead: (...args) => store.jobs.listDead(...args),
    listWaiting: (...args) => store.jobs.listWaiting(...args),
  }

  const reminders: ReminderLedger = {
    find: (...args) => store.reminders.find(...args),
    findMany: (...args) => store.reminders.findMany(...args),
    listPending: (...args) => store.reminders.listPending(...args),
    listOf: (...args) => store.reminders.listOf(...args),
    listByState: (...args) => store.reminders.listByState(...args),
    settle: reopening((...args) => store.reminders.settle(...args)),
  }

  const providerEvents: ProviderEventLog = {
    listPending: (...args) => store.providerEvents.listPending(...args),
    list: (...args) => store.providerEvents.list(...args),
    prune: reopening((...args) => store.providerEvents.prune(...args)),
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
      get directories() {
        return store.directories
      },
      get interactions() {
        return store.interactions
      },
      get identity() {
        return store.identity
      },
      get references() {
        return store.references
      },
      get merges() {
        return store.merges
      },
      get imports() {
        return store.imports
      },
      get history() {
        return store.history
      },
      get jobs() {
        return jobs
      },
      get feeds() {
        return store.feeds
      },
      get webhooks() {
        return store.webhooks
      },
      get calls() {
        return store.calls
      },
      get reminders() {
        return reminders
      },
      get messages() {
        return store.messages
      },
      get mails() {
        return store.mails
      },
      get consents() {
        return store.consents
      },
      get providerEvents() {
        return providerEvents
      },
      commit: reopening((commit) => store.commit(commit)),
    },
    close: async () => {
      await turn
      await store.close()
      await rm(directory, { recursive: true })
    },
  }
}
