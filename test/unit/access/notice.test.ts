import type { Actor, Ownership } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { noticesOf } from '../../../src/access/notice.ts'

const anne: Actor = {
  kind: 'member',
  workspaceId: 'w',
  memberId: 'anne',
  role: 'administrator',
  capabilities: [],
  groupIds: [],
}
const job: Actor = { kind: 'system', workspaceId: 'w', reason: 'nightly' }
const of = (ownerId: string | null): Ownership => ({ ownerId, visibility: 'write' })

describe('Notices', () => {
  it.each([
    ['a new record of another', anne, null, 'ben', ['ben']],
    ['a new record of nobody', anne, null, null, []],
    ['a new record of one’s own', anne, null, 'anne', []],
    ['a new record that a job makes', job, null, 'ben', ['ben']],
    ['another owner', anne, of('ben'), 'cara', ['cara']],
    ['an owner where there was none', anne, of(null), 'ben', ['ben']],
    ['the same owner', anne, of('ben'), 'ben', []],
    ['an owner less', anne, of('ben'), null, []],
    ['a record that one takes oneself', anne, of('ben'), 'anne', []],
  ] as const)(
    'REM-5 %s: told is whoever owns the record now and did not do it',
    (_what, actor, before, ownerId, told) => {
      const change = { kind: 'company', recordId: 'r', version: 1, before, after: of(ownerId) } as const
      expect(noticesOf(actor, [change]).map(({ memberId }) => memberId)).toEqual(told)
    },
  )

  it('REM-5 many records of one command are one notice a member', () => {
    const changes = ['ben', 'cara', 'ben', 'anne'].map(
      (ownerId, n) => ({ kind: 'contact', recordId: `r${n}`, version: 1, before: null, after: of(ownerId) }) as const,
    )
    const told = noticesOf(anne, changes).map(({ memberId, changes: of }) => [
      memberId,
      of.map(({ recordId }) => recordId),
    ])
    expect(told).toEqual([
      ['ben', ['r0', 'r2']],
      ['cara', ['r1']],
    ])
  })
})
