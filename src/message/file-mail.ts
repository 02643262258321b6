/**
 * Where a mail that came in is filed: first what has to be looked up, then the decision. Rules: docs/concepts/messages.md
 * (MSG-4).
 * @module
 */
import type { Direction } from '../interaction/note.ts'
import type { ContactId, InteractionId, MemberId, MessageId } from '../kernel/ids.ts'
import { type EmailNormalized, parseEmail } from '../party/email.ts'
import { mostItems } from '../party/read-fields.ts'
import { type InboundHost, type InboundToken, isInboundAddress, parseInboundAddress } from './inbound-address.ts'
import {
  type AutomaticKind,
  automaticKind,
  headersOf,
  hopsOf,
  mailKey,
  messageIdsIn,
  mostServers,
  type ReceivedMail,
} from './received-mail.ts'

/** What has to be looked up before a mail can be filed. */
export interface FilingQuestions {
  /** Was it filed already? */
  readonly key: string
  /** Which member, matter or message has each of these tokens? */
  readonly tokens: readonly InboundToken[]
  /** Which messages, ours and theirs, have these ids? Its own comes first, then those that it answers, the nearest first. */
  readonly messageIds: readonly string[]
  /** Whose addresses are these: members', contacts'? */
  readonly addresses: readonly EmailNormalized[]
}

/** A message with an id that a mail names. */
export interface KnownMessage {
  /** Where it was filed; `null`: on no matter. */
  readonly interactionId: InteractionId | null
  /** Of whom its matter is; where it is on none, to whom it went that is known, but for blind copies. */
  readonly contactIds: readonly ContactId[]
  /** Whether it went to one address alone: then an answer is from there, whatever address it is written from. */
  readonly wentToOne: boolean
}

/** What was found. Nothing in a map: nobody, or nothing that may be filed on. */
export interface FilingAnswers {
  readonly isFiled: boolean
  readonly members: ReadonlyMap<string, MemberId>
  readonly interactions: ReadonlyMap<string, InteractionId>
  /** The messages of bounce addresses, by their token. */
  readonly bounces: ReadonlyMap<string, MessageId>
  readonly messages: ReadonlyMap<string, KnownMessage>
  /** Ids of messages that we sent ourselves. */
  readonly sent: ReadonlySet<string>
  readonly memberAddresses: ReadonlyMap<EmailNormalized, MemberId>
  readonly contacts: ReadonlyMap<EmailNormalized, readonly ContactId[]>
}

/** What made the place of a mail known. */
export type FiledBy = 'interaction-address' | 'reply' | 'sender' | 'recipient'

/** Why a mail waits to be linked; `refused`: a rule is against the place where it belongs, so that somebody finds one. */
export type PendingBecause = 'nobody-known' | 'several-contacts' | 'refused'

/** What becomes of a mail. */
export type Filing =
  /** It is there already. */
  | { readonly kind: 'repeat' }
  /** It goes round in circles: `own-mail` is what we sent, `own-address` came from an address of ours. */
  | { readonly kind: 'loop'; readonly because: 'own-mail' | 'own-address' | 'too-many-hops' }
  /** A server says what became of a message; `null`: it does not say of which. It stands on no timeline. */
  | { readonly kind: 'bounce'; readonly messageId: MessageId | null }
  /** It goes onto a timeline: of the matter, or of the contacts where that is `null`. */
  | {
      readonly kind: 'filed'
      readonly by: FiledBy
      readonly interactionId: InteractionId | null
      readonly contactIds: readonly ContactId[]
      readonly direction: Direction
      /** The member to whose address it came, or who sent it. */
      readonly memberId: MemberId | null
      /** Not by a person: it is no contact that counts, and is not answered by a machine. */
      readonly automatic: AutomaticKind | null
    }
  /** A matter of the type *E-mail pending* is made of it, with its files. */
  | {
      readonly kind: 'pending'
      readonly because: PendingBecause
      /** Those that it may be from, or for; somebody says which. */
      readonly candidates: readonly ContactId[]
      readonly direction: Direction
      readonly memberId: MemberId | null
      readonly automatic: AutomaticKind | null
    }

/** What has to be looked up. Addresses of ours are tokens, not addresses. */
export function filingQuestions(mail: ReceivedMail, host: InboundHost): FilingQuestions {
  return {
    key: mailKey(mail),
    tokens: tokensOf(mail, host),
    messageIds: [...new Set([...messageIdsIn(mail, 'message-id'), ...answeredIds(mail)])],
    addresses: addressesIn([mail.from, ...mail.to, ...mail.cc], host),
  }
}

/**
 * Decides where a mail is filed. The first that is known counts: the address of a matter, what it answers, who sent it (or,
 * from a member, to whom it went). Otherwise it waits. Nothing is lost but what is there already and what goes in circles.
 * An answer to a message that is on no matter stands with whoever answers, and with nobody else to whom the message went.
 */
export function fileMail(mail: ReceivedMail, known: FilingAnswers, host: InboundHost): Filing {
  const tokens = tokensOf(mail, host)
  const automatic = automaticKind(mail)
  if (known.isFiled) return { kind: 'repeat' }
  if (automatic === 'bounce') return { kind: 'bounce', messageId: firstOf(tokens, 'bounce', known.bounces) ?? null }
  const circle = circleOf(mail, known, host)
  if (circle !== null) return { kind: 'loop', because: circle }

  const [from] = addressesIn([mail.from], host)
  const author = from === undefined ? undefined : known.memberAddresses.get(from)
  const direction: Direction = author === undefined ? 'inbound' : 'outbound'
  const others = author === undefined ? [mail.from] : [...mail.to, ...mail.cc]
  const found = addressesIn(others, host)
    .filter((address) => !known.memberAddresses.has(address))
    .map((address) => known.contacts.get(address) ?? [])
  const memberId = author ?? firstOf(tokens, 'member', known.members) ?? null
  const shared = { direction, memberId, automatic }

  const interactionId = firstOf(tokens, 'interaction', known.interactions)
  if (interactionId !== undefined) {
    // One address of several people does not say which of them it was; the matter is known all the same.
    const certain = found.filter((ids) => ids.length === 1).flat()
    return { kind: 'filed', by: 'interaction-address', interactionId, contactIds: [...new Set(certain)], ...shared }
  }
  const answered = answeredIds(mail).flatMap((id) => known.messages.get(id) ?? [])[0]
  if (answered !== undefined && answered.interactionId !== null) {
    const { interactionId, contactIds } = answered
    return { kind: 'filed', by: 'reply', interactionId, contactIds: contactIds.slice(0, mostItems), ...shared }
  }
  // Of those who have one address, the one was asked to whom the message went.
  const asked = answered?.contactIds ?? []
  const likely = found.map((ids) => (ids.length > 1 ? (onlyOne(ids.filter((id) => asked.includes(id))) ?? ids) : ids))
  const people = [...new Set(likely.flat())].slice(0, mostItems)
  if (likely.some((ids) => ids.length > 1)) {
    return { kind: 'pending', because: 'several-contacts', candidates: people, ...shared }
  }
  const by = author === undefined ? 'sender' : 'recipient'
  if (people.length > 0) {
    return {
      kind: 'filed',
      by: answered === undefined ? by : 'reply',
      interactionId: null,
      contactIds: people,
      ...shared,
    }
  }
  const answerer = author === undefined && answered?.wentToOne === true ? onlyOne(asked) : null
  if (answerer !== null) return { kind: 'filed', by: 'reply', interactionId: null, contactIds: answerer, ...shared }
  const because = asked.length > 1 ? 'several-contacts' : 'nobody-known'
  return { kind: 'pending', because, candidates: asked.slice(0, mostItems), ...shared }
}

function onlyOne<Id>(ids: readonly Id[]): readonly Id[] | null {
  return ids.length === 1 ? ids : null
}

/** The ids that a mail answers, the nearest first: `In-Reply-To`, then `References` from the last to the first. */
function answeredIds(mail: ReceivedMail): readonly string[] {
  const references = messageIdsIn(mail, 'references').toReversed()
  return [...new Set([...messageIdsIn(mail, 'in-reply-to'), ...references])].slice(0, mostAnswered)
}

/** No conversation is longer that anybody looks for. */
const mostAnswered = 100

/** Where it was brought comes first: who stands in `To` may be anybody. */
function tokensOf(mail: ReceivedMail, host: InboundHost): readonly InboundToken[] {
  const found = new Map<string, InboundToken>()
  for (const address of [...mail.envelopeTo, ...mail.to, ...mail.cc]) {
    const token = parseInboundAddress(address, host)
    if (token !== null) found.set(`${token.kind} ${token.token}`, token)
  }
  return [...found.values()]
}

function addressesIn(texts: readonly string[], host: InboundHost): readonly EmailNormalized[] {
  const addresses = texts.flatMap((text) => parseEmail(text).normalized ?? [])
  return [...new Set(addresses)].filter((address) => !isInboundAddress(address, host))
}

function firstOf<Id>(
  tokens: readonly InboundToken[],
  wanted: InboundToken['kind'],
  ids: ReadonlyMap<string, Id>,
): Id | undefined {
  return tokens.flatMap(({ kind, token }) => (kind === wanted ? (ids.get(token) ?? []) : []))[0]
}

type Circle = Extract<Filing, { kind: 'loop' }>['because']

function circleOf(mail: ReceivedMail, known: FilingAnswers, host: InboundHost): Circle | null {
  if (messageIdsIn(mail, 'message-id').some((id) => known.sent.has(id))) return 'own-mail'
  if (isInboundAddress(mail.from, host)) return 'own-address'
  if (hopsOf(mail) >= mostHops || headersOf(mail, 'received').length > mostServers) return 'too-many-hops'
  return null
}

/** A mail of ours that comes back once may be an answer that quotes its headers; one that comes back thrice is not. */
const mostHops = 3
