import {
  type Caller,
  type CallRoute,
  callLink,
  defaultSettings,
  type IncomingCall,
  type LoggedCall,
  missedCalls,
  mostRungAtOnce,
  type Presence,
  type RouteStep,
  recordCallEvent,
  routeCall,
  startCall,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { phone } from '../message/scene.ts'

const { workingHours, timeZone } = defaultSettings('Pomme')
const monday = Date.parse('2026-11-23T10:00Z')

function operators(...names: readonly string[]): IncomingCall['line']['operators'] {
  return names.map((memberId) => ({ memberId, outgoing: true, recording: false }))
}

const usual = {
  ringSeconds: 20,
  voicemail: true,
  unknownCaller: 'record',
  operators: operators('anne', 'bob'),
} as const

function incoming(presence: Readonly<Record<string, Presence>>, more: Partial<IncomingCall> = {}): IncomingCall {
  const there = new Map(Object.entries(presence))
  return { line: usual, callers: [], isWithheld: false, presence: there, now: monday, workingHours, timeZone, ...more }
}

const carla: Caller = { kind: 'contact', id: 'carla', ownerId: 'bob' }
const dan: Caller = { kind: 'contact', id: 'dan', ownerId: null }

/** Steps as `ring anne,bob`. */
function steps(call: IncomingCall): readonly string[] {
  return routeCall(call).steps.map((step: RouteStep) => {
    return step.kind === 'ring' ? `ring ${step.memberIds.join(',')}` : step.kind
  })
}

describe('TEL-2 Who rings', () => {
  it.each<[string, Readonly<Record<string, Presence>>, readonly Caller[], readonly string[]]>([
    ['everybody who is there', { anne: 'online', bob: 'online' }, [], ['ring anne,bob', 'voicemail']],
    ['the owner first', { anne: 'online', bob: 'online' }, [carla], ['ring bob', 'ring anne', 'voicemail']],
    [
      'the owner of any of several people',
      { anne: 'online', bob: 'online' },
      [dan, carla],
      ['ring bob', 'ring anne', 'voicemail'],
    ],
    ['nobody’s people ring everybody', { anne: 'online', bob: 'online' }, [dan], ['ring anne,bob', 'voicemail']],
    ['not who talks', { anne: 'online', bob: 'busy' }, [carla], ['ring anne', 'voicemail']],
    ['not who is not there', { anne: 'online', bob: 'offline' }, [carla], ['ring anne', 'voicemail']],
    ['not who does not answer this number', { carl: 'online', anne: 'online' }, [], ['ring anne', 'voicemail']],
    ['nobody', {}, [carla], ['voicemail']],
  ])('TEL-2 %s', (_name, presence, callers, expected) => {
    expect(steps(incoming(presence, { callers }))).toEqual(expected)
  })

  it('TEL-1 who finds nobody free waits, if there is anybody to wait for', () => {
    const line = { ...usual, queue: { seconds: 60 } }
    expect(steps(incoming({ anne: 'busy' }, { line }))).toEqual(['queue', 'voicemail'])
    expect(steps(incoming({ anne: 'online' }, { line }))).toEqual(['ring anne', 'queue', 'voicemail'])
    expect(steps(incoming({}, { line }))).toEqual(['voicemail'])
    expect(steps(incoming({ anne: 'busy' }, { line: { ...line, voicemail: false } }))).toEqual(['queue', 'hang-up'])
  })

  it('TEL-1 outside the working hours nobody rings; the number’s own hours go before the workspace’s', () => {
    const there = { anne: 'online' } as const
    const at = (iso: string, more: Partial<IncomingCall> = {}) => {
      return routeCall(incoming(there, { now: Date.parse(iso), ...more }))
    }
    expect(at('2026-11-23T07:59:59.999Z').because).toBe('closed')
    expect(at('2026-11-23T08:00Z').because).toBe('open')
    expect(at('2026-11-23T17:00Z')).toMatchObject({ because: 'closed', steps: [{ kind: 'voicemail' }] })
    expect(at('2026-11-22T10:00Z').because).toBe('closed')
    const sunday = { line: { ...usual, workingHours: [{ weekday: 7, from: '00:00', until: '24:00' }] } } as const
    expect(at('2026-11-22T10:00Z', sunday).because).toBe('open')
    expect(at('2026-11-23T08:00Z', sunday).because).toBe('closed')
    expect(routeCall(incoming({})).because).toBe('nobody-online')
  })

  it.each<[CallRoute['because'], Readonly<Record<string, Presence>>, Partial<IncomingCall>]>([
    ['open', { anne: 'online', bob: 'busy' }, {}],
    ['busy', { anne: 'busy', bob: 'offline' }, {}],
    ['busy', { anne: 'busy' }, { line: { ...usual, queue: { seconds: 60 } } }],
    ['nobody-online', { anne: 'offline' }, {}],
    ['nobody-online', {}, {}],
    ['no-operators', { carl: 'online' }, { line: { ...usual, operators: [] } }],
    ['closed', { anne: 'online' }, { now: Date.parse('2026-11-22T10:00Z') }],
    ['closed', {}, { now: Date.parse('2026-11-22T10:00Z'), line: { ...usual, operators: [] } }],
  ])('TEL-2 says why it is as it is: %s', (because, presence, more) => {
    expect(routeCall(incoming(presence, more)).because).toBe(because)
  })

  it('TEL-1 on the clocks of the workspace, in winter and in summer', () => {
    const now = Date.parse('2026-07-06T07:30Z')
    expect(routeCall(incoming({ anne: 'online' }, { now })).because).toBe('open')
    expect(routeCall(incoming({ anne: 'online' }, { now, timeZone: 'America/New_York' })).because).toBe('closed')
  })

  it('TEL-2 rings as many at once as a provider takes, and then the next', () => {
    const names = Array.from({ length: mostRungAtOnce + 3 }, (_, index) => `m${index}`)
    const call = incoming(Object.fromEntries(names.map((name) => [name, 'online'])), {
      line: { ...usual, operators: operators(...names) },
    })
    const rung = routeCall(call).steps.flatMap((step) => (step.kind === 'ring' ? [step.memberIds] : []))
    expect(rung.map((memberIds) => memberIds.length)).toEqual([mostRungAtOnce, 3])
    expect(rung.flat()).toEqual(names)
  })

  it('TEL-2 PIT-58 everybody who has the number is shown', () => {
    expect(routeCall(incoming({}, { callers: [carla, dan] })).callers).toEqual([carla, dan])
  })

  it('TEL-3 a number that nobody has becomes a contact only if that is wanted, and if there is a number', () => {
    const line = { ...usual, unknownCaller: 'create-contact' } as const
    expect(routeCall(incoming({})).createsContact).toBe(false)
    expect(routeCall(incoming({}, { line })).createsContact).toBe(true)
    expect(routeCall(incoming({}, { line, isWithheld: true })).createsContact).toBe(false)
    expect(routeCall(incoming({}, { line, callers: [dan] })).createsContact).toBe(false)
  })
})

const number = phone('+33 1 23 45 80 73')

function logged(direction: 'inbound' | 'outbound', at: number, how: 'missed' | 'answered' | 'voicemail'): LoggedCall {
  const started = { ...startCall(direction, at), number }
  const reached =
    how === 'missed'
      ? started
      : recordCallEvent(started, how === 'answered' ? { kind: how, at, memberId: null } : { kind: how, at })
  return { ...recordCallEvent(reached, { kind: 'ended', at: at + 1, end: 'completed' }), number }
}

/** When the calls that are left began. */
function missed(...calls: readonly LoggedCall[]): readonly number[] {
  return missedCalls(calls).map(({ startedAt }) => startedAt)
}

describe('TEL-3 Missed calls', () => {
  it('TEL-3 are those that nobody took, the latest first; messages on the voicemail too', () => {
    expect(missed(logged('inbound', 10, 'missed'), logged('inbound', 20, 'voicemail'))).toEqual([20, 10])
    expect(missed(logged('inbound', 10, 'answered'), logged('outbound', 5, 'missed'))).toEqual([])
  })

  it('TEL-3 less those called back, answered or not', () => {
    expect(missed(logged('inbound', 10, 'missed'), logged('outbound', 20, 'missed'))).toEqual([])
    expect(missed(logged('outbound', 20, 'answered'), logged('inbound', 10, 'missed'))).toEqual([])
    expect(missed(logged('inbound', 30, 'missed'), logged('outbound', 20, 'answered'))).toEqual([30])
  })

  it('TEL-3 less those who got through later', () => {
    expect(missed(logged('inbound', 10, 'missed'), logged('inbound', 20, 'answered'))).toEqual([])
    expect(missed(logged('inbound', 10, 'missed'), logged('inbound', 20, 'missed'))).toEqual([20, 10])
  })

  it('TEL-3 a call to another number returns nothing, and a withheld one can’t be returned', () => {
    const other = { ...logged('outbound', 20, 'answered'), number: phone('+44 20 7946 0018') }
    expect(missed(logged('inbound', 10, 'missed'), other)).toEqual([10])
    const withheld = { ...logged('inbound', 10, 'missed'), number: null }
    expect(missed(withheld, { ...logged('outbound', 20, 'answered'), number: null })).toEqual([10])
  })

  it('TEL-3 a call that still rings is not missed', () => {
    expect(missed({ ...startCall('inbound', 10), number })).toEqual([])
  })
})

describe('TEL-4 Links', () => {
  it('TEL-4 call a number by any scheme', () => {
    const target = { e164: number, extension: '12' }
    expect(callLink(target, { kind: 'tel' })).toBe('tel:+33123458073;ext=12')
    expect(callLink({ e164: number }, { kind: 'tel' })).toBe('tel:+33123458073')
    expect(callLink(target, { kind: 'callto' })).toBe('callto:+33123458073')
    expect(callLink(target, { kind: 'sip', host: 'sip.pomme.example:5060' })).toBe(
      'sip:+33123458073;ext=12@sip.pomme.example:5060;user=phone',
    )
  })

  it('TEL-4 nothing else gets into them', () => {
    expect(callLink({ e164: number, extension: 'a;b"<1' }, { kind: 'tel' })).toBe('tel:+33123458073;ext=1')
    expect(() => callLink({ e164: number }, { kind: 'sip', host: 'x;y@evil' })).toThrow(RangeError)
  })
})
