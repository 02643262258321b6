/**
 * What has to become of every reminder, known by whoever makes the changes: which lines there are, which of them are
 * wanted, and what was settled. It looks at every tick whether the ledger, the queue and the calls agree.
 */
import {
  findWanted,
  type Interaction,
  type PlannedReminder,
  planReminders,
  reminderSource,
  usualReminderHours,
} from 'crmkit/domain'
import type pg from 'pg'

type Status = 'pending' | 'dropped' | 'settled'

interface Line {
  readonly planned: PlannedReminder
  status: Status
  /** Until when a meeting could be reminded of, as the matter was last written. */
  endsAt: number | undefined
  /** Since which tick it has not been wanted any more. */
  droppedIn: number
}

/** A call of the notifier. */
export interface Call {
  readonly key: string
  readonly worker: string
  readonly tick: number
  readonly at: number
  readonly answer: string
}

/** A tick of the year: what time it is for the workers, and whether changes were made at the same time. */
export interface Tick {
  readonly number: number
  /** The clock of the worker that is ahead. */
  readonly now: number
  readonly isConcurrent: boolean
  /** Whether everybody has come to his end, so that nothing may be left that is due. */
  readonly isQuiet: boolean
}

interface LedgerRow {
  readonly key: string
  readonly state: string
  readonly attempts: number
  readonly settledAt: number
  /** When the queue has a look at it again; `null` if it does not. */
  readonly next: number | null
}

const day = 86_400_000
const hours = usualReminderHours('Europe/Paris')

/** Keeps account of every reminder. */
export class ReminderOracle {
  readonly lines = new Map<string, Line>()
  readonly deviations: string[] = []
  readonly #byMatter = new Map<string, Set<string>>()
  readonly #pending = new Set<string>()
  /** In this tick, perhaps while a worker was busy with them. */
  readonly #droppedNow = new Set<string>()

  /** What follows from writing a matter; `null`: it is removed. */
  wrote(id: string, matter: Interaction | null, now: number, tick: number): void {
    const keys = this.#byMatter.get(id) ?? new Set()
    this.#byMatter.set(id, keys)
    for (const key of keys) {
      const line = this.lines.get(key)
      if (line?.status !== 'pending') continue
      const wanted = matter === null ? null : findWanted(line.planned, reminderSource(matter), { now, hours })
      if (wanted?.reminder.key === key) line.endsAt = wanted.reminder.endsAt
      else this.#become(key, line, 'dropped', tick)
    }
    if (matter === null) return
    for (const planned of planReminders(reminderSource(matter), { now, hours })) {
      const { key, endsAt } = planned
      keys.add(key)
      const known = this.lines.get(key)
      if (known === undefined) this.lines.set(key, { planned, status: 'pending', endsAt, droppedIn: 0 })
      else if (known.status === 'dropped') this.#become(key, known, 'pending', 0)
      else continue
      const line = this.lines.get(key)
      if (line !== undefined) line.endsAt = endsAt
      this.#pending.add(key)
    }
  }

  /** The instant at which the next one is due, after `now` and before `until`. */
  nextDue(now: number, until: number): number | null {
    let next: number | null = null
    for (const key of this.#pending) {
      const dueAt = this.lines.get(key)?.planned.dueAt ?? 0
      if (dueAt > now && dueAt < (next ?? until)) next = dueAt
    }
    return next
  }

  /** Whether anything is due soon after this instant. */
  isDue(now: number): boolean {
    return this.nextDue(now - 2 * day, now + day / 24) !== null
  }

  /** How many are pending. */
  get pending(): number {
    return this.#pending.size
  }

  /** Looks at what a tick has done. */
  async check(pool: pg.Pool, tick: Tick, calls: readonly Call[]): Promise<void> {
    const due = [...this.#pending].filter((key) => (this.lines.get(key)?.planned.dueAt ?? 0) <= tick.now)
    for (const { key, at } of calls) {
      const line = this.lines.get(key)
      if (line === undefined) this.#deviate(tick, key, 'was never planned')
      else if (at < line.planned.dueAt) this.#deviate(tick, key, 'was handed over too early')
      else if (line.status === 'settled') this.#deviate(tick, key, 'was handed over after it was settled')
      else if (line.status === 'dropped' && !(tick.isConcurrent && line.droppedIn === tick.number)) {
        this.#deviate(tick, key, 'was handed over after it was dropped')
      }
    }
    const keys = [...new Set([...due, ...this.#droppedNow, ...calls.map(({ key }) => key)])]
    this.#droppedNow.clear()
    if (keys.length === 0) return
    for (const row of await ledgerRows(pool, keys)) this.#compare(tick, row)
  }

  #compare(tick: Tick, row: LedgerRow): void {
    const line = this.lines.get(row.key)
    if (line === undefined) return
    const { dueAt } = line.planned
    switch (row.state) {
      case 'pending':
        if (line.status !== 'pending') this.#deviate(tick, row.key, `is pending, and should be ${line.status}`)
        else if (tick.isQuiet && (row.next === null || row.next <= tick.now)) {
          this.#deviate(tick, row.key, `is due, and nobody looks at it again (${row.next})`)
        }
        return
      case 'dropped':
        if (line.status !== 'dropped') this.#deviate(tick, row.key, `is dropped, and should be ${line.status}`)
        return
      case 'missed': {
        const isOver = line.endsAt !== undefined && row.settledAt >= line.endsAt
        const isLate = row.attempts === 0 && row.settledAt > dueAt + day
        // A change at the same time may have moved the end of the meeting.
        if (!isOver && !isLate && !tick.isConcurrent) this.#deviate(tick, row.key, 'is missed, and was in time')
        break
      }
    }
    if (line.status === 'dropped' && !(tick.isConcurrent && line.droppedIn === tick.number)) {
      this.#deviate(tick, row.key, `is ${row.state}, and was dropped`)
    }
    this.#become(row.key, line, 'settled', 0)
  }

  #become(key: string, line: Line, status: Status, tick: number): void {
    line.status = status
    line.droppedIn = tick
    if (status !== 'pending') this.#pending.delete(key)
    if (status === 'dropped') this.#droppedNow.add(key)
  }

  #deviate(tick: Tick, key: string, what: string): void {
    this.deviations.push(`tick ${tick.number}: ${key} ${what}`)
  }
}

/** The lines of these keys, each with the time at which its last job comes up, if it waits. */
async function ledgerRows(pool: pg.Pool, keys: readonly string[]): Promise<readonly LedgerRow[]> {
  const { rows } = await pool.query<Record<'key' | 'state' | 'attempts' | 'settled_at' | 'due_at', string | null>>(
    "SELECT r.key, r.state, r.attempts, r.settled_at, j.due_at FROM crmkit.reminders AS r LEFT JOIN crmkit.jobs AS j ON j.workspace_id = r.workspace_id AND j.key = 'reminder:' || r.round || ' ' || r.key AND j.state = 'waiting' WHERE r.key = ANY ($1)",
    [keys],
  )
  return rows.map(({ key, state, attempts, settled_at, due_at }) => ({
    key: key ?? '',
    state: state ?? '',
    attempts: Number(attempts),
    settledAt: Number(settled_at),
    next: due_at === null ? null : Number(due_at),
  }))
}
