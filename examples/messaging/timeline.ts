/** What the page shows: the contact's timeline, the latest first, and who may not be written to. @module */
import type { StoredSuppression, TimelineEntry } from 'crmkit'
import { callStatus, missedBecause } from 'crmkit/domain'
import type { Scene } from './scene.ts'

/** A line of the page. */
export interface Row {
  readonly id: string
  readonly at: number
  readonly kind: 'mail' | 'text' | 'call' | 'stop' | 'other'
  readonly title: string
  /** What became of it, so far: `delivered`, `opened`. */
  readonly marks: readonly string[]
}

/** Reads the timeline anew: each message and each call is one line, however far it has come. */
export async function readRows({ desk, contactId }: Pick<Scene, 'desk' | 'contactId'>): Promise<readonly Row[]> {
  const [timeline, suppressions] = await Promise.all([
    desk.contacts.timeline(contactId, { limit: 50 }),
    desk.consent.suppressions(),
  ])
  const rows = [...timeline.items.flatMap(rowsOf), ...suppressions.items.map(stopRow)]
  return rows.toSorted((one, other) => other.at - one.at)
}

function rowsOf(entry: TimelineEntry): readonly Row[] {
  const { id, at } = entry
  switch (entry.kind) {
    case 'message': {
      const { channel, headline, sending, recipients } = entry.message
      const [recipient] = recipients
      const { status = 'pending', reason, marks = {} } = recipient?.delivery ?? {}
      const became = status === 'pending' ? sending.state : [status, reason].filter(Boolean).join(' ')
      const title = headline ?? 'Erased'
      return [{ id, at, kind: channel === 'email' ? 'mail' : 'text', title, marks: [became, ...Object.keys(marks)] }]
    }
    case 'call': {
      const { direction } = entry.call
      // Why nobody took it.
      const because = [missedBecause(entry.call)].filter((each) => each !== null)
      const title = direction === 'inbound' ? 'Carla calls' : 'Anne calls Carla'
      return [{ id, at, kind: 'call', title, marks: [callStatus(entry.call), ...because] }]
    }
    case 'note':
      return 'said' in entry.note ? [{ id, at, kind: 'other', title: String(entry.note.said), marks: [] }] : []
    case 'event':
      return entry.event.type === 'contact.created'
        ? [{ id, at, kind: 'other', title: 'Carla is a contact', marks: [] }]
        : []
    case 'import':
      return []
  }
}

function stopRow({ id, entry: { kind, channel, reason, at } }: StoredSuppression): Row {
  const what = channel === 'email' ? 'mail to this address' : 'texts to this number'
  return { id, at, kind: 'stop', title: kind === 'suppressed' ? `No more ${what}` : `Again ${what}`, marks: [reason] }
}
