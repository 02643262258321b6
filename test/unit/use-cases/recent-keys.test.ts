import { describe, expect, it } from 'vitest'
import { recentKeys } from '../../../src/use-cases/providers/recent-keys.ts'

describe('Recent keys', () => {
  it('knows the last keys that were added, so many at least and twice as many at most', () => {
    const keys = recentKeys(3)
    const known = () => ['a', 'b', 'c', 'd', 'e', 'f', 'g'].filter((key) => keys.has('x', key)).join('')
    const after = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => {
      keys.add('x', key)
      return known()
    })
    expect(after).toEqual(['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'defg'])
  })

  it('knows a key in its own scope only, and counts all scopes', () => {
    const keys = recentKeys(2)
    keys.add('x', 'a')
    expect([keys.has('x', 'a'), keys.has('y', 'a')]).toEqual([true, false])
    for (const scope of ['y', 'z', 'y', 'z']) keys.add(scope, 'b')
    expect(keys.has('x', 'a')).toBe(false)
  })
})
