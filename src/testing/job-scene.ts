/** What the cases on jobs are written with. @module */
import type { Job, NewJob } from '../job/job.ts'
import type { ClaimRequest, HeldJob } from '../ports/job-queue.ts'
import type { Store } from '../ports/store.ts'
import { expectPresent } from './assert.ts'
import { buildJob } from './builders.ts'
import { countedId } from './fixed-time-and-ids.ts'
import { here, write } from './store-scene.ts'

/** The n-th lease of a case. */
export const lease = (n: number): string => countedId(n, 0x1ea)

/** Adds jobs to the first workspace. */
export async function addJobs(store: Store, jobs: readonly (Partial<NewJob> & Pick<NewJob, 'key'>)[]): Promise<void> {
  await write(store, [], { jobs: jobs.map(buildJob) })
}

/** Claims whatever is due at 1,000, until 2,000. */
export function claim(store: Store, n: number, request: Partial<ClaimRequest> = {}): Promise<readonly Job[]> {
  const usual = { now: 1_000, kinds: ['test'], limit: 100, lease: lease(n), until: 2_000 }
  return store.jobs.claim(here, { ...usual, ...request })
}

/** A job as its holder names it. */
export function held(job: Job | undefined): HeldJob {
  const { key, lease: under } = expectPresent(job, 'a claimed job')
  return { key, lease: expectPresent(under, 'its lease') }
}

/** The keys of jobs, in their order. */
export function keysOf(jobs: readonly Job[]): readonly string[] {
  return jobs.map(({ key }) => key)
}

/** The state of a job, with its attempts: `waiting 1`; `gone` if it is not there. */
export async function stateOf(store: Store, key: string, workspaceId: string = here): Promise<string> {
  const job = await store.jobs.find(workspaceId, key)
  return job === null ? 'gone' : `${job.state} ${job.attempts}`
}
