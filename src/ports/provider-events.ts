/**
 * What providers tell of their own accord: requests to an address of the host, which hands them over as they came. There is
 * no HTTP in here: the host routes, and answers `2xx` once the events are stored, or `5xx` if that failed.
 *
 * - an event: what a provider tells of one thing; a request may hold many.
 * - a fact: an event in the words of crmkit.
 * - the key of an event: the same whenever it is told, and different from all others of this provider.
 * @module
 */
import type { Result } from '../kernel/result.ts'
import type { ReceivedHeaders } from '../webhook/signature.ts'

/** A request of a provider, as it came in. */
export interface ProviderRequest {
  readonly method: string
  /**
   * From the first slash on, with the query. The rest of the address, which some signatures cover, is an option of the
   * adapter: behind a proxy nobody can tell it from the request.
   */
  readonly path: string
  readonly headers: ReceivedHeaders
  /** Before anybody parsed it: signatures are over bytes. */
  readonly body: Uint8Array
}

/** Something that a provider told. */
export interface ProviderEvent<Fact> {
  readonly key: string
  /** As it came, to be stored: JSON or a form, of this event only. */
  readonly raw: string
  /** `null`: an event that is not known yet. It is stored all the same. */
  readonly fact: Fact | null
}

/** Why a request is not to be trusted, or can't be read. */
export interface ProviderDistrust {
  readonly code: 'missing-signature' | 'wrong-signature' | 'wrong-password' | 'too-old' | 'unreadable'
}

/** Verifies requests of a provider and reads them. */
export interface ProviderRequests<Fact> {
  /**
   * Reads a request.
   * - Refuses a request that its provider did not sign, or that lacks the secret of its address.
   * - Refuses a request of which a byte was changed that its proof covers: not all providers sign bodies.
   * - Says every event of a request, in its order.
   * - Gives the same event the same key, whenever it is told.
   * - Gives two events two keys.
   * - Keeps an event that it does not know, without a fact.
   * - Takes a request whose signature is days old, unless the adapter is set up to refuse it: providers try for days.
   */
  read(request: ProviderRequest): Promise<Result<readonly ProviderEvent<Fact>[], ProviderDistrust>>
}

/** Requests of a provider whose events are stored as they came, and interpreted from there. */
export interface ProviderEvents<Fact> extends ProviderRequests<Fact> {
  /**
   * What an event says that was stored, so that everything can be interpreted again; `null`: it is not known.
   * - Says of the raw text of an event that was read what was said of it then.
   * - Says `null` of what is no event of this provider.
   * - Understands without ever throwing.
   */
  understand(raw: string): Fact | null
}
