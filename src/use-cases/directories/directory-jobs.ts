/** Address books that are synchronized by themselves: one job an account, each planning the next. Rules: docs/concepts/directory.md (SYN-4). @module */
import type { DirectoryAccount } from '../../directory/account.ts'
import type { NewJob } from '../../job/job.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import { isCrmError } from '../../kernel/crm-error.ts'
import type { DirectoryAccountId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { JobHandler } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { RunEnded } from './directory-run.ts'
import { type OpenDirectory, withDirectoryRun } from './open-directory-run.ts'
import { syncDirectory } from './sync-directory.ts'

/** The kind of the jobs that synchronize address books. */
const directoryKind = 'directory'

interface DirectoryPayload {
  readonly directoryId: DirectoryAccountId
  /** That of the account when it was planned. */
  readonly plan: number
}

/** The job of an account's next run. */
export function directoryJob({ id, plan }: DirectoryAccount, dueAt: Instant): NewJob {
  const payload: DirectoryPayload = { directoryId: id, plan }
  const name = `${directoryKind}:${id}`
  return { key: `${name}:${plan}:${dueAt}`, kind: directoryKind, orderKey: name, dueAt, payload }
}

/** Synchronizes address books whose time has come. */
export function directoryHandler(openDirectory: OpenDirectory): JobHandler {
  return {
    kind: directoryKind,
    retryDelaysMs: usualRetryDelaysMs,
    run: async (job, { ports, workspaceId, leaseMs, extend }) => {
      const { directoryId, plan } = payloadOf<DirectoryPayload>(job)
      const account = await ports.store.directories.find(workspaceId, directoryId)
      if (account?.everyMinutes === undefined || account.plan !== plan) return { outcome: 'done' }
      let extendedAt = ports.clock.now()
      const onCommit = async (): Promise<void> => {
        const now = ports.clock.now()
        if (now < extendedAt + leaseMs / 3) return
        extendedAt = now
        if (!(await extend(leaseMs))) throw new RunEnded({ outcome: 'busy', goOnAt: now + leaseMs })
      }
      const came = await withDirectoryRun(ports, openDirectory, { workspaceId, account }, { onCommit }, (run) =>
        syncDirectory(run),
      ).catch(whereNoWay)
      const next = ports.clock.now() + account.everyMinutes * 60_000
      const isPut = came !== null && (came.outcome === 'postponed' || came.outcome === 'busy')
      // Whoever wants to be left alone for a day is, and whoever only needs a minute gets it.
      return { outcome: 'done', jobs: [directoryJob(account, isPut ? came.goOnAt : next)] }
    },
  }
}

/** The host may have a way into it when its time comes again. */
function whereNoWay(failure: unknown): null {
  if (!isCrmError(failure, 'no-account')) throw failure
  return null
}
