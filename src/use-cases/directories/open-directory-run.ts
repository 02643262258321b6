/** Going to work on an address book: whose rights count, how one gets at it, and that nobody else is at it. Rules: docs/concepts/directory.md (SYN-4). @module */
import type { DirectoryAccount, DirectoryRunNote } from '../../directory/account.ts'
import { newProgress } from '../../directory/account.ts'
import type { AbortSignalLike } from '../../import/web-types.ts'
import { isCrmError } from '../../kernel/crm-error.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { ContactDirectory } from '../../ports/contact-directory.ts'
import { type CrmPorts, openSession } from '../context.ts'
import { noAccount } from '../no-account.ts'
import { type DirectoryRun, directoryRun, type RunEnd, RunEnded } from './directory-run.ts'

/**
 * How the host gets at an address book: with the tokens that it keeps, say. `null`: it does not, which is refused as
 * `no-account`.
 */
export type OpenDirectory = (
  account: DirectoryAccount,
  workspaceId: WorkspaceId,
) => ContactDirectory | null | Promise<ContactDirectory | null>

/** What a run may be given. */
export interface RunWishes {
  readonly confirmsDeletions?: boolean
  readonly signal?: AbortSignalLike | undefined
  readonly onCommit?: () => Promise<void>
}

/** The reason that stands in the audit of what an address book of the workspace's changed. */
const syncReason = 'address book synchronized'

/**
 * Works on an address book, unless somebody else does, and lets others have it afterwards.
 * @param work gives what the run came to
 */
export async function withDirectoryRun<Outcome extends { readonly outcome: DirectoryRunNote['outcome'] }>(
  ports: CrmPorts,
  openDirectory: OpenDirectory | undefined,
  { workspaceId, account }: { readonly workspaceId: WorkspaceId; readonly account: DirectoryAccount },
  wishes: RunWishes,
  work: (run: DirectoryRun) => Promise<Outcome>,
): Promise<Outcome | RunEnd> {
  const opened = await openRun(ports, openDirectory, { workspaceId, account }, wishes)
  if ('outcome' in opened) return opened
  const came = await work(opened).catch(async (failure: unknown) => {
    // A store that fails has the run end by itself, once it is believed to be at work no longer.
    await opened.release({ outcome: 'aborted' }).catch(() => {})
    throw failure
  })
  await opened.release(noteOf(came))
  return came
}

/** What a run came to, without what only its caller wants to know. */
function noteOf(came: { readonly outcome: DirectoryRunNote['outcome'] } | RunEnd): Omit<DirectoryRunNote, 'at'> {
  if (!('problem' in came)) return { outcome: came.outcome }
  const { outcome, problem } = came
  return { outcome, problem, ...('remedy' in came && came.remedy !== undefined && { remedy: came.remedy }) }
}

async function openRun(
  ports: CrmPorts,
  openDirectory: OpenDirectory | undefined,
  { workspaceId, account }: { readonly workspaceId: WorkspaceId; readonly account: DirectoryAccount },
  { confirmsDeletions = false, ...wishes }: RunWishes,
): Promise<DirectoryRun | RunEnd> {
  const { memberId } = account
  const door =
    memberId === null
      ? ({ kind: 'system', workspaceId, reason: syncReason } as const)
      : ({ kind: 'member', workspaceId, memberId } as const)
  try {
    const session = await openSession(ports, door, 'directories.sync')
    const directory = (await openDirectory?.(account, workspaceId)) ?? null
    if (directory === null) throw noAccount('directory')
    const progress = (await ports.store.directories.findProgress(workspaceId, account.id)) ?? newProgress()
    const now = ports.clock.now()
    if (progress.run !== undefined && progress.run.until > now) return { outcome: 'busy', goOnAt: progress.run.until }
    const runId = ports.ids.next()
    const run = directoryRun({ session, account, directory, progress, runId, confirmsDeletions, ...wishes })
    await run.commit({})
    return run
  } catch (refusal) {
    if (refusal instanceof RunEnded) return refusal.end
    // Whoever may not act any more has nothing synchronized, and is told so by his account.
    if (!isCrmError(refusal, 'forbidden')) throw refusal
    return { outcome: 'refused', problem: refusal.message }
  }
}
