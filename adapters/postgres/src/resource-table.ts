/** Resources as rows. @module */
import type { Resource, ResourceState } from 'crmkit'
import type { Row } from './executor.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of resources. */
export const resourceTable: Table<Resource> = {
  name: 'resources',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'name', type: 'text', value: (record) => record.name },
    { name: 'kind', type: 'text', value: (record) => record.kind },
    { name: 'description', type: 'text', value: (record) => record.description ?? null },
    { name: 'color', type: 'text', value: (record) => record.color ?? null },
    { name: 'state', type: 'text', value: (record) => record.state },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

const states: readonly ResourceState[] = ['in-use', 'retired']
const readResource = cellReader(resourceTable.columns.map((column) => column.name))

/** A row of the table's columns as a resource. */
export function toResource(row: Row): Resource {
  const cells = readResource(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    name: cells.text('name'),
    kind: cells.text('kind'),
    description: cells.optional('description'),
    color: cells.optional('color'),
    state: cells.oneOf('state', states),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  })
}
