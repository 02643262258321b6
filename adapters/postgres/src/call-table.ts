/** Numbers and calls as rows: the record, and beside it what lists look for, whom it names and what the provider calls it. @module */
import type { StoredCall, StoredLine } from 'crmkit'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import type { Table } from './table.ts'
import { cellReader } from './to-record.ts'

/** The table of telephone numbers. */
export const lineTable: Table<StoredLine> = {
  name: 'lines',
  columns: [
    { name: 'id', type: 'uuid', value: (line) => line.id },
    { name: 'version', type: 'integer', value: (line) => String(line.version) },
    { name: 'record', type: 'json', value: (line) => json(line) },
  ],
}

/** The table of calls. */
export const callTable: Table<StoredCall> = {
  name: 'calls',
  columns: [
    { name: 'id', type: 'uuid', value: (call) => call.id },
    { name: 'version', type: 'integer', value: (call) => String(call.version) },
    { name: 'started_at', type: 'bigint', value: (call) => String(call.startedAt) },
    { name: 'direction', type: 'text', value: (call) => call.direction },
    { name: 'reach', type: 'text', value: (call) => call.reach },
    { name: 'is_over', type: 'boolean', value: (call) => String(call.endedAt !== undefined) },
    { name: 'is_known', type: 'boolean', value: (call) => String(call.early === undefined) },
    { name: 'number', type: 'text', value: (call) => call.number },
    { name: 'line_id', type: 'uuid', value: (call) => call.lineId },
    { name: 'member_id', type: 'uuid', value: (call) => call.memberId },
    { name: 'interaction_id', type: 'uuid', value: (call) => call.interactionId ?? null },
    { name: 'record', type: 'json', value: (call) => json(call) },
  ],
}

/** That a call names somebody, with when it began, so that the calls of each are in their order. */
interface CallParty {
  readonly callId: string
  readonly kind: 'company' | 'contact' | 'operator'
  readonly partyId: string
  readonly startedAt: number
}

/** The table of whom calls name. */
export const callPartyTable: Table<CallParty> = {
  name: 'call_parties',
  columns: [
    { name: 'call_id', type: 'uuid', value: (row) => row.callId },
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'party_id', type: 'uuid', value: (row) => row.partyId },
    { name: 'started_at', type: 'bigint', value: (row) => String(row.startedAt) },
  ],
}

/** Whom calls name, each once a call. */
export function partyRowsOf(calls: readonly StoredCall[]): readonly CallParty[] {
  return calls.flatMap(({ id: callId, startedAt, companyIds, contactIds, operatorIds }) => {
    const named: Readonly<Record<CallParty['kind'], readonly string[]>> = {
      company: companyIds,
      contact: contactIds,
      operator: operatorIds,
    }
    return (['company', 'contact', 'operator'] as const).flatMap((kind) =>
      [...new Set(named[kind])].map((partyId) => ({ callId, kind, partyId, startedAt })),
    )
  })
}

const readLine = cellReader(lineTable.columns.map(({ name }) => name))

/** A row of the columns of numbers as a number. */
export function toLine(row: Row): StoredLine {
  return readLine(row).json<StoredLine>('record')
}

/** A row whose first column is the record of a call. */
export function toCall([record]: Row): StoredCall {
  return JSON.parse(record ?? 'null')
}
