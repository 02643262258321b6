import { longestWaitMs, retryAt, usualRetryDelaysMs } from 'crmkit/domain'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const now = 1_000_000

describe('When a job is tried again', () => {
  it('pauses grow as the table says, by up to a fifth more', () => {
    for (const [index, delay] of usualRetryDelaysMs.entries()) {
      const at = retryAt({ seed: 'a', attempts: index + 1, now })
      expect(at).toBeGreaterThanOrEqual(now + delay)
      expect(at).toBeLessThanOrEqual(now + Math.min(longestWaitMs, delay * 1.2))
    }
  })

  it('there is one attempt more than there are pauses', () => {
    expect(retryAt({ seed: 'a', attempts: 3, now }, [1, 2])).toBeNull()
    expect(retryAt({ seed: 'a', attempts: 1, now }, [])).toBeNull()
  })

  it('the same job and attempt give the same pause, others spread out', () => {
    const pauses = Array.from({ length: 100 }, (_, n) => retryAt({ seed: `job ${n}`, attempts: 4, now }))
    expect(retryAt({ seed: 'job 7', attempts: 4, now })).toBe(pauses[7])
    expect(new Set(pauses).size).toBeGreaterThan(95)
    const spread = Math.max(...pauses.map(Number)) - Math.min(...pauses.map(Number))
    expect(spread).toBeGreaterThan(7_200_000 * 0.15)
  })

  it('the other side may ask for more, never for less, and not for ever', () => {
    const failed = { seed: 'a', attempts: 1, now }
    expect(retryAt({ ...failed, notBefore: now + 60_000 })).toBe(now + 60_000)
    expect(retryAt({ ...failed, notBefore: now - 60_000 })).toBe(retryAt(failed))
    expect(retryAt({ ...failed, notBefore: now + 10 * longestWaitMs })).toBe(now + longestWaitMs)
  })

  it('lies in the future and within a day, whatever is asked for', () => {
    const any = fc.record({
      seed: fc.string(),
      attempts: fc.integer({ min: 1, max: 9 }),
      now: fc.integer({ min: 0, max: 1e13 }),
      notBefore: fc.option(fc.integer({ min: -1e13, max: 1e14 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(any, (failed) => {
        const at = retryAt(failed) ?? -1
        expect(at).toBeGreaterThan(failed.now)
        expect(at).toBeLessThanOrEqual(failed.now + longestWaitMs)
      }),
    )
  })
})
