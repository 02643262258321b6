/** Matters that are planned within a time, all of them. Rules: docs/concepts/calendar.md (CAL-1). @module */
import type { AccessScope } from '../access/actor.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { Period } from '../interaction/schedule.ts'
import type { PagePosition } from '../ports/page.ts'
import type { Store } from '../ports/store.ts'
import { inputError } from './input-error.ts'

/** How many matters a calendar shows at once. */
const mostMatters = 10_000
const matterPage = 500

/**
 * The matters in use of these members and resources that are planned at some time within.
 * @throws {CrmError} invalid-input - there are more than a calendar shows
 */
export async function plannedMatters(
  store: Store,
  scope: AccessScope,
  attendeeIds: readonly string[],
  planned: Period,
): Promise<readonly Interaction[]> {
  const matters: Interaction[] = []
  let after: PagePosition | undefined
  for (;;) {
    const page = await store.interactions.list(scope, {
      words: [],
      trashed: false,
      attendeeIds,
      planned,
      order: 'created',
      descending: false,
      limit: matterPage,
      ...(after !== undefined && { after }),
    })
    matters.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < matterPage) return matters
    if (matters.length >= mostMatters) {
      const remedy = `There are more than ${mostMatters} matters at that time. Ask for a shorter time, or for fewer people.`
      throw inputError([{ path: 'until', problem: 'too-many', remedy }])
    }
    after = { value: last.createdAt, id: last.id }
  }
}
