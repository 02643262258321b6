/** Replacing and removing records in the versions that a commit expects. @module */
import type { PurgeWrite } from 'crmkit'
import { affiliationTable } from './affiliation-table.ts'
import { callTable, lineTable } from './call-table.ts'
import { catalogTable } from './catalog-table.ts'
import { companyTable } from './company-table.ts'
import { contactTable } from './contact-table.ts'
import { directoryTable } from './directory-tables.ts'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { feedTable } from './feed-table.ts'
import { importTable } from './import-tables.ts'
import { timerTable } from './interaction-parts-tables.ts'
import { interactionTable } from './interaction-table.ts'
import { addressTable, mailTable } from './mail-tables.ts'
import { mergeTable } from './merge-tables.ts'
import { replaceMessages } from './message-statements.ts'
import { messageTemplateTable } from './message-template-table.ts'
import { resourceTable } from './resource-table.ts'
import type { SortedWrites } from './sorted-writes.ts'
import { tableName, updateStatement } from './table.ts'
import { webhookTable } from './webhook-table.ts'
import { groupTable, memberTable, workspaceTable } from './workspace-tables.ts'

/** A statement that tells by its count whether all was as expected. */
export interface CheckedStatement {
  readonly statement: Statement
  /** How many rows it must change. */
  readonly count: number
}

/** Statements that find fewer rows than they should if a record is not there in the version expected. */
export function checkedStatements(
  schema: string,
  workspace: string,
  writes: SortedWrites,
): readonly CheckedStatement[] {
  const {
    workspaces,
    members,
    groups,
    resources,
    catalogs,
    companies,
    contacts,
    affiliations,
    imports,
    webhooks,
    merges,
  } = writes
  const { interactions, timers } = writes
  const checked: CheckedStatement[] = []
  const update = (count: number, make: () => Statement): void => {
    if (count > 0) checked.push({ statement: make(), count })
  }
  for (const record of workspaces.updated) {
    update(1, () =>
      updateWorkspace(
        schema,
        record.version,
        workspaceTable.columns.map((column) => column.value(record)?.toString() ?? null),
        workspace,
      ),
    )
  }
  update(members.updated.length, () => updateStatement(schema, memberTable, workspace, members.updated))
  update(groups.updated.length, () => updateStatement(schema, groupTable, workspace, groups.updated))
  update(catalogs.updated.length, () => updateStatement(schema, catalogTable, workspace, catalogs.updated))
  update(resources.updated.length, () => updateStatement(schema, resourceTable, workspace, resources.updated))
  update(imports.updated.length, () => updateStatement(schema, importTable, workspace, imports.updated))
  update(webhooks.updated.length, () => updateStatement(schema, webhookTable, workspace, webhooks.updated))
  update(writes.directories.updated.length, () =>
    updateStatement(schema, directoryTable, workspace, writes.directories.updated),
  )
  update(merges.updated.length, () => updateStatement(schema, mergeTable, workspace, merges.updated))
  update(companies.updated.length, () =>
    updateStatement(schema, companyTable, workspace, companies.updated, ['number']),
  )
  update(contacts.updated.length, () => updateStatement(schema, contactTable, workspace, contacts.updated, ['number']))
  update(affiliations.updated.length, () => updateStatement(schema, affiliationTable, workspace, affiliations.updated))
  update(interactions.updated.length, () =>
    updateStatement(schema, interactionTable, workspace, interactions.updated, ['number']),
  )
  update(writes.mails.updated.length, () => updateStatement(schema, mailTable, workspace, writes.mails.updated))
  update(writes.messageTemplates.updated.length, () =>
    updateStatement(schema, messageTemplateTable, workspace, writes.messageTemplates.updated),
  )
  update(writes.lines.updated.length, () => updateStatement(schema, lineTable, workspace, writes.lines.updated))
  update(writes.calls.updated.length, () => updateStatement(schema, callTable, workspace, writes.calls.updated))
  update(writes.messages.updated.length, () => replaceMessages(schema, workspace, writes.messages.updated))
  // What points goes before what it points at.
  for (const [table, purged] of [
    [timerTable.name, timers.purged],
    [interactionTable.name, interactions.purged],
    ['affiliations', affiliations.purged],
    ['contacts', contacts.purged],
    ['companies', companies.purged],
    ['webhooks', webhooks.purged],
    [messageTemplateTable.name, writes.messageTemplates.purged],
    [feedTable.name, writes.feeds.purged],
    [addressTable.name, writes.addresses.purged],
    [directoryTable.name, writes.directories.purged],
    [groupTable.name, groups.purged],
  ] as const) {
    update(purged.length, () => purgeStatement(schema, table, workspace, purged))
  }
  return checked
}

function updateWorkspace(
  schema: string,
  version: number,
  values: readonly (string | null)[],
  workspaceId: string,
): Statement {
  const set = workspaceTable.columns.map(({ name, type }, position) => `${name} = $${position + 3}::${type}`)
  return statement(
    `UPDATE ${tableName(schema, workspaceTable.name)} AS t SET ${set.join(', ')} ` +
      'WHERE t.workspace_id = $1::uuid AND t.version = $2::integer - 1',
    workspaceId,
    String(version),
    ...values,
  )
}

function purgeStatement(schema: string, table: string, workspaceId: string, purged: readonly PurgeWrite[]): Statement {
  return statement(
    `DELETE FROM ${tableName(schema, table)} AS t ` +
      'USING unnest($2::text::uuid[], $3::text::integer[]) AS u(id, version) ' +
      'WHERE t.workspace_id = $1::uuid AND t.id = u.id AND t.version = u.version',
    workspaceId,
    arrayLiteral(purged.map((write) => write.id)),
    arrayLiteral(purged.map((write) => String(write.expectedVersion))),
  )
}
