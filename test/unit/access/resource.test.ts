import type { Resource, ResourceChanges } from 'crmkit'
import { changeResource, isBookable, moveResource, normalizeResource, resourceTransitions } from 'crmkit/domain'
import { buildResource, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

const van: Resource = buildResource({ id: countedId(1), description: 'Seats 9', color: '#33aa77' })

describe('A resource', () => {
  it.each(Object.entries(resourceTransitions))('WS-4 that is %s takes the steps of the table only', (state, steps) => {
    const before = { ...van, state } as Resource
    for (const asked of ['retire', 'reinstate'] as const) {
      const moved = moveResource(before, asked)
      const target = new Map(Object.entries(steps)).get(asked)
      if (target !== undefined) expect(moved).toEqual({ ok: true, value: { ...before, state: target } })
      else expect(moved).toMatchObject({ ok: false, error: { state, asked, allowed: Object.keys(steps) } })
    }
  })

  it('WS-4 may be booked while it is in use', () => {
    expect([isBookable({ state: 'in-use' }), isBookable({ state: 'retired' })]).toEqual([true, false])
  })

  it.each<[ResourceChanges, object]>([
    [{}, {}],
    [{ name: '  Old van ' }, { name: 'Old van' }],
    [
      { description: null, color: ' ' },
      { description: undefined, color: undefined },
    ],
    [{ color: '#ABC' }, { color: '#aabbcc' }],
    [{ color: '#A1b2C3' }, { color: '#a1b2c3' }],
  ])('WS-4 is changed by %j', (changes, expected) => {
    const { name, kind, description, color } = van
    const wanted = Object.entries({ name, kind, description, color, ...expected }).filter(([, value]) => value)
    expect(changeResource(van, changes)).toEqual({ ok: true, value: Object.fromEntries(wanted) })
  })

  it('WS-4 needs a name and a kind, and a color that is one', () => {
    const refused = normalizeResource({ name: ' ', kind: '', color: 'red' })
    expect(refused.ok ? [] : refused.error.issues.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'name missing',
      'kind missing',
      'color invalid-format',
    ])
    const long = changeResource(van, { name: 'x'.repeat(301), kind: 'a\0b' })
    expect(long.ok ? [] : long.error.issues.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'name too-long',
      'kind unreadable-text',
    ])
  })
})
