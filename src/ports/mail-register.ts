/**
 * Mail that came in, files that came with it, and the addresses to which it is sent. They come in with a {@link Commit};
 * what a mail said stands in the note that was made of it, and the bytes of files in the file store.
 * @module
 */
import type { FileId, InteractionId, MailId, WorkspaceId } from '../kernel/ids.ts'
import type { FiledMail, InboundAddress } from '../message/filed-mail.ts'
import type { InboundKind } from '../message/inbound-address.ts'

/** Where a page of mails ended. */
export interface MailPage {
  readonly after?: MailId
  readonly limit: number
}

/** Reads mail that was filed. */
export interface MailRegister {
  /** The mail with this id. - Resolves `null` for an id that is unknown or of another workspace. */
  find(workspaceId: WorkspaceId, id: MailId): Promise<FiledMail | null>

  /** The mail that has this file. - Resolves `null` for a file that is unknown or of another workspace. */
  findByFile(workspaceId: WorkspaceId, fileId: FileId): Promise<FiledMail | null>

  /**
   * The mails that have any of these ids among mails, in no order.
   * - Leaves out ids that nobody has.
   */
  findByMailIds(workspaceId: WorkspaceId, mailIds: readonly string[]): Promise<readonly FiledMail[]>

  /**
   * The mails that come from any of these addresses, or wait and may be of any of these contacts, in no order.
   * - Leaves out people whom nothing comes from.
   * @param people addresses in their normal form, and ids of contacts
   */
  findByPeople(workspaceId: WorkspaceId, people: readonly string[]): Promise<readonly FiledMail[]>

  /**
   * One page of the mails on a matter, by id.
   * - Starts right after the id, if given.
   */
  listOf(workspaceId: WorkspaceId, interactionId: InteractionId, page: MailPage): Promise<readonly FiledMail[]>

  /** The addresses that have these tokens, in no order. - Leaves out tokens that nobody has, or of other workspaces. */
  findAddresses(workspaceId: WorkspaceId, tokens: readonly string[]): Promise<readonly InboundAddress[]>

  /** The address of a member, a matter or a message. - Resolves `null` where there is none. */
  findAddressOf(workspaceId: WorkspaceId, kind: InboundKind, targetId: string): Promise<InboundAddress | null>

  /** From where on mail is fetched from a mailbox. - Resolves `null` where none was fetched. */
  findCursor(workspaceId: WorkspaceId, provider: string): Promise<string | null>
}
