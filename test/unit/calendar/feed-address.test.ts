import { countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import {
  feedSecret,
  formatFeedToken,
  hashFeedSecret,
  hasSecret,
  parseFeedToken,
  shownFeed,
} from '../../../src/calendar/feed-address.ts'

const secret = feedSecret(new Uint8Array(32).fill(0xab))
const token = { workspaceId: countedId(1), feedId: countedId(2), secret }

describe('Addresses of feeds', () => {
  it('CAL-4 an address names the feed, and proves that one may read it', () => {
    const text = formatFeedToken(token)
    expect(parseFeedToken(text)).toEqual(token)
    expect(parseFeedToken(`${text}.ics`)).toEqual(token)
    expect(secret).toBe('ab'.repeat(32))
  })

  it.each([
    '',
    'x',
    `${token.workspaceId}.${token.feedId}`,
    `${token.workspaceId}.${token.feedId}.short`,
    'a.b.c',
    '...',
  ])('CAL-4 %j is no address', (text) => {
    expect(parseFeedToken(text)).toBeNull()
    expect(parseFeedToken(`${text}.more`)).toBeNull()
  })

  it('CAL-4 only a hash of the secret is kept, and the desk does not show even that', () => {
    const secretHash = hashFeedSecret(secret)
    expect(secretHash).not.toContain(secret)
    expect(hasSecret({ secretHash }, secret)).toBe(true)
    expect(hasSecret({ secretHash }, secret.replace('ab', 'ac'))).toBe(false)
    expect(hasSecret({ secretHash: '' }, secret)).toBe(false)
    const feed = { id: countedId(2), version: 1, memberId: countedId(3), createdAt: 0 }
    expect(shownFeed({ ...feed, secretHash })).toEqual(feed)
  })
})
