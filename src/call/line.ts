/** Telephone numbers of a workspace: who answers them, and what they may be used for. Rules: docs/concepts/calls.md (TEL-1). @module */
import type { Actor } from '../access/actor.ts'
import { roleRules } from '../access/role.ts'
import type { WorkingHours } from '../access/workspace.ts'
import type { CountryCode } from '../kernel/country.ts'
import type { LineId, MemberId } from '../kernel/ids.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { type PhoneE164, parsePhone } from '../party/phone.ts'
import { longest, readText } from '../party/read-fields.ts'
import { type LineAnnouncements, readAnnouncements } from './announcement.ts'

/** A switch of a number or of one of its operators: calling out, and recording. */
export type CallSwitch = 'outgoing' | 'recording'

/** Which switches are on. */
export type CallSwitches = Readonly<Record<CallSwitch, boolean>>

/** Somebody who answers a number. */
export interface LineOperator extends CallSwitches {
  readonly memberId: MemberId
}

/** Where callers wait while nobody is free. */
export interface LineQueue {
  /**
   * How long somebody may wait until an operator is free, 10 to 3600. Every quarter of a minute those who are free are rung,
   * which takes no time off it.
   */
  readonly seconds: number
}

/** What becomes of a call from a number that nobody has: a line in the log (the default), or a contact besides. */
export type UnknownCaller = 'record' | 'create-contact'

/** The fields of a number that people state. */
export interface LineFields extends CallSwitches {
  /** What it is for: `Sales`. */
  readonly name: string
  readonly number: PhoneE164
  /** In the order in which they were added. */
  readonly operators: readonly LineOperator[]
  /** Absent: those of the workspace. */
  readonly workingHours?: readonly WorkingHours[]
  /** How long each round of operators rings, 5 to 120. */
  readonly ringSeconds: number
  /** Absent: nobody waits. */
  readonly queue?: LineQueue
  readonly voicemail: boolean
  readonly unknownCaller: UnknownCaller
  /** Absent: all of it is said in our words, in the workspace's language. */
  readonly announcements?: LineAnnouncements
}

/** A number that a workspace has. */
export interface Line extends LineFields {
  readonly id: LineId
}

/** A number as somebody states it. What is left out is as {@link usualLine} has it. */
export interface NewLine {
  readonly name: string
  /** In international form, `+33 1 23 45 80 73`, or as people of the workspace's country dial it. */
  readonly number: string
  readonly operators?: readonly NewLineOperator[] | undefined
  readonly outgoing?: boolean | undefined
  readonly recording?: boolean | undefined
  readonly workingHours?: readonly WorkingHours[] | undefined
  readonly ringSeconds?: number | undefined
  readonly queue?: LineQueue | undefined
  readonly voicemail?: boolean | undefined
  readonly unknownCaller?: UnknownCaller | undefined
  readonly announcements?: LineAnnouncements | undefined
}

/** An operator as somebody states him: what is left out is as the number has it. */
export interface NewLineOperator {
  readonly memberId: MemberId
  readonly outgoing?: boolean | undefined
  readonly recording?: boolean | undefined
}

/** What a number has that says no more than its name: it calls out, records nothing, and takes messages. */
export const usualLine: Pick<LineFields, CallSwitch | 'ringSeconds' | 'voicemail' | 'unknownCaller'> = {
  outgoing: true,
  recording: false,
  ringSeconds: 20,
  voicemail: true,
  unknownCaller: 'record',
}

/** Why somebody may not call. */
export interface CallRefusal {
  readonly code: 'call-refused'
  /**
   * The role changes nothing; he does not answer this number; the number, or he on it, may not call out; there is no such
   * number; the provider does not sell it.
   */
  readonly because: 'read-only' | 'no-operator' | 'outgoing-off' | 'invalid-number' | 'provider-refused'
  readonly remedy: string
}

/**
 * A number's fields in normal form. An operator's switches are never wider than the number's.
 * @param country where a number without a country is dialed. Absent: none is taken
 */
export function normalizeLine(input: NewLine, country?: CountryCode): Result<LineFields, InputRefusal> {
  const issues: InputIssue[] = []
  const name = readText(issues, 'name', input.name, undefined, longest.name)
  if (name === undefined && issues.length === 0) {
    issues.push({ path: 'name', problem: 'missing', remedy: 'Say what the number is for.' })
  }
  const { e164 } = parsePhone(input.number, country)
  if (e164 === undefined) {
    const remedy = callRemedies['invalid-number']
    issues.push({ path: 'number', problem: 'invalid-format', value: input.number, remedy })
  }
  const switches = {
    outgoing: input.outgoing ?? usualLine.outgoing,
    recording: input.recording ?? usualLine.recording,
  }
  const ringSeconds = input.ringSeconds ?? usualLine.ringSeconds
  checkSeconds(issues, 'ringSeconds', ringSeconds, 5, 120)
  if (input.queue !== undefined) checkSeconds(issues, 'queue.seconds', input.queue.seconds, 10, 3600)
  const announcements = readAnnouncements(issues, input.announcements)
  const operators = readOperators(issues, input.operators ?? [], switches)
  if (issues.length > 0 || name === undefined || e164 === undefined) return refuseInput(issues)
  return ok({
    name,
    number: e164,
    operators,
    ...switches,
    ...(input.workingHours !== undefined && { workingHours: input.workingHours }),
    ringSeconds,
    ...(input.queue !== undefined && { queue: input.queue }),
    voicemail: input.voicemail ?? usualLine.voicemail,
    unknownCaller: input.unknownCaller ?? usualLine.unknownCaller,
    ...(announcements !== undefined && { announcements }),
  })
}

/** What an operator may do on a number: what both have switched on. Who is no operator of it may do nothing. */
export function switchesOf(line: Pick<LineFields, 'operators' | CallSwitch>, memberId: MemberId): CallSwitches {
  const operator = line.operators.find((each) => each.memberId === memberId)
  if (operator === undefined) return { outgoing: false, recording: false }
  return { outgoing: line.outgoing && operator.outgoing, recording: line.recording && operator.recording }
}

/**
 * Whether a call is recorded that rings at these operators: only if each of them, and the number, may record. Who takes it
 * is not known before, and a recording can't be unmade.
 */
export function isRecorded(line: Pick<LineFields, 'operators' | CallSwitch>, memberIds: readonly MemberId[]): boolean {
  return memberIds.length > 0 && memberIds.every((memberId) => switchesOf(line, memberId).recording)
}

/**
 * Whether somebody may call a number from a line of ours, asked again when the provider asks: what a browser says of
 * itself is not believed, for calls cost money.
 * @param country where a number without a country is dialed. Absent: none is taken
 */
export function mayCallOut(
  line: Pick<LineFields, 'operators' | CallSwitch>,
  by: Actor,
  to: string,
  country?: CountryCode,
): Result<PhoneE164, CallRefusal> {
  if (by.kind === 'member') {
    if (!roleRules[by.role].changes) return refuseCall('read-only')
    if (!line.operators.some(({ memberId }) => memberId === by.memberId)) return refuseCall('no-operator')
  }
  const isOn = by.kind === 'member' ? switchesOf(line, by.memberId).outgoing : line.outgoing
  if (!isOn) return refuseCall('outgoing-off')
  const { e164 } = parsePhone(to, country)
  return e164 === undefined ? refuseCall('invalid-number') : ok(e164)
}

/** What to do about a refusal. Docs and tests read this table. */
export const callRemedies: Readonly<Record<CallRefusal['because'], string>> = {
  'read-only': 'Ask somebody whose role may change things to call.',
  'no-operator': 'Call from a number that you answer, or have yourself added to it.',
  'outgoing-off': 'Have outgoing calls switched on for the number and for you.',
  'invalid-number': 'Give a number that exists, in international form: with a plus sign in front.',
  'provider-refused': 'Choose another number, or ask the provider what it takes.',
}

function refuseCall(because: CallRefusal['because']): Result<never, CallRefusal> {
  return err({ code: 'call-refused', because, remedy: callRemedies[because] })
}

function readOperators(
  issues: InputIssue[],
  said: readonly NewLineOperator[],
  line: CallSwitches,
): readonly LineOperator[] {
  const seen = new Set<MemberId>()
  return said.map(({ memberId, outgoing = line.outgoing, recording = line.recording }, index) => {
    if (seen.has(memberId)) {
      const remedy = 'Name each operator once.'
      issues.push({ path: `operators.${index}`, problem: 'used-before', value: memberId, remedy })
    }
    seen.add(memberId)
    return { memberId, outgoing: line.outgoing && outgoing, recording: line.recording && recording }
  })
}

function checkSeconds(issues: InputIssue[], path: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  issues.push({ path, problem: 'out-of-range', value, remedy: `Give whole seconds, ${least} to ${most}.` })
}
