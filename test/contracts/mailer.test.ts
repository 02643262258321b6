import type { InboundMail, MailFact, MailToSend, ProviderEvent, ReceivedMail, SendAnswer } from 'crmkit'
import { ok, parseEmail } from 'crmkit/domain'
import {
  type Contract,
  ContractFailure,
  describeContract,
  type InboundMailSubject,
  inboundMailContract,
  type LookupSubject,
  type MailEventsSubject,
  mailEventsContract,
  mailerContract,
  mailLookupContract,
  runCase,
} from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { type ScriptedMailer, scriptedEvents, scriptedInbound, scriptedMailer } from './scripted-mailer.ts'

describeContract({ describe, it }, mailerContract, { make: async () => ({ subject: scriptedMailer() }) })
describeContract({ describe, it }, mailLookupContract, { make: async () => ({ subject: scriptedMailer() }) })
describeContract({ describe, it }, mailEventsContract, { make: async () => ({ subject: scriptedEvents() }) })
describeContract({ describe, it }, inboundMailContract, { make: async () => ({ subject: scriptedInbound() }) })

/** Case name → a mailer that differs from a right one in what the case is about. */
const mailers: Saboteurs<ScriptedMailer> = {
  'asks once, whatever comes of it': onSend(async (scene, mail, send) => {
    const answer = await send(mail)
    return answer.kind === 'unknown' && scene.state.script === 'hangs-up' ? send(mail) : answer
  }),
  'says accepted with the provider’s own name for the mail, for every recipient that it took': onAnswer((answer) =>
    answer.kind === 'accepted'
      ? { ...answer, recipients: answer.recipients.map(({ address, event }) => ({ address, event })) }
      : answer,
  ),
  'asks for what it was given, word for word and byte for byte': onSend((_scene, mail, send) =>
    send({ ...mail, files: mail.files.map((file) => ({ ...file, bytes: file.bytes.subarray(1) })) }),
  ),
  'gives a picture the name by which the HTML shows it': onSend((_scene, mail, send) =>
    send({ ...mail, files: mail.files.map(({ contentId: _, ...file }) => file) }),
  ),
  'says accepted of those recipients only whom the provider took, and why of each other': onAnswer((answer) =>
    answer.kind === 'accepted'
      ? {
          ...answer,
          recipients: answer.recipients.map(({ event, ...each }) => ({
            ...each,
            event: { kind: 'accepted', at: event.at },
          })),
        }
      : answer,
  ),
  'says refused where the provider won’t ever take it': onAnswer((answer) =>
    answer.kind === 'refused' ? { kind: 'postponed', problem: '400' } : answer,
  ),
  'says postponed only if the provider surely has not got it': onAnswer((answer) =>
    answer.kind === 'postponed' ? { kind: 'postponed', problem: '429' } : answer,
  ),
  'says unknown after a timeout, and after an answer that says neither': onAnswer((answer) =>
    answer.kind === 'unknown' ? { kind: 'postponed', problem: '500' } : answer,
  ),
  'sends our own id along, so that events name it': onSend((_scene, mail, send) =>
    send({ ...mail, messageId: 'another' }),
  ),
  'shows nobody who gets a blind copy': onSend((_scene, mail, send) => {
    const blind = mail.recipients.filter(({ kind }) => kind === 'bcc').map(({ address }) => address)
    return send({ ...mail, headers: [...mail.headers, { name: 'X-Blind', value: blind.join() }] })
  }),
  'writes a name or a header with line breaks in it as one line': onSend(async (scene, mail, send) => {
    const answer = await send(mail)
    const last = scene.asked.at(-1)
    if (last !== undefined) scene.asked[scene.asked.length - 1] = { ...last, subject: mail.content.subject }
    return answer
  }),
  'resolves for whatever the network and the provider do': onSend(async (scene, mail, send) => {
    const answer = await send(mail)
    if (scene.state.script === 'nobody' && scene.asked.length > 1) throw new Error('ECONNREFUSED')
    return answer
  }),
  'rejects for mistakes of the caller': onSend((_scene, mail, send) =>
    send(mail).catch((): SendAnswer => ({ kind: 'refused', problem: 'mistake' })),
  ),
  'asked about itself, sends nothing to anybody': onCheck(async ({ mailer, state }, check) => {
    if (state.script === 'wrong-key') await mailer.send(trial, { timeoutMs: 1_000 })
    return check()
  }),
  'finds nothing wrong with what works': onCheck(async ({ state }, check) =>
    state.script === 'takes' ? [{ field: 'webhook', problem: 'missing', remedy: 'Make one.' }] : check(),
  ),
  'names what is wrong, with a remedy': onCheck(async (_scene, check) =>
    (await check()).map((problem) => (problem.problem === 'wrong' ? { ...problem, remedy: '' } : problem)),
  ),
  'says so if the provider can’t be reached': onCheck(async (_scene, check) =>
    (await check()).filter(({ problem }) => problem !== 'unreachable'),
  ),
}

const trial: MailToSend = {
  messageId: 'trial',
  from: { address: address('anne@verger.example') },
  recipients: [{ kind: 'to', address: address('anne@verger.example') }],
  ...{
    content: { subject: 'Trial', text: 'Trial' },
    headers: [],
    files: [],
    tracking: { opens: false, clicks: false },
  },
}

const lookups: Saboteurs<LookupSubject> = {
  'finds a message that the provider took': onTrace((trace) => (trace.kind === 'found' ? { kind: 'unknown' } : trace)),
  'says absent only if the provider can’t have it': onTrace((trace, { state, asked }) =>
    trace.kind === 'unknown' && state.script === 'broken' && asked.length > 0 ? { kind: 'absent' } : trace,
  ),
  'says unknown where the provider can’t tell yet': onTrace((trace, { asked }) =>
    trace.kind === 'unknown' && asked.length === 0 ? { kind: 'absent' } : trace,
  ),
  'sends nothing': (subject) => ({
    ...subject,
    lookup: {
      find: async (message, options) => {
        const trace = await subject.lookup.find(message, options)
        if (trace.kind === 'absent') await subject.mailer.send(trial, options)
        return trace
      },
    },
  }),
}

const events: Saboteurs<MailEventsSubject> = {
  'refuses a request that its provider did not sign, or that lacks the secret of its address': taking(''),
  'refuses a request of which a byte was changed that its proof covers': taking('brood'),
  'says every event of a request, in its order': onEvents((all) =>
    all.length === 3 && all.every(({ fact }) => fact !== null) ? rotated(all) : all,
  ),
  'gives the same event the same key, whenever it is told': onEvents((all) =>
    all.map((event, index) => ({ ...event, key: `${event.key} ${index}` })),
  ),
  'gives two events two keys': onEvents((all) => all.map((event) => ({ ...event, key: 'key' }))),
  'keeps an event that it does not know, without a fact': onEvents((all) => all.filter(({ fact }) => fact !== null)),
  'takes a request whose signature is days old': (subject) => ({
    ...subject,
    provider: {
      ...subject.provider,
      tell: (told, signedAt = subject.now) =>
        subject.provider.tell(subject.now - signedAt > 24 * 60 * 60_000 ? told.slice(1) : told, signedAt),
    },
  }),
}

const understandings: Saboteurs<MailEventsSubject> = {
  'says of the raw text of an event that was read what was said of it then': onUnderstood((fact) =>
    fact?.event.kind === 'opened' ? { ...fact, event: { ...fact.event, kind: 'clicked' } } : fact,
  ),
  'says null of what is no event of this provider': onUnderstood((fact, raw) =>
    raw === '{}' ? { messageId: null, event: { kind: 'delivered', at: 0, address: address('a@pear.example') } } : fact,
  ),
  'understands without ever throwing': onUnderstood((fact, raw) => {
    if (raw === '') throw new SyntaxError('Unexpected end of JSON input')
    return fact
  }),
}

const inbounds: Saboteurs<InboundMailSubject> = {
  'says where a mail was brought to, besides what stands in its headers': onMail((mail) => ({
    ...mail,
    envelopeTo: mail.to,
  })),
  'says all headers, in their order, unfolded and decoded': onMail((mail) => ({
    ...mail,
    headers: mail.headers.toReversed(),
  })),
  'gives files byte for byte': onMail((mail) => ({
    ...mail,
    files: mail.files.map((file) => ({
      ...file,
      bytes: new TextEncoder().encode(new TextDecoder().decode(file.bytes)),
    })),
  })),
  'reads a mail that has no text, no subject or no sender': onMail((mail) => ({
    ...mail,
    subject: mail.subject || '(no subject)',
  })),
  'refuses a mail that its provider did not bring': (subject) => ({ ...subject, unsigned: subject.bring }),
  'gives the same mail the same key, and two mails two': onInbound((event) => ({ ...event, key: 'key' })),
}

type Saboteurs<Subject> = Readonly<Record<string, (subject: SubjectOf<Subject>) => Subject>>
type SubjectOf<Subject> = Subject extends LookupSubject ? ScriptedMailer : Subject

function onSend(
  send: (
    scene: ScriptedMailer,
    mail: MailToSend,
    good: (mail: MailToSend) => Promise<SendAnswer>,
  ) => Promise<SendAnswer>,
) {
  return (scene: ScriptedMailer): ScriptedMailer => {
    const { mailer } = scene
    const good = (options: { readonly timeoutMs: number }) => (mail: MailToSend) => mailer.send(mail, options)
    return {
      ...scene,
      mailer: { ...mailer, send: (mail, options) => send(scene, mail, async (m) => good(options)(m)) },
    }
  }
}

function onAnswer(change: (answer: SendAnswer) => SendAnswer) {
  return onSend(async (_scene, mail, send) => change(await send(mail)))
}

type Check = ScriptedMailer['mailer']['check']

function onCheck(check: (scene: ScriptedMailer, good: () => ReturnType<Check>) => ReturnType<Check>) {
  return (scene: ScriptedMailer): ScriptedMailer => {
    const { mailer } = scene
    return { ...scene, mailer: { ...mailer, check: (options) => check(scene, () => mailer.check(options)) } }
  }
}

type Trace = Awaited<ReturnType<LookupSubject['lookup']['find']>>

function onTrace(change: (trace: Trace, scene: ScriptedMailer) => Trace) {
  return (scene: ScriptedMailer): ScriptedMailer => ({
    ...scene,
    lookup: { find: async (...asked) => change(await scene.lookup.find(...asked), scene) },
  })
}

function taking(said: string) {
  return (subject: MailEventsSubject): MailEventsSubject => ({
    ...subject,
    events: {
      ...subject.events,
      read: async (request) => {
        const isTaken = 'said' in request.headers && request.headers['said'] === said
        return isTaken ? ok([]) : subject.events.read(request)
      },
    },
  })
}

function onEvents(change: (events: readonly ProviderEvent<MailFact>[]) => readonly ProviderEvent<MailFact>[]) {
  return (subject: MailEventsSubject): MailEventsSubject => ({
    ...subject,
    events: {
      ...subject.events,
      read: async (request) => {
        const read = await subject.events.read(request)
        return read.ok ? ok(change(read.value)) : read
      },
    },
  })
}

function onUnderstood(change: (fact: MailFact | null, raw: string) => MailFact | null) {
  return (subject: MailEventsSubject): MailEventsSubject => ({
    ...subject,
    events: { ...subject.events, understand: (raw) => change(subject.events.understand(raw), raw) },
  })
}

/** Facts in another order, under keys that stay where they are. */
function rotated(all: readonly ProviderEvent<MailFact>[]): readonly ProviderEvent<MailFact>[] {
  return all.map((event, index) => ({ ...event, fact: all.at(index - 1)?.fact ?? null }))
}

function onInbound(change: (event: ProviderEvent<ReceivedMail>) => ProviderEvent<ReceivedMail>) {
  return (subject: InboundMailSubject): InboundMailSubject => {
    const mails: InboundMail['mails'] = {
      read: async (request) => {
        const read = await subject.inbound.mails.read(request)
        return read.ok ? ok(read.value.map(change)) : read
      },
    }
    return { ...subject, inbound: { ...subject.inbound, mails } }
  }
}

function onMail(change: (mail: ReceivedMail) => ReceivedMail) {
  return onInbound((event) => ({ ...event, fact: event.fact === null ? null : change(event.fact) }))
}

function address(typed: string): MailToSend['from']['address'] {
  const { normalized } = parseEmail(typed)
  if (normalized === undefined) throw new Error(`${typed} is no address`)
  return normalized
}

function describeSaboteurs<Subject, Good extends Subject>(
  contract: Contract<Subject>,
  saboteurs: Readonly<Record<string, (subject: Good) => Subject>>,
  make: () => Good,
): void {
  describe(`Saboteurs of ${contract.name}`, () => {
    const cases = Object.entries(contract.cases)

    it('every case has one, and every one a case', () => {
      expect(Object.keys(saboteurs).toSorted()).toEqual(cases.map(([name]) => name).toSorted())
    })

    it.each(cases)('is caught, and by nothing else: %s', async (name) => {
      const change = saboteurs[name]
      if (change === undefined) throw new Error(`no saboteur for “${name}”`)
      const failing: string[] = []
      for (const [other, check] of cases) {
        const failure = await runCase(check, { make: async () => ({ subject: change(make()) }) }).catch(
          (e: unknown) => e,
        )
        if (failure instanceof ContractFailure || failure instanceof Error) failing.push(other)
      }
      expect(failing).toEqual([name])
    })
  })
}

describeSaboteurs(mailerContract, mailers, scriptedMailer)
describeSaboteurs(mailLookupContract, lookups, scriptedMailer)
describeSaboteurs(mailEventsContract, { ...events, ...understandings }, scriptedEvents)
describeSaboteurs(inboundMailContract, inbounds, scriptedInbound)
