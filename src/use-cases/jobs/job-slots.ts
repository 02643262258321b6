/**
 * The slots in which the jobs of one workspace are done: whoever is quick makes room for the next, whatever the slow ones
 * do, and no kind of job has all of them.
 * @module
 */
import { within } from '../../kernel/deadline.ts'

/** How many jobs of a workspace are done at once, and how many of one kind. */
const mostAtOnce = 12
const mostOfAKind = 8

/** Claiming takes a lock: it waits for half of what runs to end, yet no longer than this after the first has. */
const shortWhileMs = 20

/** The slots of one workspace. */
export interface JobSlots<Ending> {
  /** For how many jobs of which kinds there is room. */
  room(): { readonly kinds: readonly string[]; readonly free: number }
  /** Puts a job that has begun into a slot, until it ends. */
  take(kind: string, ending: Promise<Ending>): void
  /**
   * Waits until there is room again. `false`: nothing was running.
   * @throws what a job was rejected with, once all others have ended
   */
  someFree(): Promise<boolean>
  /** Waits until nothing is running. @throws what a job was rejected with */
  allFree(): Promise<void>
}

/** Empty slots. @param onEnd told of every job that ends */
export function jobSlots<Ending>(kinds: readonly string[], onEnd: (ending: Ending) => void): JobSlots<Ending> {
  const running = new Map<Promise<void>, string>()
  const failures: unknown[] = []
  const countOf = (kind: string): number => [...running.values()].filter((other) => other === kind).length
  const oneEnds = (): Promise<void> => Promise.race(running.keys())

  const allFree = async (): Promise<void> => {
    await Promise.all(running.keys())
    if (failures.length > 0) throw failures[0]
  }
  return {
    room: () => {
      const open = kinds.filter((kind) => countOf(kind) < mostOfAKind)
      // No more than the fullest of them has room for: whose the next jobs are is not known beforehand.
      const least = open.reduce((room, kind) => Math.min(room, mostOfAKind - countOf(kind)), mostOfAKind)
      return { kinds: open, free: open.length === 0 ? 0 : Math.min(least, mostAtOnce - running.size) }
    },
    take: (kind, ending) => {
      const slot = ending
        .then(onEnd, (failure) => {
          failures.push(failure)
        })
        .then(() => {
          running.delete(slot)
        })
      running.set(slot, kind)
    },
    someFree: async () => {
      if (running.size === 0) return false
      const half = Math.floor(running.size / 2)
      await oneEnds()
      const halfEnds = async (): Promise<void> => {
        while (running.size > half && failures.length === 0) await oneEnds()
      }
      await within(halfEnds(), shortWhileMs, undefined)
      if (failures.length > 0) await allFree()
      return true
    },
    allFree,
  }
}
