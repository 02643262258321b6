/**
 * A storm of events of a provider: several processes are told of the same messages at once, each event one to ten times and
 * nothing in order, while they interpret what is pending. Beside it the same requests are inserted into a bare table.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm, type Store } from 'crmkit'
import { buildCommit } from 'crmkit/testing'
import pg from 'pg'
import { connection, dropDatabase, makeDatabase } from '../../adapters/postgres/test/postgres-server.ts'
import { runDue } from '../../src/use-cases/jobs/run-due.ts'
import { interpretHandler } from '../../src/use-cases/providers/interpret-events.ts'
import { stormChannels, systemPorts } from './storm-host.ts'
import { type StormSize, stormEvents, stormMessages, stormOutcome, stormRequests } from './storm-world.ts'

/** How to run it. */
export interface StormOptions extends StormSize {
  readonly port: number
  readonly processes: number
  /** How many requests each process has under way at once, in the storm and beside it. Default: 16. */
  readonly inTheAir?: number
}

/** What came of it. */
export interface StormReport {
  readonly processes: number
  readonly inTheAir: number
  readonly events: number
  readonly tellings: number
  readonly messages: number
  /** How long it took until all was kept and interpreted. */
  readonly stormMs: number
  /** How long the same requests took as plain inserts into a bare table: the mean of before and after. */
  readonly bareMs: number
  /** The throughput beside the bare table's: 1 is as fast. */
  readonly ratio: number
  /** Messages that are not what the pure rules make of their events. */
  readonly wrong: number
  /** Events that are not settled, or not as one of a message. */
  readonly unsettled: number
  /** Messages and lines that a replay of everything changed. */
  readonly changedByReplay: number
}

/** Runs the storm against a server. */
export async function eventStorm({ port, processes, inTheAir = 16, ...size }: StormOptions): Promise<StormReport> {
  const database = await makeDatabase(port)
  const pool = new pg.Pool({ ...connection(port, database), max: 4 })
  try {
    await migrate({ pool, appRole: 'crmkit_app' })
    const store = postgresStore({ pool, role: 'crmkit_app' })
    const workspaceId = await fill(store, size)
    await pool.query(
      'CREATE TABLE bare (workspace_id uuid, topic text, provider text, key text, raw text, received_at bigint, ' +
        'PRIMARY KEY (workspace_id, topic, provider, key))',
    )
    const { host, user, password } = connection(port, database)
    const url = `postgres://${user}:${String(password)}@${host}:${port}/${database}`
    const run = (mode: string) => runChildren(mode, { processes, inTheAir }, [url, workspaceId], size)
    const runAlone = async (mode: string): Promise<number> => {
      await pool.query('TRUNCATE bare')
      await pool.query('VACUUM ANALYZE')
      return run(mode)
    }
    // Before it and behind it: a machine is faster in one minute than in the next.
    const first = await runAlone('bare')
    const stormMs = await runAlone('storm')
    const bareMs = (first + (await runAlone('bare'))) / 2
    const report = await check(store, workspaceId, size)
    const requests = [...stormRequests(size)]
    return {
      processes,
      inTheAir,
      events: size.events,
      tellings: requests.reduce((sum, request) => sum + request.length, 0),
      messages: stormMessages(size).length,
      stormMs: Math.round(stormMs),
      bareMs: Math.round(bareMs),
      ratio: Math.round((bareMs / stormMs) * 1_000) / 1_000,
      ...report,
    }
  } finally {
    await pool.end()
    await dropDatabase(port, database)
  }
}

async function fill(store: Store, size: StormSize): Promise<string> {
  const crm = createCrm({ store, channels: stormChannels })
  const { workspace } = await crm
    .asSystem({ reason: 'storm' })
    .workspaces.create({ name: 'Storm', administrator: { name: 'Anne' } })
  // That there is a workspace is told now: a job that nobody here does would stand in the way of every claim.
  await crm.runDue()
  const messages = stormMessages(size)
  const words = { text: 'x', names: {}, answers: [], files: [] }
  for (let from = 0; from < messages.length; from += 1_000) {
    const writes = messages
      .slice(from, from + 1_000)
      .map((record) => ({ op: 'create', kind: 'message', record, words }) as const)
    const written = await store.commit(buildCommit({ workspaceId: workspace.id, writes }))
    if (!written.ok) throw new Error(written.error.code)
  }
  return workspace.id
}

/** Starts all at once, and says how long it took until the last one had nothing left to do. */
async function runChildren(
  mode: string,
  { processes, inTheAir }: Required<Pick<StormOptions, 'processes' | 'inTheAir'>>,
  args: readonly string[],
  { events, seed }: StormSize,
): Promise<number> {
  const script = join(import.meta.dirname, 'storm-child.ts')
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, [script, mode, ...args, ...[inTheAir, events, seed].map(String)], {
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    }),
  )
  // Whoever is free takes the next request, as behind a balancer.
  let place = 0
  for (const child of children) child.on('message', () => child.send(place++))
  const ends = children.map(ended)
  await Promise.all(children.map(says))
  const begin = performance.now()
  const sent = children.map(says)
  for (const child of children) child.stdin?.write('go\n')
  await Promise.all(sent)
  for (const child of children) child.stdin?.end()
  await Promise.all(ends)
  return performance.now() - begin
}

/** The next thing that a process says. */
function says(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`a process ended before it spoke: ${code}`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))))
  })
}

async function check(
  store: Store,
  workspaceId: string,
  size: StormSize,
): Promise<Pick<StormReport, 'wrong' | 'unsettled' | 'changedByReplay'>> {
  const expected = stormOutcome(size)
  const before = await stateOf(store, workspaceId, [...expected.keys()])
  let wrong = 0
  for (const [id, { sending, recipients }] of expected) {
    const stored = before.get(id)
    const told = JSON.stringify([stored?.sending, stored?.recipients], inOrder)
    if (told !== JSON.stringify([sending, recipients], inOrder)) wrong += 1
  }
  const interpreted = await interpretedOf(store, workspaceId)
  const lines = (await store.consents.listSuppressions(workspaceId, { limit: 1_000_000 })).length
  await store.commit(buildCommit({ workspaceId, providerEventsReplayed: { topic: 'mail' } }))
  await replay(store, workspaceId)
  const after = await stateOf(store, workspaceId, [...expected.keys()])
  const changed = [...after].filter(([id, { version }]) => before.get(id)?.version !== version).length
  const moreLines = (await store.consents.listSuppressions(workspaceId, { limit: 1_000_000 })).length - lines
  const again = await interpretedOf(store, workspaceId)
  const known = stormEvents(size).length
  return {
    wrong,
    unsettled: known - interpreted + (known - again),
    changedByReplay: changed + moreLines,
  }
}

/** Interprets everything that was made pending again. */
async function replay(store: Store, workspaceId: string): Promise<void> {
  const ports = systemPorts(store)
  const job = { key: 'replay', kind: interpretHandler.kind, dueAt: 0, payload: { topic: 'mail' } }
  await store.commit(buildCommit({ workspaceId, jobs: [job] }))
  const handlers = new Map([[interpretHandler.kind, interpretHandler]])
  await runDue(ports, handlers, { providerEventsKeptMs: Number.MAX_SAFE_INTEGER })
}

async function interpretedOf(store: Store, workspaceId: string): Promise<number> {
  let count = 0
  for (let after = 0; ; ) {
    const page = await store.providerEvents.list(workspaceId, { state: 'interpreted', after, limit: 10_000 })
    count += page.length
    const last = page.at(-1)
    if (last === undefined) return count
    after = last.position
  }
}

async function stateOf(store: Store, workspaceId: string, ids: readonly string[]) {
  const found = await store.messages.findMany(workspaceId, ids)
  return new Map(found.map((message) => [message.id, message]))
}

/** Keys in one order: a row gives them back in another. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
