/** A mail server on this machine, by nodemailer’s own `smtp-server`, that takes what it is told to take. */
import type { AddressInfo } from 'node:net'
import type { AskedMail } from 'crmkit/testing'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { readAskedMail } from './asked-mail.ts'

/** The one login that the server knows. */
export const login = { user: 'crm@verger.example', password: 'not-to-be-quoted' } as const

/** What the server says to whom. */
export interface ServerRules {
  /** To senders and recipients: `550 5.1.1 No such user`. Nobody in it: welcome. */
  readonly addresses?: Readonly<Record<string, string>>
  /** When it has read a mail. Absent: it takes it. */
  readonly message?: string
  /** To every login. Absent: only the right one is welcome. */
  readonly login?: string
}

/** A server that runs. */
export interface MailServer {
  readonly port: number
  readonly asked: AskedMail[]
  /** The mails as they came, with their envelopes. */
  readonly taken: { readonly from: string; readonly to: readonly string[]; readonly text: string }[]
  rules: ServerRules
  close(): Promise<void>
}

/** Starts a server. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const asked: AskedMail[] = []
  const taken: MailServer['taken'] = []
  const server = new SMTPServer({
    allowInsecureAuth: true,
    authOptional: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username, password, accessToken }, _session, done) => {
      const { login: answer } = running.rules
      if (answer !== undefined) return done(failure(answer))
      const isRight = username === login.user && (password === login.password || accessToken === login.password)
      done(isRight ? null : failure('535 5.7.8 Not you'), { user: username })
    },
    onMailFrom: ({ address }, _session, done) => done(verdict(address)),
    onRcptTo: ({ address }, _session, done) => done(verdict(address)),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        const to = envelope.rcptTo.map(({ address }) => address)
        const bytes = Buffer.concat(chunks)
        taken.push({ from, to, text: bytes.toString('latin1') })
        asked.push(await readAskedMail(bytes, to))
        const { message } = running.rules
        done(message === undefined ? null : failure(message))
      })
    },
    ...options,
  })
  // Clients that hang up are what these tests are about.
  server.on('error', () => {})
  const verdict = (address: string) => {
    const said = running.rules.addresses?.[address]
    return said === undefined ? null : failure(said)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const running: MailServer = {
    port,
    asked,
    taken,
    rules: {},
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return running
}

function failure(said: string): Error {
  return Object.assign(new Error(said.slice(4)), { responseCode: Number(said.slice(0, 3)) })
}
