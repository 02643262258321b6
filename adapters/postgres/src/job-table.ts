/** Jobs as rows. @module */
import type { Job, JobProblem, JobState, NewJob } from 'crmkit'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import type { Column } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The columns that a new job fills; where it stands and how it does is the queue's to say. */
export const newJobColumns: readonly Column<NewJob>[] = [
  { name: 'key', type: 'text', value: (job) => job.key },
  { name: 'kind', type: 'text', value: (job) => job.kind },
  { name: 'order_key', type: 'text', value: (job) => job.orderKey ?? null },
  { name: 'due_at', type: 'bigint', value: (job) => String(job.dueAt) },
  { name: 'payload', type: 'json', value: (job) => json(job.payload) },
]

const columns = [
  'key',
  'kind',
  'order_key',
  'due_at',
  'payload',
  'state',
  'attempts',
  'takeovers',
  'lease',
  'problem',
  'ended_at',
] as const

/** A select list of jobs. @param alias of the table */
export function jobSelectList(alias: string): string {
  return columns.map((name) => `${alias}.${name}`).join(', ')
}

const states: readonly JobState[] = ['waiting', 'behind', 'done', 'dead']
const readJob = cellReader(columns)

/** A row of {@link jobSelectList} as a job. */
export function toJob(row: Row): Job {
  const cells = readJob(row)
  return {
    key: cells.text('key'),
    kind: cells.text('kind'),
    dueAt: cells.integer('due_at'),
    payload: cells.json<unknown>('payload'),
    state: cells.oneOf('state', states),
    attempts: cells.integer('attempts'),
    takeovers: cells.integer('takeovers'),
    ...present({
      orderKey: cells.optional('order_key'),
      lease: cells.optional('lease'),
      problem: cells.json<JobProblem | null>('problem') ?? undefined,
      endedAt: cells.optionalInteger('ended_at'),
    }),
  }
}
