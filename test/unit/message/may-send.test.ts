import type { MemberActor, Role } from 'crmkit'
import {
  type ConsentEntry,
  debitCredit,
  manyRecipients,
  maySend,
  roleRules,
  roles,
  type SendRecipient,
  type SendWish,
  type SuppressionReason,
  suppress,
  suppressionReasons,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { address, carla, phone } from './scene.ts'

const recipient: SendRecipient = { address: carla, suppressions: [], consents: [] }
const mobile = phone('+33 6 12 34 56 78')

function member(role: Role, capabilities = roleRules[role].capabilities): MemberActor {
  return { kind: 'member', workspaceId: 'workspace', memberId: 'anne', role, capabilities, groupIds: [] }
}

const job = { kind: 'system', workspaceId: 'workspace', reason: 'reminders' } as const

function mail(fields: Partial<Extract<SendWish, { channel: 'email' }>> = {}): SendWish {
  return { channel: 'email', purpose: 'correspondence', by: member('user'), recipients: [recipient], ...fields }
}

function sms(fields: Partial<Extract<SendWish, { channel: 'sms' }>> = {}): SendWish {
  const to = { ...recipient, address: mobile }
  return {
    ...{ channel: 'sms', purpose: 'reminder', by: member('user'), recipients: [to] },
    ...{ segments: 2, credit: 10, authorized: true, ...fields },
  }
}

/** What is against it, as `path problem`. */
function against(wish: SendWish): readonly string[] {
  const judged = maySend(wish)
  return judged.ok ? [] : judged.error.problems.map(({ path, problem }) => `${path} ${problem}`.trim())
}

function consent(said: ConsentEntry['consent']): readonly ConsentEntry[] {
  return [{ channel: 'email', purpose: 'marketing', consent: said, at: 1, source: 'form', memberId: null }]
}

function recipients(count: number): readonly SendRecipient[] {
  return Array.from({ length: count }, (_, index) => ({ ...recipient, address: address(`p${index}@pomme.example`) }))
}

describe('MSG-3 Whether a message may be sent', () => {
  it.each(roles)('ACC-1 as %s: who changes nothing sends nothing', (role) => {
    expect(against(mail({ by: member(role) }))).toEqual(roleRules[role].changes ? [] : ['read-only'])
  })

  it.each(suppressionReasons)('MSG-3 not to an address with %s, and says since when', (reason) => {
    const entry = suppress(reason, { channel: 'email', purpose: 'correspondence', address: carla }, 77, null)
    const judged = maySend(mail({ recipients: [{ ...recipient, suppressions: [entry] }] }))
    const expected: Partial<Record<SuppressionReason, object>> = {
      unsubscribed: { path: 'recipients.0', problem: 'unsubscribed', since: 77 },
    }
    expect(judged).toMatchObject({
      error: {
        code: 'send-refused',
        problems: [expected[reason] ?? { problem: 'suppressed', because: reason, since: 77 }],
      },
    })
  })

  it('MSG-3 marketing needs consent; a letter does not', () => {
    const asked = (said: ConsentEntry['consent']) => [{ ...recipient, consents: consent(said) }]
    expect(against(mail({ purpose: 'marketing' }))).toEqual(['recipients.0 no-consent'])
    expect(against(mail({ purpose: 'marketing', recipients: asked('given') }))).toEqual([])
    expect(against(mail({ purpose: 'marketing', recipients: asked('withdrawn') }))).toEqual(['recipients.0 no-consent'])
    expect(against(mail({ recipients: asked('withdrawn') }))).toEqual([])
  })

  it('ACC-1 to many needs the capability; a job has it', () => {
    const alone = member('user', [])
    expect(against(mail({ by: alone, recipients: recipients(manyRecipients) }))).toEqual([])
    expect(against(mail({ by: alone, recipients: recipients(manyRecipients + 1) }))).toEqual(['no-authorization'])
    expect(against(mail({ by: job, recipients: recipients(manyRecipients + 1) }))).toEqual([])
    expect(against(mail({ by: member('user'), recipients: recipients(manyRecipients + 1) }))).toEqual([])
    const one = [{ ...recipient, consents: consent('given') }]
    expect(against(mail({ by: alone, purpose: 'marketing', recipients: one }))).toEqual(['no-authorization'])
  })

  it('MSG-5 a text message needs authorization and credit for all of its parts', () => {
    expect(maySend(sms())).toEqual({ ok: true, value: { addresses: [mobile], parts: 2 } })
    const two = [mobile, phone('+44 7400 123456')].map((to) => ({ ...recipient, address: to }))
    expect(maySend(sms({ recipients: two, credit: 4 }))).toMatchObject({ value: { parts: 4 } })
    expect(against(sms({ recipients: two, credit: 3 }))).toEqual(['no-credit'])
    expect(against(sms({ authorized: false }))).toEqual(['no-authorization'])
    expect(against(sms({ by: job, authorized: false }))).toEqual([])
    expect(against(sms({ credit: 1 }))).toEqual(['no-credit'])
    expect(maySend(sms({ credit: 1 }))).toMatchObject({ error: { problems: [{ needed: 2, available: 1 }] } })
    expect(debitCredit(2, 2)).toEqual({ ok: true, value: 0 })
    expect(debitCredit(1, 2)).toMatchObject({ error: { code: 'no-credit' } })
  })

  it('MSG-3 says everything at once, each with a remedy', () => {
    const stopped = suppress('stop', { channel: 'sms', purpose: 'reminder', address: mobile }, 1, null)
    const wish = sms({
      authorized: false,
      credit: 0,
      recipients: [
        { ...recipient, address: null },
        { ...recipient, address: mobile, suppressions: [stopped] },
      ],
    })
    expect(against(wish)).toEqual([
      'recipients.0 invalid-address',
      'recipients.1 suppressed',
      'no-authorization',
      'no-credit',
    ])
    const judged = maySend(wish)
    const remedies = judged.ok ? [] : judged.error.problems.map(({ remedy }) => remedy)
    for (const remedy of remedies) expect(remedy).toMatch(/^[A-Z].*\.$/)
    expect(against(mail({ recipients: [] }))).toEqual(['no-recipient'])
  })

  it('MSG-1 who is named twice gets it once', () => {
    const judged = maySend(sms({ recipients: [0, 1].map(() => ({ ...recipient, address: mobile })) }))
    expect(judged).toEqual({ ok: true, value: { addresses: [mobile], parts: 2 } })
  })
})
