/** Stores with one fault each in their queue of jobs or their webhooks. @module */
import type { JobQueue, NewJob, Store, StoredWebhook } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { buildCommit } from 'crmkit/testing'

type Sabotage = () => Store

/** Case name → a store that differs from a right one in what the case is about. */
export const jobSaboteurs: Readonly<Record<string, Sabotage>> = {
  'jobs come in with a commit, and not with one that is refused': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (!result.ok) await store.commit({ ...commit, writes: [], audit: [], events: [] })
        return result
      },
    }
  },
  'a job comes back as it was added': onQueue((jobs) => ({
    find: async (workspaceId, key) => {
      const job = await jobs.find(workspaceId, key)
      return job && { ...job, payload: withoutNulls(job.payload) }
    },
  })),
  'a job whose key was used before is not added again, whatever has become of it': onQueue((jobs) => ({
    complete: async (workspaceId, held, outcome) => {
      const isHeld = await jobs.complete(workspaceId, held, outcome)
      await jobs.prune(workspaceId, { before: outcome.at + 1, limit: 100 })
      return isHeld
    },
  })),
  'a job that is spared where one waits is not added while another one of its order key, due no later, is unclaimed':
    onJobs(({ unlessWaiting: _ignored, ...job }) => job),
  'claim gives jobs that are due, those due for longest, in the order in which they were added': onQueue((jobs) => ({
    claim: async (...args) => (await jobs.claim(...args)).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  })),
  'claim takes only the kinds that are asked for': onQueue((jobs) => ({
    claim: (workspaceId, request) =>
      jobs.claim(workspaceId, { ...request, kinds: request.kinds.length === 1 ? ['test', 'other'] : request.kinds }),
  })),
  'a job is not claimed again before its lease has ended': onQueue((jobs) => ({
    claim: (workspaceId, request) => jobs.claim(workspaceId, { ...request, until: request.until - 1 }),
  })),
  'claim counts an attempt more, or a takeover where the last holder never reported': onQueue((jobs) => ({
    claim: async (...args) =>
      (await jobs.claim(...args)).map((job) => ({ ...job, attempts: job.attempts + job.takeovers, takeovers: 0 })),
  })),
  'two claims at once never give the same job': () => {
    const store = memoryStore()
    let running: ReturnType<JobQueue['claim']> | null = null
    const claim: JobQueue['claim'] = (...args) => {
      running ??= store.jobs.claim(...args).finally(() => {
        running = null
      })
      return running
    }
    return { ...store, jobs: { ...store.jobs, claim } }
  },
  'of an order key, no job is claimed before the earlier ones have ended': onJobs(({ orderKey: _lost, ...job }) => job),
  'those behind a dead job go on': onQueue((jobs) => ({
    bury: (workspaceId, held, { problem }) => jobs.retry(workspaceId, held, { dueAt: 1e15, problem }),
  })),
  'a job that is given back is due when it was said, and remembers why': onQueue((jobs) => ({
    retry: (workspaceId, held, { problem }) => jobs.retry(workspaceId, held, { dueAt: 0, problem }),
  })),
  'a lease can be prolonged': onQueue((jobs) => ({
    extend: async (workspaceId, { key, lease }) => {
      const job = await jobs.find(workspaceId, key)
      return job?.state === 'waiting' && job.lease === lease
    },
  })),
  'a former holder, and a holder of what has ended, is refused and changes nothing': onQueue((jobs) => ({
    complete: async (...args) => {
      await jobs.complete(...args)
      return true
    },
  })),
  'completing a job adds those that follow from it, in their order': onQueue((jobs) => ({
    complete: (workspaceId, held, { at, jobs: next }) =>
      jobs.complete(workspaceId, held, { at, jobs: next.toReversed() }),
  })),
  'dead jobs are listed by key, page by page': onQueue((jobs) => ({
    listDead: (workspaceId, { limit }) => jobs.listDead(workspaceId, { limit }),
  })),
  'a replayed job has no attempts behind it and takes its old place': () => {
    const store = memoryStore()
    return { ...store, commit: ({ replays: _lost, ...commit }) => store.commit(commit) }
  },
  'replaying what is not dead changes nothing': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const { workspaceId, replays = [] } = commit
        const known = await Promise.all(replays.map(({ key }) => store.jobs.find(workspaceId, key)))
        await store.jobs.prune(workspaceId, { before: replays.length === 0 ? 0 : 1e15, limit: 100 })
        const again = known.flatMap((job) => (job?.state === 'done' ? [job] : []))
        return store.commit({ ...commit, jobs: [...(commit.jobs ?? []), ...again] })
      },
    }
  },
  'a discarded job is kept as one that was done, with its problem': () => {
    const store = memoryStore()
    return {
      ...store,
      // Removed at once: its key is free again.
      commit: async (commit) => {
        const result = await store.commit(commit)
        for (const { key, at } of commit.discards ?? []) {
          const job = await store.jobs.find(commit.workspaceId, key)
          if (job?.endedAt === at) await store.jobs.prune(commit.workspaceId, { before: at + 1, limit: 1 })
        }
        return result
      },
    }
  },
  'discarding what is not dead changes nothing': () => {
    const store = memoryStore()
    const elsewhere = new Set<string>()
    return {
      ...store,
      // Looks for the key in every workspace.
      commit: async (commit) => {
        elsewhere.add(commit.workspaceId)
        const { discards = [] } = commit
        if (discards.length === 1) {
          for (const workspaceId of elsewhere) await store.commit({ ...buildCommit({ workspaceId }), discards })
        }
        return store.commit(commit)
      },
    }
  },
  'workspaces are listed by when their next job is due': () => {
    const store = memoryStore()
    const earliest = new Map<string, number>()
    return {
      ...store,
      jobs: {
        ...store.jobs,
        listWaiting: async (limit) =>
          (await store.jobs.listWaiting(limit)).map(({ workspaceId, nextDueAt }) => {
            const least = Math.min(nextDueAt, earliest.get(workspaceId) ?? nextDueAt)
            earliest.set(workspaceId, least)
            return { workspaceId, nextDueAt: least }
          }),
      },
    }
  },
  'pruning removes what was done before, and dead jobs stay': onQueue((jobs) => ({
    prune: (workspaceId, { before, limit }) => jobs.prune(workspaceId, { before: before + 1, limit }),
  })),
  'jobs of one workspace are neither seen nor changed in another': () => {
    const store = memoryStore()
    const known = new Set<string>()
    return {
      ...store,
      commit: (commit) => {
        known.add(commit.workspaceId)
        return store.commit(commit)
      },
      jobs: {
        ...store.jobs,
        complete: async (_workspaceId, held, outcome) => {
          for (const workspaceId of known) if (await store.jobs.complete(workspaceId, held, outcome)) return true
          return false
        },
      },
    }
  },
  'webhooks come back with every field, by id, in their workspace only': onWebhooks((webhooks) =>
    webhooks.map(({ description: _lost, ...webhook }) => webhook),
  ),
  'webhooks are updated and purged by version': onWebhooks((webhooks) =>
    webhooks.map((webhook) => ({ ...webhook, secrets: webhook.secrets.slice(0, 1) })),
  ),
}

function onQueue(change: (jobs: JobQueue) => Partial<JobQueue>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, jobs: { ...store.jobs, ...change(store.jobs) } }
  }
}

function onJobs(change: (job: NewJob) => NewJob): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, commit: (commit) => store.commit({ ...commit, jobs: (commit.jobs ?? []).map(change) }) }
  }
}

function onWebhooks(change: (webhooks: readonly StoredWebhook[]) => readonly StoredWebhook[]): Sabotage {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      webhooks: {
        list: async (workspaceId) => change(await store.webhooks.list(workspaceId)),
        find: async (workspaceId, id) => {
          const found = await store.webhooks.find(workspaceId, id)
          return found === null ? null : (change([found])[0] ?? null)
        },
      },
    }
  }
}

function withoutNulls(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null) return payload
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null))
}
