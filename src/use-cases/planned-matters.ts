/** Matters that are planned within a time, all of them. Rules: docs/concepts/calendar.md (CAL-1). @module */
import type { AccessScope } from '../access/actor.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { Period } from '../interaction/schedule.ts'
import type { Store } from '../ports/store.ts'
import { inputError } from './input-error.ts'

/** How many matters a calendar shows at once. */
const mostMatters = 10_000

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
  const matters = await store.interactions.list(scope, {
    words: [],
    trashed: false,
    attendeeIds,
    planned,
    // The order that stores keep attendees in. In one page: it is short for nearly all, and never long.
    order: 'planned',
    descending: false,
    limit: mostMatters + 1,
  })
  if (matters.length <= mostMatters) return matters
  const remedy = `There are more than ${mostMatters} matters at that time. Ask for a shorter time, or for fewer people.`
  throw inputError([{ path: 'until', problem: 'too-many', remedy }])
}
