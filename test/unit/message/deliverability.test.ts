import {
  type Delivery,
  deliverability,
  deliveryShares,
  parsePrice,
  type ReportQuery,
  type SentItem,
  sumPrices,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

const query: ReportQuery = {
  from: Date.parse('2026-11-01T00:00Z'),
  until: Date.parse('2026-12-01T00:00Z'),
  by: 'day',
  timeZone: 'Europe/Paris',
}

function sent(at: string, status: Delivery['status'], more: Partial<SentItem> = {}): SentItem {
  return { channel: 'email', at: Date.parse(at), state: 'accepted', delivery: { status, marks: {} }, ...more }
}

describe('MSG-1 The report of deliverability', () => {
  it('MSG-1 counts by day of the workspace and by channel, in their order', () => {
    const rows = deliverability(
      [
        sent('2026-11-21T23:30Z', 'delivered'),
        sent('2026-11-21T22:30Z', 'bounced'),
        sent('2026-11-22T10:00Z', 'delivered', { channel: 'sms' }),
        sent('2026-11-22T10:00Z', 'pending', { state: 'uncertain' }),
        sent('2026-11-22T10:00Z', 'pending', { state: 'cancelled' }),
        sent('2026-12-01T00:00Z', 'delivered'),
      ],
      query,
    )
    expect(rows.map(({ period, channel, recipients, uncertain }) => [period, channel, recipients, uncertain])).toEqual([
      ['2026-11-21', 'email', 1, 0],
      ['2026-11-22', 'email', 2, 1],
      ['2026-11-22', 'sms', 1, 0],
    ])
    expect(rows[1]?.statuses).toMatchObject({ delivered: 1, pending: 1, bounced: 0 })
    const months = deliverability([sent('2026-11-21T23:30Z', 'delivered')], { ...query, by: 'month' })
    expect(months[0]?.period).toBe('2026-11')
  })

  it('MSG-1 has shares of what is known, and none of nothing', () => {
    const opened = { status: 'delivered', marks: { opened: 1, clicked: 2 } } as const
    const rows = deliverability(
      [
        sent('2026-11-22T10:00Z', 'delivered', { delivery: opened }),
        sent('2026-11-23T10:00Z', 'delivered'),
        sent('2026-11-23T10:00Z', 'bounced', { delivery: { status: 'bounced', marks: { opened: 1 } } }),
        sent('2026-11-23T10:00Z', 'blocked'),
        sent('2026-11-23T10:00Z', 'deferred'),
      ],
      query,
    )
    expect(deliveryShares(rows)).toEqual({ delivered: 0.5, bounced: 0.25, opened: 0.5, complained: 0 })
    expect(deliveryShares([])).toEqual({ delivered: null, bounced: null, opened: null, complained: null })
  })
})

describe('MSG-5 Prices of providers', () => {
  it.each([
    ['-0.00750', 7500],
    ['0.2', 200_000],
    ['12', 12_000_000],
    ['+1.0000005', 1_000_001],
    ['', null],
    ['free', null],
    ['1e3', null],
  ])('MSG-5 %j', (text, expected) => {
    expect(parsePrice(text, 'usd')?.amountMicros ?? null).toBe(expected)
  })

  it('MSG-5 are added exactly, and rounded once', () => {
    const parts = Array.from({ length: 1000 }, () => ({ amountMicros: 7500, currency: 'USD' }))
    expect(sumPrices([...parts, { amountMicros: 1_200_000, currency: 'JPY' }])).toEqual([
      { amountMinor: 1, currency: 'JPY' },
      { amountMinor: 750, currency: 'USD' },
    ])
  })
})
