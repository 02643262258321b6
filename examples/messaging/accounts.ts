/**
 * The accounts of the workspace: at SendGrid and Twilio where there are keys, else at those of this machine. The adapters
 * do not know which it is.
 * @module
 */
import { sendgridMailer } from '@crmkit/sendgrid'
import { twilioSms, twilioTelephony } from '@crmkit/twilio'
import type { CallAccount, Channels, ConfigurationCheck, ConfigurationProblem, MailAccount } from 'crmkit'
import type { Config, SendgridKeys, TwilioKeys } from './config.ts'
import { startLoopbackSendgrid } from './providers/loopback-sendgrid.ts'
import { startLoopbackTwilio } from './providers/loopback-twilio.ts'
import type { PlayedMail, PlayedTelephones } from './providers/played.ts'

/** The accounts, and the other end of them where it is played. */
export interface Accounts {
  readonly channels: Channels
  /** The workspace's number. */
  readonly number: string
  /** `null`: SendGrid tells what really becomes of a mail. */
  readonly mail: PlayedMail | null
  /** `null`: the telephones are real. */
  readonly telephones: PlayedTelephones | null
  /** What is wrong with those that are real, as far as they can be asked. Sends nothing. */
  check(): Promise<readonly ConfigurationProblem[]>
  close(): Promise<void>
}

/** Where providers call on this machine. */
export interface Hooks {
  readonly mailUrl: string
  readonly twilioUrl: string
}

/** Opens the accounts. */
export async function openAccounts(config: Config, { mailUrl, twilioUrl }: Hooks): Promise<Accounts> {
  const mail = config.sendgrid === null ? await startLoopbackSendgrid(mailUrl) : null
  const telephones = config.twilio === null ? await startLoopbackTwilio(twilioUrl) : null
  const sendgrid = mail?.keys ?? config.sendgrid
  const twilio = telephones?.keys ?? config.twilio
  if (sendgrid === null || twilio === null) throw new Error('there is always one of the two')
  const channels = { mail: mailAccount(sendgrid), ...phoneAccounts(twilio) }
  return {
    channels,
    number: twilio.number,
    ...{ mail, telephones },
    check: () =>
      checkAll([
        ...(mail === null ? [channels.mail.mailer] : []),
        ...(telephones === null ? [channels.sms.sender, channels.calls.telephony] : []),
      ]),
    close: async () => {
      await Promise.all([mail?.close(), telephones?.close()])
    },
  }
}

async function checkAll(accounts: readonly ConfigurationCheck[]): Promise<readonly ConfigurationProblem[]> {
  return (await Promise.all(accounts.map((account) => account.check({ timeoutMs: 10_000 })))).flat()
}

function mailAccount({ eventKey, from, ...keys }: SendgridKeys): MailAccount {
  return {
    mailer: sendgridMailer({ ...keys, eventKeys: [eventKey] }),
    from: { address: from, name: 'Verger' },
    // Who opens what is personal data: ask yourself whether you need it.
    tracking: { opens: true, clicks: false },
  }
}

function phoneAccounts({ authToken, number, operatorPhone, ...keys }: TwilioKeys) {
  const options = { ...keys, authTokens: [authToken] } as const
  const calls: CallAccount = {
    telephony: twilioTelephony(options),
    target: async (memberId) => ({ memberId, ...(operatorPhone !== undefined && { number: operatorPhone }) }),
  }
  return { calls, sms: { sender: twilioSms(options), from: number } }
}
