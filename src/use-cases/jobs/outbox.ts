/**
 * The outbox: every event and every reminder of every commit becomes a job in the same commit, so that nobody can forget
 * to tell of it.
 * Rules: docs/concepts/events-and-jobs.md
 * @module
 */
import type { Job, NewJob } from '../../job/job.ts'
import type { Commit } from '../../ports/commit.ts'
import type { DomainEvent } from '../../ports/history.ts'
import type { Store } from '../../ports/store.ts'
import { reminderJob } from '../reminders/reminder-jobs.ts'

/** The kind of the jobs that tell of an event. */
export const eventKind = 'event'

/** What such a job carries: events are never changed, so a copy is as good as the event itself. */
export interface EventPayload {
  readonly event: DomainEvent
}

/** The same store, whose commits put their events and reminders on the queue. */
export function withOutbox(store: Store): Store {
  const commit = (commit: Commit): ReturnType<Store['commit']> => {
    const jobs = [...commit.events.map(eventJob), ...(commit.remindersAdded ?? []).map(reminderJob)]
    return store.commit(jobs.length === 0 ? commit : { ...commit, jobs: [...(commit.jobs ?? []), ...jobs] })
  }
  // Named one by one: a store may be a class, or have its parts behind getters.
  return {
    get commitsAreFinal() {
      return store.commitsAreFinal === true
    },
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
    get interactions() {
      return store.interactions
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
    get merges() {
      return store.merges
    },
    get jobs() {
      return store.jobs
    },
    get feeds() {
      return store.feeds
    },
    get webhooks() {
      return store.webhooks
    },
    get reminders() {
      return store.reminders
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
      return store.providerEvents
    },
    get calls() {
      return store.calls
    },
    get directories() {
      return store.directories
    },
    commit,
  }
}

/** The job that tells of an event: one after the other about one record. */
function eventJob(event: DomainEvent): NewJob {
  const payload: EventPayload = { event }
  return { key: `event:${event.id}`, kind: eventKind, orderKey: `event:${event.subject.id}`, dueAt: event.at, payload }
}

/** The payload of a job, as this package has written it under the job's kind. */
export function payloadOf<Payload>({ payload }: Pick<Job, 'payload'>): Payload {
  return payload as Payload
}
