/** What `crmkit/domain` shows of this room: when a job is tried again. @module */
export type * from './job.ts'
export { type FailedAttempt, longestWaitMs, mostTakeovers, retryAt, usualRetryDelaysMs } from './retry.ts'
