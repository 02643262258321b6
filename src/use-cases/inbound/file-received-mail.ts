/**
 * Filing a mail that came in: what has to be looked up, the decision, and one commit. Files are put away first. Rules:
 * docs/concepts/messages.md (MSG-4).
 * @module
 */
import { actorRight } from '../../access/actor.ts'
import type { Applied } from '../../interaction/commands.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import { normalizeInteraction } from '../../interaction/new-interaction.ts'
import { fraction } from '../../job/retry.ts'
import { type CrmErrorCode, isCrmError } from '../../kernel/crm-error.ts'
import type { ContactId, MailId, MessageId, NoteId, WorkspaceId } from '../../kernel/ids.ts'
import { type Filing, fileMail, filingQuestions } from '../../message/file-mail.ts'
import { type FiledMail, type MailFiling, mailHead, mailIdOfKey, ownMailIds } from '../../message/filed-mail.ts'
import type { InboundHost } from '../../message/inbound-address.ts'
import { matterOfMail, noteOfMail, type PlacedMail } from '../../message/mail-matter.ts'
import { automaticKind, mailKey, type ReceivedMail } from '../../message/received-mail.ts'
import type { Contact } from '../../party/contact.ts'
import type { FileStore } from '../../ports/file-store.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord, type Retries } from '../carry-out.ts'
import { type CrmPorts, openSession, type Session } from '../context.ts'
import { accept } from '../input-error.ts'
import { type FiledOwnership, ownershipAfter } from '../interactions/filed-ownership.ts'
import { changedMatter, effectOfMatters, type MatterEffect } from '../interactions/interaction-effect.ts'
import { occasionOf } from '../interactions/interaction-occasion.ts'
import { appendNote, newMatter } from '../interactions/write-interaction.ts'
import { answersFor, type FilingLookUp } from './answer-filing.ts'
import { bounceEffect } from './bounce-effect.ts'
import { type PutAway, putAway } from './put-away.ts'

/** By what way a mail came. */
export interface MailWay {
  /** The provider that brought it, or the mailbox. */
  readonly provider: string
  readonly host: InboundHost
  /** Absent: it is filed without its files. */
  readonly files?: FileStore
}

/** The way of one mail. */
interface BroughtMail extends MailWay {
  /** Puts its files away, once however often it is decided where it goes. */
  readonly putAway: PutAway
}

/** What became of a mail. */
export interface FiledAnswer {
  /** Whether it was there before. */
  readonly isRepeat: boolean
  readonly mail: FiledMail
}

const command = 'inbound.file'

/**
 * Files a mail. The same mail is filed once, however often it comes. Where a rule is against its place it waits on nobody's
 * timeline: who brought it would bring it for days, and then no more.
 */
export async function fileReceivedMail(
  ports: CrmPorts,
  workspaceId: WorkspaceId,
  mail: ReceivedMail,
  way: MailWay,
): Promise<FiledAnswer> {
  const door = { kind: 'system', workspaceId, reason: 'mail that came in' } as const
  const session = await openSession(ports, door, 'interactions.addNote')
  const brought: BroughtMail = { ...way, putAway: putAway(session, way.files, mailKey(mail), mail.files) }
  try {
    return await fileAs(session, mail, brought, (found) => found)
  } catch (refusal) {
    if (!isRuledOut(refusal)) throw refusal
    return fileAs(session, mail, brought, (found) => (found.kind === 'repeat' ? found : onNobody(mail, found)))
  }
}

/** Files a mail as it is decided. @param decideOn the filing, after the one that was found */
function fileAs(
  session: Session,
  mail: ReceivedMail,
  way: BroughtMail,
  decideOn: (found: Filing) => Filing,
): Promise<FiledAnswer> {
  return carryOut<FiledAnswer>(
    session,
    { command, input: {}, options: {}, retries: retriesOf(mail) },
    async () => {
      const lookUp = await answersFor(session, filingQuestions(mail, way.host), way.host)
      return decide(session, mail, way, decideOn(fileMail(mail, lookUp.answers, way.host)), lookUp)
    },
    async (answer) => ({ isRepeat: true, mail: await getMail(session, onlyRecord(answer).id) }),
  )
}

/** Nobody is there to repeat it, and many may come at once onto one matter: each gives way, for a while of its own. */
function retriesOf(mail: ReceivedMail): Retries {
  const key = mailKey(mail)
  return {
    most: mostTries,
    pauseMs: (attempt) => longestPauseMs * Math.min(1, attempt / 5) * fraction(`${key} ${attempt}`),
  }
}

const mostTries = 100
const longestPauseMs = 600

/** Whether it is no use to come again with the same mail: what others write, and what ails the store, passes. */
function isRuledOut(refusal: unknown): boolean {
  return isCrmError(refusal) && !refusal.retryable && !passing.has(refusal.code)
}

const passing: ReadonlySet<CrmErrorCode> = new Set([
  'version-conflict',
  'backend-full',
  'backend-unavailable',
  'schema-outdated',
  'transaction-conflict',
])

function onNobody(mail: ReceivedMail, found: Filing): Filing {
  const direction = 'direction' in found ? found.direction : 'inbound'
  return {
    ...{ kind: 'pending', because: 'refused', candidates: [], direction },
    ...{ memberId: null, automatic: automaticKind(mail) },
  }
}

async function decide(
  session: Session,
  mail: ReceivedMail,
  way: BroughtMail,
  filing: Filing,
  lookUp: FilingLookUp,
): Promise<Decision<FiledAnswer>> {
  const id = mailIdOfKey(mailKey(mail))
  switch (filing.kind) {
    case 'repeat': {
      const known = await getMail(session, id)
      return {
        effect: { writes: [], happenings: [] },
        answer: aboutRecord(id),
        outcome: () => ({ isRepeat: true, mail: known }),
      }
    }
    case 'loop':
      return keep(session, mail, way, { filing: { kind: 'loop', because: filing.because } })
    case 'bounce':
      return noteBounce(session, mail, way, filing.messageId)
    case 'filed':
    case 'pending':
      return place(session, mail, way, filing, lookUp)
  }
}

/** A bounce stands on no timeline: it is news of the message that came back. */
async function noteBounce(
  session: Session,
  mail: ReceivedMail,
  way: MailWay,
  messageId: MessageId | null,
): Promise<Decision<FiledAnswer>> {
  const { effect, ...kept } = await keep(session, mail, way, { filing: { kind: 'bounce' } })
  const told = await bounceEffect(session, mail, way.host, messageId)
  return { ...kept, effect: { ...effect, ...told, writes: [...effect.writes, ...told.writes] } }
}

/** What of a mail's record depends on where it was filed. */
type Place = Pick<FiledMail, 'filing'> &
  Partial<Pick<FiledMail, 'interactionId' | 'noteId' | 'candidates' | 'files' | 'direction'>>

/** Puts a mail on a timeline, with its files. */
async function place(
  session: Session,
  mail: ReceivedMail,
  way: BroughtMail,
  placed: PlacedMail,
  lookUp: FilingLookUp,
): Promise<Decision<FiledAnswer>> {
  const matter = await matterFor(session, mail, placed, lookUp)
  const files = await way.putAway()
  const { effect, outcome, answer } = await keep(session, mail, way, {
    filing: filingOf(placed),
    direction: placed.direction,
    interactionId: matter.change.after.id,
    noteId: noteOf(matter),
    candidates: placed.kind === 'pending' ? placed.candidates : [],
    files,
  })
  const written = await effectOfMatters(session, [matter])
  return {
    effect: {
      ...written,
      writes: [...written.writes, ...effect.writes],
      happenings: [...written.happenings, ...effect.happenings],
    },
    answer,
    outcome,
  }
}

/** The matter on which a mail leaves its note: the one that is known, or a new one. */
async function matterFor(
  session: Session,
  mail: ReceivedMail,
  placed: PlacedMail,
  { matters, contacts }: FilingLookUp,
): Promise<MatterEffect> {
  const occasion = await occasionOf(session)
  const { now } = occasion
  const { locale, currency, interactionVisibility = 'write' } = session.settings
  const known = placed.kind === 'filed' && placed.interactionId !== null ? matters.get(placed.interactionId) : undefined
  if (known !== undefined) return notedMatter(session, known, noteOfMail(mail, placed, { now, locale }))
  const input = matterOfMail(mail, placed, { now, locale })
  const owned = await ownershipOf(session, placed, contacts)
  const defaults = { ownerId: null, visibility: interactionVisibility, currency }
  const applied = accept(normalizeInteraction({ ...input, ...owned }, defaults, occasion))
  return newMatter(session, command, applied, null)
}

async function notedMatter(
  session: Session,
  before: Interaction,
  note: ReturnType<typeof noteOfMail>,
): Promise<MatterEffect> {
  const applied: Applied = await appendNote(session, before, note)
  const step = { command, right: actorRight(session.actor), applied, event: 'interaction.noted' }
  const matter = changedMatter(session, before, step)
  if (matter === null) throw new Error('a note changed nothing')
  return matter
}

/** Where no place is right, nobody's is; it is as private as anybody whom the mail names. */
function ownershipOf(
  session: Session,
  placed: PlacedMail,
  contacts: ReadonlyMap<ContactId, Contact>,
): Promise<FiledOwnership> {
  if (isRefused(placed)) {
    const isHidden = [...contacts.values()].some(({ visibility }) => visibility === 'private')
    return Promise.resolve({ ownerId: null, ...(isHidden && { visibility: 'private' }) })
  }
  const ids = placed.kind === 'filed' ? placed.contactIds : placed.candidates
  const people = ids.flatMap((id) => contacts.get(id) ?? [])
  return ownershipAfter(session, people, placed.memberId)
}

function isRefused(filing: MailFiling): boolean {
  return filing.kind === 'pending' && filing.because === 'refused'
}

function keep(session: Session, mail: ReceivedMail, way: MailWay, where: Place): Promise<Decision<FiledAnswer>> {
  const record: FiledMail = {
    id: mailIdOfKey(mailKey(mail)),
    version: 1,
    provider: way.provider,
    receivedAt: mail.receivedAt,
    direction: 'inbound',
    automatic: automaticKind(mail),
    interactionId: null,
    noteId: null,
    candidates: [],
    mailIds: isRefused(where.filing) ? [] : ownMailIds(mail),
    head: mailHead(mail),
    files: [],
    ...where,
  }
  const { id, version, filing, interactionId } = record
  const happening = {
    command,
    right: actorRight(session.actor),
    subject: { kind: 'mail' as const, id },
    changes: [],
    event: 'mail.filed',
    version,
    data: { filing: filing.kind, interactionId, files: record.files.length },
  }
  const effect = { writes: [{ op: 'create' as const, kind: 'mail' as const, record }], happenings: [happening] }
  return Promise.resolve({ effect, answer: aboutRecord(id), outcome: () => ({ isRepeat: false, mail: record }) })
}

function filingOf(placed: PlacedMail): MailFiling {
  return placed.kind === 'filed' ? { kind: 'filed', by: placed.by } : { kind: 'pending', because: placed.because }
}

function noteOf({ notes }: MatterEffect): NoteId | null {
  return notes[0]?.id ?? null
}

async function getMail({ store, actor }: Session, id: MailId): Promise<FiledMail> {
  const mail = await store.mails.find(actor.workspaceId, id)
  if (mail === null) throw new Error('a mail that was filed is not there')
  return mail
}
