/**
 * A year of reminders on a clock of its own: matters are made and changed at random through the desk, while two workers do
 * what is due. They are killed, the clock jumps, and the notifier fails. Every reminder is accounted for: handed over
 * under its key once, dropped, missed or dead, and every call beyond that is explained.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm, type Desk } from 'crmkit'
import { type Interaction, plainDateIn } from 'crmkit/domain'
import pg from 'pg'
import { connection, dropDatabase, makeDatabase } from '../../adapters/postgres/test/postgres-server.ts'
import { changeMatter, createMatter, type People } from './reminder-matters.ts'
import { type Call, ReminderOracle } from './reminder-oracle.ts'

/** How to run it. */
export interface ReminderYearOptions {
  readonly port: number
  readonly matters: number
  readonly days: number
  readonly kills: number
  readonly seed: number
}

/** What came of it. */
export interface ReminderYearReport {
  readonly matters: number
  readonly changes: number
  readonly ticks: number
  readonly kills: number
  /** Lines of the ledger, by what has become of them. */
  readonly lines: Readonly<Record<string, number>>
  /** How often the notifier was called, and for how many reminders. */
  readonly calls: number
  readonly reminders: number
  /** Calls after the first one of a reminder: after a failure, or after the worker that made the one before was killed. */
  readonly afterFailure: number
  readonly afterKill: number
  /** Taken by the notifier from a worker that was killed then, and dropped or missed before another one came by. */
  readonly takenUnnoticed: number
  readonly deviations: readonly string[]
}

const hour = 3_600_000
const day = 24 * hour
/** By how much the second worker's clock is ahead: less than a lease, or it would take over what the first one is doing. */
const skew = 40_000

interface Year {
  readonly desk: Desk
  readonly pool: pg.Pool
  readonly oracle: ReminderOracle
  readonly random: () => number
  readonly people: People
  readonly matters: Interaction[]
  readonly workers: Worker[]
  readonly url: string
  /** Workers that were killed, and in which tick. */
  readonly killed: Map<string, number>
  readonly time: { now: number }
  tick: number
  made: number
  changes: number
  lastCall: number
}

interface Worker {
  readonly name: string
  readonly child: ChildProcess
}

/** Lives through it. */
export async function reminderYear(options: ReminderYearOptions): Promise<ReminderYearReport> {
  const { port, matters, days, kills, seed } = options
  const database = await makeDatabase(port)
  const pool = new pg.Pool({ ...connection(port, database), max: 4 })
  // The database is dropped while the last connections are being closed.
  pool.on('connect', (client) => client.on('error', () => {}))
  const { host, user, password } = connection(port, database)
  const url = `postgres://${user}:${String(password)}@${host}:${port}/${database}`
  const workers: Worker[] = []
  try {
    await migrate({ pool, appRole: 'crmkit_app' })
    await pool.query(
      'CREATE TABLE calls (id bigint GENERATED ALWAYS AS IDENTITY, key text, worker text, tick int, at bigint, attempt int, answer text)',
    )
    const year = await begin(pool, url, seed, workers)
    for (const index of [0, 1]) workers[index] = await startWorker(url, `worker-${index}-0`)
    const end = year.time.now + days * day
    let killed = 0
    const begun = year.time.now
    while (year.time.now < end || year.oracle.pending > 0) {
      const share = Math.min(1, (year.time.now - begun) / (end - begun))
      const wanted = year.time.now >= end ? matters : Math.floor(matters * share * 1.02)
      const kill = killed < kills * share && year.oracle.isDue(year.time.now)
      await liveOn(year, Math.max(0, Math.min(matters, wanted) - year.made), kill, year.time.now >= end)
      if (kill) killed += 1
      // What has to wait for the last attempt has a month for it.
      if (year.time.now > end + 400 * day) throw new Error(`${year.oracle.pending} reminders never come to an end`)
    }
    return await reportOf(year, killed)
  } finally {
    for (const { child } of workers) child.kill('SIGKILL')
    await pool.end()
    await dropDatabase(port, database)
  }
}

async function begin(pool: pg.Pool, url: string, seed: number, workers: Worker[]): Promise<Year> {
  const time = { now: Date.UTC(2026, 0, 1, 6) }
  const crm = createCrm({ store: postgresStore({ pool, role: 'crmkit_app' }), clock: { now: () => time.now } })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'a year of reminders' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const members = [administrator.id]
  const contacts: string[] = []
  for (let count = 0; count < 4; count += 1) members.push((await desk.workspace.members.add({ name: `M${count}` })).id)
  for (let count = 0; count < 9; count += 1) {
    contacts.push((await desk.contacts.create({ givenName: 'Carla', familyName: `Pépin ${count}` })).record.id)
  }
  const known = { time, desk, pool, url, workers, random: randomFrom(seed), people: { members, contacts } }
  const counts = { tick: 0, made: 0, changes: 0, lastCall: 0 }
  return { ...known, ...counts, oracle: new ReminderOracle(), matters: [], killed: new Map() }
}

/** One tick: time goes on, matters are made and changed, the workers do what is due, and all of it is looked at. */
async function liveOn(year: Year, toMake: number, kill: boolean, isOver: boolean): Promise<void> {
  const { random, oracle } = year
  year.tick += 1
  year.time.now = Math.floor(nextInstant(year, isOver))
  const isConcurrent = !isOver && random() < 0.5
  const changes = change(year, toMake, isOver ? 0 : Math.floor(random() * 1.3 * (toMake + 1)))
  if (!isConcurrent) await changes
  const runs = year.workers.map((worker, index) => run(worker, { now: year.time.now + index * skew, tick: year.tick }))
  if (kill) await killOne(year, Promise.all(runs))
  const ended = await Promise.all(runs)
  await changes
  const { rows } = await year.pool.query<Call & { readonly id: string }>(
    'SELECT id, key, worker, tick, at, answer FROM calls WHERE id > $1 ORDER BY id',
    [year.lastCall],
  )
  year.lastCall = Number(rows.at(-1)?.id ?? year.lastCall)
  const calls = rows.map((row) => ({ ...row, at: Number(row.at) }))
  const isQuiet = ended.every(Boolean) && !isConcurrent
  await oracle.check(year.pool, { number: year.tick, now: year.time.now + skew, isConcurrent, isQuiet }, calls)
}

/** An hour on average; now and then exactly when something is due, days later, or hours back. */
function nextInstant({ time: { now }, random, oracle }: Year, isOver: boolean): number {
  const chance = random()
  if (isOver) return now + 3 * hour
  if (chance < 0.004) return now + (1 + random() * 3) * day
  if (chance < 0.01) return now - random() * 6 * hour
  const step = (5 / 60 + random() * 2) * hour
  return (chance < 0.6 && oracle.nextDue(now, now + step)) || now + step
}

async function change(year: Year, toMake: number, toChange: number): Promise<void> {
  const { desk, random, people, matters, oracle } = year
  const today = plainDateIn(year.time.now, 'Europe/Paris')
  for (let count = 0; count < toMake; count += 1) {
    const matter = await createMatter(desk, random, people, today)
    matters.push(matter)
    year.made += 1
    oracle.wrote(matter.id, matter, year.time.now, year.tick)
  }
  for (let count = 0; count < toChange && matters.length > 0; count += 1) {
    // The latest ones more often: those of long ago have nothing ahead of them.
    const index = matters.length - 1 - Math.floor(random() ** 2 * Math.min(matters.length, 900))
    const matter = matters[index]
    if (matter === undefined) continue
    const after = await changeMatter(desk, random, people, today, matter)
    year.changes += 1
    oracle.wrote(matter.id, after, year.time.now, year.tick)
    if (after === null) matters.splice(index, 1)
    else matters[index] = after
  }
}

/** Kills one of the two in its run, and starts the next one in its place: at random, or just after it has handed over. */
async function killOne(year: Year, ended: Promise<unknown>): Promise<void> {
  const { random, workers, url } = year
  const name = random() < 0.3 ? null : await Promise.race([firstCaller(year), ended.then(() => null)])
  if (name === null) await pause(random() * 25)
  const aimed = workers.findIndex((worker) => worker.name === name)
  const index = aimed < 0 ? Math.floor(random() * workers.length) : aimed
  const worker = workers[index]
  if (worker === undefined) return
  const gone = new Promise((resolve) => worker.child.once('exit', resolve))
  worker.child.kill('SIGKILL')
  await gone
  year.killed.set(worker.name, year.tick)
  // Its last statement may still be under way.
  const isThere = async (): Promise<boolean> => {
    const { rows } = await year.pool.query('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [worker.name])
    return rows.length > 0
  }
  while (await isThere()) await pause(2)
  workers[index] = await startWorker(url, `worker-${index}-${year.tick}`)
}

/** Who is the first to hand over anything in this tick. */
async function firstCaller({ pool, tick }: Year): Promise<string | null> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { rows } = await pool.query<{ worker: string }>('SELECT worker FROM calls WHERE tick = $1 LIMIT 1', [tick])
    if (rows[0] !== undefined) return rows[0].worker
    await pause(2)
  }
  return null
}

async function startWorker(url: string, name: string): Promise<Worker> {
  const script = join(import.meta.dirname, 'reminder-child.ts')
  const child = spawn(process.execPath, [script, url, name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a worker ended before it began: ${code}`)))
  })
  return { name, child }
}

/** Tells a worker what time it is. @returns whether it came to its end */
function run({ child, name }: Worker, message: { readonly now: number; readonly tick: number }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      code === null ? resolve(false) : reject(new Error(`${name} ended by itself: ${code}`))
    child.once('exit', onExit)
    child.once('message', () => {
      child.off('exit', onExit)
      resolve(true)
    })
    child.send(message)
  })
}

async function reportOf(year: Year, kills: number): Promise<ReminderYearReport> {
  const { pool, oracle, killed } = year
  const { rows: calls } = await pool.query<Call>('SELECT key, worker, tick, at, answer FROM calls ORDER BY id')
  const { rows: lines } = await pool.query<{ key: string; state: string; attempts: number }>(
    'SELECT key, state, attempts FROM crmkit.reminders',
  )
  const deviations = [...oracle.deviations]
  const byKey = new Map<string, Call[]>()
  for (const call of calls) byKey.set(call.key, [...(byKey.get(call.key) ?? []), call])
  const wasKilled = ({ worker, tick }: Call): boolean => killed.get(worker) === tick
  const counts: Record<string, number> = {}
  let [afterFailure, afterKill, takenUnnoticed] = [0, 0, 0]
  for (const { key, state, attempts } of lines) {
    counts[state] = (counts[state] ?? 0) + 1
    const its = byKey.get(key) ?? []
    byKey.delete(key)
    for (const [index, call] of its.entries()) {
      if (index === its.length - 1) continue
      if (call.answer !== 'delivered') afterFailure += 1
      else if (wasKilled(call)) afterKill += 1
      else deviations.push(`${key} was handed over again after it was taken`)
    }
    const taken = its.filter(({ answer }) => answer === 'delivered')
    if (state === 'pending') deviations.push(`${key} is still pending`)
    if (state === 'delivered' && taken.length === 0) deviations.push(`${key} is delivered, and nobody took it`)
    if (state === 'missed' && attempts === 0 && its.length > 0) deviations.push(`${key} is missed, and was handed over`)
    if (state === 'delivered' || taken.length === 0) continue
    if (taken.every(wasKilled)) takenUnnoticed += 1
    else deviations.push(`${key} is ${state}, and was taken`)
  }
  for (const key of byKey.keys()) deviations.push(`${key} was handed over, and is in no ledger`)
  if (lines.length !== oracle.lines.size) deviations.push(`${lines.length} lines instead of ${oracle.lines.size}`)
  for (const { key, state } of lines) {
    const status = oracle.lines.get(key)?.status
    if ((status === 'dropped') !== (state === 'dropped')) deviations.push(`${key} is ${state}, and should be ${status}`)
  }
  return {
    matters: year.made,
    changes: year.changes,
    ticks: year.tick,
    kills,
    lines: counts,
    calls: calls.length,
    reminders: new Set(calls.map(({ key }) => key)).size,
    afterFailure,
    afterKill,
    takenUnnoticed,
    deviations,
  }
}

/** Mulberry32: a small generator whose seed says which run it was. */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
