import { buildWebhook, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { afterGivingUp, settlesFailures, withoutFailures } from '../../../src/webhook/failing.ts'

const webhook = buildWebhook({ id: countedId(1) })

describe('A failing webhook', () => {
  it.each([
    [undefined, 3, { state: 'active', givenUp: 1 }],
    [1, 3, { state: 'active', givenUp: 2 }],
    [2, 3, { state: 'disabled', givenUp: 3, disabledBecause: 'failing' }],
    [undefined, 1, { state: 'disabled', givenUp: 1, disabledBecause: 'failing' }],
    [99, 0, { state: 'active', givenUp: 100 }],
  ])('is disabled after so many in a row: %s before, %s allowed', (givenUp, disableAfter, expected) => {
    const before = givenUp === undefined ? webhook : { ...webhook, givenUp }
    expect(afterGivingUp(before, disableAfter)).toEqual({ ...webhook, ...expected })
  })

  it('begins anew without its failures', () => {
    expect(withoutFailures({ ...webhook, givenUp: 3, disabledBecause: 'failing' })).toEqual(webhook)
  })

  it('is settled by another address, or by who activates or disables it', () => {
    expect(settlesFailures(webhook, { description: 'x' }, webhook.url)).toBe(false)
    expect(settlesFailures(webhook, { active: true }, webhook.url)).toBe(true)
    expect(settlesFailures(webhook, { active: false }, webhook.url)).toBe(true)
    expect(settlesFailures(webhook, {}, 'https://other.example/')).toBe(true)
  })
})
