/** Waiting no longer than a while for work that can't be stopped. @module */

interface Timers {
  setTimeout?(callback: () => void, ms: number): unknown
  clearTimeout?(timer: unknown): void
}

/** Timers count in 32 bits; what is longer would end at once. */
const longestMs = 2 ** 31 - 1

/** What the work comes to, or `late` when the time is up. Who comes later is not heard, well or badly. */
export function within<Value, Late>(work: Promise<Value>, ms: number, late: Late): Promise<Value | Late> {
  const { setTimeout, clearTimeout }: Timers = globalThis
  return new Promise((resolve, reject) => {
    const timer = setTimeout?.(() => resolve(late), Math.min(ms, longestMs))
    const stop = () => clearTimeout?.(timer)
    work.then(resolve, reject).then(stop, stop)
  })
}
