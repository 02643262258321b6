/** Addresses of our own, made when they are first needed. Rules: docs/concepts/messages.md (MSG-4). @module */
import { actorRight } from '../../access/actor.ts'
import { type InboundAddress, inboundAddressId } from '../../message/filed-mail.ts'
import { inboundAddress, inboundToken, tokenBytes } from '../../message/inbound-address.ts'
import type { EmailNormalized } from '../../party/email.ts'
import type { Channels } from '../../ports/channels.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import type { Session } from '../context.ts'
import { notFound } from '../records/record-access.ts'

/** Whose address it is. */
export type AddressPlace = Pick<InboundAddress, 'kind' | 'targetId'>

/** Where answers to a message and its bounces go. */
export interface AnswerWays {
  readonly replyTo?: EmailNormalized
  readonly bounceTo?: EmailNormalized
}

const command = 'inbound.addressOf'

/** The address of a member, a matter or a message; made if there is none. */
export async function ensureAddress(session: Session, place: AddressPlace): Promise<InboundAddress> {
  const known = await addressOf(session, place)
  if (known !== null) return known
  return carryOut(
    session,
    { command, input: place, options: {} },
    async () => {
      const other = await addressOf(session, place)
      return other === null ? decideAddress(session, place) : nothing(other)
    },
    async (answer) => {
      const address = await addressOf(session, place)
      if (address === null) throw notFound('inbound-address', onlyRecord(answer).id)
      return address
    },
  )
}

/** The address of a member, a matter or a message; `null`: none was made. */
export function addressOf({ store, actor }: Session, { kind, targetId }: AddressPlace): Promise<InboundAddress | null> {
  return store.mails.findAddressOf(actor.workspaceId, kind, targetId)
}

/**
 * Where answers to a mail go: to its matter, or to the member who wrote it, if the workspace takes mail in. Bounces come to
 * an address of the message where the provider does not tell of them.
 */
export async function answerWays(
  session: Session,
  { inbound, mail }: Channels,
  { id, channel, interactionId, memberId }: StoredMessage,
): Promise<AnswerWays> {
  if (inbound === undefined || channel !== 'email') return {}
  const ways: { replyTo?: EmailNormalized; bounceTo?: EmailNormalized } = {}
  const written = async (place: AddressPlace): Promise<EmailNormalized> => {
    return inboundAddress(await ensureAddress(session, place), inbound.host)
  }
  if (interactionId !== undefined) ways.replyTo = await written({ kind: 'interaction', targetId: interactionId })
  else if (memberId !== null) ways.replyTo = await written({ kind: 'member', targetId: memberId })
  if (mail?.mailer.events === null) ways.bounceTo = await written({ kind: 'bounce', targetId: id })
  return ways
}

/** What happened to an address. History never says the token: whoever reads it could file. */
export function addressHappening(
  session: Session,
  asked: string,
  event: string,
  { id, version, kind, targetId }: InboundAddress,
): Happening {
  const subject = { kind: 'inbound-address' as const, id }
  return {
    command: asked,
    right: actorRight(session.actor),
    subject,
    changes: [],
    event,
    version,
    data: { kind, targetId },
  }
}

function nothing(address: InboundAddress): Decision<InboundAddress> {
  return { effect: { writes: [], happenings: [] }, answer: aboutRecord(address.id), outcome: () => address }
}

function decideAddress(session: Session, place: AddressPlace): Decision<InboundAddress> {
  const id = inboundAddressId(place.kind, place.targetId)
  const token = inboundToken(session.chance.bytes(tokenBytes))
  const record = { ...place, id, version: 1, token, createdAt: session.clock.now() }
  const happening = addressHappening(session, command, 'mail.address-made', record)
  return {
    effect: { writes: [{ op: 'create', kind: 'inbound-address', record }], happenings: [happening] },
    answer: aboutRecord(record.id),
    outcome: () => record,
  }
}
