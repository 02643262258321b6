/** What the contracts of mail need: a provider on this machine, which the caller brings, that does as it is told. @module */
import type { MessageId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { MailHeader } from '../message/received-mail.ts'
import type { EmailNormalized } from '../party/email.ts'
import { parseEmail } from '../party/email.ts'
import type { FileToSend, Mailbox, Mailer, MailFact, MailToSend } from '../ports/mailer.ts'
import type { SendLookup } from '../ports/provider-checks.ts'
import type { ProviderEvents, ProviderRequest } from '../ports/provider-events.ts'
import { ContractFailure } from './assert.ts'

/**
 * How a provider behaves:
 * - `takes`: takes every mail, and says so;
 * - `takes-some`: takes no mail to `nobody@pear.example`; who else is in it gets it, or the whole is refused;
 * - `refuses`: says that it won't ever take it;
 * - `busy`: says that it has not got it, and asks to be left alone for seven seconds;
 * - `absurd`: answers with success, and with words that say nothing;
 * - `broken`: says that something went wrong, and not whether it has it;
 * - `never`: takes the request, and does not answer;
 * - `hangs-up`: takes the request, and closes the connection;
 * - `nobody`: is not there at all;
 * - `wrong-key`: knows nobody of that name and password.
 */
export type MailScript =
  | 'takes'
  | 'takes-some'
  | 'refuses'
  | 'busy'
  | 'absurd'
  | 'broken'
  | 'never'
  | 'hangs-up'
  | 'nobody'
  | 'wrong-key'

/** A mail as the provider understood it. */
export interface AskedMail {
  /** Ours, where events would name it. */
  readonly messageId: MessageId | null
  readonly from: Mailbox
  readonly replyTo: Mailbox | null
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly bcc: readonly Mailbox[]
  readonly subject: string
  readonly text?: string
  readonly html?: string
  /** Those that the request names besides its fields. */
  readonly headers: readonly MailHeader[]
  readonly files: readonly FileToSend[]
  readonly tracking: MailToSend['tracking'] | null
}

/** Something for the provider to tell. */
export interface ToldEvent {
  /** Names the event: the same for the same one. */
  readonly id: string
  readonly messageId: MessageId
  /** `novelty`: of a kind that nobody has heard of yet. */
  readonly kind: 'delivered' | 'opened' | 'complained' | 'novelty'
  readonly address: EmailNormalized
  readonly at: Instant
}

/** A provider that tells of its own accord. */
export interface TellingProvider {
  /** The request with which it tells of events. @param signedAt by default, the time of the subject's clock */
  tell(events: readonly ToldEvent[], signedAt?: Instant): Promise<ProviderRequest>
  /** Requests by which somebody else tells of events, without any proof. */
  unsigned(events: readonly ToldEvent[]): Promise<readonly ProviderRequest[]>
  /** Requests with a proof, each with a byte changed that the proof covers. */
  changed(events: readonly ToldEvent[]): Promise<readonly ProviderRequest[]>
}

/** A provider on this machine. */
export interface ScriptedMailProvider {
  /** From now on, behaves like this. At first it `takes`. */
  behave(script: MailScript): Promise<void>
  /** What it was asked to send, the first one first, whatever it answered. */
  readonly asked: readonly AskedMail[]
}

/** What a mailer is held against. */
export interface MailerSubject {
  readonly mailer: Mailer
  readonly provider: ScriptedMailProvider
  /** What the mailer's clock says. */
  readonly now: Instant
  /** Passwords and keys that no answer may quote. */
  readonly secrets: readonly string[]
  /** What this way of sending mail does not have; by default, nothing is missing. */
  readonly lacks?: readonly MailerLack[]
}

/**
 * What a way of sending mail may not have:
 * - `tracking`: nobody finds out who opens it, whatever is asked for;
 * - `retry-time`: who is busy does not say until when.
 */
export type MailerLack = 'tracking' | 'retry-time'

/** What a lookup is held against. */
export interface LookupSubject extends MailerSubject {
  readonly lookup: SendLookup
}

/** What the reader of events is held against. */
export interface MailEventsSubject {
  readonly events: ProviderEvents<MailFact>
  readonly provider: TellingProvider
  readonly now: Instant
}

/** An address that is one. */
export function mailAddress(typed: string): EmailNormalized {
  const { normalized } = parseEmail(typed)
  if (normalized === undefined) throw new ContractFailure(`${typed} is no address`)
  return normalized
}

/** The id of the mail that the cases send. */
export const sentMailId: MessageId = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f01'

/** Whom no provider takes as a recipient while it `takes-some`. */
export const refusedAddress: EmailNormalized = mailAddress('nobody@pear.example')

/** The mail that the cases send. */
export function mailToSend(changes: Partial<MailToSend> = {}): MailToSend {
  return {
    messageId: sentMailId,
    from: { address: mailAddress('anne@verger.example'), name: 'Anne Émile' },
    replyTo: { address: mailAddress('crm+i-mzxw6ytbojrgc6rb@verger.example') },
    recipients: [
      { kind: 'to', address: mailAddress('carla@pomme.example'), name: 'Carla' },
      { kind: 'cc', address: mailAddress('denis@pomme.example') },
      { kind: 'bcc', address: mailAddress('eva@secret.example') },
    ],
    content: { subject: 'Apples – 1 000 kg', text: 'Any left?\n', html: '<p>Any <b>left</b>?</p>' },
    headers: [{ name: 'References', value: '<a@pomme.example> <b@pomme.example>' }],
    files: [{ name: 'offer.bin', type: 'application/octet-stream', bytes: Uint8Array.of(0, 255, 13, 10, 128, 0) }],
    tracking: { opens: true, clicks: false },
    ...changes,
  }
}
