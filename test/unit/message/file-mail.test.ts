import { type Filing, type FilingAnswers, fileMail, filingQuestions, type ReceivedMail } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { address, headers, mail } from './scene.ts'

const host = 'crm@atelier.example'
const matter = 'crm+i-aaaaaaaaaaaaaaaa@atelier.example'
const anne = 'crm+m-bbbbbbbbbbbbbbbb@atelier.example'
const bounces = 'crm+b-cccccccccccccccc@atelier.example'

const nothing: FilingAnswers = {
  isFiled: false,
  members: new Map(),
  interactions: new Map(),
  bounces: new Map(),
  messages: new Map(),
  sent: new Set(),
  memberAddresses: new Map(),
  contacts: new Map(),
}

const known: FilingAnswers = {
  ...nothing,
  members: new Map([['bbbbbbbbbbbbbbbb', 'anne']]),
  interactions: new Map([['aaaaaaaaaaaaaaaa', 'sale']]),
  bounces: new Map([['cccccccccccccccc', 'message']]),
  messages: new Map([['ours@atelier.example', { interactionId: 'ticket', contactIds: ['dan'], wentToOne: true }]]),
  sent: new Set(['ours@atelier.example']),
  memberAddresses: new Map([[address('anne@atelier.example'), 'anne']]),
  contacts: new Map([
    [address('carla@pomme.example'), ['carla']],
    [address('info@pomme.example'), ['carla', 'dan']],
  ]),
}

function filed(fields: Partial<ReceivedMail>, answers: FilingAnswers = known): Filing {
  return fileMail(mail(fields), answers, host)
}

const reply = headers('Message-ID: <2@pomme.example>', 'In-Reply-To: <ours@atelier.example>')

describe('MSG-4 What has to be looked up', () => {
  it('MSG-4 tokens, ids and addresses, each once; addresses of ours are no addresses', () => {
    const received = mail({
      envelopeTo: [anne],
      to: [matter, 'Dan <DAN@pomme.example>', 'dan@pomme.example', 'nobody'],
      cc: [anne],
      headers: headers('Message-ID: <2@x>', 'References: <a@x> <b@x>', 'In-Reply-To: <b@x>'),
    })
    expect(filingQuestions(received, host)).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      tokens: [
        { kind: 'member', token: 'bbbbbbbbbbbbbbbb' },
        { kind: 'interaction', token: 'aaaaaaaaaaaaaaaa' },
      ],
      messageIds: ['2@x', 'b@x', 'a@x'],
      addresses: ['carla@pomme.example', 'dan@pomme.example'],
    })
  })
})

describe('MSG-4 Where a mail is filed', () => {
  it.each<[string, Partial<ReceivedMail>, object]>([
    [
      'the address of a matter',
      { to: [matter] },
      { kind: 'filed', by: 'interaction-address', interactionId: 'sale', contactIds: ['carla'] },
    ],
    [
      'the address of a matter, in the envelope only',
      { envelopeTo: [matter] },
      { kind: 'filed', interactionId: 'sale' },
    ],
    [
      'the address of a matter, from a stranger',
      { to: [matter], from: 'eve@x.example' },
      { kind: 'filed', interactionId: 'sale', contactIds: [] },
    ],
    [
      'the address of a matter, from an address of two',
      { to: [matter], from: 'info@pomme.example' },
      { kind: 'filed', interactionId: 'sale', contactIds: [] },
    ],
    [
      'the address of a matter, and an answer to another one',
      { to: [matter], headers: reply },
      { kind: 'filed', interactionId: 'sale' },
    ],
    [
      'an answer',
      { headers: reply, from: 'eve@x.example' },
      { kind: 'filed', by: 'reply', interactionId: 'ticket', contactIds: ['dan'] },
    ],
    [
      'an answer that only refers',
      { headers: headers('References: <ours@atelier.example> <x@y>') },
      { kind: 'filed', by: 'reply' },
    ],
    [
      'a contact',
      { to: [anne] },
      {
        kind: 'filed',
        by: 'sender',
        interactionId: null,
        contactIds: ['carla'],
        memberId: 'anne',
        direction: 'inbound',
      },
    ],
    [
      'an address of two contacts',
      { from: 'info@pomme.example', to: [anne] },
      { kind: 'pending', because: 'several-contacts', candidates: ['carla', 'dan'], memberId: 'anne' },
    ],
    [
      'a stranger',
      { from: 'eve@x.example' },
      { kind: 'pending', because: 'nobody-known', candidates: [], memberId: null },
    ],
    ['a scanner', { from: 'no address', text: '' }, { kind: 'pending', because: 'nobody-known' }],
    [
      'a scanner that sends to the address of a matter',
      { from: 'scanner@atelier.example', to: [matter], text: '' },
      { kind: 'filed', by: 'interaction-address', interactionId: 'sale' },
    ],
    [
      'a chat transcript, sent by a machine in the name of whoever wrote',
      { to: [anne], headers: headers('Auto-Submitted: auto-generated') },
      { kind: 'filed', by: 'sender', contactIds: ['carla'], automatic: 'auto-generated' },
    ],
    [
      'a chat transcript from the address of the chat',
      { from: 'noreply@chat.example', to: [anne] },
      { kind: 'pending', because: 'nobody-known', memberId: 'anne' },
    ],
    [
      'a member who sends a copy',
      { from: 'anne@atelier.example', to: ['carla@pomme.example'], cc: [anne] },
      { kind: 'filed', by: 'recipient', contactIds: ['carla'], direction: 'outbound', memberId: 'anne' },
    ],
    [
      'a member who sends something in',
      { from: 'anne@atelier.example', to: [anne] },
      { kind: 'pending', because: 'nobody-known', direction: 'outbound', memberId: 'anne' },
    ],
    [
      'a token that nobody has any more',
      { to: ['crm+i-zzzzzzzzzzzzzzzz@atelier.example'], from: 'eve@x.example' },
      { kind: 'pending' },
    ],
  ])('MSG-4 %s', (_name, fields, expected) => {
    expect(filed(fields)).toMatchObject(expected)
  })

  it('MSG-4 of several mails that it answers the nearest counts', () => {
    const messages = new Map([
      ['first@x', { interactionId: 'old', contactIds: [], wentToOne: false }],
      ['last@x', { interactionId: 'new', contactIds: [], wentToOne: false }],
    ])
    const both = headers('References: <first@x> <last@x>')
    expect(filed({ headers: both }, { ...known, messages })).toMatchObject({ interactionId: 'new' })
    const said = headers('References: <first@x> <last@x>', 'In-Reply-To: <first@x>')
    expect(filed({ headers: said }, { ...known, messages })).toMatchObject({ interactionId: 'old' })
  })

  it.each<[string, Partial<ReceivedMail>, readonly string[], boolean, object]>([
    ['whoever answers', {}, ['dan', 'eve', 'carla'], false, { kind: 'filed', by: 'reply', contactIds: ['carla'] }],
    ['whoever answers in the place of another', {}, ['dan'], true, { kind: 'filed', contactIds: ['carla'] }],
    [
      'the one of an address of two who was asked',
      { from: 'info@pomme.example' },
      ['dan', 'eve'],
      false,
      { kind: 'filed', contactIds: ['dan'] },
    ],
    [
      'nobody, if both were asked who have the address',
      { from: 'info@pomme.example' },
      ['dan', 'carla'],
      false,
      { kind: 'pending', because: 'several-contacts', candidates: ['carla', 'dan'] },
    ],
    [
      'the only one to whom it went, from whatever address',
      { from: 'x@home.example' },
      ['dan'],
      true,
      { kind: 'filed', by: 'reply', contactIds: ['dan'] },
    ],
    [
      'nobody, if it went to others as well',
      { from: 'x@home.example' },
      ['dan'],
      false,
      { kind: 'pending', because: 'nobody-known', candidates: ['dan'] },
    ],
    [
      'nobody, if it went to several',
      { from: 'x@home.example' },
      ['dan', 'eve'],
      false,
      { kind: 'pending', because: 'several-contacts', candidates: ['dan', 'eve'] },
    ],
    [
      'nobody, if a member passes it on to another',
      { from: 'anne@atelier.example', to: ['bob@x.example'] },
      ['dan'],
      true,
      { kind: 'pending', direction: 'outbound' },
    ],
  ])('MSG-4 an answer to a message on no matter stands with %s', (_name, fields, contactIds, wentToOne, expected) => {
    const messages = new Map([['ours@atelier.example', { interactionId: null, contactIds, wentToOne }]])
    expect(filed({ headers: reply, ...fields }, { ...known, messages })).toMatchObject(expected)
  })

  it('MSG-4 no mail names more people than a matter may', () => {
    const many = Array.from({ length: 101 }, (_, index) => `c${index}@pomme.example`)
    const contacts = new Map(many.map((each) => [address(each), [each]]))
    const placed = filed({ from: 'anne@atelier.example', to: many }, { ...known, contacts })
    expect(placed).toMatchObject({ kind: 'filed', contactIds: many.slice(0, 100) })
    const shared = new Map([[address('info@pomme.example'), many]])
    const waiting = filed({ from: 'info@pomme.example' }, { ...known, contacts: shared })
    expect(waiting).toMatchObject({ kind: 'pending', candidates: many.slice(0, 100) })
  })

  it('MSG-4 what members write to each other is on no contact’s timeline', () => {
    const contacts = new Map(known.contacts).set(address('bob@atelier.example'), ['bob-as-a-contact'])
    const memberAddresses = new Map(known.memberAddresses).set(address('bob@atelier.example'), 'bob')
    const answers = { ...known, contacts, memberAddresses }
    const note = { from: 'anne@atelier.example', to: ['bob@atelier.example'], cc: [anne] }
    expect(filed(note, answers)).toMatchObject({ kind: 'pending', because: 'nobody-known' })
    const copied = { ...note, to: [...note.to, 'carla@pomme.example'] }
    expect(filed(copied, answers)).toMatchObject({ kind: 'filed', contactIds: ['carla'] })
  })

  it('MSG-4 what comes again is filed once', () => {
    expect(filed({ to: [matter] }, { ...known, isFiled: true })).toEqual({ kind: 'repeat' })
  })

  it.each<[string, Partial<ReceivedMail>, string]>([
    ['what we sent', { headers: headers('Message-ID: <ours@atelier.example>') }, 'own-mail'],
    ['from an address of ours', { from: matter }, 'own-address'],
    ['thrice through us', { headers: headers('X-Crmkit-Hops: 3') }, 'too-many-hops'],
    [
      'through a hundred servers',
      { headers: headers(...Array.from({ length: 101 }, () => 'Received: x')) },
      'too-many-hops',
    ],
  ])('MSG-4 a circle is broken: %s', (_name, fields, because) => {
    expect(filed({ to: [matter], ...fields })).toEqual({ kind: 'loop', because })
  })

  it('MSG-1 a bounce is no mail on a timeline, but news of a message', () => {
    const report = { headers: headers('Content-Type: multipart/report; report-type=delivery-status') }
    expect(filed({ ...report, envelopeTo: [bounces] })).toEqual({ kind: 'bounce', messageId: 'message' })
    expect(filed({ ...report, to: [matter] })).toEqual({ kind: 'bounce', messageId: null })
  })

  it('MSG-4 an automatic answer is filed and marked, also where bounces go', () => {
    const away = headers('Auto-Submitted: auto-replied', 'In-Reply-To: <ours@atelier.example>')
    expect(filed({ headers: away, envelopeTo: [bounces] })).toMatchObject({
      kind: 'filed',
      interactionId: 'ticket',
      automatic: 'auto-reply',
    })
    expect(filed({ to: [anne] })).toMatchObject({ automatic: null })
  })

  it('MSG-4 where nothing is known everything waits, and nothing is lost', () => {
    for (const to of [matter, anne, 'crm@atelier.example']) {
      expect(filed({ to: [to] }, nothing)).toMatchObject({ kind: 'pending' })
    }
  })
})
