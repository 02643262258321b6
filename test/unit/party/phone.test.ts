import { describe, expect, it } from 'vitest'
import { parsePhone } from '../../../src/party/phone.ts'
import { itWithSharedData, readSharedJson } from '../../shared-data.ts'

interface PhoneVector {
  readonly input: string
  readonly defaultRegion: string
  readonly kind: string
  readonly valid: boolean
  readonly e164: string | null
  readonly extension?: string
  readonly ambiguous?: boolean
}

describe('PTY-4 phones', () => {
  it('PTY-4 a phone is kept as typed and as E.164', () => {
    expect(parsePhone(' 01 23 45 80 73 ', 'FR', 'work')).toEqual({
      kind: 'work',
      typed: ' 01 23 45 80 73 ',
      e164: '+33123458073',
    })
  })
  it('PTY-4 an extension is kept apart', () => {
    expect(parsePhone('+33 1 23 45 80 73 ext. 34', undefined)).toMatchObject({ e164: '+33123458073', extension: '34' })
  })
  it.each(['', 'call me', '12', '+', '+999 123', '01 23', '\u0000', '9'.repeat(400)])(
    'PTY-4 %j is kept and flagged, never dropped',
    (typed) => expect(parsePhone(typed, 'FR')).toEqual({ kind: 'main', typed }),
  )
  it('PTY-4 without a default country only international numbers are understood', () => {
    expect(parsePhone('01 23 45 80 73', undefined).e164).toBeUndefined()
    expect(parsePhone('01 23 45 80 73', 'XX').e164).toBeUndefined()
    expect(parsePhone('+33123458073', 'XX').e164).toBe('+33123458073')
  })
  itWithSharedData('PTY-4 numbers are understood and refused as by other libraries', () => {
    const disagreements = readSharedJson<PhoneVector[]>('data/vectors/phones.json')
      .filter((vector) => vector.ambiguous !== true)
      .filter(({ input, defaultRegion, valid, e164, extension }) => {
        const phone = parsePhone(input, defaultRegion)
        const expected = valid ? (e164 ?? undefined) : undefined
        return phone.typed !== input || phone.e164 !== expected || (valid && phone.extension !== extension)
      })
    expect(disagreements).toEqual([])
  })
})
