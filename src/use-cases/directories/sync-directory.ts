/** Synchronizing an address book: read, decide, save, write, in parts, to the end. Rules: docs/concepts/directory.md (SYN-1, SYN-4). @module */
import { countDecisions, type DirectoryDecision, type DirectoryDecisionKind } from '../../directory/decision.ts'
import { describeDirectoryDecision } from '../../directory/describe.ts'
import type { DirectoryRunProgress } from '../../inputs/directory.ts'
import type { ContactId } from '../../kernel/ids.ts'
import { type DirectoryRun, postponedBy, type RunEnd, RunEnded, refusedBy } from './directory-run.ts'
import { decideContacts, decideEntries, decidePairs, decidePairsOf } from './directory-scene.ts'
import { lookAgain, readDirectory } from './read-directory.ts'
import { directorySender, isOutgoing } from './send-to-directory.ts'
import { takeIn } from './take-from-directory.ts'

/** What came of a run. */
export type DirectoryRunReport = ({ readonly outcome: 'complete' } | RunEnd) & {
  readonly counts: Readonly<Record<DirectoryDecisionKind, number>>
}

/** What a synchronization would do. */
export interface DirectoryPreview {
  readonly outcome: 'complete'
  readonly counts: Readonly<Record<DirectoryDecisionKind, number>>
  /** The first 200 decisions; `counts` counts all. */
  readonly decisions: readonly PreviewedDecision[]
}

/** A decision as a preview shows it. */
export interface PreviewedDecision {
  readonly kind: DirectoryDecisionKind
  /** Absent: nobody here stands for the entry yet, or several might. */
  readonly contactId?: ContactId
  /** Absent: the contact has no entry there yet. */
  readonly entryId?: string
  /** The decision as a sentence. */
  readonly text: string
}

/** How often a pass is repeated at once, where it is not known what became of a change. */
const mostPasses = 3
const mostDecisions = 200

/** Runs to the end, as far as the address book lets it. */
export async function syncDirectory(
  run: DirectoryRun,
  onProgress: (progress: DirectoryRunProgress) => void = () => {},
): Promise<DirectoryRunReport> {
  const counts = { ...countDecisions([]) }
  let progress: DirectoryRunProgress = { stage: 'reading', read: 0, decided: 0, sent: 0 }
  const tell = (change: Partial<DirectoryRunProgress>): void => {
    progress = { ...progress, ...change }
    onProgress(progress)
  }
  try {
    for (let pass = 1; ; pass += 1) {
      await requireGroup(run)
      await run.commit({ progress: { pass: run.progress().pass + 1 } })
      await readDirectory(run, (entries) => tell({ stage: 'reading', read: progress.read + entries }))
      const unclear = await decideAll(run, {
        onDecided: (decisions) => {
          for (const { kind } of decisions) counts[kind] += 1
          tell({ stage: 'deciding', decided: progress.decided + decisions.length })
        },
        onSent: (writes) => tell({ sent: progress.sent + writes }),
      })
      await run.commit({ casesBefore: run.progress().pass })
      if (!unclear || pass === mostPasses) return { outcome: 'complete', counts }
    }
  } catch (ended) {
    if (!(ended instanceof RunEnded)) throw ended
    return { ...ended.end, counts }
  }
}

/** What a run would do: it reads, and writes on neither side. */
export async function previewDirectory(run: DirectoryRun): Promise<DirectoryPreview | RunEnd> {
  const counts = { ...countDecisions([]) }
  const shown: PreviewedDecision[] = []
  try {
    await requireGroup(run)
    await readDirectory(run, () => {})
    const deletions: Extract<DirectoryDecision, Pick<Deletion, 'kind'>>[] = []
    const note = (decision: DirectoryDecision): void => {
      counts[decision.kind] += 1
      if (shown.length < mostDecisions) shown.push(previewed(decision))
    }
    for (const walk of [decidePairs(run, async () => {}), decideEntries(run), decideContacts(run)]) {
      for await (const decisions of walk) {
        run.heedSignal()
        for (const decision of decisions) {
          if (isDeletion(decision)) deletions.push(decision)
          else note(decision)
        }
      }
    }
    const isTooMany = deletions.length > run.settings.mostDeletions
    for (const decision of deletions) note(isTooMany ? heldBack(decision) : decision)
    return { outcome: 'complete', counts, decisions: shown }
  } catch (ended) {
    if (ended instanceof RunEnded) return ended.end
    throw ended
  }
}

function previewed(decision: DirectoryDecision): PreviewedDecision {
  return {
    kind: decision.kind,
    ...('contactId' in decision && { contactId: decision.contactId }),
    ...('entryId' in decision && { entryId: decision.entryId }),
    text: describeDirectoryDecision(decision),
  }
}

interface Listeners {
  readonly onDecided: (decisions: readonly DirectoryDecision[]) => void
  readonly onSent: (writes: number) => void
}

/** Carries out all parts. `true`: of some entries it was not known what became of a change; they were read again. */
async function decideAll(run: DirectoryRun, { onDecided, onSent }: Listeners): Promise<boolean> {
  const sender = directorySender(run, onSent)
  const deletions: Deletion[] = []
  const carryOut = async (decisions: readonly DirectoryDecision[]): Promise<void> => {
    run.heedSignal()
    onDecided(decisions)
    const held = await takeIn(run, decisions)
    for (const decision of decisions)
      if (isOutgoing(decision) && !held.has(decision.contactId)) await sender.add(decision)
  }
  for await (const decisions of decidePairs(run, (moved) => run.commit(moved))) {
    for (const { kind, contactId, entryId } of decisions.filter(isDeletion))
      deletions.push({ kind, contactId, entryId })
    await carryOut(decisions.filter((decision) => !isDeletion(decision)))
  }
  for await (const decisions of decideEntries(run)) await carryOut(decisions)
  for await (const decisions of decideContacts(run)) await carryOut(decisions)
  await sender.flush()
  if (deletions.length > run.settings.mostDeletions) await carryOut(deletions.map(heldBack))
  else {
    for (let first = 0; first < deletions.length; first += deletionsAtOnce) {
      const contactIds = deletions.slice(first, first + deletionsAtOnce).map(({ contactId }) => contactId)
      await carryOut((await decidePairsOf(run, contactIds)).filter(isDeletion))
    }
    await sender.flush()
  }
  if (sender.unclear().length === 0) return false
  await lookAgain(run, [...new Set(sender.unclear())])
  return true
}

const deletionsAtOnce = 200

/** Somebody who is to be deleted on one side, without what he was. */
interface Deletion {
  readonly kind: 'trash-here' | 'delete-there'
  readonly contactId: ContactId
  readonly entryId: string
}

function isDeletion(decision: DirectoryDecision): decision is Extract<DirectoryDecision, Pick<Deletion, 'kind'>> {
  return decision.kind === 'trash-here' || decision.kind === 'delete-there'
}

function heldBack({ contactId, entryId, kind }: Deletion): DirectoryDecision {
  return { kind: 'held', contactId, entryId, wanted: kind }
}

/** The group that takes part; where there is none of its name, one is made. */
async function requireGroup(run: DirectoryRun): Promise<void> {
  if (run.progress().groupId !== undefined) return
  const answer = await run.directory.ensureGroup(run.account.groupName, run.patience)
  switch (answer.kind) {
    case 'group':
      return run.commit({ progress: { groupId: answer.group.groupId } })
    case 'postponed':
      throw postponedBy(run, answer)
    case 'refused':
      throw refusedBy(answer)
    case 'token-expired':
      throw new Error('a group takes no token')
  }
}
