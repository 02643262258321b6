/** A mailbox from which the mail of a test is fetched, and files in memory. @module */
import type { Channels, Desk, FetchedMail } from 'crmkit'
import type { ReceivedMail } from 'crmkit/domain'
import { memoryFiles } from 'crmkit/memory'
import { headers, mail } from '../message/scene.ts'

/** The host of the addresses of members and matters. */
export const inboundHost = 'crm@atelier.example'

/** What a mail of the tests has as a file. */
export const pdf = { name: 'offre.pdf', type: 'application/pdf', bytes: new Uint8Array(1_000).fill(7) }

/** Accounts of a workspace whose mail is fetched. */
export interface MailboxScene {
  readonly channels: Channels
  /** Puts a mail into the mailbox. */
  drop(fields?: Partial<ReceivedMail>): void
}

/** An empty mailbox. */
export function openMailbox(): MailboxScene {
  const box: ReceivedMail[] = []
  async function* fetch(after: string | null, limit: number): AsyncIterable<FetchedMail> {
    const from = Number(after ?? 0)
    for (const [index, mail] of box.slice(from, from + limit).entries()) {
      yield { kind: 'mail', mail, cursor: String(from + index + 1) }
    }
  }
  const mailbox = { provider: 'imap', check: async () => [], fetch, settle: async () => {} }
  return {
    channels: { inbound: { host: inboundHost, mailbox }, files: memoryFiles() },
    drop: (fields = {}) => {
      const id = headers(`Message-ID: <${box.length}@elsewhere.example>`)
      box.push(mail({ from: 'eve@elsewhere.example', headers: id, files: [pdf], ...fields }))
    },
  }
}

/** A mail that waits: its id, that of its file, and the matter on which it stands. */
export async function fetchPending(desk: Desk, { drop }: MailboxScene, subject: string) {
  drop({ subject })
  await desk.inbound.fetch()
  const [matter] = (await desk.interactions.list({ search: subject })).items
  const [waiting] = (await desk.inbound.listOf(matter?.id ?? '')).items
  return { matter: matter?.id ?? '', mail: waiting?.id ?? '', file: waiting?.files[0]?.fileId ?? '' }
}
