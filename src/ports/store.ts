/**
 * The store: everything crmkit keeps.
 *
 * - A read sees what was committed before it began.
 * - What is handed in or out is a copy: changing it changes nothing in the store.
 * - Ids are lower-case UUIDs; a store may refuse any other.
 * - A failing backend rejects with a `CrmError`: `backend-unavailable` and `transaction-conflict` (retryable),
 *   `backend-full` and `backend-refused` (not).
 * @module
 */
import type { Result } from '../kernel/result.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { AffiliationRepository } from './affiliation-repository.ts'
import type { CallRepository } from './call-repository.ts'
import type { Commit, CommitReceipt, CommitRefusal } from './commit.ts'
import type { ConsentLedger } from './consent-ledger.ts'
import type { DirectoryRepository } from './directory-repository.ts'
import type { FeedRepository } from './feed-repository.ts'
import type { History } from './history.ts'
import type { IdentityIndex } from './identity-index.ts'
import type { ImportRepository } from './import-repository.ts'
import type { InteractionRepository } from './interaction-repository.ts'
import type { JobQueue } from './job-queue.ts'
import type { MailRegister } from './mail-register.ts'
import type { MergeRepository } from './merge-repository.ts'
import type { MessageRepository } from './message-repository.ts'
import type { PartyRepository } from './party-repository.ts'
import type { ProviderEventLog } from './provider-event-log.ts'
import type { ReferenceIndex } from './reference-index.ts'
import type { ReminderLedger } from './reminder-ledger.ts'
import type { WebhookRepository } from './webhook-repository.ts'
import type { WorkspaceRepository } from './workspace-repository.ts'

/** A place to keep a CRM in. */
export interface Store {
  /**
   * Whether a commit stays once it is ok. `false`, and not said: it may be undone yet, as in a transaction that the host
   * has open; then nothing that was read or written is taken for known later on.
   */
  readonly commitsAreFinal?: boolean
  readonly workspaces: WorkspaceRepository
  readonly companies: PartyRepository<Company>
  readonly contacts: PartyRepository<Contact>
  readonly affiliations: AffiliationRepository
  readonly interactions: InteractionRepository
  readonly identity: IdentityIndex
  readonly references: ReferenceIndex
  readonly imports: ImportRepository
  readonly history: History
  readonly merges: MergeRepository
  readonly jobs: JobQueue
  readonly webhooks: WebhookRepository
  readonly feeds: FeedRepository
  readonly reminders: ReminderLedger
  readonly messages: MessageRepository
  readonly mails: MailRegister
  readonly consents: ConsentLedger
  readonly providerEvents: ProviderEventLog
  readonly calls: CallRepository
  readonly directories: DirectoryRepository

  /**
   * Writes a commit: all of it, or nothing.
   * - A record to update or purge whose version is not the one expected, or that is not there, refuses the commit
   *   with `version-conflict`.
   * - A record to create whose id is taken refuses the commit with `version-conflict`.
   * - A record that is replaced is seen, listed, counted, sorted, searched and found by what it says by then, and by
   *   nothing that it said before.
   * - A guard whose keys lead elsewhere by now refuses the commit with `identity-changed`; two concurrent commits
   *   that guard a key one of them adds never both succeed.
   * - A guarded member whose version is not the one expected refuses the commit with `version-conflict`; of two
   *   concurrent commits that each write the member whom the other guards, at most one succeeds.
   * - A guarded message or call whose version is not the one expected refuses the commit with `version-conflict`; of two
   *   concurrent commits, one that erases a message and one that settles an event about it under a guard, nothing is
   *   left to read.
   * - A command id that was used before in the workspace refuses the commit with `command-repeated` and the answer it was
   *   given, before anything else refuses it.
   * - Purging what another record points at refuses the commit with `still-referenced`.
   * - Pointing at a record that does not exist refuses the commit with `missing-reference`, which names the one that is
   *   missing.
   * - Pointing at a record that was merged into another refuses the commit with `version-conflict`, which names it, unless
   *   the commit makes it itself again.
   * - Marking a record as merged while another one points at it refuses the commit with `version-conflict`, which names
   *   it: nothing is left behind by a reference that comes at the same time.
   * - New companies, contacts and interactions are numbered from 1 within their workspace and kind, in the order of the writes,
   *   without gaps.
   * - Adding a key that a record already has, or removing one it does not have, changes nothing.
   * - Ignoring a pair that is ignored, or restoring one that is not, changes nothing.
   * - Purging a record removes the ignored pairs that it is in, and its shares.
   * - Shares that are added, replaced or taken away count at once, in this workspace alone; a shared record that is
   *   renamed is listed at its new place. A record whose shares were written once is always written with them.
   * - Purging a group removes it, and nothing else: members and shares name it until they are written.
   * - Of a record that an import touched before, the first image is kept; the version moves on only if nobody else has
   *   changed the record since.
   * - A job whose key was used before is not added again, whatever has become of it.
   * - A job that is spared where one waits is not added while another one of its order key, due no later, is unclaimed.
   * - A replayed job has no attempts behind it and takes its old place; replaying one that is not dead changes nothing.
   * - A discarded job is kept as one that was done, with its problem; discarding one that is not dead changes nothing.
   * - Purging an interaction removes its notes, the time spent on it and its shares; an interaction that is a part of it,
   *   or a timer that runs on it, is in the way.
   * - A note is appended to its matter as it stands; blanking it leaves everything but its words.
   * - Time spent is added once, under its id.
   * - Replacing a step moves every matter on it to the other, those in the trash too, and those that were to come back
   *   to it; each one's version goes up by one.
   * - A matter's bookings replace those that it had. Bookings of a matter that is not in their version by then, or not
   *   there, refuse the commit with `version-conflict`; of a resource that does not exist, with `missing-reference`.
   * - A booking refuses the commit with `resource-taken` where one of another matter has the resource at an overlapping
   *   time; up to twenty that are in the way are named, by their start. Those that only touch don't overlap.
   * - Of concurrent commits that book a resource for overlapping times, one succeeds at most.
   * - Purging an interaction gives up its bookings.
   * - A reminder to add is pending. One that was dropped is pending again in its next round; whatever else has become of
   *   one stays so.
   * - A reminder to drop is dropped if it is pending, and stays as it is if it is not.
   * - A message is stored with its words; they stay as they are when it is replaced, and are gone once they are blanked.
   * - A message whose provider calls it by a name is found by that name.
   * - A mail is filed once: its id follows from what it is. Its files are found by their ids, itself by those among mails.
   * - Purging an interaction leaves its mails, on no matter, and removes its address.
   * - A line of the suppression list with an id that is there is not added again.
   * - Blanking suppressed addresses leaves them suppressed.
   * - Lines that are added to a consent ledger at once are all there.
   * - Blanking a consent ledger leaves everything but its proofs.
   * - Credit that is taken where too little is left refuses the commit with `no-credit`; of concurrent commits that take
   *   the last of it, one succeeds at most.
   * - A template of messages beyond the most that a workspace may have refuses the commit with `too-many`; of concurrent
   *   commits that add the last one, one succeeds at most.
   * - An event of a provider that was kept before is not kept again, whatever has become of it.
   * - Settling an event that is not pending changes nothing. Replaying makes events pending again.
   * - A call under the name that a provider has for another one refuses the commit with `version-conflict`; of concurrent
   *   commits that each begin a call by the same name, one succeeds at most.
   * - Blanking what providers told of a message or a call leaves everything but its raw text; it is replayed no more.
   * - What a synchronization writes down refuses the commit with `version-conflict`, which names the directory, where its
   *   progress is not the one expected: of two that work at once, one goes on at most.
   * - Links, entries and cases that are written replace those of their contact, entry or key; an entry that is left alone
   *   stays so.
   * - Linking a contact that is not there refuses the commit with `missing-reference`.
   * - Sweeping cases removes those that an earlier pass found to stand, and nothing that happened once.
   * - Purging a directory removes everything that was written down of it.
   * - Erasing a person blanks every personal value kept about the person, in audit and images, and nothing else. An image
   *   that was erased stays so, whatever its import touches again.
   * - Nothing of one workspace is ever changed, or in the way, by a commit of another, where both have the same ids too.
   */
  commit(commit: Commit): Promise<Result<CommitReceipt, CommitRefusal>>
}
