/** A workspace that writes to Carla, through providers on this machine that do as they are told. */
import type {
  Channels,
  Mailer,
  MailFact,
  MailToSend,
  Price,
  ProviderEvents,
  ProviderRequest,
  SendAnswer,
  SendTrace,
  SmsFact,
  SmsSender,
  SmsToSend,
  Store,
} from 'crmkit'
import { ok, type PhoneE164, parseEmail, parsePhone } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { begin, type Scene } from './stores.ts'

/** Secrets that nothing but the adapters may ever hold. */
export const secrets = ['key-of-the-mailer', 'token-of-the-texter', 'secret-of-links-0123456789'] as const

type Told<Fact> = { readonly key: string; readonly fact: Fact | null }

/** Providers, what they were asked, and what they say. */
export interface Providers {
  readonly mails: MailToSend[]
  readonly texts: SmsToSend[]
  /** What text messages cost, by the provider's name for them. */
  readonly prices: Map<string, Price>
  /** Says what a text message cost, by its name at the provider. */
  priceOf: SmsSender['priceOf']
  /** What the mailer answers from now on. */
  answerMail: (mail: MailToSend) => SendAnswer | Promise<SendAnswer>
  answerText: (sms: SmsToSend) => SendAnswer | Promise<SendAnswer>
  /** What it says of messages that it is asked about. */
  trace: (messageId: string) => SendTrace | Promise<SendTrace>
  readonly channels: Channels
}

/** A workspace with Carla, whom all may see. */
export interface MessageScene extends Scene {
  readonly providers: Providers
  readonly carlaId: string
  /** Tells the workspace of events, as its provider would. */
  tellMail(events: readonly Told<MailFact>[]): Promise<void>
  tellText(events: readonly Told<SmsFact>[]): Promise<void>
  /** Does what is due, and throws what jobs threw. */
  run(): Promise<void>
}

export const carla = mail('carla@pomme.example')
export const denis = mail('denis@pomme.example')
export const carlasNumber = phone('+33612345678')

export function mail(typed: string) {
  const { normalized } = parseEmail(typed)
  if (normalized === undefined) throw new Error(`${typed} is no address`)
  return normalized
}

function phone(typed: string): PhoneE164 {
  const { e164 } = parsePhone(typed, undefined)
  if (e164 === undefined) throw new Error(`${typed} is no number`)
  return e164
}

/** Begins one. */
export async function beginMessages(store: Store = memoryStore(), own?: Providers): Promise<MessageScene> {
  const made = own ?? providers()
  return messageScene(await begin(store, { channels: () => made.channels }), made)
}

/** Adds Carla to a workspace that was begun with these providers. */
export async function messageScene(scene: Scene, made: Providers): Promise<MessageScene> {
  const { record } = await scene.anne.contacts.create({
    givenName: 'Carla',
    familyName: 'Pomme',
    emails: [carla],
    phones: [{ number: carlasNumber, kind: 'mobile' }],
  })
  const tell = async (topic: 'mail' | 'sms', told: readonly Told<unknown>[]): Promise<void> => {
    const body = new TextEncoder().encode(JSON.stringify(told))
    const request: ProviderRequest = { method: 'POST', path: '/', headers: {}, body }
    const reply = await scene.crm.receive(request, { workspaceId: scene.workspaceId, topic })
    if (reply.status !== 204) throw new Error(`the answer was ${reply.status}`)
  }
  return {
    ...scene,
    providers: made,
    carlaId: record.id,
    tellMail: (events) => tell('mail', events),
    tellText: (events) => tell('sms', events),
    run: async () => {
      const thrown: unknown[] = []
      await scene.crm.runDue({ onFailure: ({ cause }) => cause !== undefined && thrown.push(cause) })
      if (thrown.length > 0) throw thrown[0]
    },
  }
}

/** Providers that take everything. @param now what their clocks say */
export function providers(now: () => number = () => Date.UTC(2026, 0, 5, 9)): Providers {
  const mails: MailToSend[] = []
  const texts: SmsToSend[] = []
  const prices = new Map<string, Price>()
  const mailer: Mailer = {
    provider: 'postbox',
    events: events<MailFact>(),
    lookup: { find: async ({ messageId }) => made.trace(messageId) },
    send: async (asked) => {
      mails.push(asked)
      return made.answerMail(asked)
    },
    check: async () => [],
  }
  const sender: SmsSender = {
    provider: 'texter',
    events: events<SmsFact>(),
    lookup: null,
    send: async (asked) => {
      texts.push(asked)
      return made.answerText(asked)
    },
    check: async () => [],
    priceOf: async (name) => made.priceOf(name),
  }
  const made: Providers = {
    mails,
    texts,
    prices,
    priceOf: async (name) => prices.get(name) ?? null,
    answerMail: ({ messageId, recipients }) => ({
      kind: 'accepted',
      recipients: recipients.map(({ address }) => {
        return { address, providerMessageId: `p-${messageId}`, event: { kind: 'accepted', at: now() } }
      }),
    }),
    answerText: ({ messageId, to }) => ({
      kind: 'accepted',
      recipients: [{ address: to, providerMessageId: `t-${messageId}`, event: { kind: 'accepted', at: now() } }],
    }),
    trace: () => ({ kind: 'unknown' }),
    channels: {
      mail: {
        mailer: withSecret(mailer, secrets[0]),
        from: { address: mail('verger@verger.example'), name: 'Verger' },
        unsubscribe: { url: 'https://verger.example/unsubscribe?token=', secrets: [secrets[2]] },
      },
      sms: { sender: withSecret(sender, secrets[1]) },
    },
  }
  return made
}

function withSecret<Adapter>(adapter: Adapter, apiKey: string): Adapter {
  return { ...adapter, apiKey }
}

function events<Fact>(): ProviderEvents<Fact> {
  return {
    read: async ({ body }) => {
      const told = JSON.parse(new TextDecoder().decode(body)) as readonly Told<Fact>[]
      return ok(told.map(({ key, fact }) => ({ key, raw: JSON.stringify(fact), fact })))
    },
    understand: (raw) => JSON.parse(raw) as Fact | null,
  }
}
