/**
 * Where a text message goes that came in: onto the latest open matter of the one contact who has its number, as private as
 * he is, or onto a matter of its own. Rules: docs/concepts/messages.md (MSG-4, MSG-5).
 * @module
 */
import type { Interaction } from '../../interaction/interaction.ts'
import type { NewInteraction } from '../../interaction/new-interaction.ts'
import type { NewNote } from '../../interaction/note.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import { namedId } from '../../kernel/named-id.ts'
import { noSubject } from '../../message/mail-matter.ts'
import type { Contact } from '../../party/contact.ts'
import { parsePhone } from '../../party/phone.ts'
import type { ReceivedSms } from '../../ports/sms-sender.ts'
import type { Session } from '../context.ts'
import { commandInteraction } from '../interactions/command-interaction.ts'
import { type FiledOwnership, ownershipAfter } from '../interactions/filed-ownership.ts'
import { createInteraction } from '../interactions/write-interaction.ts'
import { everythingOf } from '../records/record-access.ts'

/** A text message with the name under which its provider told of it. */
export interface IncomingSms {
  readonly provider: string
  readonly key: string
  readonly sms: ReceivedSms
}

/** Files a text message, once however often it is told. */
export async function fileSms(session: Session, { provider, key, sms }: IncomingSms): Promise<void> {
  const { locale } = session.settings
  const people = await peopleAt(session, sms.from)
  const [contact = null] = people.length === 1 ? people : []
  const said = storable(sms.text, longestNote) || noSubject[locale]
  const note: NewNote = { said, direction: 'inbound', happenedAt: Math.min(sms.receivedAt, session.clock.now()) }
  const commandId = namedId(`sms ${provider} ${key}`)
  const known = await session.store.history.findCommand(session.actor.workspaceId, commandId)
  // What it was filed on may have been concluded since: that it was filed is all that counts.
  if (known !== null) return
  const owned = await ownershipAfter(session, people, null)
  const matterId = contact === null ? null : await latestOpenMatter(session, contact, owned)
  if (matterId !== null) {
    await commandInteraction(session, 'interactions.addNote', matterId, { kind: 'note', note }, { commandId })
    return
  }
  const matter: NewInteraction = {
    subject: storable(sms.text.replace(/\s+/g, ' '), longestSubject) || noSubject[locale],
    type: contact === null ? 'email-pending/open' : 'email/open',
    contactIds: contact === null ? [] : [contact.id],
    ...owned,
    channel: 'sms',
    note: contact === null ? { ...note, said: storable(`${sms.from}: ${said}`, longestNote) } : note,
  }
  await createInteraction(session, matter, { commandId })
}

/** So many people are found by one number at most. */
const mostContacts = 50
const mostMatters = 50
const longestNote = 10_000
const longestSubject = 200

/** The contacts who have this number. */
async function peopleAt(session: Session, from: string): Promise<readonly Contact[]> {
  const number = parsePhone(from, session.settings.country).e164
  if (number === undefined) return []
  const found = await session.store.contacts.findByPhone(session.actor.workspaceId, number, mostContacts)
  return found.filter(({ anonymizedAt, trashedAt }) => anonymizedAt === undefined && trashedAt === undefined)
}

/** The latest open matter of a contact. The words of somebody who is private stand on no matter that others may see. */
async function latestOpenMatter(
  session: Session,
  { id: contactId }: Contact,
  { ownerId, visibility }: FiledOwnership,
): Promise<InteractionId | null> {
  const matters = await session.store.interactions.list(everythingOf(session), {
    ...{ words: [], trashed: false, states: ['open', 'in-progress'], contactId },
    ...{ order: 'updated', descending: true, limit: visibility === 'private' ? mostMatters : 1 },
  })
  const isAsPrivate = (matter: Interaction): boolean => matter.visibility === 'private' && matter.ownerId === ownerId
  const matter = matters.find((each) => visibility !== 'private' || isAsPrivate(each))
  return matter?.id ?? null
}

/** Without NUL and halves of characters, and not longer than what is stored. */
function storable(text: string, most: number): string {
  const clean = text.replaceAll('\0', '').toWellFormed().trim()
  return clean.length <= most ? clean : `${clean.slice(0, most - 2).replace(/[\ud800-\udbff]$/, '')} …`
}
