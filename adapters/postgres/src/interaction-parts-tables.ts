/** What belongs to interactions, as rows: notes, timers that run, time that was spent. @module */
import type { Direction, Note, StoredTimer, StoredTimeSpent, WordsNote } from 'crmkit/domain'
import { numeral } from './encode.ts'
import type { Row } from './executor.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of notes. */
export const noteTable: Table<Note> = {
  name: 'interaction_notes',
  columns: [
    { name: 'id', type: 'uuid', value: (note) => note.id },
    { name: 'interaction_id', type: 'uuid', value: (note) => note.interactionId },
    { name: 'kind', type: 'text', value: (note) => note.kind },
    { name: 'member_id', type: 'uuid', value: (note) => note.memberId },
    { name: 'at', type: 'bigint', value: (note) => String(note.at) },
    // Where it stands on a timeline: what a timer says happened as it was written.
    {
      name: 'happened_at',
      type: 'bigint',
      value: (note) => String(note.kind === 'words' ? note.happenedAt : note.at),
    },
    { name: 'text', type: 'text', value: (note) => (note.kind === 'words' ? note.text : null) },
    { name: 'voice', type: 'text', value: (note) => (note.kind === 'words' ? note.voice : null) },
    { name: 'direction', type: 'text', value: (note) => (note.kind === 'words' ? (note.direction ?? null) : null) },
    {
      name: 'spent_ms',
      type: 'bigint',
      value: (note) => (note.kind === 'timer-stopped' ? String(note.spentMs) : null),
    },
  ],
}

const noteKinds: readonly Note['kind'][] = ['words', 'timer-started', 'timer-stopped']
const voices: readonly WordsNote['voice'][] = ['ours', 'theirs']
const directions: readonly Direction[] = ['inbound', 'outbound']
const readNote = cellReader(noteTable.columns.map((column) => column.name))

/** A row of the table's columns as a note. */
export function toNote(row: Row): Note {
  const cells = readNote(row)
  const filed = {
    id: cells.text('id'),
    interactionId: cells.text('interaction_id'),
    memberId: cells.maybe('member_id'),
    at: cells.integer('at'),
  }
  const kind = cells.oneOf('kind', noteKinds)
  switch (kind) {
    case 'timer-started':
      return { ...filed, kind }
    case 'timer-stopped':
      return { ...filed, kind, spentMs: cells.integer('spent_ms') }
    case 'words':
      return {
        ...filed,
        ...present({ direction: cells.maybe('direction') === null ? undefined : cells.oneOf('direction', directions) }),
        kind,
        text: cells.text('text'),
        voice: cells.oneOf('voice', voices),
        happenedAt: cells.integer('happened_at'),
      }
  }
}

/** The table of running timers; a timer's id is its member's. */
export const timerTable: Table<StoredTimer> = {
  name: 'interaction_timers',
  columns: [
    { name: 'id', type: 'uuid', value: (timer) => timer.id },
    { name: 'version', type: 'integer', value: (timer) => String(timer.version) },
    { name: 'interaction_id', type: 'uuid', value: (timer) => timer.interactionId },
    { name: 'started_at', type: 'bigint', value: (timer) => String(timer.startedAt) },
  ],
}

const readTimer = cellReader(timerTable.columns.map((column) => column.name))

/** A row of the table's columns as a timer. */
export function toTimer(row: Row): StoredTimer {
  const cells = readTimer(row)
  return {
    id: cells.text('id'),
    memberId: cells.text('id'),
    version: cells.integer('version'),
    interactionId: cells.text('interaction_id'),
    startedAt: cells.integer('started_at'),
  }
}

/** The table of time spent. */
export const timeSpentTable: Table<StoredTimeSpent> = {
  name: 'interaction_time',
  columns: [
    { name: 'id', type: 'uuid', value: (spent) => spent.id },
    { name: 'interaction_id', type: 'uuid', value: (spent) => spent.interactionId },
    { name: 'kind', type: 'text', value: (spent) => spent.kind },
    { name: 'member_id', type: 'uuid', value: (spent) => spent.memberId },
    { name: 'at', type: 'bigint', value: (spent) => String(spent.at) },
    { name: 'from_at', type: 'bigint', value: (spent) => numeral(spent.kind === 'measured' ? spent.from : undefined) },
    {
      name: 'until_at',
      type: 'bigint',
      value: (spent) => numeral(spent.kind === 'measured' ? spent.until : undefined),
    },
    { name: 'on_day', type: 'date', value: (spent) => (spent.kind === 'typed' ? spent.on : null) },
    { name: 'minutes', type: 'integer', value: (spent) => numeral(spent.kind === 'typed' ? spent.minutes : undefined) },
  ],
}

const timeKinds: readonly StoredTimeSpent['kind'][] = ['measured', 'typed']
const readTime = cellReader(timeSpentTable.columns.map((column) => column.name))

/** A row of the table's columns as time spent. */
export function toTimeSpent(row: Row): StoredTimeSpent {
  const cells = readTime(row)
  const base = {
    id: cells.text('id'),
    interactionId: cells.text('interaction_id'),
    memberId: cells.text('member_id'),
    at: cells.integer('at'),
  }
  const kind = cells.oneOf('kind', timeKinds)
  return kind === 'measured'
    ? { ...base, kind, from: cells.integer('from_at'), until: cells.integer('until_at') }
    : { ...base, kind, on: cells.presentDay('on_day'), minutes: cells.integer('minutes') }
}
