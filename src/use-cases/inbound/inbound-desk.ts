/** The desk of mail that comes in: addresses of our own, what waits to be linked, files. Rules: docs/concepts/messages.md (MSG-4). @module */
import type { CommandOptions, PageQuery } from '../../inputs/call.ts'
import type { MailLink, MailOwner } from '../../inputs/inbound.ts'
import { type FileId, type InteractionId, isUuid, type MailId } from '../../kernel/ids.ts'
import type { FiledMail, MailFile } from '../../message/filed-mail.ts'
import { inboundAddress } from '../../message/inbound-address.ts'
import type { EmailNormalized } from '../../party/email.ts'
import type { InboundAccount } from '../../ports/channels.ts'
import { parseCommandOptions, parsePageQuery } from '../../schemas/call.ts'
import { parseMailLink, parseMailOwner } from '../../schemas/inbound.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { accept } from '../input-error.ts'
import { noAccount } from '../no-account.ts'
import { readId } from '../read-id.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import { getRecord, notFound, requireWriteRight } from '../records/record-access.ts'
import { type FetchReport, fetchMail } from './fetch-mail.ts'
import { type AddressPlace, addressHappening, addressOf, ensureAddress } from './inbound-addresses.ts'
import { linkMail } from './link-mail.ts'
import { findSeenFile, isMailSeen } from './mail-access.ts'

/** A file that came with a mail, and its bytes. */
export interface OpenedFile {
  readonly file: MailFile
  /** In pieces; read once. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Mail that comes in to one workspace. */
export interface InboundDesk {
  /**
   * The address to which mail is sent that is to stand with a member or a matter; made when it is first asked for. Nobody
   * can guess it, and whoever knows it may file there.
   * @throws {CrmError} not-found, forbidden
   * @throws {CrmError} no-account - the workspace takes in no mail
   * @example
   * const replyTo = await desk.inbound.addressOf({ interactionId: sale.id })
   */
  addressOf(owner: MailOwner): Promise<EmailNormalized>

  /** Takes an address back: what is sent to it afterwards is filed by its sender. @throws {CrmError} not-found, forbidden, invalid-input */
  revokeAddress(owner: MailOwner, options?: Pick<CommandOptions, 'commandId'>): Promise<void>

  /** A mail that came in. @throws {CrmError} not-found - it is unknown, or stands where the actor may not look */
  get(id: MailId): Promise<FiledMail>

  /** The mails on a matter, with their files, in no particular order. @throws {CrmError} not-found, invalid-input */
  listOf(interactionId: InteractionId, page?: PageQuery): Promise<Page<FiledMail>>

  /**
   * Links a mail that waits: its matter becomes one of these people, or its note and its files go to another matter, with
   * the mails that were filed with it meanwhile.
   * @throws {CrmError} not-found, forbidden, version-conflict
   * @throws {CrmError} invalid-input - it does not wait, nobody is named, or it is to go where it is
   */
  link(id: MailId, to: MailLink, options?: CommandOptions): Promise<FiledMail>

  /**
   * A file that came with a mail. It takes the right to see the matter.
   * @throws {CrmError} not-found - there is none that the actor may see, or its bytes are gone
   */
  openFile(id: FileId): Promise<OpenedFile>

  /**
   * Fetches mail from the workspace's mailbox, from where the last time ended. Whoever does so at the same time files
   * nothing twice.
   * @throws {CrmError} no-account - the workspace has no mailbox
   */
  fetch(): Promise<FetchReport>
}

/** The desk of incoming mail of whoever the session is opened for. */
export function inboundDesk(open: OpenSession): InboundDesk {
  return {
    addressOf: async (owner) => {
      const asked = accept(parseMailOwner(owner))
      const session = await open('inbound.addressOf')
      const account = await inboundOf(session)
      return inboundAddress(await ensureAddress(session, await placeOf(session, asked)), account.host)
    },
    revokeAddress: async (owner, options = {}) => {
      const [asked, how] = [accept(parseMailOwner(owner)), accept(parseCommandOptions(options))]
      const session = await open('inbound.revokeAddress')
      return carryOut(
        session,
        { command: 'inbound.revokeAddress', input: asked, options: how },
        () => decideRevocation(session, asked),
        async () => {},
      )
    },
    get: async (id) => getMail(await open('inbound.get'), readId(id, 'id')),
    listOf: async (interactionId, page = {}) => {
      const [known, asked] = [readId(interactionId, 'interactionId'), accept(parsePageQuery(page))]
      return listMails(await open('inbound.listOf'), known, asked)
    },
    link: async (id, to, options = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parseMailLink(to))]
      const how = accept(parseCommandOptions(options))
      const session = await open('inbound.link')
      return linkMail(session, () => getMail(session, known), known, asked, how)
    },
    openFile: async (id) => openFile(await open('inbound.openFile'), readId(id, 'id')),
    fetch: async () => {
      const session = await open('inbound.fetch')
      return fetchMail(session, await inboundOf(session))
    },
  }
}

/** A mail that stands where the actor may look. */
async function getMail(session: Session, id: MailId): Promise<FiledMail> {
  const { store, actor } = session
  const mail = isUuid(id) ? await store.mails.find(actor.workspaceId, id) : null
  if (mail === null || !(await isMailSeen(session, mail))) throw notFound('mail', id)
  return mail
}

async function listMails(
  session: Session,
  interactionId: InteractionId,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<Page<FiledMail>> {
  const { store, actor } = session
  const { id } = await getRecord(session, store.interactions, 'interaction', interactionId)
  const list = listName('mails', { id })
  const after = cursor === undefined ? undefined : readCursor(list, cursor, 'text').id
  const page = { limit: limit + 1, ...(after !== undefined && { after }) }
  const mails = await store.mails.listOf(actor.workspaceId, id, page)
  const items = mails.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || mails.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: '', id: last.id }) }
}

async function openFile(session: Session, id: FileId): Promise<OpenedFile> {
  const { workspaceId } = session.actor
  const file = await findSeenFile(session, id)
  if (file === null) throw notFound('file', id)
  const { files } = await session.channelsOf(workspaceId)
  if (files === undefined) throw noAccount('files')
  const bytes = await files.open(workspaceId, id)
  if (bytes === null) throw notFound('file', id)
  return { file, bytes }
}

async function decideRevocation(session: Session, owner: MailOwner): Promise<Decision<void>> {
  const place = await placeOf(session, owner)
  const known = await addressOf(session, place)
  if (known === null)
    return { effect: { writes: [], happenings: [] }, answer: aboutRecord(place.targetId), outcome: () => {} }
  const happening = addressHappening(session, 'inbound.revokeAddress', 'mail.address-revoked', known)
  const { id, version } = known
  return {
    effect: {
      writes: [{ op: 'purge', kind: 'inbound-address', id, expectedVersion: version }],
      happenings: [happening],
    },
    answer: aboutRecord(id),
    outcome: () => {},
  }
}

/** Whose address it is: a member's is his own affair, and the administrators'; a matter's takes the right to change it. */
async function placeOf(session: Session, owner: MailOwner): Promise<AddressPlace> {
  const { store, actor } = session
  if ('interactionId' in owner) {
    const matter = await getRecord(session, store.interactions, 'interaction', owner.interactionId)
    requireWriteRight(session, 'interaction', matter)
    return { kind: 'interaction', targetId: matter.id }
  }
  const isOwn = actor.kind === 'system' || actor.memberId === owner.memberId || actor.capabilities.includes('settings')
  const member =
    isOwn && isUuid(owner.memberId) ? await store.workspaces.findMember(actor.workspaceId, owner.memberId) : null
  if (member === null) throw notFound('member', owner.memberId)
  return { kind: 'member', targetId: member.id }
}

async function inboundOf(session: Session): Promise<InboundAccount> {
  const { inbound } = await session.channelsOf(session.actor.workspaceId)
  if (inbound === undefined) throw noAccount('inbound')
  return inbound
}
