/**
 * `npm run bench:sync`: the first synchronization of an address book, over PostgreSQL and the People API of
 * `@crmkit/google-contacts/testing` in a process of its own. Prints one JSON line a shape: the requests that it took, as a
 * ratio to the fewest that the sizes of pages and batches allow, and the memory of the second half of the run, as a ratio
 * to that of the first. What was interrupted is counted as a whole.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { googleContacts } from '@crmkit/google-contacts'
import { migrate, postgresStore } from '@crmkit/postgres'
import { type Crm, createCrm, type Desk, type DirectoryRunProgress } from 'crmkit'
import pg from 'pg'
import { connection, dropDatabase, makeDatabase, startPostgres } from '../../adapters/postgres/test/postgres-server.ts'
import type { PeopleOrder, PeopleState } from './people-server.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, people: { type: 'string' } } })
const people = Number(values.people ?? (values.quick ? 2_500 : 25_000))
const goal = 1.1
const memoryGoal = 1.2
const batch = 200
const page = 1_000

/** One way to begin. `fewest`: the requests that it takes at least, beside one for the group's list and one for the group. */
interface Shape {
  readonly name: string
  readonly here: number
  readonly there: number
  /** After how many changes that it sent a run is ended, again and again. */
  readonly interruptedAfter?: number
}

const shapes: readonly Shape[] = [
  { name: 'out', here: people, there: 0 },
  { name: 'out, interrupted', here: people, there: 0, interruptedAfter: people / 5 },
  { name: 'in', here: 0, there: people },
]

const server = await startPostgres({ isDurable: true })
try {
  for (const shape of shapes) await bench(shape)
} finally {
  await server.stop()
}

async function bench({ name, here, there, interruptedAfter }: Shape): Promise<void> {
  const database = await makeDatabase(server.port)
  const pool = new pg.Pool({ ...connection(server.port, database), max: 3 })
  const google = await startGoogle()
  try {
    await migrate({ pool })
    const directory = googleContacts({
      auth: { getAccessToken: async () => ({ token: google.state.accessToken }) },
      rootUrl: google.state.url,
    })
    const crm = createCrm({ store: postgresStore({ pool }), directories: () => directory })
    const desk = await openDesk(crm, here)
    const { id } = await desk.directories.connect({ provider: 'google', label: 'anna', groupName: 'crmkit' })
    // The group is there before the first run, as after a preview.
    await desk.directories.preview(id)
    await google.ask({ ask: 'fill', count: there, groupName: 'crmkit' })
    if (there > 0) await desk.directories.update(id, { label: 'filled' })
    const memory = memoryWatch()
    const startedAt = performance.now()
    let runs = 0
    for (let isThrough = false; !isThrough; runs += 1) {
      const stop = new AbortController()
      const onProgress = ({ sent }: DirectoryRunProgress): void => {
        memory.look()
        if (interruptedAfter !== undefined && sent >= interruptedAfter) stop.abort()
      }
      const { outcome } = await desk.directories.sync(id, { onProgress, signal: stop.signal })
      isThrough = outcome === 'complete'
    }
    const seconds = (performance.now() - startedAt) / 1_000
    const { requests, people: known } = await google.ask({ ask: 'count' })
    // Each run that goes on asks once what has changed meanwhile.
    const fewest = Math.max(1, Math.ceil(there / page)) + Math.ceil(here / batch) + runs - 1
    const again = await desk.directories.sync(id)
    const { requests: idle } = await google.ask({ ask: 'count' })
    const ratio = requests / fewest
    print({ shape: name, ratio, goal, requests, fewest, runs, people: known, seconds, idle, outcome: again.outcome })
    const { first, second } = memory.peaks()
    print({ shape: `${name}: memory`, ratio: second / first, goal: memoryGoal, mb: Math.round(second / 1e6) })
  } finally {
    google.stop()
    await pool.end()
    await dropDatabase(server.port, database)
  }
}

/** A desk with so many contacts that stand nowhere else. */
async function openDesk(crm: Crm, count: number): Promise<Desk> {
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'bench' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const { record } = await desk.companies.create({ name: 'Pomme SARL' })
  for (let first = 1; first <= count; first += batch) {
    const numbers = Array.from({ length: Math.min(batch, count - first + 1) }, (_, index) => first + index)
    const colleagues = numbers.map((n) => ({
      givenName: `Given ${n}`,
      familyName: `Here ${n}`,
      emails: [`here${n}@pomme.example`],
      phones: [`+336${String(10_000_000 + n)}`],
    }))
    await desk.contacts.createMany(record.id, colleagues)
  }
  return desk
}

interface Google {
  readonly state: PeopleState
  ask(order: PeopleOrder): Promise<PeopleState>
  stop(): void
}

async function startGoogle(): Promise<Google> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'people-server.ts'), { stdio: 'inherit' })
  const answer = (): Promise<PeopleState> => new Promise((resolve) => child.once('message', resolve))
  const state = await answer()
  return {
    state,
    ask: (order) => {
      const told = answer()
      child.send(order)
      return told
    },
    stop: () => void child.kill(),
  }
}

/** The most memory that a process had in the first and in the second half of some looks at it. */
function memoryWatch() {
  const seen: number[] = []
  const peak = (part: readonly number[]): number => Math.max(1, ...part)
  return {
    look: () => void seen.push(process.memoryUsage().rss),
    peaks: () => {
      const half = Math.ceil(seen.length / 2)
      return { first: peak(seen.slice(0, half)), second: peak(seen.slice(half)) }
    },
  }
}

function print(figures: Readonly<Record<string, string | number>>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value,
  ])
  console.log(JSON.stringify({ bench: 'sync', ...Object.fromEntries(rounded), better: 'lower' }))
}
