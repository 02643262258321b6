/** Who sees mail that came in, and its files. Rules: docs/concepts/messages.md (MSG-4, ACC-1). @module */
import { actorRight } from '../../access/actor.ts'
import { type FileId, isUuid } from '../../kernel/ids.ts'
import type { FiledMail, MailFile } from '../../message/filed-mail.ts'
import type { Session } from '../context.ts'
import { findRecord } from '../records/record-access.ts'

/** Whether a mail stands where the actor may look: on a matter that he sees; on none, whoever sees everything. */
export async function isMailSeen(session: Session, { interactionId }: FiledMail): Promise<boolean> {
  if (interactionId === null) return actorRight(session.actor) !== 'member'
  return (await findRecord(session, session.store.interactions, interactionId)) !== null
}

/** A file of a mail that the actor may see; `null`: there is none. */
export async function findSeenFile(session: Session, id: FileId): Promise<MailFile | null> {
  const { store, actor } = session
  const mail = isUuid(id) ? await store.mails.findByFile(actor.workspaceId, id) : null
  if (mail === null || !(await isMailSeen(session, mail))) return null
  return mail.files.find(({ fileId }) => fileId === id) ?? null
}
