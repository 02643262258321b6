/** Lines of consent ledgers and of the suppression list. Rules: docs/concepts/messages.md (MSG-3). @module */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { AddressPurpose, ConsentWord, Lifting, SuppressionQuery } from '../../inputs/consent.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { ContactId } from '../../kernel/ids.ts'
import { channels, type MessageAddress, type Purpose, purposes } from '../../message/channel.ts'
import { type ConsentEntry, consentTo } from '../../message/consent.ts'
import {
  liftSuppression,
  type SendingTo,
  type SuppressionEntry,
  type SuppressionReason,
  suppress,
  suppressionHash,
  suppressionRules,
  suppressionsAt,
} from '../../message/suppression.ts'
import type { StoredSuppression } from '../../ports/consent-ledger.ts'
import type { FieldChange } from '../../ports/history.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { CommandEffect } from '../command.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { inputError } from '../input-error.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import { getRecord, requireInUse, requireWriteRight } from '../records/record-access.ts'
import { requirePerson } from '../records/require-person.ts'
import { contactWrite, jobsOf } from '../records/write-contact.ts'
import type { ContactConsent } from './consent-desk.ts'
import { readAddress } from './new-message.ts'

/** How a contact stands to being written to. */
export async function consentOf(session: Session, id: ContactId): Promise<ContactConsent> {
  const contact = await getRecord(session, session.store.contacts, 'contact', id)
  return shown(await ledgerOf(session, contact.id))
}

/** Writes down what somebody said. */
export function writeConsent(
  session: Session,
  id: ContactId,
  kind: 'give' | 'withdraw',
  word: ConsentWord,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<ContactConsent> {
  const command = `consent.${kind}`
  return carryOut(
    session,
    { command, input: { id, word }, options },
    async (): Promise<Decision<ContactConsent>> => {
      const contact = await getRecord(session, session.store.contacts, 'contact', id)
      const right = requireWriteRight(session, 'contact', contact)
      requireInUse('contact', contact)
      requirePerson(contact)
      const now = session.clock.now()
      const { channel, purpose, source = 'member', proof, at = now } = word
      if (at > now) {
        const remedy = 'Give the instant at which it was said, now at the latest.'
        throw inputError([{ path: 'at', problem: 'out-of-range', value: at, remedy }])
      }
      const consent = kind === 'give' ? 'given' : 'withdrawn'
      const memberId = session.actor.kind === 'member' ? session.actor.memberId : null
      const entry: ConsentEntry = {
        ...{ channel, purpose, consent, at, source, memberId },
        ...(proof !== undefined && { proof }),
      }
      const entries = await ledgerOf(session, contact.id)
      const changes: readonly FieldChange[] = [
        { field: `${channel}.${purpose}`, before: consentTo(entries, channel, purpose), after: consent },
      ]
      const happening = {
        ...{ command, right, changes },
        subject: { kind: 'contact', id: contact.id } as const,
        event: kind === 'give' ? 'contact.consent-given' : 'contact.consent-withdrawn',
        data: { channel, purpose },
      }
      return {
        effect: {
          // The record comes along, one version on: of a merge at the same moment, one of the two decides anew.
          writes: [contactWrite({ ...contact, version: contact.version + 1 }, await jobsOf(session, contact.id))],
          consentsAdded: [{ contactId: contact.id, entry }],
          happenings: [happening],
        },
        answer: aboutRecord(contact.id),
        outcome: () => shown([...entries, entry]),
      }
    },
    () => consentOf(session, id),
  )
}

/** One page of the suppression list. */
export async function listSuppressions(
  { store, actor }: Session,
  { channel, limit = usualLimit, cursor }: SuppressionQuery,
): Promise<Page<StoredSuppression>> {
  const list = listName('suppressions', { channel })
  const position = cursor === undefined ? undefined : readCursor(list, cursor, 'number')
  const lines = await store.consents.listSuppressions(actor.workspaceId, {
    limit: limit + 1,
    ...(channel !== undefined && { channel }),
    ...(position !== undefined && { after: { at: Number(position.value), id: position.id } }),
  })
  const items = lines.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || lines.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.entry.at, id: last.id }) }
}

/** Keeps an address from being written to. Where a member has done that already, nothing is written. */
export function suppressByHand(
  session: Session,
  asked: AddressPurpose,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<void> {
  return carryOut(
    session,
    { command: 'consent.suppress', input: asked, options },
    async () => {
      const to = sendingTo(session, asked)
      const known = suppressionsAt(await linesOf(session, to), to)
      const isKnown = known.some(({ reason }) => reason === 'by-hand')
      const memberId = session.actor.kind === 'member' ? session.actor.memberId : null
      const entry = suppress('by-hand', to, session.clock.now(), memberId)
      return decided(session, 'consent.suppress', 'address.suppressed', isKnown ? null : entry)
    },
    async () => {},
  )
}

/** Has an address written to again. @throws {CrmError} not-lifted */
export function liftByHand(
  session: Session,
  { reason, purpose, ...asked }: Lifting,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<void> {
  return carryOut(
    session,
    { command: 'consent.lift', input: { ...asked, purpose, reason }, options },
    async () => {
      const to = sendingTo(session, { ...asked, purpose: purposeOfLifting(reason, purpose) })
      const memberId = session.actor.kind === 'member' ? session.actor.memberId : null
      const by = { who: 'member', at: session.clock.now(), memberId } as const
      const lifted = liftSuppression(await linesOf(session, to), to, reason, by)
      if (lifted.ok) return decided(session, 'consent.lift', 'address.lifted', lifted.value)
      const { because } = lifted.error
      const why = because === 'none' ? 'It is not suppressed for that.' : 'Only the person can ask for it.'
      throw new CrmError('not-lifted', {
        message: `The suppression of this address (${reason}) stays. ${why}`,
        details: { because },
      })
    },
    async () => {},
  )
}

/** For what it is lifted. A line that covers everything is found by any purpose. */
function purposeOfLifting(reason: SuppressionReason, purpose: Lifting['purpose']): Purpose {
  if (purpose !== undefined && purpose !== null) return purpose
  if (suppressionRules[reason].covers === 'everything') return 'correspondence'
  const remedy = `Name the purpose for which it is lifted: ${reason} covers only one.`
  throw inputError([{ path: 'purpose', problem: 'missing', allowed: purposes, remedy }])
}

/** A line as it is kept. */
export function storedSuppression(
  { actor, ids }: Pick<Session, 'actor' | 'ids'>,
  entry: SuppressionEntry,
): StoredSuppression {
  return { id: ids.next(), addressHash: suppressionHash(actor.workspaceId, entry.channel, entry.address), entry }
}

function decided(session: Session, command: string, event: string, entry: SuppressionEntry | null): Decision<void> {
  const { workspaceId } = session.actor
  const effect: CommandEffect =
    entry === null ? { writes: [], happenings: [] } : effectOf(session, command, event, entry)
  return { effect, answer: aboutRecord(workspaceId), outcome: () => {} }
}

/** The address stands in the list, and nowhere else: history is not erased. */
function effectOf(session: Session, command: string, event: string, entry: SuppressionEntry): CommandEffect {
  const { actor } = session
  const stored = storedSuppression(session, entry)
  const { channel, purpose, reason } = entry
  const facts = { channel, purpose, reason, suppressionId: stored.id }
  const happening = {
    ...{ command, event, data: facts },
    right: actorRight(actor),
    subject: { kind: 'workspace', id: actor.workspaceId } as const,
    changes: [{ field: `${channel}.${reason}`, after: entry.kind }],
  }
  return { writes: [], suppressionsAdded: [stored], happenings: [happening] }
}

function sendingTo(session: Session, { channel, address, purpose }: AddressPurpose): SendingTo {
  const read = readAddress(session, channel, address)
  if (read !== null) return { channel, purpose, address: read }
  const remedy = channel === 'email' ? 'Give an e-mail address.' : 'Give a telephone number.'
  throw inputError([{ path: 'address', problem: 'invalid-format', value: address, remedy }])
}

async function linesOf({ store, actor }: Session, to: SendingTo): Promise<readonly SuppressionEntry[]> {
  const addresses: readonly MessageAddress[] = [to.address]
  return (await store.consents.suppressionsOf(actor.workspaceId, to.channel, addresses)).get(to.address) ?? []
}

async function ledgerOf(session: Session, id: ContactId): Promise<readonly ConsentEntry[]> {
  const { store, actor } = session
  return (await store.consents.consentsOf(actor.workspaceId, [id])).map(({ entry }) => entry)
}

function shown(entries: readonly ConsentEntry[]): ContactConsent {
  const stands = channels.flatMap((channel) =>
    purposes.map((purpose) => ({ channel, purpose, consent: consentTo(entries, channel, purpose) })),
  )
  return { stands, entries }
}
