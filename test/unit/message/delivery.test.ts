import {
  type Delivery,
  type DeliveryEventKind,
  type DeliveryStatus,
  deliveryEvents,
  deliveryMarks,
  deliveryStatuses,
  moveSending,
  newDelivery,
  type OutgoingMessage,
  parseEmail,
  queueSending,
  type RecipientEvent,
  recordAnswer,
  recordDelivery,
  recordEvent,
  startRecipients,
  statusAfter,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { valueIn } from '../interaction/scene.ts'
import { address, event } from './scene.ts'

const kinds = Object.keys(deliveryEvents) as DeliveryEventKind[]

describe('MSG-2 The status at a recipient', () => {
  it.each(deliveryStatuses)('MSG-2 never goes back from %s, whatever is told', (status) => {
    for (const kind of kinds) {
      const after = statusAfter(status, kind)
      expect(deliveryStatuses.indexOf(after)).toBeGreaterThanOrEqual(deliveryStatuses.indexOf(status))
      expect([status, deliveryEvents[kind]]).toContain(after)
    }
  })

  it.each<[string, readonly DeliveryEventKind[], DeliveryStatus]>([
    ['a delivery before its sending', ['delivered', 'sent', 'accepted'], 'delivered'],
    ['a deferral that is told after the delivery', ['accepted', 'delivered', 'deferred'], 'delivered'],
    ['a deferral that came to its end', ['deferred', 'deferred', 'delivered'], 'delivered'],
    ['an opening of which no delivery was told', ['accepted', 'opened'], 'delivered'],
    ['a spam report of which no delivery was told', ['complained'], 'delivered'],
    ['a bounce after the server took it', ['delivered', 'bounced'], 'bounced'],
    ['a delivery that is told after its bounce', ['bounced', 'delivered'], 'bounced'],
    ['a delivery after it was given up', ['failed', 'delivered'], 'delivered'],
    ['somebody who subscribes again', ['resubscribed'], 'pending'],
  ])('MSG-2 %s', (_name, told, expected) => {
    const delivery = told.reduce<Delivery>(
      (known, kind, index) => recordDelivery(known, event(kind, 100 + index)),
      newDelivery,
    )
    expect(delivery.status).toBe(expected)
  })

  it('MSG-1 has the first time and the code of what it came to, and of what the recipient did', () => {
    const told = [
      event('bounced', 50, '550 5.1.1'),
      event('bounced', 40, '550 5.1.0'),
      event('bounced', 40, '550 5.0.0'),
      event('clicked', 30),
      event('clicked', 20),
    ]
    const delivery = told.reduce<Delivery>(recordDelivery, newDelivery)
    expect(delivery).toEqual({ status: 'bounced', statusAt: 40, reason: '550 5.0.0', marks: { clicked: 20 } })
    expect(recordDelivery(newDelivery, event('opened', 7, 'ignored'))).toEqual({
      status: 'delivered',
      statusAt: 7,
      marks: { opened: 7 },
    })
  })

  it('MSG-1 has a mark for each thing that a recipient does', () => {
    const done = kinds.filter((kind) => deliveryEvents[kind] === 'delivered' && kind !== 'delivered')
    expect(done).toEqual(deliveryMarks)
  })
})

const message: OutgoingMessage = {
  id: 'message',
  channel: 'email',
  purpose: 'correspondence',
  memberId: 'anne',
  sending: queueSending(0),
  recipients: startRecipients([
    { kind: 'to', address: address('carla@pomme.example') },
    { kind: 'cc', address: address('dan@pomme.example') },
  ]),
}

function told(to: string, kind: DeliveryEventKind, at = 100): RecipientEvent {
  return { ...event(kind, at), address: address(to) }
}

describe('MSG-2 A message with several recipients', () => {
  it('MSG-2 learns of each of them by itself', () => {
    const after = recordEvent(message, told('dan@pomme.example', 'bounced'))
    expect(after.recipients.map(({ delivery }) => delivery.status)).toEqual(['pending', 'bounced'])
    expect(recordEvent(message, told('eve@pomme.example', 'bounced')).recipients).toEqual(message.recipients)
  })

  it('MSG-1 takes who stands there twice once, in the line that comes first', () => {
    const carla = address('carla@pomme.example')
    const twice = startRecipients([
      { kind: 'bcc', address: carla },
      { kind: 'to', address: carla },
      { kind: 'cc', address: carla },
    ])
    expect(twice).toEqual([{ kind: 'to', address: carla, delivery: newDelivery }])
    expect(parseEmail('Carla <CARLA@pomme.example>').normalized).toBe(carla)
  })

  it('MSG-6 is proven to be with its provider by any event, wherever we thought it was', () => {
    const claimed = valueIn(moveSending(queueSending(0), { kind: 'claim', at: 1 }))
    const lost = valueIn(moveSending(claimed, { kind: 'lose', at: 2, problem: 'timeout', attempt: 1 }))
    const failed = valueIn(moveSending(claimed, { kind: 'refuse', at: 2, problem: 'rejected', attempt: 1 }))
    for (const sending of [queueSending(0), claimed, lost, failed]) {
      const after = recordEvent({ ...message, sending }, told('carla@pomme.example', 'delivered', 9))
      expect(after.sending).toEqual({ state: 'accepted', attempts: sending.attempts, acceptedAt: 9 })
    }
    expect(recordEvent(message, told('carla@pomme.example', 'resubscribed'))).toBe(message)
  })

  it('MSG-1 learns from the answer who was taken and who was not, with the provider’s names', () => {
    const recipients = recordAnswer(message.recipients, {
      kind: 'accepted',
      recipients: [
        { address: address('carla@pomme.example'), providerMessageId: 'p1', event: event('accepted', 5) },
        { address: address('dan@pomme.example'), event: event('bounced', 5, '550 5.1.1') },
      ],
    })
    expect(recipients.map(({ providerMessageId, delivery }) => [providerMessageId, delivery.status])).toEqual([
      ['p1', 'accepted'],
      [undefined, 'bounced'],
    ])
    for (const kind of ['refused', 'postponed', 'unknown'] as const) {
      expect(recordAnswer(message.recipients, { kind, problem: 'x' })).toBe(message.recipients)
    }
  })

  it('MSG-3 learns from a refusal why each was refused, where the server says so', () => {
    const why = [{ address: address('dan@pomme.example'), event: event('bounced', 5, '550 5.1.1') }]
    const recipients = recordAnswer(message.recipients, { kind: 'refused', problem: '550 5.1.1', recipients: why })
    expect(recipients.map(({ delivery }) => delivery.status)).toEqual(['pending', 'bounced'])
  })
})
