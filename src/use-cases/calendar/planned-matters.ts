/** Matters that are planned within a time, all of them. Rules: docs/concepts/calendar.md (CAL-1). @module */
import type { AccessScope } from '../../access/actor.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Period } from '../../interaction/schedule.ts'
import type { InteractionQuery } from '../../ports/interaction-repository.ts'
import type { PagePosition } from '../../ports/page.ts'
import type { Store } from '../../ports/store.ts'
import { inputError } from '../input-error.ts'

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
  const matters = await findPlannedMatters(store, scope, attendeeIds, planned)
  if (matters === null) throw tooManyMatters()
  return matters
}

/** The same; `null` if there are more than a calendar shows. */
export async function findPlannedMatters(
  store: Store,
  scope: AccessScope,
  attendeeIds: readonly string[],
  planned: Period,
): Promise<readonly Interaction[] | null> {
  // The order that stores keep attendees in. In one page: it is short for nearly all, and never long.
  const query = { ...queryOf(attendeeIds, planned), order: 'planned', limit: mostMatters + 1 } as const
  const matters = await store.interactions.list(scope, query)
  return matters.length <= mostMatters ? matters : null
}

/** The same, however many there are: for what nobody who reads it could ask for in smaller parts. */
export async function everyPlannedMatter(
  store: Store,
  scope: AccessScope,
  attendeeIds: readonly string[],
  planned: Period,
): Promise<readonly Interaction[]> {
  const matters: Interaction[] = []
  for (let after: PagePosition | undefined; ; ) {
    const page = await store.interactions.list(scope, {
      ...queryOf(attendeeIds, planned),
      // Numbers stay, whoever plans anew between two pages.
      order: 'number',
      limit: mostMatters,
      ...(after !== undefined && { after }),
    })
    matters.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < mostMatters) return matters
    after = { value: last.number, id: last.id }
  }
}

/** That there are more matters than a calendar shows. */
export function tooManyMatters(): ReturnType<typeof inputError> {
  const remedy = `There are more than ${mostMatters} matters at that time. Ask for a shorter time, or for fewer people.`
  return inputError([{ path: 'until', problem: 'too-many', remedy }])
}

function queryOf(attendeeIds: readonly string[], planned: Period): Omit<InteractionQuery, 'order' | 'limit'> {
  return { words: [], trashed: false, attendeeIds, planned, descending: false }
}
