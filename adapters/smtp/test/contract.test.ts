import { smtpMailer } from '@crmkit/smtp'
import { describeContract, fixedClock, type MailScript, mailerContract, refusedAddress } from 'crmkit/testing'
import { describe, it } from 'vitest'
import { type CutProxy, startCutProxy } from './cut-proxy.ts'
import { login, type ServerRules, startMailServer } from './mail-server.ts'

const rules: Partial<Record<MailScript, ServerRules>> = {
  'takes-some': { addresses: { [refusedAddress]: '550 5.1.1 No such user' } },
  refuses: { message: '554 5.7.1 Not this one' },
  busy: { message: '451 4.3.2 Come back later' },
  'wrong-key': { login: '535 5.7.8 Not you' },
}

const mischiefs: Partial<Record<MailScript, CutProxy['mischief']>> = {
  absurd: { message: { say: '322 The weather is fine\r\n' } },
  broken: { message: { say: 'Something went wrong\r\n' }, RSET: { say: 'Something went wrong\r\n' } },
  never: { message: 'silence', RSET: 'silence' },
  'hangs-up': { message: 'cut', RSET: 'cut' },
}

async function make() {
  // Answers come one by one, so that the one to a mail is known.
  const server = await startMailServer({ hidePIPELINING: true })
  const proxy = await startCutProxy(server.port)
  const clock = fixedClock()
  const mailer = smtpMailer({ host: '127.0.0.1', port: proxy.port, security: 'none', login, clock })
  const behave = async (script: MailScript) => {
    server.rules = rules[script] ?? {}
    proxy.mischief = mischiefs[script] ?? {}
    if (script === 'nobody') await proxy.stop()
    else await proxy.listen()
  }
  const provider = { behave, asked: server.asked }
  const secrets = [login.password, Buffer.from(login.password).toString('base64')]
  const subject = { mailer, provider, now: clock.now(), secrets, lacks: ['tracking', 'retry-time'] as const }
  const close = async () => {
    await proxy.stop()
    await server.close()
  }
  return { subject, close }
}

describeContract({ describe, it }, mailerContract, { make })
