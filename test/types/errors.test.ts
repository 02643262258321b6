/** What the compiler knows of an error's details, once its code is known. */
import {
  CrmError,
  type CrmErrorCode,
  type CrmErrorDetails,
  type CrmErrorOf,
  type InputIssue,
  isCrmError,
  type KeyType,
  type KnownRecord,
} from 'crmkit'
import { describe, expect, expectTypeOf, it } from 'vitest'

/** A caught value. */
declare const caught: unknown

describe('Types of errors', () => {
  it('every code has its details, and nothing else has', () => {
    expectTypeOf<keyof CrmErrorDetails>().toEqualTypeOf<CrmErrorCode>()
  })

  it('a code that was asked for gives its details', () => {
    const read = (): void => {
      if (isCrmError(caught, 'duplicate')) {
        expectTypeOf(caught).toEqualTypeOf<CrmError<'duplicate'>>()
        expectTypeOf(caught.details.by).toEqualTypeOf<KeyType | undefined>()
      }
      if (isCrmError(caught, 'ambiguous-duplicate')) {
        expectTypeOf(caught.details.records).toEqualTypeOf<readonly KnownRecord[]>()
      }
      if (isCrmError(caught, 'invalid-input')) {
        expectTypeOf(caught.details.issues).toEqualTypeOf<readonly InputIssue[]>()
      }
      // @ts-expect-error: an error of this code has no such detail
      if (isCrmError(caught, 'not-found')) caught.details.by
    }
    expect(read).toBeTypeOf('function')
  })

  it('a switch on the code tells the details apart, and so does one on a refused import', () => {
    const read = (error: CrmErrorOf<CrmErrorCode>): void => {
      switch (error.code) {
        case 'still-referenced':
          expectTypeOf(error.details.hasOthers).toEqualTypeOf<boolean | undefined>()
          break
        case 'import-refused':
          if (error.details.code === 'row-too-long') expectTypeOf(error.details.limit).toEqualTypeOf<number>()
          break
        default:
          // @ts-expect-error: what is left has no such detail
          error.details.hasOthers
      }
    }
    expect(read).toBeTypeOf('function')
    expectTypeOf<CrmErrorOf<'duplicate' | 'forbidden'>>().toEqualTypeOf<CrmError<'duplicate'> | CrmError<'forbidden'>>()
  })

  it('an error of any code is a CrmError', () => {
    expectTypeOf<CrmError<'duplicate'>>().toExtend<CrmError>()
  })

  it('details are left out only where all of them may be absent', () => {
    expect(new CrmError('backend-unavailable', { message: 'no' }).details).toEqual({})
    // @ts-expect-error: what was not found must be said
    new CrmError('not-found', { message: 'no' })
    // @ts-expect-error: a kind that there is not
    new CrmError('not-found', { message: 'no', details: { kind: 'planet', id: '1' } })
  })
})
