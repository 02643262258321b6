/** The catalog of a workspace: reading it, and changing it as one record. @module */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { Pipelines } from '../../interaction/pipeline.ts'
import type { Catalog } from '../../template/catalog.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { CommandEffect } from '../command.ts'
import type { Session } from '../context.ts'
import { changesBetween } from '../record-changes.ts'

/** The pipelines of the actor's workspace: as it has changed them, else as the host has defined them. */
export async function pipelinesOf(session: Session): Promise<Pipelines> {
  return (await findCatalog(session))?.pipelines ?? session.pipelines
}

/** The catalog of the actor's workspace; `null` while it has changed nothing. */
export function findCatalog({ store, actor }: Session): Promise<Catalog | null> {
  return store.workspaces.findCatalog(actor.workspaceId)
}

/** What a catalog is to become, with what follows from it. */
export interface CatalogChange extends Pick<CommandEffect, 'stepsReplaced'> {
  readonly pipelines?: Pipelines
  readonly templates?: Catalog['templates']
}

/** A command that changes the catalog. */
export interface CatalogCommand {
  /** The public name: `workspace.pipelines.change`. */
  readonly command: string
  readonly input: unknown
  readonly options: Pick<CommandOptions, 'commandId'>
  readonly event: string
  /** What the event says: keys, and nobody's words. */
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Changes the catalog; where nothing would change, nothing is written.
 * @throws {CrmError} invalid-input, and what `decide` throws
 */
export function changeCatalog(
  session: Session,
  { command, input, options, event, data }: CatalogCommand,
  decide: (before: Pick<Catalog, 'templates'> & { readonly pipelines: Pipelines }) => Promise<CatalogChange>,
): Promise<void> {
  return carryOut(
    session,
    { command, input, options },
    async (): Promise<Decision<void>> => {
      const found = await findCatalog(session)
      const { workspaceId } = session.actor
      const subject = { kind: 'catalog' as const, id: workspaceId }
      const before = { pipelines: found?.pipelines ?? session.pipelines, templates: found?.templates ?? [] }
      const { stepsReplaced, ...changed } = await decide(before)
      const changes = changesBetween(before, { ...before, ...changed })
      const answer = aboutRecord(workspaceId)
      if (changes.length === 0) return { effect: { writes: [], happenings: [] }, answer, outcome: () => {} }
      const now = session.clock.now()
      const version = (found?.version ?? 0) + 1
      const record: Catalog = {
        ...(found ?? { id: workspaceId, templates: [], createdAt: now }),
        ...changed,
        version,
        updatedAt: now,
      }
      const happening = { command, right: actorRight(session.actor), subject, changes, event, version, data }
      return {
        effect: {
          writes: [{ op: found === null ? 'create' : 'update', kind: 'catalog', record }],
          ...(stepsReplaced !== undefined && { stepsReplaced }),
          happenings: [happening],
        },
        answer,
        outcome: () => {},
      }
    },
    async () => {},
  )
}
