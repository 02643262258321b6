import {
  automaticKind,
  builtInKeys,
  fileMail,
  mailIdOf,
  matterOfMail,
  mayAnswerByMachine,
  messageIdOf,
  normalizeInteraction,
  noteOfMail,
  outgoingHeaders,
  type PlacedMail,
  presetPipelines,
  type ReceivedMail,
  textOfHtml,
} from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueIn } from '../interaction/scene.ts'
import { headers, mail } from './scene.ts'

const host = 'crm@atelier.example'
const occasion = { now: Date.parse('2026-11-22T12:00:10Z'), locale: 'fr' } as const
const shared = { direction: 'inbound', memberId: 'anne', automatic: null } as const
const filed: PlacedMail = { kind: 'filed', by: 'sender', interactionId: null, contactIds: ['carla'], ...shared }
const pending: PlacedMail = { kind: 'pending', because: 'several-contacts', candidates: ['carla', 'dan'], ...shared }

function normalized(received: ReceivedMail, placed: PlacedMail) {
  const defaults = { ownerId: null, visibility: 'write', currency: 'EUR' } as const
  const where = { now: occasion.now, memberId: null, timeZone: 'Europe/Paris', pipelines: presetPipelines }
  return normalizeInteraction(matterOfMail(received, placed, occasion), defaults, where)
}

describe('MSG-4 What is written down of a mail', () => {
  it('MSG-4 one that is known becomes a matter of its contact, in their words', () => {
    const { interaction, note, touch } = valueIn(normalized(mail(), filed))
    expect(interaction).toMatchObject({ type: 'email/open', contactIds: ['carla'], ownerId: 'anne', subject: 'Apples' })
    expect(note).toMatchObject({ text: 'Are there any left?', voice: 'theirs', direction: 'inbound' })
    expect(touch).toEqual({ at: mail().receivedAt, direction: 'inbound' })
  })

  it('MSG-4 one that is not waits, on nobody’s timeline', () => {
    const { interaction } = valueIn(normalized(mail({ subject: ' ' }), pending))
    expect(interaction).toMatchObject({ type: 'email-pending/open', contactIds: [], subject: '(sans objet)' })
    expect(builtInKeys).toEqual(expect.arrayContaining(['email', 'email-pending']))
  })

  it('MSG-4 what a member sent is in our words, and what a machine wrote is no contact', () => {
    const sent = noteOfMail(mail(), { ...filed, direction: 'outbound' }, occasion)
    expect(sent).toEqual({ text: 'Are there any left?', happenedAt: mail().receivedAt, direction: 'outbound' })
    expect(noteOfMail(mail(), { ...filed, automatic: 'auto-reply' }, occasion)).not.toHaveProperty('direction')
  })

  it('MSG-4 any mail becomes a matter, whatever is in it', () => {
    const wild = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '\ud83d', 'x'.repeat(200_000)))
    const any = fc.record({ subject: wild, text: wild, html: wild, receivedAt: fc.integer({ min: 0, max: 4e12 }) })
    fc.assert(
      fc.property(any, fc.constantFrom(filed, pending), (fields, placed) => {
        expect(normalized(mail(fields), placed).ok).toBe(true)
      }),
      { numRuns: 500 },
    )
    const cut = noteOfMail(mail({ text: `${'x'.repeat(99_997)}😀😀` }), filed, occasion)
    expect('said' in cut && cut.said.endsWith('x …') && cut.said.isWellFormed()).toBe(true)
  })
})

describe('MSG-4 The words of HTML', () => {
  it.each([
    ['<p>Are there<br>any <b>left</b>?</p><p>Carla</p>', 'Are there\nany left?\n\nCarla'],
    ['<head><title>x</title></head><style>p{}</style><script>if (a < b) "</p>"</script>Yes', 'Yes'],
    ['a &lt;b&gt; &amp;amp; &eacute; &#233; &#xE9; &nope; &#0;', 'a <b> &amp; é é é &nope; &#0;'],
    ['5 <!-- > --> 6', '5 6'],
    ['İİİİ<STYLE>p{}</Style>Yes<BR>No', 'İİİİYes\nNo'],
    ['unclosed <b', 'unclosed'],
    ['<script>never closed', ''],
    ['a\n  b', 'a b'],
    ['', ''],
  ])('MSG-4 %j', (html, text) => {
    expect(textOfHtml(html)).toBe(text)
  })

  it.each(['<script', '<!--', '&#', '<p>', '<', '<style>', '</script>', '\n '])(
    'MSG-4 a megabyte of %j is read in a moment',
    (piece) => {
      const started = performance.now()
      textOfHtml(piece.repeat(1_000_000 / piece.length))
      expect(performance.now() - started).toBeLessThan(4000)
    },
  )
})

const messageId = '0198f3c2-7a10-7e4c-8a55-3f1c2d4e5f60'

describe('MSG-4 Headers of our own mail', () => {
  it('MSG-4 its id is read back', () => {
    const id = mailIdOf(messageId, host)
    expect(id).toBe(`${messageId}@atelier.example`)
    expect(messageIdOf(id.toUpperCase(), host)).toBe(messageId)
    for (const other of ['1@atelier.example', `${messageId}@pomme.example`, `${messageId}@x.atelier.example`, '']) {
      expect(messageIdOf(other, host)).toBeNull()
    }
  })

  it('MSG-4 an answer names what it answers, the last ones of a long conversation', () => {
    const answered = mail({ headers: headers('Message-ID: <3@x>', 'References: <1@x> <2@x>') })
    expect(outgoingHeaders({ messageId, host, answers: answered, isAutomatic: false })).toEqual([
      { name: 'Message-ID', value: `<${messageId}@atelier.example>` },
      { name: 'In-Reply-To', value: '<3@x>' },
      { name: 'References', value: '<1@x> <2@x> <3@x>' },
      { name: 'X-Crmkit-Hops', value: '1' },
    ])
    const long = Array.from({ length: 50 }, (_, index) => `<${index}@x>`).join(' ')
    const [, , references] = outgoingHeaders({
      ...{ messageId, host, isAutomatic: false },
      answers: mail({ headers: headers('Message-ID: <99@x>', `References: ${long}`) }),
    })
    expect(references?.value.split(' ')).toHaveLength(20)
    expect(references?.value).toMatch(/<99@x>$/)
  })

  it('MSG-4 no machine answers what a machine of ours wrote, and a circle of two comes to its end', () => {
    const reminder = mail({ headers: outgoingHeaders({ messageId, host, isAutomatic: true }) })
    expect(automaticKind(reminder)).toBe('auto-generated')
    expect(mayAnswerByMachine(reminder)).toBe(false)
    const letter = mail({ headers: outgoingHeaders({ messageId, host, isAutomatic: false }) })
    expect(automaticKind(letter)).toBeNull()
    expect(mayAnswerByMachine(letter)).toBe(false)

    const nothing = new Map<never, never>()
    const known = { members: nothing, interactions: nothing, bounces: nothing, messages: nothing }
    const answers = { ...known, isFiled: false, sent: new Set<string>(), memberAddresses: nothing, contacts: nothing }
    let received = mail()
    let rounds = 0
    while (fileMail(received, answers, host).kind !== 'loop') {
      rounds += 1
      if (rounds > 10) throw new Error('it goes on for ever')
      received = mail({ headers: outgoingHeaders({ messageId, host, answers: received, isAutomatic: false }) })
    }
    expect(rounds).toBe(3)
  })
})
