import { describe, expect, it } from 'vitest'
import { KeySieve } from '../../../src/identity/key-sieve.ts'

const keysOf = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}:FR${732_829_320 + index}`)

describe('the key sieve', () => {
  it('holds nothing at first', () => {
    expect(new KeySieve().mayHold('vat:FR1')).toBe(false)
  })

  it('never misses a key, however many there are, and lets few others pass', () => {
    const sieve = new KeySieve()
    const known = keysOf('vat', 200_000)
    for (const key of known) sieve.add(key)
    expect(known.every((key) => sieve.mayHold(key))).toBe(true)
    const passing = keysOf('siret', 100_000).filter((key) => sieve.mayHold(key))
    expect(passing.length).toBeLessThan(1_000)
  })
})
