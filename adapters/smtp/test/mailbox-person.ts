/** Somebody who looks into a mailbox with another program. */
import type { MailboxPerson } from 'crmkit/testing'
import { ImapFlow } from 'imapflow'

/** Where a mailbox is. */
export interface MailboxAddress {
  readonly host: string
  readonly port: number
  readonly login: { readonly user: string; readonly password: string }
}

/** Opens a mailbox with an empty folder of the name `Crm`. */
export async function personAt({ host, port, login }: MailboxAddress) {
  const auth = { user: login.user, pass: login.password }
  const client = new ImapFlow({ host, port, secure: false, doSTARTTLS: false, auth, logger: false })
  await client.connect()
  await client.mailboxCreate(folder)
  const list = async (path = folder) => {
    const { exists } = await client.mailboxOpen(path, { readOnly: true })
    const found = exists === 0 ? [] : await client.fetchAll('1:*', { envelope: true, flags: true })
    await client.mailboxClose()
    return found.map(({ envelope, flags }) => ({
      subject: envelope?.subject ?? '',
      isRead: flags?.has('\\Seen') === true,
    }))
  }
  const person: MailboxPerson = {
    deliver: async (mail) => {
      await client.append(folder, mail)
    },
    list: () => list(),
    makeAnew: async () => {
      await client.mailboxDelete(folder)
      await client.mailboxCreate(folder)
    },
  }
  return { person, client, list, close: () => client.logout() }
}

/** The folder that mail is fetched from in the tests. */
export const folder = 'Crm'
