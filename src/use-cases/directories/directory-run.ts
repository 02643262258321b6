/**
 * One run of a synchronization: who acts, on which address book, and how far it is. Whatever it writes down goes through
 * {@link DirectoryRun.commit}, which lets nobody else write at the same time. Rules: docs/concepts/directory.md (SYN-4).
 * @module
 */
import type { DirectoryAccount, DirectoryProgress, DirectoryRunNote } from '../../directory/account.ts'
import { type CaseSubject, type DirectoryCase, isStanding, standingKey } from '../../directory/case.ts'
import type { DirectorySettings } from '../../directory/decide.ts'
import { usualDirectorySettings } from '../../directory/decide.ts'
import type { AbortSignalLike } from '../../import/web-types.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Commit } from '../../ports/commit.ts'
import type { ContactDirectory, DirectoryPostponed, DirectoryRefused } from '../../ports/contact-directory.ts'
import type { DirectoryWrites } from '../../ports/directory-repository.ts'
import { type CommandEffect, eventOf, historyOf, throwRefusal } from '../command.ts'
import type { Session } from '../context.ts'

/** What of an account a run writes down; the progress goes with it. */
type RunWrites = Omit<DirectoryWrites, 'directoryId' | 'progress'> & {
  readonly progress?: Partial<Omit<DirectoryProgress, 'version' | 'run'>>
}

/** A run that is at work. */
export interface DirectoryRun {
  /** Who acts: the member whose address book it is, or the system. */
  readonly session: Session
  readonly account: DirectoryAccount
  readonly directory: ContactDirectory
  readonly settings: DirectorySettings
  readonly patience: { readonly timeoutMs: number }
  /** How far it is. */
  progress(): DirectoryProgress
  /**
   * Writes something down, with what a command did, if any.
   * @throws {RunEnded} somebody else is at work on the account by now, or it was disconnected
   * @throws {CrmError} as commands say
   */
  commit(writes: RunWrites, decide?: () => Promise<CommandEffect>): Promise<void>
  /** Lets others go to work, and writes down what the run came to. Where somebody else has, there is nothing to do. */
  release(note: Omit<DirectoryRunNote, 'at'>): Promise<void>
  /** A case that was found in this pass. */
  toCase(found: CaseSubject): DirectoryCase
  /** Ends the run where somebody wishes it. @throws {RunEnded} */
  heedSignal(): void
}

/** Why a run comes to its end before it is through. */
export type RunEnd =
  /** The address book wants to be left alone for a while. What was done stays done. */
  | { readonly outcome: 'postponed'; readonly goOnAt: Instant; readonly problem: string }
  /** Somebody else is at work on it. */
  | { readonly outcome: 'busy'; readonly goOnAt: Instant }
  /** The address book, or a rule of ours, does not let us in. */
  | { readonly outcome: 'refused'; readonly problem: string; readonly remedy?: DirectoryRefused['remedy'] }
  | { readonly outcome: 'aborted' }

/** Thrown to end a run from within; it never leaves it. */
export class RunEnded extends Error {
  readonly end: RunEnd

  /** @param end why */
  constructor(end: RunEnd) {
    super(end.outcome)
    this.end = end
  }
}

/** What a run is opened with. */
export interface RunParts extends Pick<DirectoryRun, 'session' | 'account' | 'directory'> {
  readonly progress: DirectoryProgress
  /** Its name: nobody else's has it. */
  readonly runId: string
  readonly confirmsDeletions: boolean
  readonly signal?: AbortSignalLike | undefined
  /** Told of every commit, so that a lease can be prolonged. */
  readonly onCommit?: () => Promise<void>
}

/** How long a run that writes nothing down is believed to be at work. */
const runLeaseMs = 90_000
/** How long a directory that does not say for how long is left alone. */
const usualPauseMs = 60_000
const timeoutMs = 30_000
const mostTries = 10

/** Opens a run. */
export function directoryRun({ session, account, directory, runId, ...parts }: RunParts): DirectoryRun {
  const { store, actor, clock, ids } = session
  let known = parts.progress
  const country = account.country ?? session.settings.country
  const { settleMs } = usualDirectorySettings
  const mostDeletions = parts.confirmsDeletions ? Number.POSITIVE_INFINITY : account.mostDeletions

  const commit: DirectoryRun['commit'] = async (writes, decide) => {
    const { progress: changes = {}, ...rows } = writes
    for (let attempt = 1; ; attempt += 1) {
      const effect = (await decide?.()) ?? { writes: [], happenings: [] }
      const { happenings, notices = [], ...written } = effect
      const history = happenings.map((happening) => historyOf(session, happening))
      const until = clock.now() + runLeaseMs
      const progress = { ...known, ...changes, version: known.version + 1, run: { id: runId, until } }
      const result = await store.commit({
        ...nothing(actor.workspaceId),
        ...written,
        directories: [{ directoryId: account.id, progress, ...rows }],
        audit: history.map(({ audit }) => audit),
        events: [...history.map(({ event }) => event), ...notices.map((told) => eventOf(session, told))],
      })
      if (result.ok) {
        known = progress
        await parts.onCommit?.()
        return
      }
      const { error: refusal } = result
      if ('subject' in refusal && refusal.subject.kind === 'directory') throw await endedByOthers(session, account)
      if (refusal.code !== 'identity-changed' || attempt === mostTries) throwRefusal(refusal)
    }
  }

  return {
    session,
    account,
    directory,
    settings: { deletions: account.deletions, mostDeletions, settleMs, country },
    patience: { timeoutMs },
    progress: () => known,
    commit,
    release: async (note) => {
      const { run: _mine, ...rest } = known
      const lastRun = { ...note, at: clock.now() }
      await store.commit({
        ...nothing(actor.workspaceId),
        directories: [{ directoryId: account.id, progress: { ...rest, version: known.version + 1, lastRun } }],
      })
    },
    toCase: (found) => ({
      ...found,
      key: isStanding(found) ? standingKey(found) : `${found.kind} ${ids.next()}`,
      at: clock.now(),
      pass: known.pass,
    }),
    heedSignal: () => {
      if (parts.signal?.aborted === true) throw new RunEnded({ outcome: 'aborted' })
    },
  }
}

/** A commit that writes nothing. */
function nothing(workspaceId: WorkspaceId): Commit {
  const lists = { writes: [], keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] }
  return { workspaceId, ...lists }
}

/** That the directory wants to be left alone. */
export function postponedBy(
  { session: { clock } }: DirectoryRun,
  { problem, retryAfterMs = usualPauseMs }: DirectoryPostponed,
): RunEnded {
  return new RunEnded({ outcome: 'postponed', goOnAt: clock.now() + retryAfterMs, problem })
}

/** That the directory does not let us in. */
export function refusedBy({ problem, remedy }: DirectoryRefused): RunEnded {
  return new RunEnded({ outcome: 'refused', problem, ...(remedy !== undefined && { remedy }) })
}

async function endedByOthers({ store, actor, clock }: Session, { id }: DirectoryAccount): Promise<RunEnded> {
  const progress = await store.directories.findProgress(actor.workspaceId, id)
  if (progress === null) return new RunEnded({ outcome: 'refused', problem: 'it was disconnected' })
  return new RunEnded({ outcome: 'busy', goOnAt: progress.run?.until ?? clock.now() })
}
