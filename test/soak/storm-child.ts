/**
 * A process that a provider tells of messages, several requests at a time, and that interprets what is pending in
 * between; or that inserts the same events into a bare table, just as many at a time. Says `ready`, begins at the first
 * line of its input, asks its parent for the place of each next request until there is none, says `sent`, and goes on
 * interpreting until its input ends. Run by `event-storm.ts`; uses the built packages, as a host does.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { postgresStore } from '@crmkit/postgres'
import { createCrm } from 'crmkit'
import pg from 'pg'
import { runDue } from '../../src/use-cases/jobs/run-due.ts'
import { interpretHandler } from '../../src/use-cases/providers/interpret-events.ts'
import { stormChannels, systemPorts } from './storm-host.ts'
import { rawOf, stormRequests, type ToldEvent } from './storm-world.ts'

/** An event as it is sent. */
interface SentEvent {
  readonly key: string
  readonly raw: string
}

const [mode = '', connectionString = '', workspaceId = '', ...numbers] = process.argv.slice(2)
const [requestsInTheAir = 1, events = 0, seed = 0] = numbers.map(Number)
const pool = new pg.Pool({ connectionString, max: 4 })
const store = postgresStore({ pool, role: 'crmkit_app' })
const crm = createCrm({ store, channels: stormChannels })
const ports = systemPorts(store)
const handlers = new Map([[interpretHandler.kind, interpretHandler]])

/** Requests between two looks at what is pending. */
const requestsBetween = 20

// What the provider sends is written before the clock starts: that is its own work.
const requests = [...stormRequests({ events, seed })].map((request) =>
  new TextEncoder().encode(JSON.stringify(request.map(toSent))),
)
/** Who waits for a place; they are told in the order in which they asked. */
const places: ((place: number) => void)[] = []
process.on('message', (place: number) => places.shift()?.(place))
let goesOn = true
process.stdin.on('end', () => {
  goesOn = false
})
process.stdout.write('ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
await Promise.all(Array.from({ length: requestsInTheAir }, sendAll))
process.stdout.write('sent\n')
while (goesOn && mode !== 'bare') {
  if ((await interpret()) === 0) await pause(20)
}
while (mode !== 'bare' && (await interpret()) > 0) {
  // Until nothing is left that this process could do.
}
await pool.end()
process.disconnect()

/** Takes requests one after the other, beside others that do the same, until none is left. */
async function sendAll(): Promise<void> {
  for (let sent = 1; ; sent += 1) {
    const body = requests[await nextPlace()]
    if (body === undefined) return
    if (mode === 'bare') {
      await insert(JSON.parse(new TextDecoder().decode(body)))
      continue
    }
    const reply = await crm.receive({ method: 'POST', path: '/', headers: {}, body }, { workspaceId, topic: 'mail' })
    if (reply.status !== 204) throw new Error(`the answer was ${reply.status}`)
    if (sent % requestsBetween === 0) await interpret()
  }
}

/** The place of the request that is sent next by whoever is free first, as a balancer would have it. */
function nextPlace(): Promise<number> {
  return new Promise((resolve) => {
    places.push(resolve)
    process.send?.('next')
  })
}

function toSent(event: ToldEvent): SentEvent {
  return { key: event.key, raw: rawOf(event) }
}

/** One plain insert of what a request tells. In one order, or two of them wait for each other. */
async function insert(told: readonly SentEvent[]): Promise<void> {
  await pool.query(
    "INSERT INTO bare SELECT $1::uuid, 'mail', 'postbox', u.*, $2::bigint FROM unnest($3::text[], $4::text[]) AS u " +
      'ORDER BY 4 ON CONFLICT DO NOTHING',
    [workspaceId, Date.now(), told.map(({ key }) => key), told.map(({ raw }) => raw)],
  )
}

async function interpret(): Promise<number> {
  const { done, retried } = await runDue(ports, handlers, {
    limit: 1_000,
    providerEventsKeptMs: Number.MAX_SAFE_INTEGER,
  })
  return done + retried
}
