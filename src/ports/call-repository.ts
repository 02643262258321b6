/**
 * Reading numbers and the log of calls. They come in, and change, with a {@link Commit}. A call names the people whose
 * number it was at the time: it follows no merge, so it is asked for by all ids that a record has had.
 * @module
 */
import type { AccessScope } from '../access/actor.ts'
import type { CallStatus } from '../call/call.ts'
import type { StoredCall, StoredLine } from '../call/stored-call.ts'
import type { CallId, CompanyId, ContactId, InteractionId, LineId, MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { PhoneE164 } from '../party/phone.ts'

/** Which calls. What is left out is no condition; of several conditions, those that meet all. */
export interface CallQuery {
  /** Those of any of these. */
  readonly contactIds?: readonly ContactId[]
  /** Those of any of these. */
  readonly companyIds?: readonly CompanyId[]
  readonly interactionId?: InteractionId
  /** Those that this member took or made. */
  readonly memberId?: MemberId
  readonly lineId?: LineId
  readonly number?: PhoneE164
  readonly direction?: StoredCall['direction']
  readonly statuses?: readonly CallStatus[]
  /** Those after this one, in the order of the list. */
  readonly after?: CallPosition
  readonly limit: number
}

/** The place of a call in the log: by instant, then by id. */
export interface CallPosition {
  readonly at: Instant
  readonly id: CallId
}

/** What a provider calls a call. */
export interface ProviderCallName {
  readonly provider: string
  readonly providerCallId: string
}

/** Reads numbers and calls. */
export interface CallRepository {
  /** The number with this id, in whatever state. - Resolves `null` for an id that is unknown or of another workspace. */
  findLine(workspaceId: WorkspaceId, id: LineId): Promise<StoredLine | null>

  /** All numbers of a workspace, those that were given back too, by id. */
  listLines(workspaceId: WorkspaceId): Promise<readonly StoredLine[]>

  /**
   * The call with this id, whether or not it is known who calls whom.
   * - Resolves `null` for an id that is unknown, of another workspace, or not visible in the scope.
   * - Is seen by who sees everything, by the member who took or made it, by those who answered our number then, and by who
   *   sees one of the companies and contacts that it names.
   */
  find(scope: AccessScope, id: CallId): Promise<StoredCall | null>

  /** The call that a provider knows by this name, whoever may see it. - Resolves `null` if there is none. */
  findByProviderName(workspaceId: WorkspaceId, name: ProviderCallName): Promise<StoredCall | null>

  /**
   * One page of the log, the latest first (by start, then by id).
   * - Holds only calls of the scope, each once, however many of its people are seen.
   * - Meets every condition of the query.
   * - Holds no call of which it is not known yet who calls whom.
   * - Starts right after the position, if given.
   */
  list(scope: AccessScope, query: CallQuery): Promise<readonly StoredCall[]>

  /**
   * One page of the calls that somebody still has to return (`missedCalls`), the latest first.
   * - Leaves out a call whose number was called later, or got through later, whoever may see that call.
   * - Keeps a call from a withheld number.
   * - Holds only calls of the scope.
   * - Starts right after the position, if given.
   */
  listMissed(
    scope: AccessScope,
    page: { readonly lineId?: LineId; readonly after?: CallPosition; readonly limit: number },
  ): Promise<readonly StoredCall[]>

  /** One page of the calls that name this contact, by id: of a person who asks what is known of him. */
  listOfPerson(
    workspaceId: WorkspaceId,
    contactId: ContactId,
    page: { readonly after?: CallId; readonly limit: number },
  ): Promise<readonly StoredCall[]>
}
