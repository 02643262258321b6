/**
 * The contract of {@link InboundMailbox}. Whoever brings a mailbox brings a person as well, who looks into it with another
 * program.
 * @module
 */
import { headersOf } from '../message/received-mail.ts'
import type { FetchedMail, InboundMailbox } from '../ports/inbound-mailbox.ts'
import { expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'

/** Somebody else at the same mailbox. */
export interface MailboxPerson {
  /** Puts a mail into it, as it goes over the wire. */
  deliver(mail: string): Promise<void>
  /** What is in it, the oldest first. */
  list(): Promise<readonly { readonly subject: string; readonly isRead: boolean }[]>
  /** Removes the whole mailbox, and makes an empty one in its place. */
  makeAnew(): Promise<void>
}

/** What a mailbox is held against: empty, set up to mark what is filed as read. */
export interface MailboxSubject {
  readonly mailbox: InboundMailbox
  /** The longest mail that the mailbox takes, in bytes: some thousands. */
  readonly maxMailBytes: number
  readonly person: MailboxPerson
  /** The same one, with a login that is none, and one where nobody is. */
  readonly wrong: InboundMailbox
  readonly unreachable: InboundMailbox
  /** Passwords that no answer may quote. */
  readonly secrets: readonly string[]
}

const patient = { timeoutMs: 10_000 }

/** Every sentence of the port, as a case. */
export const inboundMailboxContract: Contract<MailboxSubject> = {
  name: 'InboundMailbox',
  cases: {
    'starts with the oldest one without a cursor': async (subject) => {
      expectEqual(subjectsOf(await fetchAll(subject, null)), [], 'what an empty one holds')
      await deliver(subject, 'one', 'two', 'three')
      expectEqual(subjectsOf(await fetchAll(subject, null)), ['one', 'two', 'three'], 'all mails')
    },

    'gives each mail a cursor after which the next one follows': async (subject) => {
      await deliver(subject, 'one', 'two', 'three')
      const all = await fetchAll(subject, null)
      const rest: (readonly string[])[] = []
      for (const { cursor } of all) rest.push(subjectsOf(await fetchAll(subject, cursor)))
      expectEqual(rest, [['two', 'three'], ['three'], []], 'what follows each')
      await deliver(subject, 'four')
      expectEqual(subjectsOf(await fetchAll(subject, all.at(-1)?.cursor ?? null)), ['four'], 'what came in meanwhile')
    },

    'says the same mails again for the same cursor': async (subject) => {
      await deliver(subject, 'one', 'two')
      const [first] = await fetchAll(subject, null)
      const cursor = first?.cursor ?? null
      expectEqual(await fetchAll(subject, cursor), await fetchAll(subject, cursor), 'the mails')
      expectEqual(subjectsOf(await fetchAll(subject, cursor)), ['two'], 'their subjects')
    },

    'starts again from the oldest one if the mailbox was made anew since': async (subject) => {
      await deliver(subject, 'one', 'two')
      const last = (await fetchAll(subject, null)).at(-1)
      await subject.person.makeAnew()
      await deliver(subject, 'three')
      expectEqual(subjectsOf(await fetchAll(subject, last?.cursor ?? null)), ['three'], 'the mails')
    },

    'deletes nothing, and marks nothing as read': async (subject) => {
      await deliver(subject, 'one', 'two')
      await fetchAll(subject, null)
      const left = [
        { subject: 'one', isRead: false },
        { subject: 'two', isRead: false },
      ]
      expectEqual(await subject.person.list(), left, 'what is in it')
    },

    'says at most so many': async (subject) => {
      await deliver(subject, 'one', 'two', 'three')
      expectEqual(subjectsOf(await fetchAll(subject, null, 2)), ['one', 'two'], 'the first two')
      expectEqual(subjectsOf(await fetchAll(subject, null, 3)), ['one', 'two', 'three'], 'the first three')
    },

    'says of a mail that is too long that it was refused, with its headers, and goes on': async (subject) => {
      await deliver(subject, 'one')
      await subject.person.deliver(mailNamed('two', subject.maxMailBytes))
      await deliver(subject, 'three')
      const all = await fetchAll(subject, null)
      expectEqual(subjectsOf(all), ['one', 'two', 'three'], 'what is said')
      expectEqual(
        all.map(({ kind }) => kind),
        ['mail', 'refused', 'mail'],
        'what becomes of each',
      )
      for (const fetched of all) {
        if (fetched.kind === 'refused') {
          expectThat(fetched.bytes > subject.maxMailBytes, 'how long it is')
          expectEqual([fetched.because, fetched.receivedAt > 0], ['too-large', true], 'why it was refused')
        }
      }
    },

    'says where a mail was brought to, and when': async (subject) => {
      const brought = ['Return-Path: <carla@pomme.example>', 'Delivered-To: crm+i-mzxw6ytbojrgc6rb@verger.example']
      await subject.person.deliver([...brought, mailNamed('one')].join('\r\n'))
      const [fetched] = await fetchAll(subject, null)
      const { envelopeFrom, envelopeTo, receivedAt = 0 } = fetched?.kind === 'mail' ? fetched.mail : {}
      expectEqual(envelopeFrom, 'carla@pomme.example', 'from whom')
      expectEqual(envelopeTo, ['crm+i-mzxw6ytbojrgc6rb@verger.example'], 'to whom')
      expectThat(receivedAt > 0, 'when it came is not said')
    },

    'settled, changes those up to the cursor, and none that came later or was refused': async (subject) => {
      await deliver(subject, 'one')
      await subject.person.deliver(mailNamed('two', subject.maxMailBytes))
      await deliver(subject, 'three', 'four')
      const [, , third] = await fetchAll(subject, null)
      await subject.mailbox.settle(third?.cursor ?? '')
      const read = (await subject.person.list()).filter(({ isRead }) => isRead).map((each) => each.subject)
      expectEqual(read, ['one', 'three'], 'what is marked as read')
      expectEqual(subjectsOf(await fetchAll(subject, third?.cursor ?? null)), ['four'], 'what follows')
    },

    'settled, does nothing for a cursor of before the mailbox was made anew': async (subject) => {
      await deliver(subject, 'one', 'two')
      const last = (await fetchAll(subject, null)).at(-1)
      await subject.person.makeAnew()
      await deliver(subject, 'three')
      await subject.mailbox.settle(last?.cursor ?? '')
      expectEqual(await subject.person.list(), [{ subject: 'three', isRead: false }], 'what is in it')
    },

    'rejects with backend-unavailable if it can’t be reached, and with backend-refused if it is not to be had': async ({
      wrong,
      unreachable,
      secrets,
    }) => {
      for (const [mailbox, code, retryable] of [
        [wrong, 'backend-refused', false],
        [unreachable, 'backend-unavailable', true],
      ] as const) {
        const failure = await collect(mailbox.fetch(null, 1)).catch((error: unknown) => error)
        const fields = typeof failure === 'object' && failure !== null ? { ...failure } : {}
        const said = { code: 'code' in fields && fields.code, retryable: 'retryable' in fields && fields.retryable }
        expectEqual(said, { code, retryable }, 'the error')
        expectQuotesNothing([failure, fields, String(failure)], secrets)
      }
    },

    'asked about itself, finds nothing wrong with what works': async ({ mailbox }) => {
      expectEqual(await mailbox.check(patient), [], 'what is wrong')
    },

    'asked about itself, names what is wrong, with a remedy': async ({ wrong, unreachable, secrets }) => {
      for (const [mailbox, problem] of [
        [wrong, 'wrong'],
        [unreachable, 'unreachable'],
      ] as const) {
        const problems = await mailbox.check(patient)
        expectEqual(
          problems.map((each) => each.problem),
          [problem],
          'the problems',
        )
        expectThat(
          problems.every(({ field, remedy }) => field !== '' && remedy.endsWith('.')),
          'the field or the remedy is missing',
        )
        expectQuotesNothing(problems, secrets)
      }
    },
  },
}

async function deliver({ person }: MailboxSubject, ...subjects: readonly string[]): Promise<void> {
  for (const subject of subjects) await person.deliver(mailNamed(subject))
}

function mailNamed(subject: string, bytes = 0): string {
  const text = Array.from({ length: Math.ceil(bytes / 8) + 1 }, () => 'Hello.')
  return ['From: Carla <carla@pomme.example>', `Subject: ${subject}`, '', ...text, ''].join('\r\n')
}

function fetchAll({ mailbox }: MailboxSubject, after: string | null, limit = 10): Promise<readonly FetchedMail[]> {
  return collect(mailbox.fetch(after, limit))
}

async function collect(mails: AsyncIterable<FetchedMail>): Promise<readonly FetchedMail[]> {
  const all: FetchedMail[] = []
  for await (const mail of mails) all.push(mail)
  return all
}

function subjectsOf(mails: readonly FetchedMail[]): readonly string[] {
  return mails.map((each) => headersOf(each.kind === 'mail' ? each.mail : each, 'subject')[0] ?? '')
}

function expectQuotesNothing(said: unknown, secrets: readonly string[]): void {
  const text = JSON.stringify(said)
  for (const secret of secrets) expectThat(!text.includes(secret), 'an answer quotes what it must not')
}
