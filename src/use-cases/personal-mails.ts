/** What mail that came in holds of a person: told on request, and erased. Rules: docs/concepts/privacy.md (PTY-6). @module */

import type { Interaction } from '../interaction/interaction.ts'
import type { MailId } from '../kernel/ids.ts'
import type { FiledMail } from '../message/filed-mail.ts'
import type { Session } from './context.ts'
import type { PersonalDataPart } from './personal-data-parts.ts'
import { mattersOfPerson } from './personal-matters.ts'
import { fileRemoval } from './remove-files.ts'

/** How many are read together. */
const pageSize = 500

/** Mails on the matters that name the person: who wrote them to whom, and their files. */
export const personalMails: PersonalDataPart = {
  name: 'mails',
  export: (session, { id }) => mailsOf(session, id),
  async erase(session, { id }) {
    // Nobody can tell whom a mail names: where the person took part, all of them go.
    const found = (await mailsOf(session, id)).filter((mail) => mail.head !== null)
    const gone = found.flatMap(({ files }) => files.map(({ fileId }) => fileId))
    return {
      writes: found.map((mail) => ({ op: 'update', kind: 'mail', record: anonymizedMail(mail) })),
      // Files are not of the store: they go once this is written.
      ...(gone.length > 0 && { follows: { jobs: [fileRemoval(session, gone)] } }),
    }
  },
}

/** A mail of which only remains that it came, and when. */
function anonymizedMail(mail: FiledMail): FiledMail {
  return { ...mail, version: mail.version + 1, head: null, mailIds: [], files: [] }
}

async function mailsOf(session: Session, contactId: string): Promise<readonly FiledMail[]> {
  const mails: FiledMail[] = []
  for (const matter of await mattersOfPerson(session, contactId)) mails.push(...(await mailsOn(session, matter)))
  return mails
}

async function mailsOn({ store, actor }: Session, { id }: Interaction): Promise<readonly FiledMail[]> {
  const mails: FiledMail[] = []
  for (let after: MailId | undefined; ; after = mails.at(-1)?.id) {
    const page = { limit: pageSize, ...(after !== undefined && { after }) }
    const found = await store.mails.listOf(actor.workspaceId, id, page)
    mails.push(...found)
    if (found.length < pageSize) return mails
  }
}
