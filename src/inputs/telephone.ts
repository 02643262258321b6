/** Calls and changes that are handed in, numbers and lists of calls that are asked for. @module */
import type { CallStatus } from '../call/call.ts'
import type { LineFields, NewLine } from '../call/line.ts'
import type { StoredCall } from '../call/stored-call.ts'
import type { CountryCode } from '../kernel/country.ts'
import type { CompanyId, ContactId, InteractionId, LineId, MemberId } from '../kernel/ids.ts'
import type { NumberSearch } from '../ports/telephony.ts'
import type { PageQuery } from './call.ts'

/** A call to make. */
export interface NewCall {
  /** In international form, or as people of the workspace's country dial it. */
  readonly to: string
  /** The number of ours that the other side sees. */
  readonly lineId: LineId
  /** Who calls, where a system job asks for the call. Default: the member who asks. */
  readonly memberId?: MemberId | undefined
}

/** What is to be different about a call; what is left out stays, `null` clears. */
export interface CallChanges {
  /** What somebody writes down of it. */
  readonly note?: string | null | undefined
  /** The matter that it belongs to. */
  readonly interactionId?: InteractionId | null | undefined
  /** With whom it was. */
  readonly contactIds?: readonly ContactId[] | undefined
  readonly companyIds?: readonly CompanyId[] | undefined
}

/** Which calls; of several conditions, those that meet all. */
export interface CallListQuery extends PageQuery {
  /** Those with this contact, and with whoever was merged into it. */
  readonly contactId?: ContactId | undefined
  /** Those with this company, and with what was merged into it. */
  readonly companyId?: CompanyId | undefined
  readonly interactionId?: InteractionId | undefined
  /** Those that this member took or made. */
  readonly memberId?: MemberId | undefined
  readonly lineId?: LineId | undefined
  readonly direction?: StoredCall['direction'] | undefined
  readonly statuses?: readonly CallStatus[] | undefined
}

/** Which calls that wait for a call back. */
export interface MissedQuery extends PageQuery {
  readonly lineId?: LineId | undefined
}

/** Links to whom. */
export interface LinkQuery {
  /** In international form, or as people of the workspace's country dial it. */
  readonly to: string
  /** Digits to dial once they have answered. */
  readonly extension?: string | undefined
  /** A SIP server of one's own: `sip.pomme.example`. */
  readonly sipHost?: string | undefined
}

/** For how long a pass lasts. */
export interface TokenQuery {
  /** 60 to 86,400. Default: an hour. */
  readonly seconds?: number | undefined
}

/** What is to be different about a number; what is left out stays, `null` clears. The number itself never changes. */
export interface LineChanges
  extends Partial<{
    readonly [Name in Exclude<keyof NewLine, 'number' | 'workingHours' | 'queue' | 'announcements'>]:
      | NewLine[Name]
      | undefined
  }> {
  readonly workingHours?: LineFields['workingHours'] | null | undefined
  readonly queue?: LineFields['queue'] | null | undefined
  /** All of them: what is left out of it is said in our words again. */
  readonly announcements?: LineFields['announcements'] | null | undefined
}

/** Which numbers that can be bought. */
export interface NumberQuery {
  readonly country: CountryCode
  /** Default: `local`. */
  readonly kind?: NumberSearch['kind'] | undefined
  /** Digits that it has to have somewhere. */
  readonly contains?: string | undefined
  /** Default: whether or not. */
  readonly takesSms?: boolean | undefined
  /** 1 to 50. Default: 20. */
  readonly limit?: number | undefined
}
