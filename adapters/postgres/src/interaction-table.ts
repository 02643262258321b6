/** Interactions as rows, and the rows by which their contacts and attendees find them. @module */
import type { Share } from 'crmkit'
import {
  attendeesOf,
  type Interaction,
  type InteractionIndex,
  type InteractionState,
  type Outcome,
  type PlannedSpan,
  type StepType,
  type UnnumberedInteraction,
} from 'crmkit/domain'
import { json, numeral } from './encode.ts'
import type { Row } from './executor.ts'
import { stampColumns, toStamp, visibilities } from './party-columns.ts'
import type { Column, Table } from './table.ts'
import { type Cells, cellReader, present } from './to-record.ts'

/** An interaction to write, with the number that it has or gets. */
export interface InteractionRow {
  readonly record: UnnumberedInteraction
  readonly number: number
  readonly index: InteractionIndex
}

/** The columns that make an interaction: what lists sort and search by is left out. */
export const interactionColumns: Table<InteractionRow>['columns'] = [
  { name: 'id', type: 'uuid', value: ({ record }) => record.id },
  { name: 'number', type: 'bigint', value: ({ number }) => String(number) },
  { name: 'subject', type: 'text', value: ({ record }) => record.subject },
  { name: 'type', type: 'text', value: ({ record }) => record.type },
  { name: 'state', type: 'text', value: ({ record }) => record.state },
  {
    name: 'begun_at',
    type: 'bigint',
    value: ({ record }) => (record.state === 'in-progress' ? String(record.begunAt) : null),
  },
  {
    name: 'concluded_at',
    type: 'bigint',
    value: ({ record }) => (record.state === 'done' ? String(record.concludedAt) : null),
  },
  { name: 'outcome', type: 'text', value: ({ record }) => (record.state === 'done' ? record.outcome : null) },
  {
    name: 'came_from',
    type: 'text',
    value: ({ record }) => (record.state === 'done' ? (record.cameFrom ?? null) : null),
  },
  { name: 'company_id', type: 'uuid', value: ({ record }) => record.companyId ?? null },
  { name: 'contact_ids', type: 'json', value: ({ record }) => json(record.contactIds) },
  { name: 'parent_id', type: 'uuid', value: ({ record }) => record.parentId ?? null },
  { name: 'participants', type: 'json', value: ({ record }) => json(record.participants) },
  { name: 'schedule', type: 'json', value: ({ record }) => optionalJson(record.schedule) },
  { name: 'series', type: 'json', value: ({ record }) => optionalJson(record.series) },
  { name: 'occurrence_of', type: 'json', value: ({ record }) => optionalJson(record.occurrenceOf) },
  { name: 'reminders', type: 'json', value: ({ record }) => optionalJson(record.reminders) },
  { name: 'budget', type: 'json', value: ({ record }) => optionalJson(record.budget) },
  { name: 'probability', type: 'integer', value: ({ record }) => numeral(record.probability) },
  { name: 'next_step', type: 'text', value: ({ record }) => record.nextStep ?? null },
  { name: 'channel', type: 'text', value: ({ record }) => record.channel ?? null },
  { name: 'tags', type: 'json', value: ({ record }) => json(record.tags) },
  { name: 'update_date', type: 'date', value: ({ record }) => record.updateDate.on },
  { name: 'update_date_from', type: 'text', value: ({ record }) => record.updateDate.from },
  {
    name: 'last_interaction_at',
    type: 'bigint',
    value: ({ record }) => numeral(record.contactDates?.lastInteractionAt),
  },
  { name: 'last_inbound_at', type: 'bigint', value: ({ record }) => numeral(record.contactDates?.lastInboundAt) },
  { name: 'last_outbound_at', type: 'bigint', value: ({ record }) => numeral(record.contactDates?.lastOutboundAt) },
  { name: 'owner_id', type: 'uuid', value: ({ record }) => record.ownerId },
  { name: 'visibility', type: 'text', value: ({ record }) => record.visibility },
  { name: 'shares', type: 'jsonb', value: ({ record }) => optionalJson(record.shares) },
  ...stampColumns<InteractionRow>(({ record }) => record),
]

/** The table of interactions. */
export const interactionTable: Table<InteractionRow> = {
  name: 'interactions',
  columns: [
    ...interactionColumns,
    { name: 'sort_key', type: 'text', value: ({ index }) => index.sortKey },
    { name: 'search_text', type: 'text', value: ({ index }) => index.searchText },
    ...spanColumns<InteractionRow>(({ index }) => index.planned),
  ],
}

/** That an interaction is with a contact. */
export interface InteractionContact {
  readonly contactId: string
  readonly interactionId: string
}

/** The table of the contacts of interactions. */
export const interactionContactTable: Table<InteractionContact> = {
  name: 'interaction_contacts',
  columns: [
    { name: 'contact_id', type: 'uuid', value: ({ contactId }) => contactId },
    { name: 'interaction_id', type: 'uuid', value: ({ interactionId }) => interactionId },
  ],
}

/** That a member or a resource takes part in an interaction, and when it is planned. */
export interface InteractionAttendee {
  readonly attendeeId: string
  readonly interactionId: string
  readonly planned: PlannedSpan | undefined
}

/** The table of the attendees of interactions. */
export const interactionAttendeeTable: Table<InteractionAttendee> = {
  name: 'interaction_attendees',
  columns: [
    { name: 'attendee_id', type: 'uuid', value: ({ attendeeId }) => attendeeId },
    { name: 'interaction_id', type: 'uuid', value: ({ interactionId }) => interactionId },
    ...spanColumns<InteractionAttendee>(({ planned }) => planned),
  ],
}

/** The contacts of interactions that are written. */
export function contactsOf(rows: readonly Pick<InteractionRow, 'record'>[]): readonly InteractionContact[] {
  return rows.flatMap(({ record: { id, contactIds } }) =>
    [...new Set(contactIds)].map((contactId) => ({ contactId, interactionId: id })),
  )
}

/** The attendees of interactions that are written. */
export function attendeeRowsOf(
  rows: readonly Pick<InteractionRow, 'record' | 'index'>[],
): readonly InteractionAttendee[] {
  return rows.flatMap(({ record, index: { planned } }) =>
    [...new Set(attendeesOf(record).map(({ id }) => id))].map((attendeeId) => {
      return { attendeeId, interactionId: record.id, planned }
    }),
  )
}

const states: readonly InteractionState[] = ['open', 'in-progress', 'done']
const outcomes: readonly Outcome[] = ['won', 'lost', 'neutral']
const updateDateSources = ['schedule', 'step', 'hand'] as const
const read = cellReader(interactionColumns.map((column) => column.name))

/** A row of {@link interactionColumns} as an interaction. */
export function toInteraction(row: Row): Interaction {
  const cells = read(row)
  const base = present({
    ...toStamp(cells),
    id: cells.text('id'),
    number: cells.integer('number'),
    subject: cells.text('subject'),
    type: toStepType(cells.text('type')),
    companyId: cells.optional('company_id'),
    contactIds: cells.list<string>('contact_ids'),
    parentId: cells.optional('parent_id'),
    participants: cells.list<Interaction['participants'][number]>('participants'),
    schedule: optionalValue<NonNullable<Interaction['schedule']>>(cells, 'schedule'),
    series: optionalValue<NonNullable<Interaction['series']>>(cells, 'series'),
    occurrenceOf: optionalValue<NonNullable<Interaction['occurrenceOf']>>(cells, 'occurrence_of'),
    reminders: optionalValue<NonNullable<Interaction['reminders']>>(cells, 'reminders'),
    budget: optionalValue<NonNullable<Interaction['budget']>>(cells, 'budget'),
    probability: cells.optionalInteger('probability'),
    nextStep: cells.optional('next_step'),
    channel: cells.optional('channel'),
    tags: cells.list<string>('tags'),
    updateDate: { on: cells.presentDay('update_date'), from: cells.oneOf('update_date_from', updateDateSources) },
    contactDates: toContactDates(cells),
    ownerId: cells.maybe('owner_id'),
    visibility: cells.oneOf('visibility', visibilities),
    shares: optionalValue<readonly Share[]>(cells, 'shares'),
  })
  const state = cells.oneOf('state', states)
  switch (state) {
    case 'open':
      return { ...base, state }
    case 'in-progress':
      return { ...base, state, begunAt: cells.integer('begun_at') }
    case 'done': {
      const cameFrom = cells.optional('came_from')
      return {
        ...base,
        state,
        concludedAt: cells.integer('concluded_at'),
        outcome: cells.oneOf('outcome', outcomes),
        ...(cameFrom !== undefined && { cameFrom: toStepType(cameFrom) }),
      }
    }
  }
}

function spanColumns<Source>(of: (source: Source) => PlannedSpan | undefined): readonly Column<Source>[] {
  return [
    { name: 'planned_from', type: 'bigint', value: (source) => numeral(of(source)?.from) },
    { name: 'planned_until', type: 'bigint', value: (source) => numeral(of(source)?.until) },
  ]
}

function optionalJson(value: object | undefined): string | null {
  return value === undefined ? null : json(value)
}

function optionalValue<Value>(cells: Cells, column: string): Value | undefined {
  return cells.maybe(column) === null ? undefined : cells.json<Value>(column)
}

function toContactDates(cells: Cells): Interaction['contactDates'] {
  const dates = present({
    lastInteractionAt: cells.optionalInteger('last_interaction_at'),
    lastInboundAt: cells.optionalInteger('last_inbound_at'),
    lastOutboundAt: cells.optionalInteger('last_outbound_at'),
  })
  return Object.keys(dates).length === 0 ? undefined : dates
}

function toStepType(text: string): StepType {
  if (!isStepType(text)) throw new Error('a stored row names a step without a pipeline')
  return text
}

function isStepType(text: string): text is StepType {
  return text.includes('/')
}
