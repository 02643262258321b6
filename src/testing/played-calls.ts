/** Calls of a telephone company in memory, played from both ends. Rules: docs/concepts/calls.md (TEL-2 … TEL-4). @module */
import type { Announcement } from '../call/announcement.ts'
import type { CallEnd, CallEvent } from '../call/call.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { PhoneE164 } from '../party/phone.ts'
import type { ProviderRequest } from '../ports/provider-events.ts'
import type { CallFact, CallInstruction, CallToMake } from '../ports/telephony.ts'

/** Takes a request of the company in, and answers it: `crm.receive` with a workspace and a topic. */
export type AnswerRequest = (request: ProviderRequest) => Promise<{ readonly status: number; readonly body: string }>

/** A call as the company sees it. Whatever happens on it happens now, by the clock. */
interface CallAtCompany {
  /** The company's own name for it. */
  readonly providerCallId: string
  /** What it was told last to do with it. */
  readonly instruction: CallInstruction
  /** Whether it is over. */
  readonly hasEnded: boolean
  /** Somebody hangs up. */
  hangUp(): Promise<void>
  /** Something else happens that the company tells of. */
  tell(event: CallEvent): Promise<void>
}

/** A call from outside. */
export interface PlayedCall extends CallAtCompany {
  /** Who is being rung. */
  readonly ringing: readonly MemberId[]
  /** What the caller heard so far. */
  readonly heard: readonly Announcement[]
  /** An operator takes it; on a telephone of his own he presses the key that he is asked for. @throws {Error} he is not rung */
  answer(memberId: MemberId): Promise<void>
  /** The time of a round, or of waiting, is over: the company asks what is next. @throws {Error} nobody is rung, and nobody waits */
  miss(): Promise<void>
  /** The caller speaks after the tone, and hangs up. @throws {Error} he was not asked to */
  leaveMessage(sound?: Uint8Array): Promise<void>
}

/** A call to somebody outside. */
export interface PlayedOutgoingCall extends CallAtCompany {
  /** As it was asked for; of a browser, what it said. */
  readonly asked: CallToMake | BrowserCall
  /** The operator takes it, and the company asks whether he may. Of a browser he has done so. */
  pickUp(): Promise<void>
  /** The other side takes it. @throws {Error} nobody was put through to it */
  answer(): Promise<void>
  /** The other side is busy. @throws {Error} nobody was put through to it */
  beBusy(): Promise<void>
}

/** What the browser of an operator says. */
export interface BrowserCall {
  readonly memberId: MemberId
  readonly from: string
  readonly to: string
}

/** What a call needs of its company. */
export interface Exchange {
  now(): Instant
  tell(fact: CallFact): Promise<CallInstruction>
  record(sound: Uint8Array): Promise<string>
}

/** What is told of a call, and what it was told to do. */
interface Played {
  readonly providerCallId: string
  instruction: CallInstruction
  hasEnded: boolean
  answeredAt?: Instant
  tell(event: CallEvent): Promise<void>
  end(end: CallEnd): Promise<void>
}

const usualSound = Uint8Array.of(82, 73, 70, 70)

/** Somebody calls a number of ours. */
export async function playIncoming(
  exchange: Exchange,
  providerCallId: string,
  from: PhoneE164 | null,
  to: PhoneE164,
): Promise<PlayedCall> {
  const call = begin(exchange, providerCallId, null)
  const heard: Announcement[] = []

  /** What the company is told: it says what is to be said, and ends what is to end. */
  async function follow(instruction: CallInstruction): Promise<void> {
    call.instruction = instruction
    if ('says' in instruction && instruction.says !== undefined) heard.push(...instruction.says)
    if (instruction.kind === 'reject') await call.end('busy')
    if (instruction.kind === 'hang-up') await call.end('completed')
  }

  await follow(await exchange.tell({ kind: 'incoming', providerCallId, from, to, at: exchange.now() }))
  return {
    ...shown(call),
    get instruction() {
      return call.instruction
    },
    get hasEnded() {
      return call.hasEnded
    },
    get ringing() {
      return call.instruction.kind === 'ring' && isWaiting(call)
        ? call.instruction.operators.map(({ memberId }) => memberId)
        : []
    },
    get heard() {
      return [...heard]
    },
    async answer(memberId) {
      const { instruction } = call
      const target =
        instruction.kind === 'ring' ? instruction.operators.find((each) => each.memberId === memberId) : null
      if (!isWaiting(call) || !target) throw new Error(`operator ${memberId} is not rung`)
      if (target.number !== undefined) {
        await exchange.tell({ kind: 'taken', providerCallId, memberId, at: exchange.now() })
      }
      call.answeredAt = exchange.now()
      await call.tell({ kind: 'answered', at: call.answeredAt, memberId })
    },
    async miss() {
      const { kind } = call.instruction
      if (!isWaiting(call) || (kind !== 'ring' && kind !== 'queue')) throw new Error('nobody is rung, and nobody waits')
      await follow(await exchange.tell({ kind: 'unanswered', providerCallId, at: exchange.now() }))
    },
    async leaveMessage(sound = usualSound) {
      if (call.hasEnded || call.instruction.kind !== 'voicemail') throw new Error('the caller was asked for no message')
      await call.tell({ kind: 'voicemail', at: exchange.now() })
      const recording = { id: await exchange.record(sound), state: 'completed' } as const
      await call.tell({ kind: 'recorded', at: exchange.now(), recording })
      await call.end('completed')
    },
    hangUp: () => hangUp(exchange, call),
  }
}

/** A call that the company was asked for, or that a browser makes. Nobody has taken it yet. */
export function playOutgoing(
  exchange: Exchange,
  providerCallId: string,
  asked: CallToMake | BrowserCall,
): PlayedOutgoingCall {
  const callId = 'callId' in asked ? asked.callId : null
  const memberId = 'memberId' in asked ? asked.memberId : asked.operator.memberId
  const call = begin(exchange, providerCallId, callId)

  function requireConnection(): void {
    const isOn = call.instruction.kind === 'connect' && !call.hasEnded && call.answeredAt === undefined
    if (!isOn) throw new Error('nobody was put through')
  }

  return {
    ...shown(call),
    asked,
    get instruction() {
      return call.instruction
    },
    get hasEnded() {
      return call.hasEnded
    },
    async pickUp() {
      const { from, to } = asked
      call.instruction = await exchange.tell({
        ...{ kind: 'outgoing', callId, providerCallId, memberId, from, to, at: exchange.now() },
      })
      if (call.instruction.kind !== 'connect') await call.end('completed')
    },
    async answer() {
      requireConnection()
      call.answeredAt = exchange.now()
      await call.tell({ kind: 'answered', at: call.answeredAt, memberId: null })
    },
    async beBusy() {
      requireConnection()
      await call.tell({ kind: 'rejected', at: exchange.now() })
      await call.end('busy')
    },
    hangUp: () => hangUp(exchange, call),
  }
}

function begin(exchange: Exchange, providerCallId: string, callId: string | null): Played {
  const call: Played = {
    providerCallId,
    instruction: { kind: 'nothing' },
    hasEnded: false,
    async tell(event) {
      await exchange.tell({ kind: 'event', callId, providerCallId, event })
    },
    async end(end) {
      call.hasEnded = true
      const at = exchange.now()
      const { answeredAt } = call
      const talked = answeredAt !== undefined && { talkSeconds: Math.round((at - answeredAt) / 1000) }
      await call.tell({ kind: 'ended', at, end, ...talked })
    },
  }
  return call
}

function shown({ providerCallId, tell }: Played): Pick<CallAtCompany, 'providerCallId' | 'tell'> {
  return { providerCallId, tell }
}

/** Whether somebody still has to take it. */
function isWaiting({ hasEnded, answeredAt }: Played): boolean {
  return !hasEnded && answeredAt === undefined
}

/** What was recorded of a talk is told with its end. */
async function hangUp(exchange: Exchange, call: Played): Promise<void> {
  if (call.hasEnded) return
  const { instruction, answeredAt } = call
  if (answeredAt !== undefined && 'isRecorded' in instruction && instruction.isRecorded) {
    const seconds = Math.round((exchange.now() - answeredAt) / 1000)
    const recording = { id: await exchange.record(usualSound), state: 'completed', seconds } as const
    await call.tell({ kind: 'recorded', at: answeredAt, recording })
  }
  await call.end(answeredAt === undefined && instruction.kind === 'ring' ? 'no-answer' : 'completed')
}
