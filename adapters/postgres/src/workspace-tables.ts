/** Workspaces and members as rows. @module */
import type { Group, MemberState, StoredMember, Workspace } from 'crmkit'
import { roles } from 'crmkit/domain'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of workspaces; a workspace's id is its `workspace_id`. */
export const workspaceTable: Table<Workspace> = {
  name: 'workspaces',
  columns: [
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'settings', type: 'jsonb', value: (record) => json(record.settings) },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

const readWorkspace = cellReader(['workspace_id', ...workspaceTable.columns.map((column) => column.name)])

/** A row of `workspace_id` and the table's columns as a workspace. */
export function toWorkspace(row: Row): Workspace {
  const cells = readWorkspace(row)
  return {
    id: cells.text('workspace_id'),
    version: cells.integer('version'),
    settings: cells.json<Workspace['settings']>('settings'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  }
}

/** The table of members. */
export const memberTable: Table<StoredMember> = {
  name: 'members',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'name', type: 'text', value: (record) => record.name },
    { name: 'email', type: 'text', value: (record) => record.email ?? null },
    { name: 'role', type: 'text', value: (record) => record.role },
    { name: 'withheld', type: 'json', value: ({ withheld }) => (withheld.length === 0 ? null : json(withheld)) },
    { name: 'group_ids', type: 'json', value: ({ groupIds }) => (groupIds.length === 0 ? null : json(groupIds)) },
    {
      name: 'withheld_pipelines',
      type: 'json',
      value: ({ withheldPipelines = [] }) => (withheldPipelines.length === 0 ? null : json(withheldPipelines)),
    },
    { name: 'sends_sms', type: 'boolean', value: ({ sendsSms }) => (sendsSms === true ? 'true' : null) },
    { name: 'state', type: 'text', value: (record) => record.state },
    {
      name: 'hourly_costs',
      type: 'json',
      value: ({ hourlyCosts }) => (hourlyCosts.length === 0 ? null : json(hourlyCosts)),
    },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

const states: readonly MemberState[] = ['active', 'locked', 'deactivated', 'anonymized']
const readMember = cellReader(memberTable.columns.map((column) => column.name))

/** A row of the table's columns as a member. */
export function toMember(row: Row): StoredMember {
  const cells = readMember(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    name: cells.text('name'),
    email: cells.optional('email'),
    role: cells.oneOf('role', roles),
    withheld: cells.json<StoredMember['withheld'] | null>('withheld') ?? [],
    groupIds: cells.json<StoredMember['groupIds'] | null>('group_ids') ?? [],
    withheldPipelines: cells.json<StoredMember['withheldPipelines'] | null>('withheld_pipelines') ?? undefined,
    sendsSms: cells.optional('sends_sms')?.startsWith('t') === true ? (true as const) : undefined,
    state: cells.oneOf('state', states),
    hourlyCosts: cells.json<StoredMember['hourlyCosts'] | null>('hourly_costs') ?? [],
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  })
}

/** The table of groups. */
export const groupTable: Table<Group> = {
  name: 'member_groups',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'name', type: 'text', value: (record) => record.name },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

const readGroup = cellReader(groupTable.columns.map((column) => column.name))

/** A row of the table's columns as a group. */
export function toGroup(row: Row): Group {
  const cells = readGroup(row)
  return {
    id: cells.text('id'),
    version: cells.integer('version'),
    name: cells.text('name'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  }
}
