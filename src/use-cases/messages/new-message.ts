/** Messages as they are asked for, made into messages as they are sent: addresses, words, and everything that is against it. Rules: docs/concepts/messages.md (MSG-3, MSG-5, TPL-4). @module */
import { scopeOf } from '../../access/actor.ts'
import type { NewMessageRecipient } from '../../inputs/message.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Locale } from '../../kernel/country.ts'
import type { ContactId, InteractionId } from '../../kernel/ids.ts'
import type { Channel, MessageAddress } from '../../message/channel.ts'
import type { NewRecipient, RecipientKind } from '../../message/message.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Contact } from '../../party/contact.ts'
import { parseEmail } from '../../party/email.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import { type Phone, parsePhone } from '../../party/phone.ts'
import type { TagValues } from '../../template/render-template.ts'
import type { TagSubjects } from '../../template/tag-values.ts'
import { tagValues } from '../../template/tag-values.ts'
import { type Session, today } from '../context.ts'
import { findSurvivor } from '../merging/follow-merges.ts'
import { findRecord } from '../records/record-access.ts'

/** A recipient, looked up. */
export interface AddressedRecipient {
  readonly kind: RecipientKind
  /** `null`: what was given is no address of the channel, or the contact has none. */
  readonly address: MessageAddress | null
  readonly name?: string
  readonly contact?: Contact
}

/** Looks up to whom a message goes. Issues say which of them can't be named. */
export async function addressRecipients(
  session: Session,
  issues: InputIssue[],
  channel: Channel,
  asked: readonly NewMessageRecipient[],
): Promise<readonly AddressedRecipient[]> {
  const addressed: AddressedRecipient[] = []
  for (const [index, { contactId, address, name, kind = 'to' }] of asked.entries()) {
    const path = `recipients.${index}`
    if (contactId === undefined && address === undefined) {
      issues.push({ path, problem: 'missing', remedy: 'Name a contact, or give an address.' })
      continue
    }
    const contact = contactId === undefined ? undefined : await knownPerson(session, issues, path, contactId)
    if (contact === null) continue
    const typed = address ?? (contact === undefined ? '' : await usualAddress(session, channel, contact))
    const shown = name ?? (contact === undefined ? undefined : nameOf(contact))
    addressed.push({
      kind: channel === 'sms' ? 'to' : kind,
      address: readAddress(session, channel, typed),
      ...(shown !== undefined && shown !== '' && { name: shown }),
      ...(contact !== undefined && { contact }),
    })
  }
  return addressed
}

/** A recipient as he stands in a message. */
export function asRecipient({ kind, address, contact }: AddressedRecipient): NewRecipient {
  if (address === null) throw new Error('a message to no address was permitted')
  return { kind, address, ...(contact !== undefined && { contactId: contact.id }) }
}

/** What an address is compared by, on its channel; `null`: it is none. */
export function readAddress({ settings }: Session, channel: Channel, typed: string): MessageAddress | null {
  const read = channel === 'email' ? parseEmail(typed).normalized : parsePhone(typed, settings.country).e164
  return read ?? null
}

/** The matter that a message is to belong to. */
export async function matterOf(
  session: Session,
  issues: InputIssue[],
  interactionId: InteractionId | undefined,
): Promise<Interaction | null> {
  if (interactionId === undefined) return null
  const matter = await findRecord(session, session.store.interactions, interactionId)
  if (matter !== null && matter.trashedAt === undefined) return matter
  const remedy = 'Name an interaction that you can see and that is not in the trash, or none.'
  issues.push({ path: 'interactionId', problem: 'unknown-record', value: interactionId, remedy })
  return null
}

/** The values of tags in a message to this recipient. */
export async function messageTags(
  session: Session,
  {
    matter,
    contact,
    locale,
  }: { readonly matter: Interaction | null; readonly contact?: Contact; readonly locale?: Locale },
): Promise<TagValues> {
  const { store, actor, settings, clock } = session
  const companyId = matter?.companyId
  const [company, member] = await Promise.all([
    companyId === undefined ? null : findSurvivor(session, store.companies, companyId),
    actor.kind === 'member' ? store.workspaces.findMember(actor.workspaceId, actor.memberId) : null,
  ])
  const subjects: TagSubjects = {
    now: clock.now(),
    timeZone: settings.timeZone,
    locale: locale ?? settings.locale,
    workspace: settings,
    ...(company !== null && { company }),
    ...(contact !== undefined && { contact }),
    ...(matter !== null && { interaction: matter }),
    ...(member !== null && { member }),
  }
  return tagValues(subjects)
}

/** Given and family name, for whoever gets a mail. */
function nameOf({ givenName, familyName }: Contact): string {
  return [givenName, familyName].filter((part) => part !== undefined).join(' ')
}

/** A contact to whom one may write; `null`, with an issue: there is none. */
async function knownPerson(
  session: Session,
  issues: InputIssue[],
  path: string,
  contactId: ContactId,
): Promise<Contact | null> {
  const contact = await findRecord(session, session.store.contacts, contactId)
  if (contact === null || contact.trashedAt !== undefined) {
    const remedy = 'Name a contact that you can see and that is not in the trash.'
    issues.push({ path: `${path}.contactId`, problem: 'unknown-record', value: contactId, remedy })
    return null
  }
  if (contact.anonymizedAt === undefined) return contact
  const remedy = 'Leave the person out: nobody writes to somebody who was anonymized.'
  issues.push({ path: `${path}.contactId`, problem: 'anonymized', value: contactId, remedy })
  return null
}

/** The first address that a contact has on a channel: his own, then that of a job that lasts; `''`: none. */
export async function usualAddress(session: Session, channel: Channel, contact: Contact): Promise<string> {
  const own = firstAddress(channel, contact)
  if (own !== undefined) return own
  const jobs = await session.store.affiliations.listOfContacts(scopeOf(session.actor), [contact.id])
  const day = today(session)
  const present = jobs.filter(({ to }) => to === undefined || to >= day)
  const main = present.toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary))
  return main.map((job) => firstAddress(channel, job)).find((address) => address !== undefined) ?? ''
}

function firstAddress(
  channel: Channel,
  { emails, phones }: Pick<Affiliation, 'emails' | 'phones'>,
): string | undefined {
  if (channel === 'email') return emails.find(({ normalized }) => normalized !== undefined)?.normalized
  const known = phones.filter(({ e164, kind }) => e164 !== undefined && kind !== 'fax')
  return (known.find(isMobile) ?? known[0])?.e164
}

function isMobile({ kind }: Phone): boolean {
  return kind === 'mobile'
}
