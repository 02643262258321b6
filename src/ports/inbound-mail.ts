/** Mail that a provider brings to an address of the host. @module */
import type { ReceivedMail } from '../message/received-mail.ts'
import type { ConfigurationCheck } from './provider-checks.ts'
import type { ProviderRequests } from './provider-events.ts'

/**
 * Reads mail that a provider hands over.
 *
 * - Says where a mail was brought to, besides what stands in its headers.
 * - Says all headers, in their order, unfolded and decoded.
 * - Gives files byte for byte.
 * - Reads a mail that has no text, no subject or no sender.
 * - Refuses a mail that its provider did not bring.
 * - Gives the same mail the same key, and two mails two.
 */
export interface InboundMail extends ConfigurationCheck {
  /** The provider's name: `sendgrid`. */
  readonly provider: string

  /** A mail a fact. The host answers `5xx` if it could not store it: providers drop what is answered with `4xx`. */
  readonly mails: ProviderRequests<ReceivedMail>
}
