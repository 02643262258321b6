/** Merges as rows, and reading them. @module */
import type { Affiliation, MergeRecord, MergeRepository, SurvivorImage } from 'crmkit'
import { arrayLiteral, json } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import type { PersonalRow } from './history-tables.ts'
import type { Reader } from './reader.ts'
import { selectList, type Table, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of merges. What it would tell of a person stands in the personal values instead. */
export const mergeTable: Table<MergeRecord> = {
  name: 'merges',
  columns: [
    { name: 'id', type: 'uuid', value: (merge) => merge.id },
    { name: 'version', type: 'integer', value: (merge) => String(merge.version) },
    { name: 'kind', type: 'text', value: (merge) => merge.kind },
    { name: 'survivor_id', type: 'uuid', value: (merge) => merge.survivorId },
    { name: 'loser_id', type: 'uuid', value: (merge) => merge.loserId },
    { name: 'at', type: 'bigint', value: (merge) => String(merge.at) },
    { name: 'member_id', type: 'uuid', value: (merge) => merge.memberId },
    { name: 'choices', type: 'json', value: (merge) => json(merge.choices) },
    { name: 'before', type: 'json', value: ({ before }) => (before?.kind === 'company' ? json(before) : null) },
    { name: 'moved', type: 'json', value: (merge) => json(merge.moved) },
    { name: 'removed', type: 'json', value: (merge) => json(merge.removed.map(withoutImage)) },
    { name: 'undone', type: 'json', value: ({ undone }) => (undone === undefined ? null : json(undone)) },
  ],
}

function withoutImage({ recordId, personId }: MergeRecord['removed'][number]): object {
  return { recordId, personId }
}

/** What merges tell of people, a row for each image. */
export function mergedPersonalRows(merges: readonly MergeRecord[]): readonly PersonalRow[] {
  return merges.flatMap(({ id, before, removed }): PersonalRow[] => [
    ...(before?.kind === 'contact'
      ? [{ personId: before.record.id, sourceId: id, itemId: before.record.id, value: json(before) }]
      : []),
    ...removed.flatMap((job) =>
      job.before === null
        ? []
        : [{ personId: job.personId, sourceId: id, itemId: job.recordId, value: json(job.before) }],
    ),
  ])
}

const kinds: readonly MergeRecord['kind'][] = ['company', 'contact']
const read = cellReader(mergeTable.columns.map((column) => column.name))

/** A row of the table's columns; images of people are put in later. */
function toMergeRecord(row: Row): MergeRecord {
  const cells = read(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    kind: cells.oneOf('kind', kinds),
    survivorId: cells.text('survivor_id'),
    loserId: cells.text('loser_id'),
    at: cells.integer('at'),
    memberId: cells.maybe('member_id'),
    choices: cells.json<MergeRecord['choices']>('choices'),
    before: cells.json<SurvivorImage | null>('before'),
    moved: cells.json<MergeRecord['moved']>('moved'),
    removed: cells.json<MergeRecord['removed']>('removed').map((job) => ({ ...job, before: null })),
    undone: cells.json<MergeRecord['undone'] | null>('undone') ?? undefined,
  })
}

/** Reads merges. */
export function mergeRepository(reader: Reader): MergeRepository {
  const merges =
    `SELECT ${selectList(mergeTable.columns, 'm')} FROM ${tableName(reader.schema, mergeTable.name)} AS m ` +
    'WHERE m.workspace_id = $1::uuid'
  const records = async (workspaceId: string, query: Statement): Promise<readonly MergeRecord[]> =>
    withImages(reader, workspaceId, (await reader.read(workspaceId, query)).rows.map(toMergeRecord))

  return {
    async find(workspaceId, id) {
      const [merge] = await records(workspaceId, statement(`${merges} AND m.id = $2::uuid`, workspaceId, id))
      return merge ?? null
    },
    async list(workspaceId, { recordIds, after, limit }) {
      const values = [workspaceId, String(limit)]
      let text = merges
      if (recordIds !== undefined) {
        const ids = `ANY ($${values.push(arrayLiteral(recordIds))}::text::uuid[])`
        text += ` AND (m.survivor_id = ${ids} OR m.loser_id = ${ids})`
      }
      if (after !== undefined) text += ` AND m.id < $${values.push(after)}::uuid`
      return records(workspaceId, statement(`${text} ORDER BY m.id DESC LIMIT $2::bigint`, ...values))
    },
    async listOfPerson(workspaceId, personId) {
      const query = statement(
        `${merges} AND m.id IN (SELECT v.source_id FROM ${tableName(reader.schema, 'personal_values')} AS v ` +
          'WHERE v.workspace_id = $1::uuid AND v.person_id = $2::uuid AND v.value IS NOT NULL) ORDER BY m.id DESC',
        workspaceId,
        personId,
      )
      return records(workspaceId, query)
    },
  }
}

/** Puts in what lies among the personal values: it is found by person, so the rows come first. */
async function withImages(
  reader: Reader,
  workspaceId: string,
  merges: readonly MergeRecord[],
): Promise<readonly MergeRecord[]> {
  const personal = merges.filter(({ kind, removed }) => kind === 'contact' || removed.length > 0)
  if (personal.length === 0) return merges
  const people = personal.flatMap(({ kind, survivorId, removed }) => [
    ...(kind === 'contact' ? [survivorId] : []),
    ...removed.map(({ personId }) => personId),
  ])
  const query = statement(
    `SELECT v.source_id, v.item_id, v.value FROM ${tableName(reader.schema, 'personal_values')} AS v ` +
      'WHERE v.workspace_id = $1::uuid AND v.person_id = ANY ($2::text::uuid[]) AND v.source_id = ANY ($3::text::uuid[])',
    workspaceId,
    arrayLiteral([...new Set(people)]),
    arrayLiteral(personal.map(({ id }) => id)),
  )
  const images = new Map<string, string>()
  for (const [source, item, value] of (await reader.read(workspaceId, query)).rows) {
    if (typeof value === 'string') images.set(`${source} ${item}`, value)
  }
  const imageOf = <Image>(merge: MergeRecord, itemId: string): Image | null =>
    JSON.parse(images.get(`${merge.id} ${itemId}`) ?? 'null')
  return merges.map((merge) => ({
    ...merge,
    ...(merge.kind === 'contact' && { before: imageOf<SurvivorImage>(merge, merge.survivorId) }),
    removed: merge.removed.map((job) => ({ ...job, before: imageOf<Affiliation>(merge, job.recordId) })),
  }))
}
