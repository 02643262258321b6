/** A desk with one address book, whose owner works on both sides. @module */
import { createCrm, type NewDirectory, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock, memoryDirectory } from 'crmkit/testing'

/** Connects an address book, of the administrator's unless something else is wished. */
export async function openBooks(wished: Partial<NewDirectory> = {}, store: Store = memoryStore()) {
  const clock = fixedClock()
  const directory = memoryDirectory({ clock, pageSize: 3 })
  const crm = createCrm({ store, clock, ids: countedIds(), directories: () => directory })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'sign-up' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const workspaceId = workspace.id
  const desk = crm.as({ workspaceId, memberId: administrator.id })
  const account = await desk.directories.connect({ provider: 'memory', label: 'anne@pomme.example', ...wished })
  const made = await directory.ensureGroup('crmkit', { timeoutMs: 1_000 })
  if (made.kind !== 'group') throw new Error('there is no group')
  const { groupId } = made.group
  /** Everything that is kept of the address book, as text. */
  const kept = async (): Promise<string> => {
    const links = await store.directories.listLinks(workspaceId, account.id, { limit: 1_000 })
    const entryIds = directory.entries().map(({ entryId }) => entryId)
    const entries = await store.directories.findEntries(workspaceId, account.id, entryIds)
    const cases = await store.directories.listCases(workspaceId, account.id, { limit: 1_000 })
    return JSON.stringify([links, entries, cases])
  }
  return { crm, clock, desk, directory, store, workspaceId, id: account.id, account, groupId, kept, administrator }
}
