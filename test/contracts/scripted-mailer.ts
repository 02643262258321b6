/** A mailer without a network, as the contracts of mail want it: saboteurs are made of it. @module */
import type {
  AnsweredRecipient,
  ConfigurationProblem,
  InboundMail,
  Mailer,
  MailFact,
  MailToSend,
  ProviderEvent,
  ProviderEvents,
  ProviderRequest,
  ReceivedMail,
  SendAnswer,
} from 'crmkit'
import { err, mailKey, ok } from 'crmkit/domain'
import {
  type AskedMail,
  type BroughtMail,
  type InboundMailSubject,
  type LookupSubject,
  type MailEventsSubject,
  type MailScript,
  refusedAddress,
  type ToldEvent,
} from 'crmkit/testing'

const now = Date.UTC(2026, 10, 22, 12)
const proof = 'proof'

/** A mailer that is right, and its provider. */
export interface ScriptedMailer extends LookupSubject {
  readonly state: { script: MailScript }
  readonly asked: AskedMail[]
}

/** Makes one. */
export function scriptedMailer(): ScriptedMailer {
  const state: ScriptedMailer['state'] = { script: 'takes' }
  const asked: AskedMail[] = []
  const provider = {
    asked,
    behave: async (script: MailScript) => {
      state.script = script
    },
  }
  const lookup: LookupSubject['lookup'] = {
    find: async ({ messageId, askedAt }) => {
      if (state.script !== 'takes') return { kind: 'unknown' }
      const found = asked.filter((mail) => mail.messageId === messageId)
      const recipients = found.flatMap(({ to, cc, bcc }) => [...to, ...cc, ...bcc].map(({ address }) => taken(address)))
      if (recipients.length > 0) return { kind: 'found', recipients }
      return { kind: now - askedAt > 60 * 60_000 ? 'absent' : 'unknown' }
    },
  }
  const mailer: Mailer = {
    provider: 'scripted',
    events: null,
    lookup,
    send: async (mail) => {
      refuseMistakes(mail)
      if (state.script === 'nobody') return { kind: 'postponed', problem: 'ECONNREFUSED' }
      asked.push(understood(mail))
      return answer(state.script, mail)
    },
    check: async (): Promise<readonly ConfigurationProblem[]> => {
      if (state.script === 'wrong-key') return [{ field: 'apiKey', problem: 'wrong', remedy: 'Give another one.' }]
      if (state.script === 'takes') return []
      return [{ field: 'baseUrl', problem: 'unreachable', remedy: 'Try again later.' }]
    },
  }
  return { state, asked, provider, mailer, lookup, now, secrets: ['secret'] }
}

function refuseMistakes({ recipients, content, headers }: MailToSend): void {
  if (recipients.length === 0) throw new Error('nobody')
  if (content.text === undefined && content.html === undefined) throw new Error('nothing')
  if (headers.some(({ name }) => !/^[\w-]+$/.test(name) || /^bcc$/i.test(name))) throw new Error('no header')
}

/** What the provider understands. */
function understood(mail: MailToSend): AskedMail {
  const of = (wanted: string) =>
    mail.recipients
      .filter(({ kind }) => kind === wanted)
      .map(({ address, name }) => ({ address, ...(name !== undefined && { name: oneLine(name) }) }))
  const { text, html } = mail.content
  return {
    ...{ messageId: mail.messageId, from: mail.from, replyTo: mail.replyTo ?? null },
    ...{ to: of('to'), cc: of('cc'), bcc: of('bcc'), subject: oneLine(mail.content.subject) },
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    headers: mail.headers.map(({ name, value }) => ({ name, value: oneLine(value) })),
    ...{ files: mail.files, tracking: mail.tracking },
  }
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028]+/g, ' ')
}

function answer(script: MailScript, { recipients }: MailToSend): SendAnswer {
  const isTaken = ({ address }: (typeof recipients)[number]) => script === 'takes' || address !== refusedAddress
  switch (script) {
    case 'takes':
    case 'takes-some':
      return {
        kind: 'accepted',
        recipients: recipients.map((each) =>
          isTaken(each)
            ? taken(each.address)
            : { address: each.address, event: { kind: 'failed', at: now, reason: '550' } },
        ),
      }
    case 'refuses':
    case 'wrong-key':
      return { kind: 'refused', problem: '400' }
    case 'busy':
      return { kind: 'postponed', problem: '429', notBefore: now + 7_000 }
    case 'nobody':
      return { kind: 'postponed', problem: 'ECONNREFUSED' }
    case 'absurd':
    case 'broken':
    case 'never':
    case 'hangs-up':
      return { kind: 'unknown', problem: script }
  }
}

function taken(address: AnsweredRecipient['address']): AnsweredRecipient {
  return { address, providerMessageId: 'theirs', event: { kind: 'accepted', at: now } }
}

interface Told {
  readonly signedAt: number
  readonly events: readonly ToldEvent[]
}

/** Events with a proof: a word that stands before the body. */
export function scriptedEvents(): MailEventsSubject {
  const write = (said: string, told: Told): ProviderRequest => ({
    ...{ method: 'POST', path: '/scripted', headers: { said } },
    body: new TextEncoder().encode(said + JSON.stringify(told)),
  })
  const tell = async (events: readonly ToldEvent[], signedAt = now) => write(proof, { signedAt, events })
  const events: ProviderEvents<MailFact> = {
    read: async ({ body }) => {
      const text = new TextDecoder().decode(body)
      if (!text.startsWith(proof)) return err({ code: 'wrong-signature' })
      const told = JSON.parse(text.slice(proof.length)) as Told
      return ok(told.events.map(toEvent))
    },
    understand: (raw) => (/^\{"messageId":.*\}$/.test(raw) ? toEvent(JSON.parse(raw) as ToldEvent).fact : null),
  }
  const changed = async (told: readonly ToldEvent[]) => [write('brood', { signedAt: now, events: told })]
  return {
    events,
    now,
    provider: { tell, changed, unsigned: async (told) => [write('', { signedAt: now, events: told })] },
  }
}

function toEvent(told: ToldEvent): ProviderEvent<MailFact> {
  const { id: key, messageId, kind, address, at } = told
  const fact = kind === 'novelty' ? null : { messageId, event: { kind, address, at } }
  return { key, raw: JSON.stringify(told), fact }
}

/** Incoming mail with a proof. */
export function scriptedInbound(): InboundMailSubject {
  const write = async (said: string, mail: BroughtMail): Promise<ProviderRequest> => ({
    ...{ method: 'POST', path: '/scripted', headers: { said } },
    body: new TextEncoder().encode(JSON.stringify({ ...mail, files: mail.files.map(asNumbers) })),
  })
  const inbound: InboundMail = {
    provider: 'scripted',
    check: async () => [],
    mails: {
      read: async ({ headers, body }) => {
        if (!('said' in headers) || headers['said'] !== proof) return err({ code: 'wrong-signature' })
        const brought = JSON.parse(new TextDecoder().decode(body)) as BroughtMail
        const fact = received(brought)
        return ok([{ key: mailKey(fact), raw: '{}', fact }])
      },
    },
  }
  return { inbound, now, bring: (mail) => write(proof, mail), unsigned: (mail) => write('', mail) }
}

function asNumbers(file: BroughtMail['files'][number]) {
  return { ...file, bytes: [...file.bytes] }
}

function received(mail: BroughtMail): ReceivedMail {
  const headers = mail.headers.map(({ name, value }) => ({
    name,
    value: value.replace('=?utf-8?q?=C3=89corces?=', 'Écorces').replace(/\r\n /g, ' '),
  }))
  const first = (wanted: string) => headers.find(({ name }) => name === wanted)?.value ?? ''
  return {
    ...{ envelopeFrom: mail.envelopeFrom, envelopeTo: mail.envelopeTo, from: first('From'), to: [first('To')], cc: [] },
    ...{ subject: first('Subject'), headers, receivedAt: now },
    ...(mail.text !== undefined && { text: mail.text }),
    files: mail.files.map((file) => ({ ...file, bytes: Uint8Array.from(file.bytes) })),
  }
}
