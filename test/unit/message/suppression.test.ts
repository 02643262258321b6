import {
  type Channel,
  channels,
  type DeliveryEventKind,
  deliveryEvents,
  liftSuppression,
  purposeRules,
  purposes,
  type SuppressionEntry,
  suppress,
  suppressingEvents,
  suppressionOf,
  suppressionOfWord,
  suppressionReasons,
  suppressionRules,
  suppressionsAt,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { valueIn } from '../interaction/scene.ts'
import { address, carla, event, phone } from './scene.ts'

const marketing = { channel: 'email', purpose: 'marketing', address: carla } as const
const letter = { ...marketing, purpose: 'correspondence' } as const
const mobile = phone('+33 6 12 34 56 78')

function reasonsAt(entries: readonly SuppressionEntry[], to: Parameters<typeof suppressionsAt>[1]): readonly string[] {
  return suppressionsAt(entries, to).map(({ reason }) => reason)
}

function entryOf(kind: DeliveryEventKind, channel: Channel = 'email', at = 100): SuppressionEntry | null {
  const to = channel === 'email' ? carla : mobile
  return suppressionOf({ id: 'message', channel, purpose: 'marketing' }, { ...event(kind, at), address: to })
}

describe('MSG-3 The list of suppressions', () => {
  it('MSG-3 has a rule for every reason and every purpose, in its order', () => {
    expect(Object.keys(suppressionRules)).toEqual(suppressionReasons)
    expect(Object.keys(purposeRules)).toEqual(purposes)
  })

  it.each(Object.keys(deliveryEvents) as DeliveryEventKind[])(
    'MSG-3 an event %s suppresses as the table says',
    (kind) => {
      for (const channel of channels) {
        const entry = entryOf(kind, channel)
        if (kind === 'resubscribed') expect(entry?.kind).toBe('lifted')
        else expect(entry?.reason).toBe(suppressingEvents[channel][kind])
      }
    },
  )

  it('MSG-3 a hard bounce counts for everything, a spam report and an unsubscribe for what the mail was for', () => {
    const bounce = entryOf('bounced')
    const report = entryOf('complained')
    const gone = entryOf('unsubscribed')
    if (bounce === null || report === null || gone === null) throw new Error('all of them suppress')
    expect(reasonsAt([bounce], letter)).toEqual(['hard-bounce'])
    expect(reasonsAt([report, gone], marketing)).toEqual(['spam-report', 'unsubscribed'])
    expect(reasonsAt([report, gone], letter)).toEqual([])
    expect(reasonsAt([bounce], { ...letter, address: address('dan@pomme.example') })).toEqual([])
    expect(reasonsAt([bounce], { ...letter, channel: 'sms' })).toEqual([])
  })

  it('MSG-2 MSG-3 an older word that comes late changes nothing', () => {
    const gone = entryOf('unsubscribed', 'email', 100)
    const back = entryOf('resubscribed', 'email', 200)
    if (gone === null || back === null) throw new Error('both count')
    expect(reasonsAt([back, gone], marketing)).toEqual([])
    expect(reasonsAt([gone, { ...back, at: 99 }], marketing)).toEqual(['unsubscribed'])
    expect(reasonsAt([{ ...back, at: 100 }, gone], marketing)).toEqual(['unsubscribed'])
    expect(reasonsAt([gone, { ...back, at: 100 }], marketing)).toEqual(['unsubscribed'])
  })

  it('MSG-3 who subscribes again does not repair an address', () => {
    const bounce = entryOf('bounced')
    const back = entryOf('resubscribed', 'email', 200)
    expect(
      reasonsAt(
        [bounce, back].flatMap((entry) => entry ?? []),
        marketing,
      ),
    ).toEqual(['hard-bounce'])
  })

  it('MSG-5 PIT-59 STOP stops a number for everything, START alone starts it again', () => {
    const stop = suppressionOfWord('stop', mobile, 100)
    const start = suppressionOfWord('start', mobile, 200)
    if (stop === null || start === null) throw new Error('both count')
    const to = { channel: 'sms', purpose: 'reminder', address: mobile } as const
    expect(reasonsAt([stop], to)).toEqual(['stop'])
    expect(reasonsAt([stop, start], to)).toEqual([])
    expect(suppressionOfWord('help', mobile, 100)).toBeNull()
    const by = { who: 'member', at: 300, memberId: 'anne' } as const
    expect(liftSuppression([stop], to, 'stop', by)).toMatchObject({ error: { because: 'person-only' } })
  })

  it.each(suppressionReasons)('MSG-3 %s is lifted by whom its rule says', (reason) => {
    const entry = suppress(reason, letter, 100, null)
    for (const who of ['member', 'person'] as const) {
      const lifted = liftSuppression([entry], letter, reason, { who, at: 50, memberId: null })
      if (who === 'member' && suppressionRules[reason].liftedBy === 'person') {
        expect(lifted).toEqual({ ok: false, error: { code: 'not-lifted', because: 'person-only' } })
      } else expect(reasonsAt([entry, valueIn(lifted)], letter)).toEqual([])
    }
    const none = liftSuppression([], letter, reason, { who: 'person', at: 1, memberId: null })
    expect(none).toMatchObject({ error: { because: 'none' } })
  })
})
