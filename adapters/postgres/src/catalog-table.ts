/** Catalogs as rows. @module */
import type { Catalog } from 'crmkit'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of catalogs: one row a workspace, under its id. */
export const catalogTable: Table<Catalog> = {
  name: 'catalogs',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'pipelines', type: 'json', value: ({ pipelines }) => (pipelines === undefined ? null : json(pipelines)) },
    { name: 'templates', type: 'json', value: (record) => json(record.templates) },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

const readCatalog = cellReader(catalogTable.columns.map((column) => column.name))

/** A row of the table's columns as a catalog. */
export function toCatalog(row: Row): Catalog {
  const cells = readCatalog(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    pipelines: cells.json<Catalog['pipelines'] | null>('pipelines') ?? undefined,
    templates: cells.list<Catalog['templates'][number]>('templates'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  })
}
