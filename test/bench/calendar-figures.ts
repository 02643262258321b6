/** How the benchmarks of calendars measure, and what they print. @module */

/** What a benchmark is asked for. */
export interface BenchSize {
  readonly isQuick: boolean
  /** How often each of its shapes is measured. */
  readonly runs: number
  /** How many rows a store holds; otherwise as many as the benchmark is meant for. */
  readonly rows?: number
}

/** Measures some shapes and prints a line each. */
export type CalendarBench = (size: BenchSize) => void | Promise<void>

/** What is compared with another; `null` for a shape without a goal. */
export interface CalendarFigure {
  readonly bench: string
  readonly shape: string
  readonly ratio: number
  readonly goal: number | null
}

/**
 * The median times of some works, in milliseconds that the processor spent on them: nothing is waited for, and whatever
 * else runs on the machine is left out. They are done by turns, so that all of them meet the same machine.
 */
export function mediansOf<Name extends string>(
  runs: number,
  works: Readonly<Record<Name, () => unknown>>,
): Readonly<Record<Name, number>> {
  const times = new Map<string, number[]>()
  for (let run = -2; run < runs; run += 1) {
    for (const [name, work] of Object.entries<() => unknown>(works)) {
      const started = process.cpuUsage()
      work()
      const { user, system } = process.cpuUsage(started)
      // The first ones warm up.
      if (run >= 0) times.set(name, [...(times.get(name) ?? []), (user + system) / 1000])
    }
  }
  return medians(times)
}

/**
 * The median times of some works that wait for another process, in milliseconds on the clock, by turns as well.
 * @param works are told which turn it is, from -2 on
 */
export async function elapsedMedians<Name extends string>(
  runs: number,
  works: Readonly<Record<Name, (run: number) => Promise<unknown>>>,
): Promise<Readonly<Record<Name, number>>> {
  const times = new Map<string, number[]>()
  for (let run = -2; run < runs; run += 1) {
    for (const [name, work] of Object.entries<(run: number) => Promise<unknown>>(works)) {
      const started = performance.now()
      await work(run)
      const taken = performance.now() - started
      // The first ones warm up.
      if (run >= 0) times.set(name, [...(times.get(name) ?? []), taken])
    }
  }
  return medians(times)
}

/** One JSON line. */
export function printFigure({ bench, shape, ratio, goal }: CalendarFigure, more: object): void {
  console.log(
    JSON.stringify({ bench, shape, ratio: rounded(ratio), ...(goal !== null && { goal }), better: 'lower', ...more }),
  )
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

function medians<Name extends string>(times: ReadonlyMap<string, readonly number[]>): Readonly<Record<Name, number>> {
  const found: Record<string, number> = {}
  for (const [name, taken] of times) found[name] = taken.toSorted((a, b) => a - b)[Math.floor(taken.length / 2)] ?? 0
  return found as Record<Name, number>
}
