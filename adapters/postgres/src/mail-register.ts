/** Reading mail that came in. @module */
import type { MailRegister } from 'crmkit'
import { inboundAddressId } from 'crmkit/domain'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { addressTable, mailTable, toAddress, toMail } from './mail-tables.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

/** Reads incoming mail. */
export function mailRegister(reader: Reader): MailRegister {
  const table = (name: string): string => tableName(reader.schema, name)
  const mails = `SELECT ${selectList(mailTable.columns, 'm')} FROM ${table(mailTable.name)} AS m WHERE m.workspace_id = $1::uuid`
  const addresses =
    `SELECT ${selectList(addressTable.columns, 'a')} FROM ${table(addressTable.name)} AS a ` +
    'WHERE a.workspace_id = $1::uuid'
  const readMails = async (workspaceId: string, query: Statement) => {
    return (await reader.read(workspaceId, query)).rows.map(toMail)
  }
  const readAddresses = async (workspaceId: string, query: Statement) => {
    return (await reader.read(workspaceId, query)).rows.map(toAddress)
  }
  return {
    async find(workspaceId, id) {
      const [mail] = await readMails(workspaceId, statement(`${mails} AND m.id = $2::uuid`, workspaceId, id))
      return mail ?? null
    },
    async findByFile(workspaceId, fileId) {
      const text =
        `${mails} AND m.id = (SELECT f.id FROM ${table('mail_files')} AS f ` +
        'WHERE f.workspace_id = $1::uuid AND f.file_id = $2::uuid)'
      const [mail] = await readMails(workspaceId, statement(text, workspaceId, fileId))
      return mail ?? null
    },
    findByMailIds: (workspaceId, mailIds) => {
      const text =
        `${mails} AND m.id IN (SELECT n.id FROM ${table('mail_names')} AS n ` +
        'WHERE n.workspace_id = $1::uuid AND n.mail_id = ANY ($2::text[]))'
      return readMails(workspaceId, statement(text, workspaceId, arrayLiteral(mailIds)))
    },
    findByPeople: (workspaceId, people) => {
      const text =
        `${mails} AND m.id IN (SELECT p.id FROM ${table('mail_people')} AS p ` +
        'WHERE p.workspace_id = $1::uuid AND p.person = ANY ($2::text[]))'
      return readMails(workspaceId, statement(text, workspaceId, arrayLiteral(people)))
    },
    listOf: (workspaceId, interactionId, { after, limit }) => {
      const start = after === undefined ? '' : ' AND m.id > $4::uuid'
      const text = `${mails} AND m.interaction_id = $2::uuid${start} ORDER BY m.id LIMIT $3::bigint`
      const values = [interactionId, String(limit), ...(after === undefined ? [] : [after])]
      return readMails(workspaceId, statement(text, workspaceId, ...values))
    },
    findAddresses: (workspaceId, tokens) =>
      readAddresses(
        workspaceId,
        statement(`${addresses} AND a.token = ANY ($2::text[])`, workspaceId, arrayLiteral(tokens)),
      ),
    async findAddressOf(workspaceId, kind, targetId) {
      const query = statement(`${addresses} AND a.id = $2::uuid`, workspaceId, inboundAddressId(kind, targetId))
      const [address] = await readAddresses(workspaceId, query)
      return address ?? null
    },
    async findCursor(workspaceId, provider) {
      const text = `SELECT c.cursor FROM ${table('mail_cursors')} AS c WHERE c.workspace_id = $1::uuid AND c.provider = $2::text`
      const [row] = (await reader.read(workspaceId, statement(text, workspaceId, provider))).rows
      return row?.[0] ?? null
    },
  }
}
