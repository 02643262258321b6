/** Mail that came in, in memory. @module */
import { compareCodePoints } from '../kernel/compare.ts'
import { peopleOfMail } from '../message/filed-mail.ts'
import type { Commit } from '../ports/commit.ts'
import type { MailRegister } from '../ports/mail-register.ts'
import type { Tables } from './tables.ts'

/** Reads mail of the workspaces that `read` gives. */
export function memoryMailRegister(
  read: (workspaceId: string) => Tables,
  copy: <Value>(value: Value) => Value,
): MailRegister {
  const mailsOf = (workspaceId: string) => [...read(workspaceId).mails.values()]
  const addressesOf = (workspaceId: string) => [...read(workspaceId).inboundAddresses.values()]
  return {
    find: async (workspaceId, id) => copy(read(workspaceId).mails.get(id) ?? null),
    findByFile: async (workspaceId, fileId) =>
      copy(mailsOf(workspaceId).find(({ files }) => files.some((file) => file.fileId === fileId)) ?? null),
    findByMailIds: async (workspaceId, mailIds) =>
      copy(mailsOf(workspaceId).filter((mail) => mail.mailIds.some((id) => mailIds.includes(id)))),
    findByPeople: async (workspaceId, people) =>
      copy(mailsOf(workspaceId).filter((mail) => peopleOfMail(mail).some((person) => people.includes(person)))),
    listOf: async (workspaceId, interactionId, { after = '', limit }) =>
      copy(
        mailsOf(workspaceId)
          .filter((mail) => mail.interactionId === interactionId && mail.id > after)
          .toSorted((one, other) => compareCodePoints(one.id, other.id))
          .slice(0, limit),
      ),
    findAddresses: async (workspaceId, tokens) =>
      copy(addressesOf(workspaceId).filter(({ token }) => tokens.includes(token))),
    findAddressOf: async (workspaceId, kind, targetId) =>
      copy(addressesOf(workspaceId).find((address) => address.kind === kind && address.targetId === targetId) ?? null),
    findCursor: async (workspaceId, provider) => read(workspaceId).mailCursors.get(provider) ?? null,
  }
}

/** Moves cursors on, and takes mails off matters that are gone. */
export function writeMails(tables: Tables, { mailCursor, writes }: Commit): void {
  if (mailCursor !== undefined) tables.mailCursors.set(mailCursor.provider, mailCursor.cursor)
  const gone = new Set(
    writes.flatMap((write) => (write.op === 'purge' && write.kind === 'interaction' ? [write.id] : [])),
  )
  if (gone.size === 0) return
  for (const [id, mail] of tables.mails) {
    if (mail.interactionId !== null && gone.has(mail.interactionId))
      tables.mails.set(id, { ...mail, interactionId: null, noteId: null })
  }
  for (const [id, { kind, targetId }] of tables.inboundAddresses) {
    if (kind === 'interaction' && gone.has(targetId)) tables.inboundAddresses.delete(id)
  }
}
