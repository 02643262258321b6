/** A scheduler that is nothing but a timer: it comes by when the next thing is due, and now and then besides. @module */
import type { Crm } from 'crmkit'

/** A timer that runs, until it is stopped. */
export interface RunningTimer {
  /** Resolves when what has begun has come to its end. */
  stop(): Promise<void>
}

/** A commit may bring something that is due sooner than all that is known: so nobody sleeps for longer than this. */
const longestPauseMs = 5_000

/** What is due and was left is being done by another process. */
const leastPauseMs = 100

/** Does what is due, for as long as the process lives. Any number of processes may have one. */
export function startTimer(crm: Pick<Crm, 'runDue'>): RunningTimer {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false
  const comeBy = async (): Promise<void> => {
    let pause = longestPauseMs
    try {
      const { nextDueAt } = await crm.runDue()
      if (nextDueAt !== null) pause = Math.min(pause, Math.max(leastPauseMs, nextDueAt - Date.now()))
    } catch (error) {
      // The database is not there, say. What is due stays due.
      console.error(error)
    }
    if (!isStopped) timer = setTimeout(next, pause)
  }
  let running = comeBy()
  function next(): void {
    running = comeBy()
  }
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
