/** Reading affiliations: only where both ends are visible. @module */
import type { AccessScope, Affiliation, AffiliationRepository } from 'crmkit'
import { accessCondition } from './access-condition.ts'
import { affiliationTable, toAffiliation } from './affiliation-table.ts'
import { arrayLiteral } from './encode.ts'
import { statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

/** Reads affiliations. */
export function affiliationRepository(reader: Reader): AffiliationRepository {
  const select =
    `SELECT ${selectList(affiliationTable.columns, 'a')} FROM ${tableName(reader.schema, 'affiliations')} AS a ` +
    `JOIN ${tableName(reader.schema, 'contacts')} AS p ON p.workspace_id = a.workspace_id AND p.id = a.contact_id ` +
    `JOIN ${tableName(reader.schema, 'companies')} AS c ON c.workspace_id = a.workspace_id AND c.id = a.company_id `
  const read = async (
    scope: AccessScope,
    condition: string,
    order: string,
    ...values: readonly string[]
  ): Promise<readonly Affiliation[]> => {
    const first = values.length + 2
    const person = accessCondition({ schema: reader.schema, kind: 'contact', alias: 'p' }, scope.filter, first)
    const company = accessCondition(
      { schema: reader.schema, kind: 'company', alias: 'c' },
      scope.filter,
      first + person.values.length,
    )
    const text = `${select} WHERE a.workspace_id = $1::uuid AND ${condition} AND ${person.text} AND ${company.text} ${order}`
    const query = statement(text, scope.workspaceId, ...values, ...person.values, ...company.values)
    return (await reader.read(scope.workspaceId, query)).rows.map(toAffiliation)
  }

  return {
    async find(scope, id) {
      const [affiliation] = await read(scope, 'a.id = $2::uuid', '', id)
      return affiliation ?? null
    },
    async findMany(scope, ids) {
      return ids.length === 0 ? [] : read(scope, 'a.id = ANY ($2::text::uuid[])', '', arrayLiteral(ids))
    },
    async listOfContacts(scope, contactIds) {
      if (contactIds.length === 0) return []
      return read(scope, 'a.contact_id = ANY ($2::text::uuid[])', 'ORDER BY a.id', arrayLiteral(contactIds))
    },
    listOfCompany: (scope, companyId, { after, limit }) =>
      after === undefined
        ? read(scope, 'a.company_id = $2::uuid', 'ORDER BY a.id LIMIT $3::bigint', companyId, String(limit))
        : read(
            scope,
            'a.company_id = $2::uuid AND a.id > $4::uuid',
            'ORDER BY a.id LIMIT $3::bigint',
            companyId,
            String(limit),
            after,
          ),
  }
}
