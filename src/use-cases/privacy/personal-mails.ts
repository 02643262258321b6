/** What mail that came in holds of a person: told on request, and erased. Rules: docs/concepts/privacy.md (PTY-6). @module */

import type { Interaction } from '../../interaction/interaction.ts'
import type { MailId } from '../../kernel/ids.ts'
import type { FiledMail } from '../../message/filed-mail.ts'
import type { Session } from '../context.ts'
import type { FollowUp } from '../follow-up.ts'
import { fileRemoval } from '../jobs/remove-files.ts'
import type { PersonalDataPart, PersonOnFile } from './personal-data-parts.ts'
import { mailsByPerson } from './personal-letters.ts'
import { mattersOfPerson } from './personal-matters.ts'

/** How many are read together. */
const pageSize = 500

/** Mails on the matters that name the person, and those that the person wrote: who wrote them to whom, and their files. */
export const personalMails: PersonalDataPart = {
  name: 'mails',
  export: (session, person) => mailsOf(session, person),
  async erase(session, person) {
    // Nobody can tell whom a mail names: where the person took part, all of them go.
    const found = (await mailsOf(session, person)).filter(
      ({ head, candidates }) => head !== null || candidates.length > 0,
    )
    return {
      writes: found.map((mail) => ({ op: 'update', kind: 'mail', record: anonymizedMail(mail) })),
      follows: withoutFiles(session, found),
    }
  },
}

/** A mail of which only remains that it came, and when. */
export function anonymizedMail(mail: FiledMail): FiledMail {
  return { ...mail, version: mail.version + 1, head: null, mailIds: [], candidates: [], files: [] }
}

/** Files are not of the store: they go once what names them is written. */
export function withoutFiles(session: Session, mails: readonly FiledMail[]): FollowUp {
  const gone = mails.flatMap(({ files }) => files.map(({ fileId }) => fileId))
  return gone.length === 0 ? {} : { jobs: [fileRemoval(session, gone)] }
}

async function mailsOf(session: Session, person: PersonOnFile): Promise<readonly FiledMail[]> {
  const mails = new Map((await mailsByPerson(session, person)).map((mail) => [mail.id, mail]))
  for (const matter of await mattersOfPerson(session, person.id)) {
    for (const mail of await mailsOn(session, matter)) mails.set(mail.id, mail)
  }
  return [...mails.values()]
}

/** All mails on a matter. */
export async function mailsOn(
  { store, actor }: Session,
  { id }: Pick<Interaction, 'id'>,
): Promise<readonly FiledMail[]> {
  const mails: FiledMail[] = []
  for (let after: MailId | undefined; ; after = mails.at(-1)?.id) {
    const page = { limit: pageSize, ...(after !== undefined && { after }) }
    const found = await store.mails.listOf(actor.workspaceId, id, page)
    mails.push(...found)
    if (found.length < pageSize) return mails
  }
}
