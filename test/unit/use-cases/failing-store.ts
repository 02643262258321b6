/** A store that fails once, at the n-th time that it is asked: a machine that dies there, or a network that breaks. */
import type { Store } from 'crmkit'

/**
 * What happens at that time:
 * - `refuse`: nothing is done, and whoever asked hears of it;
 * - `break`: it is done, and whoever asked hears of a failure;
 * - `die`: nothing is done, and nobody hears of anything again;
 * - `vanish`: it is done, and nobody hears of anything again.
 */
export type Failure = 'refuse' | 'break' | 'die' | 'vanish'

/** All of them. */
export const failures: readonly Failure[] = ['refuse', 'break', 'die', 'vanish']

/** Counts what is asked, and fails at one of them. */
export interface Failing {
  /** Whether it has failed by now. */
  readonly hasFailed: boolean
  /** Resolves once the machine is dead. */
  readonly death: Promise<void>
  /** Does something that can fail. */
  attempt<Value>(work: () => Promise<Value>): Promise<Value>
  /** A store of which every call can fail. */
  wrap(store: Store): Store
}

/** Fails at the n-th call, counted from 1. */
export function failing(n: number, failure: Failure): Failing {
  let count = 0
  let isDead = false
  let announce = () => {}
  const death = new Promise<void>((resolve) => {
    announce = resolve
  })
  const never = () => new Promise<never>(() => {})
  const attempt = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    // Who is dead asks for nothing more.
    if (isDead) return never()
    count += 1
    if (count !== n) return work()
    if (failure === 'die' || failure === 'vanish') isDead = true
    if (failure === 'break' || failure === 'vanish') await work()
    if (isDead) {
      announce()
      return never()
    }
    throw new Error(`the ${n}. call failed`)
  }
  const wrapPart = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...given: unknown[]) => attempt(async () => Reflect.apply(method, target, given))
      },
    })
  return {
    get hasFailed() {
      return count >= n
    },
    death,
    attempt,
    wrap: (store) =>
      new Proxy(store, {
        get: (target, name) => {
          const part: unknown = Reflect.get(target, name)
          if (typeof part === 'function') {
            return (...given: unknown[]) => attempt(async () => Reflect.apply(part, target, given))
          }
          return typeof part === 'object' && part !== null ? wrapPart(part) : part
        },
      }),
  }
}
