/** Interactions in words. @module */
import type {
  DomainEvent,
  Interaction,
  Locale,
  Note,
  RecordWarning,
  Schedule,
  StoredCall,
  StoredMessage,
  TimelineEntry,
} from 'crmkit'
import { callStatus, showWords, talkedSeconds, wallClockIn } from 'crmkit/domain'

/** An interaction in a line: “Apples” (no. 3). */
export function interactionLine({ subject, number }: Pick<Interaction, 'subject' | 'number'>): string {
  return `“${subject}” (no. ${number})`
}

/** When it is to be done: `by 2026-12-04`, `2026-12-04 10:00–11:30`. @param timeZone the workspace's, which goes without saying */
export function describeSchedule(schedule: Schedule | undefined, timeZone: string): string {
  if (schedule === undefined) return ''
  if (schedule.kind === 'task') {
    const { due } = schedule
    return 'at' in due ? `by ${due.on} ${due.at}${otherZone(due.timeZone, timeZone)}` : `by ${due.on}`
  }
  const { start, end } = schedule
  const until = start.on === end.on ? `–${end.at}` : ` – ${end.on} ${end.at}`
  return `${start.on} ${start.at}${until}${otherZone(schedule.timeZone, timeZone)}`
}

/** An instant on the clocks of a zone: `2026-12-04 14:00`. */
export function describeInstant(at: number, timeZone: string): string {
  const clock = wallClockIn(at, timeZone)
  return `${clock.on} ${clock.at}`
}

/** What stands on a timeline, in a line. */
export function describeEntry(entry: TimelineEntry, locale: Locale): string {
  switch (entry.kind) {
    case 'note':
      return describeNote(entry.note, locale)
    case 'import':
      return `row ${entry.row} of import ${entry.importId}`
    case 'event':
      return describeEvent(entry.event)
    case 'message':
      return describeMessage(entry.message)
    case 'call':
      return describeCall(entry.call)
  }
}

/** A message that was sent, with what became of it at each recipient. */
function describeMessage({ channel, headline, recipients, sending }: StoredMessage): string {
  const statuses = [...new Set(recipients.map(({ delivery }) => delivery.status))].join(', ')
  const what = channel === 'sms' ? 'text message' : 'mail'
  return `${what} ${headline ?? ''} – ${sending.state === 'accepted' ? statuses : sending.state}`
}

/** A call, with what became of it. The number is the contact's or the company's own. */
function describeCall(call: StoredCall): string {
  const seconds = talkedSeconds(call)
  const long = seconds === null || seconds === 0 ? '' : `, ${seconds} s`
  return `${call.direction === 'inbound' ? 'call' : 'call from here'} – ${callStatus(call)}${long}`
}

/** What a command has to say about what it wrote all the same. */
export function describeWarning(warning: RecordWarning, timeZone: string): string {
  switch (warning.code) {
    case 'no-next-action':
      return 'It has no date ahead: nobody will be reminded of it.'
    case 'overlap':
      return `A member has something else from ${describeInstant(warning.from, timeZone)} on.`
    case 'possible-duplicate':
    case 'sibling':
    case 'duplicate':
    case 'related':
    case 'phone-not-understood':
    case 'email-not-understood':
      return `Look at it again: ${warning.code.replaceAll('-', ' ')}.`
  }
}

function otherZone(zone: string, usual: string): string {
  return zone === usual ? '' : ` (${zone})`
}

function describeNote(note: Note, locale: Locale): string {
  switch (note.kind) {
    case 'words':
      return showWords(note, locale)
    case 'timer-started':
      return 'timer started'
    case 'timer-stopped':
      return `timer stopped after ${Math.round(note.spentMs / 60_000)} min`
  }
}

function describeEvent({ type, data }: DomainEvent): string {
  const verb = type.slice(type.indexOf('.') + 1).replaceAll('-', ' ')
  const { from, to } = data
  return typeof from === 'string' && typeof to === 'string' ? `${verb} from ${from} to ${to}` : verb
}
