import { type Consent, type ConsentEntry, consents, consentTo, isConsentEnough, mergeConsent } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

function entry(consent: Consent, at: number): ConsentEntry {
  return { channel: 'email', purpose: 'marketing', consent, at, source: 'form', memberId: null }
}

const merge = { at: 1000, memberId: 'anne' } as const

describe('MSG-3 Consent', () => {
  it.each<[string, readonly ConsentEntry[], Consent]>([
    ['nobody asked', [], 'unasked'],
    ['he agreed', [entry('given', 1)], 'given'],
    ['he changed his mind', [entry('given', 1), entry('withdrawn', 2)], 'withdrawn'],
    ['his change of mind comes in first', [entry('withdrawn', 2), entry('given', 1)], 'withdrawn'],
    ['he agreed again', [entry('withdrawn', 2), entry('given', 3)], 'given'],
    ['both at one instant', [entry('withdrawn', 2), entry('given', 2)], 'withdrawn'],
    ['both at one instant, the other way', [entry('given', 2), entry('withdrawn', 2)], 'withdrawn'],
  ])('MSG-3 %s', (_name, ledger, expected) => {
    expect(consentTo(ledger, 'email', 'marketing')).toBe(expected)
    expect(consentTo(ledger, 'sms', 'marketing')).toBe('unasked')
    expect(consentTo(ledger, 'email', 'reminder')).toBe('unasked')
  })

  it('MSG-3 marketing needs it, the rest needs that it was not withdrawn', () => {
    const enough = (purpose: Parameters<typeof isConsentEnough>[1]) =>
      consents.filter((consent) => isConsentEnough(consent, purpose))
    expect(enough('marketing')).toEqual(['given'])
    expect(enough('reminder')).toEqual(['given', 'unasked'])
    expect(enough('correspondence')).toEqual(['given', 'unasked'])
  })

  it('MSG-3 a merge keeps the most restrictive of both, whichever was said last', () => {
    for (const one of consents) {
      for (const other of consents) {
        const merged = mergeConsent([entry(one, 10)], [entry(other, 20)], merge)
        const strictest = consents[Math.max(consents.indexOf(one), consents.indexOf(other))]
        expect(consentTo(merged, 'email', 'marketing')).toBe(strictest)
      }
    }
    const never = mergeConsent([entry('given', 10)], [], merge)
    expect(consentTo(never, 'email', 'marketing')).toBe('unasked')
  })

  it('MSG-3 a merge loses no line, repeats none, and says what it added', () => {
    const kept = [entry('given', 10), entry('withdrawn', 5)]
    const gone = [entry('given', 10), entry('withdrawn', 1500)]
    const merged = mergeConsent(kept, gone, merge)
    expect(merged).toEqual([...kept, entry('withdrawn', 1500)])
    const closed = mergeConsent([entry('withdrawn', 5)], [entry('given', 1500)], merge)
    expect(closed.at(-1)).toEqual({ ...entry('withdrawn', 1501), source: 'merge', memberId: 'anne' })
    expect(mergeConsent(closed, [], merge)).toEqual(closed)
  })
})
