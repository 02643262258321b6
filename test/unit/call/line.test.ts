import type { MemberActor, Role } from 'crmkit'
import {
  isRecorded,
  type LineFields,
  mayCallOut,
  type NewLine,
  normalizeLine,
  roleRules,
  roles,
  switchesOf,
  usualLine,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { valueIn } from '../interaction/scene.ts'

const stated: NewLine = {
  name: 'Sales',
  number: '+33 1 23 45 80 73',
  operators: [{ memberId: 'anne' }, { memberId: 'bob', outgoing: false, recording: true }],
}

function line(more: Partial<NewLine> = {}): LineFields {
  return valueIn(normalizeLine({ ...stated, ...more }))
}

function member(memberId: string, role: Role = 'user'): MemberActor {
  const { capabilities } = roleRules[role]
  return { kind: 'member', workspaceId: 'workspace', memberId, role, capabilities, groupIds: [] }
}

describe('TEL-1 A number', () => {
  it('TEL-1 is as usual where nothing is said', () => {
    expect(line()).toEqual({
      name: 'Sales',
      number: '+33123458073',
      operators: [
        { memberId: 'anne', outgoing: true, recording: false },
        { memberId: 'bob', outgoing: false, recording: false },
      ],
      ...usualLine,
    })
  })

  it('TEL-1 a switch of an operator is never wider than the number’s, now or later', () => {
    for (const outgoing of [true, false]) {
      for (const own of [true, false, undefined]) {
        const on = line({ outgoing, operators: [{ memberId: 'anne', outgoing: own }] })
        expect(on.operators[0]?.outgoing).toBe(outgoing && own !== false)
        expect(switchesOf(on, 'anne').outgoing).toBe(outgoing && own !== false)
      }
    }
    expect(switchesOf({ ...line(), outgoing: false }, 'anne').outgoing).toBe(false)
    const narrowed = { ...line({ recording: true, operators: [{ memberId: 'anne' }] }), recording: false }
    expect(switchesOf(narrowed, 'anne')).toEqual({ outgoing: true, recording: false })
    expect(switchesOf(line(), 'carl')).toEqual({ outgoing: false, recording: false })
  })

  it('TEL-1 a call is recorded only if each who may take it may record', () => {
    const on = line({ recording: true, operators: [{ memberId: 'anne' }, { memberId: 'bob', recording: false }] })
    expect(isRecorded(on, ['anne'])).toBe(true)
    expect(isRecorded(on, ['anne', 'bob'])).toBe(false)
    expect(isRecorded({ ...on, recording: false }, ['anne'])).toBe(false)
    expect(isRecorded(on, ['carl'])).toBe(false)
    expect(isRecorded(on, [])).toBe(false)
  })

  it('TEL-1 says everything that is wrong', () => {
    const refused = normalizeLine({
      ...{ name: ' ', number: '01 23 45 80 73', ringSeconds: 4, queue: { seconds: 4000 } },
      operators: [{ memberId: 'anne' }, { memberId: 'anne' }],
    })
    expect(refused.ok ? [] : refused.error.issues.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'name missing',
      'number invalid-format',
      'ringSeconds out-of-range',
      'queue.seconds out-of-range',
      'operators.1 used-before',
    ])
  })
})

describe('TEL-1 Who may call out', () => {
  it.each<[string, Partial<NewLine>, MemberActor, string, string | null]>([
    ['an operator', {}, member('anne'), '+44 20 7946 0018', null],
    ['an operator who may not', {}, member('bob'), '+44 20 7946 0018', 'outgoing-off'],
    ['nobody, where the number may not', { outgoing: false }, member('anne'), '+44 20 7946 0018', 'outgoing-off'],
    ['nobody else', {}, member('carl'), '+44 20 7946 0018', 'no-operator'],
    ['an administrator who does not answer it', {}, member('carl', 'administrator'), '+44 20 7946 0018', 'no-operator'],
    ['nobody to what is no number', {}, member('anne'), 'client:eve', 'invalid-number'],
    ['nobody to a national number', {}, member('anne'), '01 23 45 80 73', 'invalid-number'],
  ])('TEL-1 %s', (_name, more, by, to, because) => {
    const judged = mayCallOut(line(more), by, to)
    expect(judged).toMatchObject(because === null ? { ok: true, value: '+442079460018' } : { error: { because } })
  })

  it('TEL-1 a national number is one of the country that is given', () => {
    expect(mayCallOut(line(), member('anne'), '01 23 45 80 73', 'FR')).toMatchObject({ value: '+33123458073' })
    expect(valueIn(normalizeLine({ name: 'Sales', number: '01 23 45 80 73' }, 'FR')).number).toBe('+33123458073')
  })

  it.each(roles)('ACC-1 as %s: who changes nothing calls nobody', (role) => {
    expect(mayCallOut(line(), member('anne', role), '+44 20 7946 0018').ok).toBe(roleRules[role].changes)
  })

  it('TEL-1 a job is bound by the number alone', () => {
    const job = { kind: 'system', workspaceId: 'workspace', reason: 'call back' } as const
    expect(mayCallOut(line(), job, '+44 20 7946 0018').ok).toBe(true)
    expect(mayCallOut(line({ outgoing: false }), job, '+44 20 7946 0018').ok).toBe(false)
  })
})
