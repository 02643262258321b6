/** Reading workspaces, members and resources. @module */
import type { WorkspaceRepository } from 'crmkit'
import { catalogTable, toCatalog } from './catalog-table.ts'
import { statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { resourceTable, toResource } from './resource-table.ts'
import { selectList, tableName } from './table.ts'
import { groupTable, memberTable, toGroup, toMember, toWorkspace, workspaceTable } from './workspace-tables.ts'

/** Reads workspaces, members and resources. */
export function workspaceRepository(reader: Reader): WorkspaceRepository {
  const members = `SELECT ${selectList(memberTable.columns, 'm')} FROM ${tableName(reader.schema, 'members')} AS m`
  const resources =
    `SELECT ${selectList(resourceTable.columns, 'r')} FROM ${tableName(reader.schema, resourceTable.name)} AS r ` +
    'WHERE r.workspace_id = $1::uuid'
  const workspaces =
    `SELECT w.workspace_id, ${selectList(workspaceTable.columns, 'w')} ` +
    `FROM ${tableName(reader.schema, 'workspaces')} AS w WHERE w.workspace_id = $1::uuid`

  return {
    async find(id) {
      const [row] = (await reader.read(id, statement(workspaces, id))).rows
      return row === undefined ? null : toWorkspace(row)
    },
    async findMember(workspaceId, memberId) {
      const query = statement(`${members} WHERE m.workspace_id = $1::uuid AND m.id = $2::uuid`, workspaceId, memberId)
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toMember(row)
    },
    async listMembers(workspaceId) {
      const query = statement(`${members} WHERE m.workspace_id = $1::uuid ORDER BY m.id`, workspaceId)
      return (await reader.read(workspaceId, query)).rows.map(toMember)
    },
    async listGroups(workspaceId) {
      const query = statement(
        `SELECT ${selectList(groupTable.columns, 'm')} FROM ${tableName(reader.schema, groupTable.name)} AS m ` +
          'WHERE m.workspace_id = $1::uuid ORDER BY m.id',
        workspaceId,
      )
      return (await reader.read(workspaceId, query)).rows.map(toGroup)
    },
    async findCatalog(workspaceId) {
      const query = statement(
        `SELECT ${selectList(catalogTable.columns, 'c')} FROM ${tableName(reader.schema, catalogTable.name)} AS c ` +
          'WHERE c.workspace_id = $1::uuid',
        workspaceId,
      )
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toCatalog(row)
    },
    async findResource(workspaceId, resourceId) {
      const query = statement(`${resources} AND r.id = $2::uuid`, workspaceId, resourceId)
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toResource(row)
    },
    async listResources(workspaceId) {
      const query = statement(`${resources} ORDER BY r.id`, workspaceId)
      return (await reader.read(workspaceId, query)).rows.map(toResource)
    },
  }
}
