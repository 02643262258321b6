/**
 * The memory of a file that comes again: a record that one of its rows made, and that nothing else leads to by now –
 * somebody renamed it –, is found by its id, which follows from the import and the row.
 * Rules: docs/concepts/imports.md (IMP-7).
 * @module
 */
import { entityId } from '../../import/entity-id.ts'
import type { PlanContext } from '../../import/identify-row.ts'
import { absorb, type WorkingSet } from '../../import/working-set.ts'
import type { PartyRepository } from '../../ports/party-repository.ts'
import type { Session } from '../context.ts'
import { followMerges, type MergeableRecord } from '../merging/follow-merges.ts'
import { everythingOf } from '../records/record-access.ts'
import type { IdentifiedBatch } from './import-rows.ts'

/** Takes into the working set what these rows made in earlier imports of the same file, where it is not there yet. */
export async function recallEarlierRows(
  session: Session,
  batch: IdentifiedBatch,
  context: PlanContext,
  set: WorkingSet,
  before: WorkingSet | null = null,
): Promise<void> {
  const companyIds: string[] = []
  const contactIds: string[] = []
  for (const importId of context.earlierImportIds) {
    for (const { row, company, contact } of batch.rows) {
      const [companyId, contactId] = [entityId(importId, row, 'company'), entityId(importId, row, 'contact')]
      if (company !== undefined && !set.companies.has(companyId)) companyIds.push(companyId)
      if (contact !== undefined && !set.contacts.has(contactId)) contactIds.push(contactId)
    }
  }
  if (companyIds.length + contactIds.length === 0) return
  const scope = everythingOf(session)
  const { affiliations } = session.store
  const companies = await recallSurvivors(session, session.store.companies, companyIds, set)
  const contacts = await recallSurvivors(session, session.store.contacts, contactIds, set)
  const known = contacts.map(({ id }) => id)
  absorb(set, { companies, contacts, affiliations: await affiliations.listOfContacts(scope, known) }, before)
}

/** The records with these ids; of those that were merged, what they became, which the set notes. */
async function recallSurvivors<PartyRecord extends MergeableRecord>(
  session: Session,
  repository: PartyRepository<PartyRecord>,
  ids: readonly string[],
  set: WorkingSet,
): Promise<readonly PartyRecord[]> {
  const survivors = new Map<string, PartyRecord>()
  for (const record of await repository.findMany(everythingOf(session), ids)) {
    const survivor = record.mergedInto === undefined ? record : await followMerges(session, repository, record.id)
    if (survivor === null) continue
    if (survivor.id !== record.id) set.redirects.set(record.id, survivor.id)
    survivors.set(survivor.id, survivor)
  }
  return [...survivors.values()]
}
