/** Connecting address books, changing and disconnecting them. Rules: docs/concepts/directory.md (SYN-3). @module */
import { actorRight } from '../../access/actor.ts'
import { type DirectoryAccount, newProgress } from '../../directory/account.ts'
import {
  changeAccountSettings,
  type DirectoryAccountChanges,
  type NewDirectory,
  newAccountSettings,
} from '../../directory/new-account.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { type DirectoryAccountId, isUuid, type MemberId } from '../../kernel/ids.ts'
import type { FieldChange } from '../../ports/history.ts'
import { aboutRecord, type Decision } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { changesBetween } from '../record-changes.ts'
import { notFound, requireVersion } from '../records/record-access.ts'
import { directoryJob } from './directory-jobs.ts'

/** How many address books a member has at most, and the workspace besides. */
const mostAccounts = 20

/** The accounts that the actor may know of: his own, and the workspace's; whoever decides about settings knows all. */
export async function listAccounts({ store, actor }: Session): Promise<readonly DirectoryAccount[]> {
  const accounts = await store.directories.list(actor.workspaceId)
  return accounts.filter(({ memberId }) => isKnown(actor, memberId))
}

/** An account that the actor may know of. @throws {CrmError} not-found */
export async function getAccount({ store, actor }: Session, id: DirectoryAccountId): Promise<DirectoryAccount> {
  const account = isUuid(id) ? await store.directories.find(actor.workspaceId, id) : null
  if (account === null || !isKnown(actor, account.memberId)) throw notFound('directory', id)
  return account
}

/**
 * An account whose people the actor may look at: the member's own; of the workspace, who decides about settings.
 * @throws {CrmError} not-found, forbidden
 */
export async function getOwnAccount(session: Session, id: DirectoryAccountId): Promise<DirectoryAccount> {
  const account = await getAccount(session, id)
  const { actor } = session
  const isOwn = actor.kind === 'system' || actor.memberId === account.memberId
  if (isOwn || (account.memberId === null && actor.capabilities.includes('settings'))) return account
  const whom = account.memberId === null ? 'an administrator' : `member ${account.memberId}, whose it is`
  throw new CrmError('forbidden', {
    message: `The address book ${id} is not yours to work with. Ask ${whom}.`,
    details: { kind: 'directory', id, ownerId: account.memberId },
  })
}

/** Decides whether an address book is connected. */
export async function decideConnect(session: Session, input: NewDirectory): Promise<Decision<DirectoryAccount>> {
  const { store, actor, clock, ids } = session
  const memberId = await ownerOf(session, input.memberId)
  const settings = newAccountSettings(input)
  requireContactsRight(session, settings.contacts, memberId)
  const others = await store.directories.list(actor.workspaceId)
  if (others.filter((account) => account.memberId === memberId).length >= mostAccounts) {
    const remedy = `At most ${mostAccounts} address books can be connected: disconnect one that is not needed any more.`
    throw inputError([{ path: '', problem: 'too-many', remedy }])
  }
  const at = clock.now()
  const stamp = { id: ids.next(), version: 1, createdAt: at, updatedAt: at }
  const record: DirectoryAccount = { ...stamp, provider: input.provider, memberId, ...settings }
  const happening = happeningOf(session, 'connect', record, changesBetween(null, record))
  return {
    effect: {
      writes: [{ op: 'create', kind: 'directory', record }],
      directories: [{ directoryId: record.id, progress: newProgress() }],
      jobs: record.everyMinutes === undefined ? [] : [directoryJob(record, at)],
      happenings: [happening],
    },
    answer: aboutRecord(record.id),
    outcome: () => record,
  }
}

/** Decides how an address book is synchronized from now on. */
export async function decideAccountChange(
  session: Session,
  id: DirectoryAccountId,
  changes: DirectoryAccountChanges,
  options: CommandOptions,
): Promise<Decision<DirectoryAccount>> {
  const before = await getOwnAccount(session, id)
  requireVersion({ kind: 'directory', id }, before.version, options.expectedVersion)
  const { store, actor, clock } = session
  const settings = changeAccountSettings(before, changes)
  if (settings.contacts !== before.contacts) requireContactsRight(session, settings.contacts, before.memberId)
  const { provider, memberId, createdAt } = before
  const at = clock.now()
  const stamp = { id, version: before.version + 1, createdAt, updatedAt: at }
  const record: DirectoryAccount = { ...stamp, provider, memberId, ...settings }
  const fields = changesBetween(before, record)
  if (fields.length === 0) {
    return { effect: { writes: [], happenings: [] }, answer: aboutRecord(id), outcome: () => before }
  }
  // Another group has other people in it: everybody is read again.
  const progress = (await store.directories.findProgress(actor.workspaceId, id)) ?? newProgress()
  const { groupId: _old, ...rest } = progress
  const anew = { ...rest, checkpoint: null, version: progress.version + 1 }
  return {
    effect: {
      writes: [{ op: 'update', kind: 'directory', record }],
      directories: record.groupName === before.groupName ? [] : [{ directoryId: id, progress: anew }],
      jobs: record.everyMinutes === undefined || record.plan === before.plan ? [] : [directoryJob(record, at)],
      happenings: [happeningOf(session, 'update', record, fields)],
    },
    answer: aboutRecord(id),
    outcome: () => record,
  }
}

/** Decides whether an address book is disconnected: neither side is changed by it. */
export async function decideDisconnect(
  session: Session,
  id: DirectoryAccountId,
  options: CommandOptions,
): Promise<Decision<void>> {
  const before = await getAccount(session, id)
  const { actor } = session
  if (actor.kind === 'member' && !actor.capabilities.includes('settings')) await getOwnAccount(session, id)
  requireVersion({ kind: 'directory', id }, before.version, options.expectedVersion)
  return {
    effect: {
      writes: [{ op: 'purge', kind: 'directory', id, expectedVersion: before.version }],
      happenings: [happeningOf(session, 'disconnect', before, [])],
    },
    answer: aboutRecord(id),
    outcome: () => {},
  }
}

function isKnown(actor: Session['actor'], memberId: MemberId | null): boolean {
  if (actor.kind === 'system' || memberId === null) return true
  return actor.memberId === memberId || actor.capabilities.includes('settings')
}

/** Whose an address book is to be. @throws {CrmError} forbidden, not-found */
async function ownerOf({ store, actor }: Session, wished: NewDirectory['memberId']): Promise<MemberId | null> {
  if (actor.kind === 'member') {
    if (wished === undefined || wished === actor.memberId) return actor.memberId
    if (wished === null && actor.capabilities.includes('settings')) return null
    const remedy = wished === null ? 'it takes the capability settings' : 'only the member whose it is can'
    throw new CrmError('forbidden', {
      message: `You may not connect this address book: ${remedy}. Ask an administrator.`,
      details: { kind: 'directory', memberId: actor.memberId },
    })
  }
  if (wished === undefined || wished === null) return null
  if ((await store.workspaces.findMember(actor.workspaceId, wished)) === null) throw notFound('member', wished)
  return wished
}

/** Whoever may not take data out has only his own contacts in his address book. @throws {CrmError} forbidden */
function requireContactsRight(
  { actor }: Session,
  contacts: DirectoryAccount['contacts'],
  memberId: MemberId | null,
): void {
  if (contacts === 'own' || memberId === null || actor.kind === 'system') return
  if (actor.capabilities.includes('export')) return
  throw new CrmError('forbidden', {
    message:
      'Contacts that are not your own may not stand in your address book: it takes the capability export. Ask an administrator.',
    details: { kind: 'directory', memberId: actor.memberId, needs: 'export' },
  })
}

const events = { connect: 'connected', update: 'changed', disconnect: 'disconnected' } as const

function happeningOf(
  session: Session,
  verb: keyof typeof events,
  { id, version, memberId }: DirectoryAccount,
  changes: readonly FieldChange[],
): Happening {
  return {
    command: `directories.${verb}`,
    right: actorRight(session.actor),
    subject: { kind: 'directory', id },
    changes,
    event: `directory.${events[verb]}`,
    version,
    data: memberId === null ? {} : { memberId },
  }
}
