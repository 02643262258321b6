/** Doing what is due, again and again: sending, working out what providers told, looking up what calls cost. @module */
import type { Crm } from 'crmkit'

/** So that the page shows at once what happens. A host without an audience takes seconds. */
const pauseMs = 200

/** Starts it. @returns what stops it, once what has begun is done */
export function startWork(crm: Pick<Crm, 'runDue'>): () => Promise<void> {
  let isStopped = false
  let wake = (): void => {}
  const ended = work()
  return () => {
    isStopped = true
    wake()
    return ended
  }

  async function work(): Promise<void> {
    while (!isStopped) {
      // What fails is due again later.
      await crm.runDue().catch(console.error)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}
