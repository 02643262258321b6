/**
 * Keeping what providers tell, before anybody looks at it. While one commit of a provider's events is under way, requests
 * that come in wait, and go together in the next one: a storm takes few commits, and who comes alone waits for nothing.
 * What is known to be kept is not written again; where a commit may be undone yet, nothing is known.
 * Rules: docs/concepts/messages.md (MSG-2).
 * @module
 */
import type { NewJob } from '../../job/job.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { KeptProviderEvent, ProviderTopic } from '../../ports/provider-event-log.ts'
import type { CrmPorts } from '../context.ts'
import { interpretation } from './interpretation-job.ts'
import { recentKeys } from './recent-keys.ts'

/** What one request tells. */
export interface ToldEvents {
  readonly workspaceId: WorkspaceId
  readonly topic: ProviderTopic
  readonly provider: string
  /** All of them of this topic and this provider. */
  readonly events: readonly KeptProviderEvent[]
}

/** Keeps what requests tell, and has it interpreted soon. */
export interface EventKeeper {
  /** Ends when all of it is kept. @throws what the store says of this request, written alone */
  keep(told: ToldEvents): Promise<void>
}

/** A request that waits for its commit. */
interface WaitingRequest extends ToldEvents {
  readonly onKept: () => void
  readonly onFailed: (cause: unknown) => void
}

/** How much goes into one commit; a request that tells more goes alone. */
const mostEvents = 2_000
const mostCharacters = 2_000_000

/** Of so many events it is known at least that they are kept, and of twice as many at most; each takes some 100 bytes. */
const knownEvents = 50_000

/** Makes a keeper: as long as it is used, it knows what it has kept lately. */
export function eventKeeper(ports: Pick<CrmPorts, 'store' | 'clock' | 'ids'>): EventKeeper {
  /** The requests that wait for a commit that is under way, by workspace, topic and provider. */
  const lanes = new Map<string, WaitingRequest[]>()
  // What is kept is removed only long after it was interpreted: told again, it would be no news then either.
  const known = recentKeys(knownEvents)

  const keepTogether = async (lane: string, requests: readonly WaitingRequest[]): Promise<void> => {
    const [first] = requests
    if (first === undefined) return
    const fresh = new Map<string, KeptProviderEvent>()
    for (const { events } of requests) {
      for (const event of events) {
        if (!known.has(lane, event.key) && !fresh.has(event.key)) fresh.set(event.key, event)
      }
    }
    try {
      if (fresh.size > 0) await commitKept(ports, { ...first, events: [...fresh.values()] })
    } catch (cause) {
      // The store may be against what one of them tells: the others are kept all the same.
      if (requests.length > 1) await Promise.all(requests.map((request) => keepTogether(lane, [request])))
      else first.onFailed(cause)
      return
    }
    // A provider tells again what was undone: who took it for kept would lose it.
    if (ports.store.commitsAreFinal === true) for (const key of fresh.keys()) known.add(lane, key)
    for (const { onKept } of requests) onKept()
  }

  const keepWaiting = async (lane: string, waiting: WaitingRequest[]): Promise<void> => {
    while (waiting.length > 0) await keepTogether(lane, waiting.splice(0, groupLength(waiting)))
    lanes.delete(lane)
  }

  return {
    keep: (told) =>
      new Promise((onKept, onFailed) => {
        const lane = `${told.workspaceId} ${told.topic} ${told.provider}`
        const waiting = lanes.get(lane)
        const request = { ...told, onKept, onFailed }
        if (waiting !== undefined) {
          waiting.push(request)
          return
        }
        const alone = [request]
        lanes.set(lane, alone)
        void keepWaiting(lane, alone)
      }),
  }
}

/** How many requests go into one commit: the first, and those behind it for which there is room. */
function groupLength(waiting: readonly WaitingRequest[]): number {
  let count = 0
  let characters = 0
  for (const [index, { events }] of waiting.entries()) {
    count += events.length
    characters += events.reduce((sum, { raw }) => sum + raw.length, 0)
    if (index > 0 && (count > mostEvents || characters > mostCharacters)) return index
  }
  return waiting.length
}

async function commitKept(
  { store, clock, ids }: Pick<CrmPorts, 'store' | 'clock' | 'ids'>,
  { workspaceId, topic, events }: ToldEvents,
): Promise<void> {
  const job: NewJob = interpretation(topic, ids.next(), clock.now())
  const written = await store.commit({
    workspaceId,
    ...{ writes: [], keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] },
    providerEventsKept: events,
    jobs: [job],
  })
  if (!written.ok) throw new Error(`events of a provider were refused: ${written.error.code}`)
}
