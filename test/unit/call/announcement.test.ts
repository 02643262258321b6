import {
  type Announcement,
  announcementNames,
  announcementsAt,
  type CallRoute,
  isRecorded,
  type LineAnnouncements,
  normalizeLine,
  type RouteStep,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

const ring = { kind: 'ring', memberIds: ['anne'], seconds: 20 } as const
const ringBob = { ...ring, memberIds: ['bob'] } as const
const queue = { kind: 'queue', seconds: 60 } as const
const voicemail = { kind: 'voicemail' } as const
const hangUp = { kind: 'hang-up' } as const

const operators = [
  { memberId: 'anne', outgoing: true, recording: false },
  { memberId: 'bob', outgoing: true, recording: true },
]
const own: LineAnnouncements = {
  greeting: { say: 'Bonjour' },
  closed: { say: 'Closed', locale: 'en' },
  voicemail: { play: 'https://verger.example/tone.mp3' },
  recording: { say: 'Enregistré' },
}

/** What is heard at a step, as `text` or the address, each with its language. */
function heard(
  because: CallRoute['because'],
  steps: readonly RouteStep[],
  place: number,
  announcements?: LineAnnouncements,
): readonly string[] {
  const line = { operators, outgoing: true, recording: true, ...(announcements && { announcements }) }
  const recorded = steps.flatMap((step, at) => (step.kind === 'ring' && isRecorded(line, step.memberIds) ? [at] : []))
  return announcementsAt({ steps, because, recorded }, place, line, 'fr').map((each: Announcement) =>
    'play' in each ? each.play : `${each.locale}: ${each.say}`,
  )
}

const [greeting, recorded] = ['fr: Bonjour', 'fr: Enregistré']
const [closed, tone] = ['en: Closed', 'https://verger.example/tone.mp3']
const notice = 'fr: Cet appel peut être enregistré.'
const wait = 'fr: Toutes nos lignes sont occupées. Veuillez patienter.'
const [message, later] = ['fr: Laissez un message après le signal sonore.', 'fr: Veuillez rappeler plus tard.']
const [ourClosed, ourBusy, unanswered] = [
  'fr: Nous sommes fermés pour le moment.',
  'fr: Toutes nos lignes sont occupées pour le moment.',
  'fr: Personne ne peut vous répondre pour le moment.',
]

describe('TEL-1 TEL-2 What callers hear', () => {
  it.each<[string, CallRoute['because'], readonly RouteStep[], number, readonly string[], readonly string[]]>([
    ['nobody is greeted in our words', 'open', [ring, voicemail], 0, [], [greeting]],
    ['who may be recorded is told so', 'open', [ringBob, voicemail], 0, [notice], [greeting, recorded]],
    ['once, before the first such round', 'open', [ring, ringBob, ringBob], 1, [notice], [recorded]],
    ['and not again', 'open', [ring, ringBob, ringBob], 2, [], []],
    ['who waits', 'open', [ring, queue, voicemail], 1, [wait], [wait]],
    ['who waits at once', 'busy', [queue, voicemail], 0, [wait], [greeting, wait]],
    ['the voicemail', 'open', [ring, voicemail], 1, [unanswered, message], [tone]],
    ['the voicemail of who was busy', 'busy', [voicemail], 0, [ourBusy, message], [tone]],
    ['the voicemail of nobody', 'nobody-online', [voicemail], 0, [unanswered, message], [tone]],
    ['the voicemail outside the hours', 'closed', [voicemail], 0, [ourClosed, message], [closed, tone]],
    ['the end', 'open', [ring, hangUp], 1, [unanswered, later], [unanswered, later]],
    ['the end of who was busy', 'busy', [hangUp], 0, [ourBusy, later], [ourBusy, later]],
    ['the end outside the hours', 'closed', [hangUp], 0, [ourClosed, later], [closed]],
    ['nothing past the last step', 'open', [ring], 1, [], []],
  ])('%s', (_name, because, steps, place, ours, theirs) => {
    expect(heard(because, steps, place)).toEqual(ours)
    expect(heard(because, steps, place, own)).toEqual(theirs)
  })

  it('TEL-1 each may be left out, and is said in our words then', () => {
    for (const name of Object.keys(announcementNames)) {
      expect(heard('closed', [voicemail], 0, { ...own, [name]: undefined })).toHaveLength(2)
    }
  })
})

const line = { name: 'Sales', number: '+33 1 23 45 80 73' }

describe('TEL-1 Announcements of a line', () => {
  it('are trimmed, and an address is written as browsers do', () => {
    const read = normalizeLine({
      ...line,
      announcements: { greeting: { say: ' Bonjour ' }, voicemail: { play: 'HTTPS://Verger.example/a b.mp3' } },
    })
    expect(read.ok && read.value.announcements).toEqual({
      greeting: { say: 'Bonjour' },
      voicemail: { play: 'https://verger.example/a%20b.mp3' },
    })
    const none = normalizeLine({ ...line, announcements: {} })
    expect(none.ok && none.value).not.toHaveProperty('announcements')
  })

  it.each(['\u0001', '\u000b', '\u001b', '\u007f', '\u0085', '\ufffe', '\uffff'])(
    'read a control character as a blank, and so do lines that were written down before: %j',
    (control) => {
      const greeting = { say: `Bonjour${control}\net bienvenue${control}` }
      const read = normalizeLine({ ...line, announcements: { greeting } })
      expect(read.ok && read.value.announcements?.greeting).toEqual({ say: 'Bonjour \net bienvenue' })
      expect(heard('open', [ring, voicemail], 0, { greeting })).toEqual(['fr: Bonjour \net bienvenue '])
    },
  )

  it.each<[string, LineAnnouncements, string]>([
    ['words that say nothing', { greeting: { say: ' ' } }, 'announcements.greeting.say missing'],
    ['control characters alone', { greeting: { say: '\u0001\u000b' } }, 'announcements.greeting.say missing'],
    ['what can’t be stored', { greeting: { say: 'a\0b' } }, 'announcements.greeting.say unreadable-text'],
    ['words that are too many', { closed: { say: 'x'.repeat(1_001) } }, 'announcements.closed.say too-long'],
    [
      'an address without encryption',
      { voicemail: { play: 'http://verger.example/a.mp3' } },
      'announcements.voicemail.play invalid-format',
    ],
    [
      'an address with a password',
      { voicemail: { play: 'https://a:b@verger.example/' } },
      'announcements.voicemail.play invalid-format',
    ],
    ['a file of one’s own', { recording: { play: 'file:///a.mp3' } }, 'announcements.recording.play invalid-format'],
    ['no address', { recording: { play: 'a.mp3' } }, 'announcements.recording.play invalid-format'],
    [
      'an address without end',
      { recording: { play: `https://verger.example/${'a'.repeat(2_000)}` } },
      'announcements.recording.play invalid-format',
    ],
  ])('refuses %s', (_name, announcements, expected) => {
    const read = normalizeLine({ ...line, announcements })
    expect(read.ok ? [] : read.error.issues.map(({ path, problem }) => `${path} ${problem}`)).toEqual([expected])
  })
})
