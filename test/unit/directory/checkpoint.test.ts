import { afterExpiry, afterPage, missingEntries, readingRequest, startReading } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

describe('SYN-4 Checkpoints', () => {
  it('SYN-4 a reading goes on after every page, and the next one asks for what changed', () => {
    const first = startReading(null, 1)
    expect(readingRequest(first)).toEqual({})
    const second = afterPage(first, { nextPageToken: 'p2' })
    expect(readingRequest(startReading(JSON.parse(JSON.stringify(second)), 2))).toEqual({ pageToken: 'p2' })
    const done = afterPage(second, { syncToken: 's1' })
    const changes = startReading(done, 3)
    expect([changes.reading, changes.round, readingRequest(changes)]).toEqual(['changes', 2, { syncToken: 's1' }])
    const page = afterPage(changes, { nextPageToken: 'p2' })
    expect(readingRequest(page)).toEqual({ syncToken: 's1', pageToken: 'p2' })
  })

  it('SYN-4 an expired token leads to a reading of everybody, after which those are missing who were not read', () => {
    const changes = startReading(afterPage(startReading(null, 1), { syncToken: 's1' }), 2)
    const full = afterExpiry(changes, 3)
    expect([full.reading, readingRequest(full)]).toEqual(['full', {}])
    const known = [
      { entryId: 'e1', round: 1 },
      { entryId: 'e2', round: full.round },
    ]
    expect(missingEntries(afterPage(full, { nextPageToken: 'p2' }), known)).toEqual([])
    expect(missingEntries(afterPage(full, { syncToken: 's2' }), known)).toEqual(['e1'])
    expect(missingEntries(afterPage(changes, { syncToken: 's2' }), [{ entryId: 'e1', round: 1 }])).toEqual([])
  })

  it('SYN-4 a complete reading without a token is followed by another one of everybody', () => {
    expect(startReading(afterPage(startReading(null, 1), {}), 2)).toMatchObject({ reading: 'full', round: 2 })
  })
})
