/** Who must not be written to, and who agreed, in memory. @module */
import { compareCodePoints } from '../kernel/compare.ts'
import { erasedAddress, type MessageAddress } from '../message/channel.ts'
import { type SuppressionEntry, suppressionHash } from '../message/suppression.ts'
import type { Commit } from '../ports/commit.ts'
import type { ConsentLedger, SuppressionPosition } from '../ports/consent-ledger.ts'
import type { Tables } from './tables.ts'

/** Adds the lines of a commit to both lists, and blanks what is to be kept no longer. */
export function writeConsentLines(tables: Tables, commit: Commit): void {
  const { suppressionsAdded = [], suppressionsBlanked = [], consentsAdded = [], consentsBlanked = [] } = commit
  for (const line of suppressionsAdded) if (!tables.suppressions.has(line.id)) tables.suppressions.set(line.id, line)
  tables.consents.push(...consentsAdded)
  const hashes = new Set(suppressionsBlanked)
  for (const [id, line] of hashes.size === 0 ? [] : tables.suppressions) {
    if (!hashes.has(line.addressHash)) continue
    tables.suppressions.set(id, { ...line, entry: { ...line.entry, address: erasedAddress } })
  }
  const people = new Set(consentsBlanked)
  for (const [place, { contactId, entry }] of people.size === 0 ? [] : tables.consents.entries()) {
    const { proof: _proof, ...rest } = entry
    if (people.has(contactId)) tables.consents[place] = { contactId, entry: rest }
  }
}

/** Both lists of a memory store. @param read the tables of a workspace */
export function memoryConsents(read: (workspaceId: string) => Tables): ConsentLedger {
  return {
    suppressionsOf: async (workspaceId, channel, addresses) => {
      const lines = [...read(workspaceId).suppressions.values()]
      const found = new Map<MessageAddress, readonly SuppressionEntry[]>()
      for (const address of addresses) {
        const hash = suppressionHash(workspaceId, channel, address)
        const entries = lines
          .filter(({ addressHash }) => addressHash === hash)
          .map(({ entry }) => ({ ...entry, address }))
        if (entries.length > 0) found.set(address, structuredClone(entries))
      }
      return found
    },
    listSuppressions: async (workspaceId, { channel, after, limit }) => {
      const lines = [...read(workspaceId).suppressions.values()]
        .filter(({ entry }) => channel === undefined || entry.channel === channel)
        .map((line) => ({ line, at: line.entry.at, id: line.id }))
        .filter((place) => after === undefined || comparePlaces(place, after) < 0)
        .sort((a, b) => comparePlaces(b, a))
      return structuredClone(lines.slice(0, limit).map(({ line }) => line))
    },
    consentsOf: async (workspaceId, contactIds) => {
      const wanted = new Set(contactIds)
      return structuredClone(read(workspaceId).consents.filter(({ contactId }) => wanted.has(contactId)))
    },
  }
}

function comparePlaces(a: SuppressionPosition, b: SuppressionPosition): number {
  return a.at - b.at || compareCodePoints(a.id, b.id)
}
