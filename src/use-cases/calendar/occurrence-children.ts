/** Occurrences that have become matters of their own, and what they keep of their series. Rules: docs/concepts/calendar.md (CAL-3). @module */
import type { Right } from '../../access/actor.ts'
import type { Interaction, OpenInteraction } from '../../interaction/interaction.ts'
import type { Override } from '../../interaction/recurring.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'
import { changedMatter, type MatterEffect } from '../interactions/interaction-effect.ts'
import { untouched } from '../interactions/write-interaction.ts'
import { everythingOf } from '../records/record-access.ts'

/** The touched occurrences of a series, after the series was changed. */
export interface Brood {
  readonly seriesId: InteractionId
  /** Before. */
  readonly known: readonly Override[]
  readonly overrides: readonly Override[]
  /** Those that are the series' no longer. */
  readonly detached: readonly Override[]
}

/**
 * A matter that takes after another: its words, its people, its step. It is open, and what happened on the other is not
 * its story.
 */
export function heirOf(matter: Interaction): Omit<OpenInteraction, 'updateDate'> {
  const { subject, type, contactIds, participants, tags, ownerId, visibility } = matter
  const { companyId, parentId, budget, nextStep, channel, reminders, shares } = matter
  return {
    ...{ subject, type, contactIds, participants, tags, ownerId, visibility, state: 'open' },
    ...(companyId !== undefined && { companyId }),
    ...(parentId !== undefined && { parentId }),
    ...(budget !== undefined && { budget }),
    ...(nextStep !== undefined && { nextStep }),
    ...(channel !== undefined && { channel }),
    ...(reminders !== undefined && { reminders }),
    ...(shares !== undefined && { shares }),
  }
}

/** Children say of which series they are, and which: those for which it has changed are written as well. */
export async function reattachedChildren(
  session: Session,
  command: string,
  right: Right,
  broods: readonly Brood[],
): Promise<readonly MatterEffect[]> {
  const places = new Map<InteractionId, { readonly seriesId: InteractionId; readonly key: string } | null>()
  for (const { seriesId, known, overrides, detached } of broods) {
    for (const { interactionId } of detached) places.set(interactionId, null)
    for (const { of, interactionId } of overrides) {
      const isSame = known.some((before) => before.of === of && before.interactionId === interactionId)
      if (!isSame) places.set(interactionId, { seriesId, key: of })
    }
  }
  if (places.size === 0) return []
  const children = await session.store.interactions.findMany(everythingOf(session), [...places.keys()])
  return children.flatMap((child) => {
    const { occurrenceOf: _before, ...rest } = child
    const place = places.get(child.id) ?? null
    const applied = untouched(place === null ? rest : { ...rest, occurrenceOf: place })
    return changedMatter(session, child, { command, right, applied, event: 'interaction.updated' }) ?? []
  })
}
