/** Time that something has as a whole. @module */

/** Runs something that a signal ends. */
export async function withinTime<Answer>(
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), timeoutMs)
  try {
    return await run(deadline.signal)
  } finally {
    clearTimeout(timer)
  }
}
