/** Reading what synchronizations keep of address books. @module */
import type { DirectoryRepository, StoredEntry } from 'crmkit'
import type { DirectoryAccount, DirectoryCase, DirectoryLink, DirectoryProgress } from 'crmkit/domain'
import { caseTable, directoryTable, emailTable, entryTable, linkTable } from './directory-tables.ts'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

const readAccount = cellReader(directoryTable.columns.map(({ name }) => name))
const readEntry = cellReader(['round', 'is_in_group', 'is_left_alone', 'emails', 'entry_id', 'entry'])

function toAccount(row: Row): DirectoryAccount {
  const cells = readAccount(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    provider: cells.text('provider'),
    label: cells.text('label'),
    memberId: cells.maybe('member_id'),
    groupName: cells.text('group_name'),
    deletions: cells.oneOf('deletions', ['unlink', 'delete']),
    mostDeletions: cells.integer('most_deletions'),
    contacts: cells.oneOf('contacts', ['own', 'visible']),
    country: cells.optional('country'),
    everyMinutes: cells.optionalInteger('every_minutes'),
    plan: cells.integer('plan'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  })
}

function toEntry(row: Row): StoredEntry {
  const cells = readEntry(row)
  return present({
    entryId: cells.text('entry_id'),
    round: cells.integer('round'),
    isInGroup: cells.flag('is_in_group'),
    isLeftAlone: cells.flag('is_left_alone') ? true : undefined,
    emails: cells.list<string>('emails'),
    entry: cells.json<StoredEntry['entry']>('entry'),
  })
}

/** A JSON column, the only one of its row, as what this package wrote. */
function parsed<Value>([text]: Row): Value {
  return JSON.parse(text ?? 'null')
}

/** Reads what synchronizations keep. */
export function directoryRepository(reader: Reader): DirectoryRepository {
  const table = (name: string): string => tableName(reader.schema, name)
  const rows = async (workspaceId: string, query: Statement): Promise<readonly Row[]> =>
    (await reader.read(workspaceId, query)).rows
  const accounts =
    `SELECT ${selectList(directoryTable.columns, 'd')} FROM ${table(directoryTable.name)} AS d ` +
    'WHERE d.workspace_id = $1::uuid'
  const ofOne = (alias: string): string => `WHERE ${alias}.workspace_id = $1::uuid AND ${alias}.directory_id = $2::uuid`
  const links = `SELECT l.link FROM ${table(linkTable.name)} AS l ${ofOne('l')}`
  const entries =
    'SELECT e.round, e.is_in_group, e.is_left_alone, e.emails, e.entry_id, e.entry ' +
    `FROM ${table(entryTable.name)} AS e ${ofOne('e')}`
  const cases = `SELECT c.found FROM ${table(caseTable.name)} AS c ${ofOne('c')}`
  // One look-up an entry, and no join: without statistics the planner would read all links for each page.
  const isFree = `(SELECT l.contact_id FROM ${table(linkTable.name)} AS l ${ofOne('l')} AND l.entry_id = e.entry_id LIMIT 1) IS NULL`
  const holders =
    `SELECT DISTINCT m.holder, m.holder_id FROM ${table(emailTable.name)} AS m ${ofOne('m')} ` +
    'AND m.email = ANY ($3::text::text[])'
  const page = (
    text: string,
    column: string,
    values: readonly string[],
    { after, limit }: { readonly after?: string; readonly limit: number },
    type = 'text',
  ): Statement => {
    const all = [...values, String(limit)]
    const most = all.length
    let asked = text
    if (after !== undefined) asked += ` AND ${column} > $${all.push(after)}::${type}`
    return statement(`${asked} ORDER BY ${column} LIMIT $${most}::bigint`, ...all)
  }
  const many = (text: string, condition: string, workspaceId: string, id: string, values: readonly string[]) =>
    rows(workspaceId, statement(`${text} AND ${condition}`, workspaceId, id, arrayLiteral([...new Set(values)])))

  return {
    async find(workspaceId, id) {
      const [row] = await rows(workspaceId, statement(`${accounts} AND d.id = $2::uuid`, workspaceId, id))
      return row === undefined ? null : toAccount(row)
    },
    async list(workspaceId) {
      return (await rows(workspaceId, statement(`${accounts} ORDER BY d.id`, workspaceId))).map(toAccount)
    },
    async findProgress(workspaceId, id) {
      const text = `SELECT p.progress FROM ${table('directory_progress')} AS p ${ofOne('p')}`
      const [row] = await rows(workspaceId, statement(text, workspaceId, id))
      return row === undefined ? null : parsed<DirectoryProgress>(row)
    },
    async listLinks(workspaceId, id, asked) {
      const query = page(links, 'l.contact_id', [workspaceId, id], asked, 'uuid')
      return (await rows(workspaceId, query)).map(parsed<DirectoryLink>)
    },
    async findLinks(workspaceId, id, contactIds) {
      const found = await many(links, 'l.contact_id = ANY ($3::text::uuid[])', workspaceId, id, contactIds)
      return found.map(parsed<DirectoryLink>)
    },
    async findLinksTo(workspaceId, id, entryIds) {
      const found = await many(links, 'l.entry_id = ANY ($3::text::text[])', workspaceId, id, entryIds)
      return found.map(parsed<DirectoryLink>)
    },
    async listLinksOf(workspaceId, contactIds) {
      const text =
        `SELECT l.directory_id, l.link FROM ${table(linkTable.name)} AS l ` +
        'WHERE l.workspace_id = $1::uuid AND l.contact_id = ANY ($2::text::uuid[])'
      const found = await rows(workspaceId, statement(text, workspaceId, arrayLiteral([...new Set(contactIds)])))
      return found.map(([directoryId, link]) => ({
        directoryId: directoryId ?? '',
        link: parsed<DirectoryLink>([link ?? null]),
      }))
    },
    async findEntries(workspaceId, id, entryIds) {
      return (await many(entries, 'e.entry_id = ANY ($3::text::text[])', workspaceId, id, entryIds)).map(toEntry)
    },
    async listFree(workspaceId, id, asked) {
      const text = `${entries} AND e.is_in_group AND e.is_there AND NOT e.is_left_alone AND ${isFree}`
      return (await rows(workspaceId, page(text, 'e.entry_id', [workspaceId, id], asked))).map(toEntry)
    },
    async listUnseen(workspaceId, id, { round, ...asked }) {
      const text =
        `SELECT e.entry_id, e.round FROM ${table(entryTable.name)} AS e ${ofOne('e')} ` +
        'AND e.is_there AND e.round < $3::integer'
      const found = await rows(workspaceId, page(text, 'e.entry_id', [workspaceId, id, String(round)], asked))
      return found.map(([entryId, seen]) => ({ entryId: entryId ?? '', round: Number(seen) }))
    },
    async findByEmails(workspaceId, id, emails) {
      const query = statement(holders, workspaceId, id, arrayLiteral([...new Set(emails)]))
      const found = await rows(workspaceId, query)
      const idsOf = (holder: string): readonly string[] =>
        found.flatMap(([kind, holderId]) => (kind === holder ? (holderId ?? []) : []))
      const isMeant = `e.is_there AND e.entry_id = ANY ($3::text::text[]) AND ${isFree}`
      const [foundEntries, foundLinks] = await Promise.all([
        many(entries, isMeant, workspaceId, id, idsOf('entry')),
        many(links, 'l.contact_id = ANY ($3::text::uuid[])', workspaceId, id, idsOf('link')),
      ])
      return { entries: foundEntries.map(toEntry), links: foundLinks.map(parsed<DirectoryLink>) }
    },
    async findMarked(workspaceId, id, contactIds) {
      const condition = `e.is_there AND e.marked_for = ANY ($3::text::text[]) AND ${isFree}`
      return (await many(entries, condition, workspaceId, id, contactIds)).map(toEntry)
    },
    async listCases(workspaceId, id, asked) {
      return (await rows(workspaceId, page(cases, 'c.key', [workspaceId, id], asked))).map(parsed<DirectoryCase>)
    },
    async findCase(workspaceId, id, key) {
      const [row] = await rows(workspaceId, statement(`${cases} AND c.key = $3::text`, workspaceId, id, key))
      return row === undefined ? null : parsed<DirectoryCase>(row)
    },
    async listCasesOf(workspaceId, contactIds) {
      const text =
        `SELECT DISTINCT c.directory_id, c.key, c.found::text FROM ${table('directory_case_contacts')} AS t ` +
        `JOIN ${table(caseTable.name)} AS c ON c.workspace_id = t.workspace_id ` +
        'AND c.directory_id = t.directory_id AND c.key = t.key ' +
        'WHERE t.workspace_id = $1::uuid AND t.contact_id = ANY ($2::text::uuid[])'
      const found = await rows(workspaceId, statement(text, workspaceId, arrayLiteral([...new Set(contactIds)])))
      return found.map(([directoryId, , text]) => ({
        directoryId: directoryId ?? '',
        case: parsed<DirectoryCase>([text ?? null]),
      }))
    },
  }
}
