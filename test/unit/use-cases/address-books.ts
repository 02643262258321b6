/** An address book for each account, with somebody new in it and a switchboard. @module */
import type { DirectoryAccount } from 'crmkit'
import { fixedClock, type MemoryDirectory, memoryDirectory } from 'crmkit/testing'

/** The key of the case that every one of these books leaves to look at. */
export const switchboardCase = 'unnamed people/c000002'

/** Opens the book of an account, always the same. */
export function addressBooks(): (account: DirectoryAccount) => Promise<MemoryDirectory> {
  const books = new Map<string, MemoryDirectory>()
  return async ({ id, groupName }) => {
    const known = books.get(id)
    if (known !== undefined) return known
    const book = memoryDirectory({ clock: fixedClock() })
    books.set(id, book)
    const made = await book.ensureGroup(groupName, { timeoutMs: 1_000 })
    const groups = made.kind === 'group' ? [made.group.groupId] : []
    await book.person.add({ givenName: 'Nora', familyName: 'Neu', homeEmails: [`nora@${id}.example`] }, groups)
    await book.person.add({ companyName: 'Switchboard' }, groups)
    return book
  }
}
