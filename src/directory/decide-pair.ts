/** What is done about a contact and an entry that belong together. Rules: docs/concepts/directory.md (SYN-1, SYN-3, SYN-4). @module */
import { foldCompanyName } from '../identity/company-name.ts'
import { legalFormsAgree } from '../identity/legal-form.ts'
import type { CountryCode } from '../kernel/country.ts'
import { sameValue } from '../kernel/same-value.ts'
import type { DirectoryDecision, LinkProof } from './decision.ts'
import {
  advanceLink,
  type DirectoryContact,
  type DirectoryEntry,
  isStale,
  type LinkedPair,
  sendOn,
  type UnlinkedPair,
  type UnlinkReason,
  unlink,
} from './entry.ts'
import type { DirectoryFields } from './fields.ts'
import { isNothing, outgoingChanges, sameFields, settleFields, takeSent } from './settle.ts'

/** The two sides of a pair. An entry that is not given has not changed. */
export interface PairSides {
  readonly contact: DirectoryContact
  readonly entry: DirectoryEntry | undefined
  readonly isDeleted: boolean
}

interface PairSettings {
  readonly deletions: 'unlink' | 'delete'
  readonly country?: CountryCode
}

/** Decides about a pair whose two sides are known, but for entries that have not changed. */
export function decidePair(
  link: LinkedPair | UnlinkedPair,
  sides: PairSides,
  groupId: string,
  settings: PairSettings,
): readonly DirectoryDecision[] {
  const { contact, isDeleted } = sides
  // What the directory shows of an older state is no news.
  const entry = sides.entry === undefined || isStale(link, sides.entry) ? undefined : sides.entry
  const isInGroup = entry === undefined || entry.groupIds.includes(groupId)
  if (link.state === 'unlinked') {
    const back = entry !== undefined && isInGroup && !isDeleted ? comeBack(link, contact, entry) : null
    return back === null || entry === undefined ? [] : synchronize(back, contact, entry, settings, { by: 'return' })
  }
  if (isDeleted) return [decideDeletedThere(link, contact, settings)]
  if (contact.isTrashed) return [decideDeletedHere(link, entry, settings)]
  if (!isInGroup) return [part(link, 'left-group')]
  if (!contact.takesPart) return [part(link, 'not-chosen-here')]
  return synchronize(link, contact, entry, settings)
}

/** A pair that takes part again, with what was last synchronized of it; `null`: it does not. */
function comeBack(link: UnlinkedPair, contact: DirectoryContact, entry: DirectoryEntry): LinkedPair | null {
  if (link.why === 'by-hand' || contact.isTrashed || !contact.takesPart) return null
  const { why, ...pair } = link
  const wasDeleted = why === 'deleted-there' || why === 'deleted-there-edited-here' || why === 'deleted-on-both'
  // What was deleted may be shown for a while; it came back only if it stands there in another state.
  if (wasDeleted && entry.version === link.version) return null
  return { ...pair, state: 'linked' }
}

function decideDeletedThere(
  link: LinkedPair,
  { fields, isTrashed, version, contactId }: DirectoryContact,
  { deletions, country }: PairSettings,
): DirectoryDecision {
  if (isTrashed) return part(link, 'deleted-on-both')
  if (!sameFields(fields, link.base.here, country)) return part(link, 'deleted-there-edited-here')
  if (deletions === 'unlink') return part(link, 'deleted-there')
  const { entryId } = link
  return { kind: 'trash-here', contactId, entryId, contactVersion: version, link: unlink(link, 'deleted-there') }
}

function decideDeletedHere(
  link: LinkedPair,
  entry: DirectoryEntry | undefined,
  { deletions, country }: PairSettings,
): DirectoryDecision {
  if (deletions === 'unlink') return part(link, 'deleted-here')
  const isEdited = entry !== undefined && !sameFields(entry.fields, link.base.there, country)
  if (isEdited) return part(link, 'deleted-here-edited-there')
  const { contactId, entryId } = link
  const version = entry?.version ?? link.version
  return { kind: 'delete-there', contactId, entryId, version, link: unlink(link, 'deleted-here') }
}

function part(link: LinkedPair, why: UnlinkReason): DirectoryDecision {
  const isConflict = why === 'deleted-there-edited-here' || why === 'deleted-here-edited-there'
  const { contactId, entryId } = link
  return { kind: 'unlink', contactId, entryId, why, isConflict, link: unlink(link, why) }
}

/** First what comes in, then what goes out, on the base that what came in leaves. With a proof, the two become linked. */
export function synchronize(
  link: LinkedPair,
  contact: DirectoryContact,
  entry: DirectoryEntry | undefined,
  { country }: PairSettings,
  proof?: LinkProof,
): readonly DirectoryDecision[] {
  const { contactId, version, fields, updatedAt } = contact
  const { entryId } = link
  const there = entry?.fields ?? link.base.there
  const known = { ...(country !== undefined && { country }) }
  const newer = entry?.changedAt !== undefined && entry.changedAt > updatedAt ? 'there' : 'here'
  const isJobKnown = contact.job !== undefined && isSameCompany(fields, there, country)
  const base = takeSent(link.base, link.sent ?? [], there, country)
  const settled = settleFields({ here: fields, there }, base, { newer, isJobKnown, ...known })
  const { changes, notes, conflicts } = settled
  const next = entry === undefined ? { ...link, base: settled.base } : advanceLink(link, entry, settled.base)
  const incoming = { contactId, entryId, contactVersion: version, changes, notes, conflicts, link: next }
  const decisions: DirectoryDecision[] = []
  if (proof !== undefined) decisions.push({ kind: 'link', proof, ...incoming })
  else if (!isNothing(changes) || !isNothing(notes) || conflicts.length > 0)
    decisions.push({ kind: 'update-here', ...incoming })
  else if (!sameValue(next, link)) decisions.push({ kind: 'remember', contactId, entryId, link: next })

  const outgoing = outgoingChanges(settled.here, settled.base, country)
  if (!isNothing(outgoing)) {
    const { here } = settled
    decisions.push({
      kind: 'update-there',
      contactId,
      entryId,
      version: next.version,
      changes: outgoing,
      here,
      link: sendOn(next, outgoing),
    })
  }
  return decisions
}

/** Whether the entry names the company that the contact works for: then what it says of the job is meant of it. */
function isSameCompany(here: DirectoryFields, there: DirectoryFields, country: CountryCode | undefined): boolean {
  const [ours, theirs] = [here.companyName ?? '', there.companyName ?? ''].map((name) => foldCompanyName(name, country))
  if (ours === undefined || theirs === undefined || ours.key === '') return false
  return ours.key === theirs.key && legalFormsAgree(ours.legalForm, theirs.legalForm)
}
