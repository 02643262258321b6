/** How matters follow a merge of their company, or of one of their contacts. Rules: docs/concepts/merge.md (MRG-2, MRG-3). @module */
import type { KeptByUndo, MergeRecord, MovedField } from '../../identity/merge-record.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Session } from '../context.ts'
import { interactionWrite } from '../interactions/interaction-kind.ts'
import { followInteractions, type InteractionChange } from '../interactions/interaction-parts.ts'
import { everythingOf } from '../records/record-access.ts'
import type { MergePart, MovedBackPart, MovedPart } from './merge-parts.ts'

/** Matters follow their company. */
export const mattersOfCompany: MergePart = {
  from: 'interaction',
  to: 'company',
  move: (session, { survivorId, loserId }, recordIds) =>
    moveMatters(session, recordIds, (matter) => [
      { ...matter, companyId: survivorId },
      { field: 'companyId', before: loserId, after: survivorId },
    ]),
  moveBack: (session, merge) =>
    moveMattersBack(session, merge, 'companyId', (matter) =>
      matter.companyId === merge.survivorId ? { ...matter, companyId: merge.loserId } : null,
    ),
}

/** Matters follow their contacts. One that names both comes to name the survivor once. */
export const mattersOfContact: MergePart = {
  from: 'interaction',
  to: 'contact',
  move: (session, { survivorId, loserId }, recordIds) =>
    moveMatters(session, recordIds, (matter) => {
      const isThere = matter.contactIds.includes(survivorId)
      const contactIds = isThere
        ? matter.contactIds.filter((id) => id !== loserId)
        : matter.contactIds.map((id) => (id === loserId ? survivorId : id))
      return [
        { ...matter, contactIds },
        { field: 'contactIds', before: loserId, ...(!isThere && { after: survivorId }) },
      ]
    }),
  moveBack: (session, merge) =>
    moveMattersBack(session, merge, 'contactIds', ({ contactIds, ...matter }, { after }) => {
      const { survivorId, loserId } = merge
      if (!contactIds.includes(survivorId) || contactIds.includes(loserId)) return null
      const back = after === undefined ? [survivorId, loserId] : [loserId]
      return { ...matter, contactIds: contactIds.flatMap((id) => (id === survivorId ? back : [id])) }
    }),
}

async function moveMatters(
  session: Session,
  recordIds: readonly string[],
  point: (matter: Interaction) => readonly [Interaction, MovedField],
): Promise<MovedPart> {
  const matters = await session.store.interactions.findMany(everythingOf(session), recordIds)
  const pointed = matters.map((before) => {
    const [after, field] = point(before)
    return { before, after, field }
  })
  return {
    ...(await rewrite(session, pointed)),
    moved: pointed.map(({ before, field }) => ({ kind: 'interaction', recordId: before.id, fields: [field] })),
    removed: [],
  }
}

async function moveMattersBack(
  session: Session,
  merge: MergeRecord,
  name: MovedField['field'],
  pointBack: (matter: Interaction, field: MovedField) => Interaction | null,
): Promise<MovedBackPart> {
  const noted = merge.moved.filter(({ kind }) => kind === 'interaction')
  const ids = noted.map(({ recordId }) => recordId)
  const found = await session.store.interactions.findMany(everythingOf(session), ids)
  const matters = new Map(found.map((matter) => [matter.id, matter]))
  const kept: KeptByUndo[] = []
  const pointed: { readonly before: Interaction; readonly after: Interaction }[] = []
  for (const { recordId, fields } of noted) {
    const before = matters.get(recordId)
    const field = fields.find((each) => each.field === name)
    if (field === undefined) continue
    const after = before === undefined ? null : pointBack(before, field)
    if (before !== undefined && after !== null) pointed.push({ before, after })
    else {
      const reason = before === undefined ? 'purged-since' : 'changed-since'
      kept.push({ kind: 'interaction', recordId, field: name, reason })
    }
  }
  return { ...(await rewrite(session, pointed)), kept }
}

async function rewrite(
  session: Session,
  pointed: readonly { readonly before: Interaction; readonly after: Interaction }[],
): Promise<Pick<MovedPart, 'writes' | 'follows'>> {
  const updatedAt = session.clock.now()
  const changes = pointed.map(({ before, after }): InteractionChange & { readonly after: Interaction } => {
    return { before, after: { ...after, version: before.version + 1, updatedAt } }
  })
  return {
    writes: changes.map(({ after }) => interactionWrite(session, after)),
    follows: await followInteractions(session, changes),
  }
}
