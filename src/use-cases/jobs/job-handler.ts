/** What a machine can do: one handler a kind of job. @module */
import type { Workspace } from '../../access/workspace.ts'
import type { Job, JobProblem, NewJob } from '../../job/job.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { StoredWebhook } from '../../webhook/webhook.ts'
import type { CrmPorts } from '../context.ts'

/** What came of a job. */
export type JobOutcome =
  /** It is done; these follow from it. `failure`: something in it failed that is not tried again, and that the host is told of. */
  | { readonly outcome: 'done'; readonly jobs?: readonly NewJob[]; readonly failure?: PassedFailure }
  /** It is to be tried again, unless its attempts are used up. */
  | {
      readonly outcome: 'retry'
      readonly problem: JobProblem
      readonly notBefore?: Instant
      /** Called if this was the last attempt, once the job is given up. */
      readonly ifLast?: () => Promise<void>
    }
  /** There is no use in trying again. */
  | { readonly outcome: 'dead'; readonly problem: JobProblem }

/** A failure that keeps nothing from being done. */
interface PassedFailure {
  readonly problem: JobProblem
  /** What was thrown. */
  readonly cause: unknown
}

/** What a handler is given beside the job. */
export interface JobContext {
  readonly ports: CrmPorts
  readonly workspaceId: WorkspaceId
  /** For how long the job is ours. */
  readonly leaseMs: number
  /** The workspace, looked up once for all jobs that were claimed together. */
  workspace(): Promise<Workspace | null>
  /** The workspace's webhooks, looked up once for all jobs that were claimed together. */
  webhooks(): Promise<readonly StoredWebhook[]>
  /** Prolongs the lease to so many milliseconds from now. `false`: somebody else has taken over. */
  extend(ms: number): Promise<boolean>
}

/** Does the jobs of one kind. A rejection is a failure that is tried again. */
export interface JobHandler {
  readonly kind: string
  /** The pauses between attempts. */
  readonly retryDelaysMs: readonly number[]
  run(job: Job, context: JobContext): Promise<JobOutcome>
}
