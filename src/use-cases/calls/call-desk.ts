/** The desk of calls: the log, calling, and what is said of a call by hand. Rules: docs/concepts/calls.md (TEL-3, TEL-4). @module */

import { roleRules } from '../../access/role.ts'
import { callLink } from '../../call/call-link.ts'
import type { StoredCall } from '../../call/stored-call.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { CallChanges, CallListQuery, LinkQuery, MissedQuery, NewCall, TokenQuery } from '../../inputs/telephone.ts'
import type { CallId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import { parsePhone } from '../../party/phone.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import {
  parseCallChanges,
  parseCallListQuery,
  parseLinkQuery,
  parseMissedQuery,
  parseNewCall,
  parseTokenQuery,
} from '../../schemas/telephone.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import type { Page } from '../records/list-records.ts'
import { callRefused, requireCallAccount } from './call-account.ts'
import { listCalls, listMissedCalls } from './list-calls.ts'
import { placeCall } from './place-call.ts'
import { deleteRecording, type OpenedRecording, openRecording } from './recordings.ts'
import { type Call, showCalls } from './show-call.ts'
import { getCall, updateCall } from './update-call.ts'

/** Links that have a telephone call somebody. */
export interface CallLinks {
  readonly tel: string
  readonly callto: string
  /** Where there is a server. */
  readonly sip?: string
}

/** Calls. A member sees those that he took or made, those on numbers that he answers, and those with people whom he sees. */
export interface CallDesk {
  /** One page of the log, the latest first. @throws {CrmError} invalid-input @throws {CrmError} not-found - the contact or the company */
  list(query?: CallListQuery): Promise<Page<Call>>

  /** One page of the calls that nobody took and nobody returned, the latest first. @throws {CrmError} invalid-input */
  missed(query?: MissedQuery): Promise<Page<Call>>

  /** One call. @throws {CrmError} not-found */
  get(id: CallId): Promise<Call>

  /**
   * Calls somebody: the operator's telephone rings first. A call whose outcome is not known (`placing`) is shown as such, and
   * never asked for again: the same `commandId` brings the same call.
   * @throws {CrmError} call-refused - he may not, or there is no such number
   * @throws {CrmError} no-account
   * @throws {CrmError} not-found - there is no such line
   * @throws {CrmError} invalid-input
   * @example
   * const call = await desk.calls.call({ to: '+33612345678', lineId: line.id })
   */
  call(input: NewCall, options?: Pick<CommandOptions, 'commandId'>): Promise<Call>

  /** Links for those without a browser that calls. @throws {CrmError} call-refused - there is no such number */
  links(query: LinkQuery): Promise<CallLinks>

  /**
   * A pass with which the browser of the member can talk, for a while. Each call that it makes is asked about again.
   * @throws {CrmError} call-refused - he answers no number
   * @throws {CrmError} no-account
   */
  operatorToken(query?: TokenQuery): Promise<{ readonly token: string; readonly expiresAt: Instant }>

  /**
   * The sound of a recording, from where it was put away, else from the provider.
   * @throws {CrmError} not-found - there is no such recording, or it was deleted
   */
  recording(id: CallId, recordingId: string): Promise<OpenedRecording>

  /**
   * Deletes a recording for good, here and at the provider. It takes who took or made the call, or somebody who stands
   * above all records.
   * @throws {CrmError} forbidden, not-found
   */
  deleteRecording(id: CallId, recordingId: string, options?: Pick<CommandOptions, 'commandId'>): Promise<Call>

  /**
   * Writes down what was said, or puts a call to a matter or to people by hand.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   */
  update(id: CallId, changes: CallChanges, options?: CommandOptions): Promise<Call>
}

const usualSeconds = 3600

/** The desk of calls of whoever the session is opened for. */
export function callDesk(open: OpenSession): CallDesk {
  return {
    list: async (query = {}) => {
      const asked = accept(parseCallListQuery(query))
      return listCalls(await open('calls.list'), asked)
    },
    missed: async (query = {}) => {
      const asked = accept(parseMissedQuery(query))
      return listMissedCalls(await open('calls.missed'), asked)
    },
    get: async (id) => {
      const known = readId(id, 'id')
      const session = await open('calls.get')
      return showOne(session, await getCall(session, known))
    },
    call: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewCall(input)), accept(parseCommandOptions(options))]
      const session = await open('calls.call')
      return showOne(session, await placeCall(session, asked, how))
    },
    links: async (query) => {
      const { to, extension, sipHost } = accept(parseLinkQuery(query))
      const { settings } = await open('calls.links')
      const { e164, extension: said } = parsePhone(to, settings.country)
      if (e164 === undefined) throw callRefused('invalid-number')
      const target = { e164, extension: extension ?? said }
      return {
        tel: callLink(target, { kind: 'tel' }),
        callto: callLink(target, { kind: 'callto' }),
        ...(sipHost !== undefined && { sip: callLink(target, { kind: 'sip', host: sipHost }) }),
      }
    },
    operatorToken: async (query = {}) => {
      const { seconds = usualSeconds } = accept(parseTokenQuery(query))
      return passOf(await open('calls.operatorToken'), seconds)
    },
    recording: async (id, recordingId) => {
      const known = readId(id, 'id')
      return openRecording(await open('calls.recording'), known, recordingId)
    },
    deleteRecording: async (id, recordingId, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      const session = await open('calls.deleteRecording')
      return showOne(session, await deleteRecording(session, known, recordingId, how))
    },
    update: async (id, changes, options = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parseCallChanges(changes))]
      const how = accept(parseCommandOptions(options))
      const session = await open('calls.update')
      return showOne(session, await updateCall(session, known, asked, how))
    },
  }
}

async function passOf(session: Session, seconds: number) {
  const { telephony } = await requireCallAccount(session)
  const { store, actor } = session
  // A job has no browser.
  if (actor.kind === 'system') throw callRefused('no-operator')
  const lines = await store.calls.listLines(actor.workspaceId)
  const own = lines.flatMap(({ state, outgoing, operators }) =>
    state === 'in-use'
      ? operators.filter(({ memberId }) => memberId === actor.memberId).map((each) => outgoing && each.outgoing)
      : [],
  )
  if (own.length === 0) throw callRefused('no-operator')
  const outgoing = own.includes(true) && roleRules[actor.role].changes
  return telephony.operatorToken({ memberId: actor.memberId, outgoing, seconds })
}

async function showOne(session: Session, call: StoredCall): Promise<Call> {
  const [shown] = await showCalls(session, [call])
  if (shown === undefined) throw new Error(`call ${call.id} was shown as nothing`)
  return shown
}
