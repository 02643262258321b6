/** The desk of consent: who agreed to what, and which addresses are not written to. Rules: docs/concepts/messages.md (MSG-3). @module */
import type { CommandOptions } from '../../inputs/call.ts'
import type { AddressPurpose, ConsentWord, Lifting, SuppressionQuery } from '../../inputs/consent.ts'
import type { ContactId } from '../../kernel/ids.ts'
import type { Channel, Purpose } from '../../message/channel.ts'
import type { Consent, ConsentEntry } from '../../message/consent.ts'
import type { StoredSuppression } from '../../ports/consent-ledger.ts'
import { parseCommandOptions, parsePairOptions } from '../../schemas/call.ts'
import { parseConsentWord, parseLifting, parseNewSuppression, parseSuppressionQuery } from '../../schemas/consent.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import type { Page } from '../records/list-records.ts'
import { consentOf, liftByHand, listSuppressions, suppressByHand, writeConsent } from './write-consent.ts'

/** How a contact stands to a purpose, on a channel. */
export interface ConsentStand {
  readonly channel: Channel
  readonly purpose: Purpose
  readonly consent: Consent
}

/** What is known of a contact's consent. */
export interface ContactConsent {
  /** Every channel with every purpose. */
  readonly stands: readonly ConsentStand[]
  /** All lines of the ledger, in the order in which they were added. */
  readonly entries: readonly ConsentEntry[]
}

/** Who agreed to what, and whom nobody writes to. Lines are added, and never changed. */
export interface ConsentDesk {
  /** How a contact stands to being written to, and how that is known. @throws {CrmError} not-found */
  ofContact(id: ContactId): Promise<ContactConsent>

  /**
   * Writes down that somebody agreed.
   * @throws {CrmError} forbidden, invalid-input, not-found
   * @example
   * await desk.consent.give(contactId, { channel: 'email', purpose: 'marketing', source: 'form', proof: 'https://verger.example/join' })
   */
  give(id: ContactId, word: ConsentWord, options?: Pick<CommandOptions, 'commandId'>): Promise<ContactConsent>

  /** Writes down that somebody does not want it any more. @throws {CrmError} forbidden, invalid-input, not-found */
  withdraw(id: ContactId, word: ConsentWord, options?: Pick<CommandOptions, 'commandId'>): Promise<ContactConsent>

  /** The lines of the suppression list, the latest first. It takes the capability `bulk-mail`. @throws {CrmError} forbidden, invalid-input */
  suppressions(query?: SuppressionQuery): Promise<Page<StoredSuppression>>

  /** Keeps an address from being written to for a purpose, whoever it is. @throws {CrmError} forbidden, invalid-input */
  suppress(address: AddressPurpose, options?: Pick<CommandOptions, 'commandId'>): Promise<void>

  /**
   * Has an address written to again.
   * @throws {CrmError} forbidden
   * @throws {CrmError} invalid-input - above all, the reason covers one purpose, and none is named
   * @throws {CrmError} not-lifted - it is not suppressed for that, or only the person can lift it
   */
  lift(lifting: Lifting, options?: Pick<CommandOptions, 'commandId'>): Promise<void>
}

/** The consent desk of whoever the session is opened for. */
export function consentDesk(open: OpenSession): ConsentDesk {
  const word = async (
    kind: 'give' | 'withdraw',
    id: ContactId,
    said: ConsentWord,
    options: Pick<CommandOptions, 'commandId'>,
  ): Promise<ContactConsent> => {
    const [known, asked] = [readId(id, 'id'), accept(parseConsentWord(said))]
    const how = accept(parseCommandOptions(options))
    return writeConsent(await open(`consent.${kind}`), known, kind, asked, how)
  }
  return {
    ofContact: async (id) => {
      const known = readId(id, 'id')
      return consentOf(await open('consent.ofContact'), known)
    },
    give: (id, said, options = {}) => word('give', id, said, options),
    withdraw: (id, said, options = {}) => word('withdraw', id, said, options),
    suppressions: async (query = {}) => {
      const asked = accept(parseSuppressionQuery(query))
      return listSuppressions(await open('consent.suppressions'), asked)
    },
    suppress: async (address, options = {}) => {
      const [asked, how] = [accept(parseNewSuppression(address)), accept(parsePairOptions(options))]
      return suppressByHand(await open('consent.suppress'), asked, how)
    },
    lift: async (lifting, options = {}) => {
      const [asked, how] = [accept(parseLifting(lifting)), accept(parsePairOptions(options))]
      return liftByHand(await open('consent.lift'), asked, how)
    },
  }
}
