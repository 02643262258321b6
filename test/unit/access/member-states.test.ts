import { type MemberStep, memberTransitions, moveMember } from 'crmkit/domain'
import { buildMember, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { mayOwn, remainingAdministrator } from '../../../src/access/member-states.ts'

const states = ['active', 'locked', 'deactivated', 'anonymized'] as const
const steps: readonly MemberStep[] = ['lock', 'unlock', 'deactivate', 'reactivate', 'anonymize']
const anne = { id: countedId(1), email: 'anne@verger.example' }

describe('Member states', () => {
  it.each(states.flatMap((state) => steps.map((step) => [state, step] as const)))(
    'WS-3 %s, %s: leads where the table says, or says what would be allowed',
    (state, step) => {
      const moved = moveMember(buildMember({ ...anne, state }), step)
      const target = memberTransitions[state][step]
      if (target === undefined) {
        const allowed = steps.filter((other) => memberTransitions[state][other] !== undefined)
        expect(moved).toEqual({ ok: false, error: { code: 'transition-refused', state, asked: step, allowed } })
      } else expect(moved).toMatchObject({ ok: true, value: { id: anne.id, state: target } })
    },
  )

  it('WS-3 the way out is through deactivating, and nothing leads back from anonymized', () => {
    expect(memberTransitions).toEqual({
      active: { lock: 'locked', deactivate: 'deactivated' },
      locked: { unlock: 'active', deactivate: 'deactivated' },
      deactivated: { reactivate: 'active', anonymize: 'anonymized' },
      anonymized: {},
    })
  })

  it('WS-3 anonymizing blanks name and e-mail, and keeps the id', () => {
    const moved = moveMember(buildMember({ ...anne, state: 'deactivated' }), 'anonymize')
    expect(moved).toEqual({ ok: true, value: buildMemberWithout(anne.id) })
  })

  it.each(states)('WS-3 whether a member who is %s may own records', (state) => {
    expect(mayOwn({ state })).toBe(state === 'active' || state === 'locked')
  })

  it('ACC-4 the administrator who stays is an active one, the first by id', () => {
    const members = [
      buildMember({ id: countedId(4), role: 'administrator' }),
      buildMember({ id: countedId(3), role: 'administrator' }),
      buildMember({ id: countedId(2), role: 'administrator', state: 'locked' }),
      buildMember({ id: countedId(1) }),
    ]
    expect(remainingAdministrator(members, countedId(4))?.id).toBe(countedId(3))
    expect(remainingAdministrator(members, countedId(3))?.id).toBe(countedId(4))
    expect(remainingAdministrator(members.slice(1), countedId(3))).toBeNull()
  })
})

function buildMemberWithout(id: string): object {
  return buildMember({ id, name: '', state: 'anonymized' })
}
