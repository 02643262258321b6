/** Who must not be written to, and who agreed, as rows that are only added; the eraser blanks what names somebody. @module */
import type { Commit, ConsentLedger, StoredConsent, StoredSuppression } from 'crmkit'
import {
  channels,
  consents,
  type MessageAddress,
  purposes,
  type SuppressionEntry,
  suppressionHash,
  suppressionReasons,
} from 'crmkit/domain'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { insertStatements, selectList, type Table, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

const suppressionTable: Table<StoredSuppression> = {
  name: 'suppressions',
  columns: [
    { name: 'id', type: 'text', value: (line) => line.id },
    { name: 'kind', type: 'text', value: ({ entry }) => entry.kind },
    { name: 'channel', type: 'text', value: ({ entry }) => entry.channel },
    { name: 'address_hash', type: 'text', value: (line) => line.addressHash },
    { name: 'address', type: 'text', value: ({ entry }) => entry.address },
    { name: 'reason', type: 'text', value: ({ entry }) => entry.reason },
    { name: 'purpose', type: 'text', value: ({ entry }) => entry.purpose },
    { name: 'at', type: 'bigint', value: ({ entry }) => String(entry.at) },
    { name: 'message_id', type: 'uuid', value: ({ entry }) => entry.messageId ?? null },
    { name: 'member_id', type: 'uuid', value: ({ entry }) => entry.memberId },
  ],
}

const consentTable: Table<StoredConsent> = {
  name: 'consents',
  columns: [
    { name: 'contact_id', type: 'uuid', value: (line) => line.contactId },
    { name: 'channel', type: 'text', value: ({ entry }) => entry.channel },
    { name: 'purpose', type: 'text', value: ({ entry }) => entry.purpose },
    { name: 'consent', type: 'text', value: ({ entry }) => entry.consent },
    { name: 'at', type: 'bigint', value: ({ entry }) => String(entry.at) },
    { name: 'source', type: 'text', value: ({ entry }) => entry.source },
    { name: 'member_id', type: 'uuid', value: ({ entry }) => entry.memberId },
    { name: 'proof', type: 'text', value: ({ entry }) => entry.proof ?? null },
  ],
}

const sources: readonly StoredConsent['entry']['source'][] = ['form', 'member', 'link', 'word', 'import', 'merge']
const kinds = ['suppressed', 'lifted'] as const
const readSuppression = cellReader(suppressionTable.columns.map(({ name }) => name))
const readConsent = cellReader(consentTable.columns.map(({ name }) => name))

function toSuppression(row: Row): StoredSuppression {
  const cells = readSuppression(row)
  return {
    id: cells.text('id'),
    addressHash: cells.text('address_hash'),
    entry: present({
      kind: cells.oneOf('kind', kinds),
      channel: cells.oneOf('channel', channels),
      // It passed its check before it was written, or was blanked since.
      address: cells.text('address') as MessageAddress,
      reason: cells.oneOf('reason', suppressionReasons),
      purpose: cells.maybe('purpose') === null ? null : cells.oneOf('purpose', purposes),
      at: cells.integer('at'),
      messageId: cells.optional('message_id'),
      memberId: cells.maybe('member_id'),
    }),
  }
}

function toConsent(row: Row): StoredConsent {
  const cells = readConsent(row)
  return {
    contactId: cells.text('contact_id'),
    entry: present({
      channel: cells.oneOf('channel', channels),
      purpose: cells.oneOf('purpose', purposes),
      consent: cells.oneOf('consent', consents),
      at: cells.integer('at'),
      source: cells.oneOf('source', sources),
      memberId: cells.maybe('member_id'),
      proof: cells.optional('proof'),
    }),
  }
}

/** The lines that a commit adds to both lists. */
export function consentStatements(schema: string, commit: Commit): readonly Statement[] {
  const { workspaceId, suppressionsAdded = [], consentsAdded = [] } = commit
  const inOrder = suppressionsAdded.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return [
    ...insertStatements(schema, suppressionTable, workspaceId, inOrder, { key: ['id'], replace: [] }),
    ...(consentsAdded.length === 0 ? [] : [addConsents(schema, workspaceId, consentsAdded)]),
  ]
}

/** Adds lines behind the last one of each ledger. Of two who do that at once, one meets the other's line and comes again. */
function addConsents(schema: string, workspaceId: string, lines: readonly StoredConsent[]): Statement {
  const table = tableName(schema, consentTable.name)
  const names = consentTable.columns.map(({ name }) => name).join(', ')
  const arrays = consentTable.columns.map(({ type }, index) => `$${index + 2}::text::${type}[]`).join(', ')
  const last = `SELECT max(t.position) FROM ${table} AS t WHERE t.workspace_id = $1::uuid AND t.contact_id = u.contact_id`
  return statement(
    `INSERT INTO ${table} (workspace_id, position, ${names}) SELECT $1::uuid, coalesce((${last}), 0) + ` +
      `row_number() OVER (PARTITION BY u.contact_id ORDER BY u.place), ${selectList(consentTable.columns, 'u')} ` +
      `FROM unnest(${arrays}) WITH ORDINALITY AS u(${names}, place)`,
    workspaceId,
    ...consentTable.columns.map((column) => arrayLiteral(lines.map((line) => column.value(line)))),
  )
}

/** Takes addresses and proofs out of lines, which stay. Only the eraser may. */
export function blankingStatements(schema: string, commit: Commit): readonly Statement[] {
  const { workspaceId, suppressionsBlanked = [], consentsBlanked = [] } = commit
  const blank = (table: string, set: string, holds: string, ids: readonly string[]): readonly Statement[] =>
    ids.length === 0
      ? []
      : [
          statement(
            `UPDATE ${tableName(schema, table)} AS t SET ${set} WHERE t.workspace_id = $1::uuid AND ${holds}`,
            workspaceId,
            arrayLiteral(ids),
          ),
        ]
  return [
    ...blank(suppressionTable.name, "address = ''", 't.address_hash = ANY ($2::text::text[])', suppressionsBlanked),
    ...blank(consentTable.name, 'proof = NULL', 't.contact_id = ANY ($2::text::uuid[])', consentsBlanked),
  ]
}

/** Reads both lists. */
export function consentLedger(reader: Reader): ConsentLedger {
  const suppressions =
    `SELECT ${selectList(suppressionTable.columns, 's')} FROM ${tableName(reader.schema, suppressionTable.name)} AS s ` +
    'WHERE s.workspace_id = $1::uuid'
  return {
    async suppressionsOf(workspaceId, channel, addresses) {
      const byHash = new Map(addresses.map((address) => [suppressionHash(workspaceId, channel, address), address]))
      const query = statement(
        `${suppressions} AND s.address_hash = ANY ($2::text::text[]) ORDER BY s.at, s.id`,
        workspaceId,
        arrayLiteral([...byHash.keys()]),
      )
      const found = new Map<MessageAddress, SuppressionEntry[]>()
      for (const { addressHash, entry } of (await reader.read(workspaceId, query)).rows.map(toSuppression)) {
        const address = byHash.get(addressHash)
        if (address === undefined) continue
        found.set(address, [...(found.get(address) ?? []), { ...entry, address }])
      }
      return found
    },
    async listSuppressions(workspaceId, { channel, after, limit }) {
      const values = [workspaceId, String(limit)]
      let text = suppressions
      if (channel !== undefined) text += ` AND s.channel = $${values.push(channel)}::text`
      if (after !== undefined) {
        const from = values.push(String(after.at), after.id) - 1
        text += ` AND (s.at, s.id) < ($${from}::bigint, $${from + 1}::text)`
      }
      const query = statement(`${text} ORDER BY s.at DESC, s.id DESC LIMIT $2::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toSuppression)
    },
    async consentsOf(workspaceId, contactIds) {
      const query = statement(
        `SELECT ${selectList(consentTable.columns, 'c')} FROM ${tableName(reader.schema, consentTable.name)} AS c ` +
          'WHERE c.workspace_id = $1::uuid AND c.contact_id = ANY ($2::text::uuid[]) ORDER BY c.contact_id, c.position',
        workspaceId,
        arrayLiteral(contactIds),
      )
      return (await reader.read(workspaceId, query)).rows.map(toConsent)
    },
  }
}
