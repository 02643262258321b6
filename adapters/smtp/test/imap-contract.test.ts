import { imapMailbox } from '@crmkit/smtp'
import { describeContract, inboundMailboxContract } from 'crmkit/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Dovecot, dovecot, password, startDovecot } from './dovecot.ts'
import { folder, personAt } from './mailbox-person.ts'

describe.skipIf(dovecot === undefined)('A mailbox of Dovecot (apt-get install dovecot-imapd)', () => {
  let server: Dovecot
  beforeAll(async () => {
    server = await startDovecot()
  })
  afterAll(() => server?.stop())
  let made = 0

  async function make() {
    made += 1
    const login = { user: `case-${made}`, password }
    const at = { host: '127.0.0.1', port: server.port, security: 'none', login } as const
    const maxMailBytes = 4_000
    const { person, close } = await personAt(at)
    const subject = {
      mailbox: imapMailbox({ ...at, folder, maxMailBytes, afterFiling: { kind: 'mark-as-read' } }),
      ...{ maxMailBytes, person },
      wrong: imapMailbox({ ...at, login: { ...login, password: 'wrong-but-secret' } }),
      unreachable: imapMailbox({ ...at, port: 1 }),
      secrets: [password, 'wrong-but-secret'],
    }
    return { subject, close }
  }

  describeContract({ describe, it }, inboundMailboxContract, { make })
})
