/**
 * Entries that a directory has given another name, as some do when a person gets a profile. What is known of them goes by
 * the present name: a link follows its entry. Rules: docs/concepts/directory.md (SYN-4). @module
 */
import type { ContactId } from '../kernel/ids.ts'
import type { DirectoryEntry, DirectoryLink } from './entry.ts'

/** Links and entries by the names that entries have now. */
export interface FollowedNames {
  readonly links: readonly DirectoryLink[]
  /** Without those that were read under a name which is none any more. */
  readonly entries: readonly DirectoryEntry[]
  /** Whose link goes by another name now: it is saved, for a directory may not tell again. */
  readonly renamed: ReadonlySet<ContactId>
}

/** Follows the names of entries. Where two links lead to one entry, the one that has its name, or came first, stays. */
export function followNames(given: {
  readonly links: readonly DirectoryLink[]
  readonly entries: readonly DirectoryEntry[]
}): FollowedNames {
  const present = new Map<string, string>()
  for (const { entryId, formerEntryIds = [] } of given.entries) {
    for (const former of formerEntryIds) if (former !== entryId) present.set(former, entryId)
  }
  if (present.size === 0) return { ...given, renamed: new Set() }
  const taken = new Set(given.links.flatMap((link) => (link.state === 'creating' ? [] : link.entryId)))
  const renamed = new Set<ContactId>()
  const links = given.links.map((link) => {
    const entryId = link.state === 'creating' ? undefined : present.get(link.entryId)
    if (link.state === 'creating' || entryId === undefined || taken.has(entryId)) return link
    taken.add(entryId)
    renamed.add(link.contactId)
    return { ...link, entryId }
  })
  return { links, entries: given.entries.filter(({ entryId }) => !present.has(entryId)), renamed }
}
