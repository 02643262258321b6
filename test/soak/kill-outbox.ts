/**
 * The kill test of the outbox: one process makes events and two tell webhooks of them, all three ended with SIGKILL at
 * random moments and started again. Afterwards every event must have come to every receiver, in order per record, and
 * what came twice must have had the same id and body.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate, postgresStore } from '@crmkit/postgres'
import { nodeWebhookSender } from '@crmkit/webhooks'
import { createCrm, type Desk } from 'crmkit'
import pg from 'pg'
import { connection, dropDatabase, makeDatabase } from '../../adapters/postgres/test/postgres-server.ts'
import { type Delivery, type Mood, type SoakReceiver, startSoakReceiver } from './webhook-receivers.ts'

/** How to run it. */
export interface KillOutboxOptions {
  readonly port: number
  readonly kills: number
  readonly seed: number
}

/** What one receiver saw. */
export interface ReceiverReport {
  readonly requests: number
  readonly events: number
  /** Events that were never accepted. */
  readonly lost: number
  readonly duplicates: number
  /** Events that came first after a later one about the same record. */
  readonly outOfOrder: number
  /** Requests with a wrong signature, or with another body than before under the same id. */
  readonly untrue: number
}

/** What came of it. */
export interface KillOutboxReport {
  readonly kills: number
  readonly commits: number
  readonly good: ReceiverReport
  readonly moody: ReceiverReport
  /** The state of the webhook whose receiver answered 410, and how often it was called before and after. */
  readonly gone: { readonly state: string; readonly requests: number; readonly outOfOrder: number }
  /** Jobs that are still open or dead, other than those of the webhook that is gone. */
  readonly leftOver: number
}

const roles = ['produce', 'consume', 'consume'] as const
const farewellAfter = 20

/** Runs the test against a server. */
export async function killOutbox({ port, kills, seed }: KillOutboxOptions): Promise<KillOutboxReport> {
  const database = await makeDatabase(port)
  const pool = new pg.Pool({ ...connection(port, database), max: 3 })
  const random = randomFrom(seed)
  const receivers = {
    good: await startSoakReceiver(() => 'accept'),
    moody: await startSoakReceiver(() => moodFrom(random)),
    gone: await startSoakReceiver((request) => (request < farewellAfter ? 'accept' : 'farewell')),
  }
  try {
    await migrate({ pool, appRole: 'crmkit_app' })
    const store = postgresStore({ pool, role: 'crmkit_app' })
    const crm = createCrm({ store, webhooks: { sender: nodeWebhookSender({ allowLoopback: true }) } })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'kill test' })
      .workspaces.create({ name: 'Kill', administrator: { name: 'Anne' } })
    const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    await subscribe(desk, receivers.good)
    await subscribe(desk, receivers.moody)
    const goneId = await subscribe(desk, receivers.gone)
    const { host, user, password } = connection(port, database)
    const url = `postgres://${user}:${String(password)}@${host}:${port}/${database}`
    await runAndKill([url, workspace.id, administrator.id], kills, random, () => isQuiet(pool, goneId))
    const events = await eventsOf(pool)
    const gone = reportOf(receivers.gone.deliveries, events)
    return {
      kills,
      commits: events.length,
      good: reportOf(receivers.good.deliveries, events),
      moody: reportOf(receivers.moody.deliveries, events),
      gone: { state: (await desk.webhooks.get(goneId)).state, requests: gone.requests, outOfOrder: gone.outOfOrder },
      leftOver: await leftOver(pool, goneId),
    }
  } finally {
    for (const receiver of Object.values(receivers)) await receiver.close()
    await pool.end()
    await dropDatabase(port, database)
  }
}

async function subscribe(desk: Desk, receiver: SoakReceiver): Promise<string> {
  const { webhook, secret = '' } = await desk.webhooks.create({ url: receiver.url, eventTypes: ['company.*'] })
  receiver.secrets = [secret]
  return webhook.id
}

/** A third of the requests goes wrong, in one way or another. */
function moodFrom(random: () => number): Mood {
  const moods = ['late', 'fail', 'redirect', 'hang-up'] as const
  return random() < 1 / 3 ? (moods[Math.floor(random() * moods.length)] ?? 'fail') : 'accept'
}

/** Kills one of the three so many times, then lets the two that tell come to an end. */
async function runAndKill(
  args: readonly string[],
  kills: number,
  random: () => number,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const children = roles.map((role) => start(role, args))
  await Promise.all(children.map(ready))
  for (let kill = 0; kill < kills; kill += 1) {
    const index = Math.floor(random() * roles.length)
    const [role, child] = [roles[index], children[index]]
    if (role === undefined || child === undefined) throw new Error('nobody to kill')
    await pause(random() * 250)
    if (child.exitCode !== null) throw new Error(`the process that should ${role} ended by itself`)
    child.kill('SIGKILL')
    await ended(child)
    const next = start(role, args)
    children[index] = next
    await ready(next)
  }
  await pause(500)
  const [producer, ...consumers] = children
  producer?.stdin?.end()
  if (producer !== undefined) await ended(producer)
  const deadline = performance.now() + 240_000
  while (!(await isDone()) && performance.now() < deadline) await pause(100)
  for (const consumer of consumers) consumer.stdin?.end()
  await Promise.all(consumers.map(ended))
}

function start(role: string, args: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, 'outbox-child.ts')
  return spawn(process.execPath, [script, role, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`a process ended before it began: ${code}`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
}

interface StoredEvent {
  readonly id: string
  readonly subject: string
  readonly version: number
}

/** The events that were committed, by what the database says. */
async function eventsOf(pool: pg.Pool): Promise<readonly StoredEvent[]> {
  const { rows } = await pool.query<{ id: string; subject_id: string; version: number }>(
    "SELECT id, subject_id, version FROM crmkit.events WHERE type LIKE 'company.%'",
  )
  return rows.map(({ id, subject_id, version }) => ({ id, subject: subject_id, version }))
}

async function isQuiet(pool: pg.Pool, goneId: string): Promise<boolean> {
  const { rows } = await pool.query<{ open: string }>(
    "SELECT count(*) AS open FROM crmkit.jobs WHERE state IN ('waiting', 'behind') AND key NOT LIKE $1",
    [`webhook:${goneId}:%`],
  )
  return rows[0]?.open === '0'
}

async function leftOver(pool: pg.Pool, goneId: string): Promise<number> {
  const { rows } = await pool.query<{ left: string }>(
    "SELECT count(*) AS left FROM crmkit.jobs WHERE state <> 'done' AND key NOT LIKE $1",
    [`webhook:${goneId}:%`],
  )
  return Number(rows[0]?.left)
}

function reportOf(deliveries: readonly Delivery[], events: readonly StoredEvent[]): ReceiverReport {
  const bodies = new Map<string, string>()
  const latest = new Map<string, number>()
  const accepted = new Set<string>()
  let [outOfOrder, untrue] = [0, 0]
  for (const { id, body, isSigned, isAccepted, subject, version } of deliveries) {
    if (isAccepted) accepted.add(id)
    if (!isSigned || (bodies.get(id) ?? body) !== body) untrue += 1
    if (bodies.has(id)) continue
    bodies.set(id, body)
    // The versions of a record count without gaps: the first time that one comes, it is the next one.
    if (version !== (latest.get(subject) ?? 0) + 1) outOfOrder += 1
    latest.set(subject, Math.max(version, latest.get(subject) ?? 0))
  }
  return {
    requests: deliveries.length,
    events: bodies.size,
    lost: events.filter(({ id }) => !accepted.has(id)).length,
    duplicates: deliveries.length - bodies.size,
    outOfOrder,
    untrue,
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
