/** Long work in short pieces, so that the host's event loop lives on. @module */

interface Timers {
  readonly setImmediate?: (callback: () => void) => void
  readonly setTimeout?: (callback: () => void, ms: number) => void
}

/** Lets everything else that waits for its turn have it. */
export function breathe(): Promise<void> {
  const { setImmediate, setTimeout }: Timers = globalThis
  return new Promise((resolve) => {
    if (setImmediate !== undefined) setImmediate(resolve)
    else if (setTimeout !== undefined) setTimeout(resolve, 0)
    else resolve()
  })
}

/** Waits a while. Where there are no timers, it only lets others have their turn. */
export function pause(ms: number): Promise<void> {
  const { setTimeout }: Timers = globalThis
  return setTimeout === undefined ? breathe() : new Promise((resolve) => setTimeout(resolve, ms))
}
