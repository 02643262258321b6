/** The contract of mailboxes holds of a scripted one, and each of its cases can fail. @module */
import { CrmError, type FetchedMail, type InboundMailbox } from 'crmkit'
import { headersOf } from 'crmkit/domain'
import {
  ContractFailure,
  describeContract,
  fixedClock,
  inboundMailboxContract,
  type MailboxSubject,
  runCase,
} from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

interface KeptMail {
  readonly id: number
  readonly text: string
  isRead: boolean
}

interface Box {
  made: number
  lastId: number
  mails: KeptMail[]
}

const maxMailBytes = 2_000
const clock = fixedClock()

/** A mailbox in memory, which knows as much of mails as the cases do. */
function mailboxOf(box: Box): InboundMailbox {
  return {
    provider: 'scripted',
    async *fetch(after, limit) {
      const [made, id = 0] = (after ?? '').split('.').map(Number)
      const mails = box.mails.filter((mail) => made !== box.made || mail.id > id).slice(0, limit)
      for (const mail of mails) yield fetchedMail(mail, box.made)
    },
    settle: async (upTo) => {
      const [made, id = 0] = upTo.split('.').map(Number)
      for (const mail of made === box.made ? box.mails : []) {
        if (mail.id <= id && mail.text.length <= maxMailBytes) mail.isRead = true
      }
    },
    check: async () => [],
  }
}

function fetchedMail({ id, text }: KeptMail, made: number): FetchedMail {
  const [head = ''] = text.split('\r\n\r\n')
  const headers = head.split('\r\n').map((line) => {
    const [name = '', value = ''] = line.split(/: (.*)/)
    return { name, value }
  })
  const first = (name: string) => headersOf({ headers }, name)[0] ?? ''
  const [cursor, receivedAt] = [`${made}.${id}`, clock.now()]
  if (text.length > maxMailBytes) {
    return { kind: 'refused', because: 'too-large', bytes: text.length, headers, cursor, receivedAt }
  }
  const addresses = { envelopeFrom: first('return-path').replace(/[<>]/g, ''), envelopeTo: [first('delivered-to')] }
  const mail = { ...addresses, from: first('from'), to: [], cc: [], subject: first('subject'), headers, files: [] }
  return { kind: 'mail', mail: { ...mail, receivedAt }, cursor }
}

function failing(error: CrmError, problem: 'wrong' | 'unreachable'): InboundMailbox {
  return {
    provider: 'scripted',
    fetch: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) }),
    settle: () => Promise.reject(error),
    check: async () => [{ field: 'login', problem, remedy: 'Look at it.' }],
  }
}

type Change = (subject: MailboxSubject, box: Box) => MailboxSubject

function makeWith(change: Change) {
  return async () => {
    const box: Box = { made: 1, lastId: 0, mails: [] }
    const subject: MailboxSubject = {
      mailbox: mailboxOf(box),
      maxMailBytes,
      person: {
        deliver: async (text) => {
          box.lastId += 1
          box.mails.push({ id: box.lastId, text, isRead: false })
        },
        list: async () =>
          box.mails.map(({ text, isRead }) => ({ subject: /^Subject: (.*)$/m.exec(text)?.[1] ?? '', isRead })),
        makeAnew: async () => Object.assign(box, { made: box.made + 1, lastId: 0, mails: [] }) && undefined,
      },
      wrong: failing(new CrmError('backend-refused', { message: 'No.' }), 'wrong'),
      unreachable: failing(new CrmError('backend-unavailable', { message: 'No.', retryable: true }), 'unreachable'),
      secrets: ['secret'],
    }
    return { subject: change(subject, box) }
  }
}

function onFetch(fetch: (good: InboundMailbox['fetch'], box: Box) => InboundMailbox['fetch']): Change {
  return (subject, box) => {
    const { mailbox } = subject
    return { ...subject, mailbox: { ...mailbox, fetch: fetch((...asked) => mailbox.fetch(...asked), box) } }
  }
}

function onEach(change: (fetched: FetchedMail) => FetchedMail | null): Change {
  return onFetch(
    (good) =>
      async function* (...asked) {
        for await (const fetched of good(...asked)) {
          const changed = change(fetched)
          if (changed !== null) yield changed
        }
      },
  )
}

/** Case name → a mailbox that differs from a right one in what the case is about. */
const saboteurs: Readonly<Record<string, Change>> = {
  'starts with the oldest one without a cursor': onFetch(
    (good) =>
      async function* (after, limit) {
        const all: FetchedMail[] = []
        for await (const fetched of good(after, limit)) all.push(fetched)
        const [first, second, third] = all
        const isAll = after === null && limit === 10
        if (isAll && first?.kind === 'mail' && second?.kind === 'mail' && third !== undefined) {
          // In another order, under cursors that stay where they are.
          yield* [{ ...first, mail: second.mail }, { ...second, mail: first.mail }, third]
        } else yield* all
      },
  ),
  'gives each mail a cursor after which the next one follows': onFetch(
    (good, box) =>
      async function* (after, limit) {
        const last = `${box.made}.${box.lastId}`
        for await (const fetched of good(after, limit)) {
          yield box.lastId === 3 && after === null ? { ...fetched, cursor: last } : fetched
        }
      },
  ),
  'says the same mails again for the same cursor': onFetch((good) => {
    const seen = new Set<string>()
    return async function* (after, limit) {
      for await (const fetched of good(after, limit)) {
        const said = `${after} ${fetched.cursor}`
        if (after === null || !seen.has(said)) yield fetched
        seen.add(said)
      }
    }
  }),
  'starts again from the oldest one if the mailbox was made anew since': onFetch(
    (good, box) => (after, limit) => good(after === null ? null : `${box.made}.${after.split('.')[1] ?? ''}`, limit),
  ),
  'deletes nothing, and marks nothing as read': onFetch(
    (good, box) =>
      async function* (...asked) {
        yield* good(...asked)
        if (box.mails.length === 2 && box.made === 1) for (const mail of box.mails) mail.isRead = true
      },
  ),
  'says at most so many': onFetch((good) => (after, limit) => good(after, limit === 2 ? 3 : limit)),
  'says of a mail that is too long that it was refused, with its headers, and goes on': onEach((fetched) =>
    fetched.kind === 'refused' ? { ...fetched, headers: [] } : fetched,
  ),
  'says where a mail was brought to, and when': onEach((fetched) =>
    fetched.kind === 'mail' ? { ...fetched, mail: { ...fetched.mail, envelopeTo: fetched.mail.to } } : fetched,
  ),
  'settled, changes those up to the cursor, and none that came later or was refused': (subject, box) => ({
    ...subject,
    mailbox: {
      ...subject.mailbox,
      settle: async (upTo) => {
        const [made, id = 0] = upTo.split('.').map(Number)
        for (const mail of made === box.made ? box.mails : []) if (mail.id <= id) mail.isRead = true
      },
    },
  }),
  'settled, does nothing for a cursor of before the mailbox was made anew': (subject, box) => ({
    ...subject,
    mailbox: {
      ...subject.mailbox,
      settle: (upTo) => subject.mailbox.settle(`${box.made}.${upTo.split('.')[1] ?? ''}`),
    },
  }),
  'rejects with backend-unavailable if it can’t be reached, and with backend-refused if it is not to be had': (
    subject,
  ) => ({ ...subject, unreachable: { ...subject.wrong, check: subject.unreachable.check } }),
  'asked about itself, finds nothing wrong with what works': (subject) => ({
    ...subject,
    mailbox: { ...subject.mailbox, check: subject.wrong.check },
  }),
  'asked about itself, names what is wrong, with a remedy': (subject) => ({
    ...subject,
    wrong: { ...subject.wrong, check: async () => [{ field: 'login', problem: 'wrong', remedy: 'Not secret.' }] },
  }),
}

describeContract({ describe, it }, inboundMailboxContract, { make: makeWith((subject) => subject) })

describe('Saboteurs among mailboxes', () => {
  const cases = Object.entries(inboundMailboxContract.cases)

  it('every case has one, and every one a case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(cases.map(([name]) => name).toSorted())
  })

  it.each(cases)('is caught, and by nothing else: %s', async (name) => {
    const change = saboteurs[name]
    if (change === undefined) throw new Error(`no saboteur for “${name}”`)
    const caught: string[] = []
    for (const [other, check] of cases) {
      const failure = await runCase(check, { make: makeWith(change) }).catch((error: unknown) => error)
      if (failure === undefined) continue
      caught.push(other)
      expect(failure).toBeInstanceOf(ContractFailure)
    }
    expect(caught).toEqual([name])
  })
})
