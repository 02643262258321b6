/**
 * What the host is set up with. The environment is read here and nowhere else; the adapters are given what they need.
 * Without keys of a provider, one that lives on this machine stands for it.
 * @module
 */
import type { EmailNormalized, PhoneE164 } from 'crmkit'
import { parseEmail, parsePhone } from 'crmkit/domain'
import { twilioPath } from './hooks.ts'

/** What the host is set up with. */
export interface Config {
  /** Of the page, which only this machine reaches. */
  readonly port: number
  /** Of what providers call. */
  readonly hooksPort: number
  /** Carla: with keys of providers, she is somebody whom you may write to and call. */
  readonly contact: { readonly email: EmailNormalized; readonly phone: PhoneE164 }
  /** `null`: SendGrid is on this machine. */
  readonly sendgrid: SendgridKeys | null
  /** `null`: Twilio is on this machine. */
  readonly twilio: TwilioKeys | null
}

/** An account at SendGrid. */
export interface SendgridKeys {
  readonly apiKey: string
  /** The public key of its Event Webhook. */
  readonly eventKey: string
  /** A sender that SendGrid has verified. */
  readonly from: EmailNormalized
  /** Where it is. Absent: where SendGrid itself is. */
  readonly baseUrl?: string
}

/** An account at Twilio. */
export interface TwilioKeys {
  readonly accountSid: string
  readonly authToken: string
  readonly apiKey: { readonly sid: string; readonly secret: string }
  readonly applicationSid: string
  /** One of the account's. Its calls and messages will come here. */
  readonly number: PhoneE164
  /** Where Anne is rung. Absent: in her browser. */
  readonly operatorPhone?: PhoneE164
  /** Where Twilio reaches its hooks, as it sees them. */
  readonly publicUrl: string
  /** Where it is. Absent: where Twilio itself is. */
  readonly baseUrl?: string
}

/** Variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the variables of README. @throws {Error} that names what is missing or wrong */
export function readConfig(env: Environment): Config {
  const sendgrid = readSendgrid(env)
  const twilio = readTwilio(env)
  return {
    port: readPort(env, 'PORT', 3000),
    hooksPort: readPort(env, 'HOOKS_PORT', 3001),
    contact: {
      email: readEmail(env, 'CONTACT_EMAIL', sendgrid === null ? 'carla@pomme.example' : undefined),
      phone: readPhone(env, 'CONTACT_PHONE', twilio === null ? '+33612345678' : undefined),
    },
    ...{ sendgrid, twilio },
  }
}

function readSendgrid(env: Environment): SendgridKeys | null {
  if (isLeftOut(env, 'SENDGRID_API_KEY')) return null
  return {
    apiKey: readText(env, 'SENDGRID_API_KEY'),
    eventKey: readText(env, 'SENDGRID_EVENT_KEY'),
    from: readEmail(env, 'MAIL_FROM'),
  }
}

function readTwilio(env: Environment): TwilioKeys | null {
  if (isLeftOut(env, 'TWILIO_ACCOUNT_SID')) return null
  return {
    accountSid: readText(env, 'TWILIO_ACCOUNT_SID'),
    authToken: readText(env, 'TWILIO_AUTH_TOKEN'),
    apiKey: { sid: readText(env, 'TWILIO_KEY_SID'), secret: readText(env, 'TWILIO_KEY_SECRET') },
    applicationSid: readText(env, 'TWILIO_APPLICATION_SID'),
    number: readPhone(env, 'TWILIO_NUMBER'),
    operatorPhone: readPhone(env, 'OPERATOR_PHONE'),
    publicUrl: new URL(twilioPath, readUrl(env, 'PUBLIC_URL')).href,
  }
}

/** A variable that is empty is as good as none: files of variables often name all of them. */
function isLeftOut(env: Environment, name: string): boolean {
  return (env[name] ?? '') === ''
}

function readText(env: Environment, name: string, usual?: string): string {
  const said = isLeftOut(env, name) ? usual : env[name]
  if (said === undefined) throw new Error(`${name} is missing: README says what it is.`)
  return said
}

function readEmail(env: Environment, name: string, usual?: string): EmailNormalized {
  const { normalized } = parseEmail(readText(env, name, usual))
  if (normalized === undefined) throw new Error(`${name} has to be an e-mail address.`)
  return normalized
}

function readPhone(env: Environment, name: string, usual?: string): PhoneE164 {
  const { e164 } = parsePhone(readText(env, name, usual), undefined)
  if (e164 === undefined) throw new Error(`${name} has to be a number in international form: +33612345678.`)
  return e164
}

function readUrl(env: Environment, name: string): string {
  const url = readText(env, name)
  if (!URL.canParse(url)) throw new Error(`${name} has to be an address: https://crm.example.`)
  return url
}

function readPort(env: Environment, name: string, usual: number): number {
  const port = Number(readText(env, name, String(usual)))
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} has to be 0 to 65535.`)
  return port
}
