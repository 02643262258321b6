/** Numbers at Twilio: looking for them, buying, linking, giving back. @module */
import type { NumberOffer, NumberPurchase, NumberSearch, PhoneE164, ProviderNumber } from 'crmkit'
import { failureOf } from './failure.ts'
import { callbackUrl, type TwilioTelephonyOptions } from './options.ts'
import { numberOf } from './read-events.ts'
import { ask, problemOf } from './twilio-client.ts'

/** How long Twilio may take where no call says it. */
export function patienceOf({ timeoutMs = 15_000 }: TwilioTelephonyOptions): number {
  return timeoutMs
}

interface OfferedNumber {
  readonly phoneNumber: string
  readonly locality: string
  readonly region: string
  readonly addressRequirements: string
  readonly capabilities: object
}

/** Numbers that can be bought. */
export async function searchNumbers(
  options: TwilioTelephonyOptions,
  { country, kind, contains, takesSms, limit }: NumberSearch,
): Promise<readonly NumberOffer[]> {
  const wanted = {
    ...{ voiceEnabled: true, limit, pageSize: limit },
    ...(contains !== undefined && { contains }),
    ...(takesSms === true && { smsEnabled: true }),
  }
  const asked = await ask(options, patienceOf(options), (account): Promise<readonly OfferedNumber[]> => {
    const available = account.availablePhoneNumbers(country)
    switch (kind) {
      case 'local':
        return available.local.list(wanted)
      case 'mobile':
        return available.mobile.list(wanted)
      case 'toll-free':
        return available.tollFree.list(wanted)
    }
  })
  // There are none of that sort in that country.
  if (asked.kind === 'refused' && asked.status === 404) return []
  if (asked.kind !== 'answered') throw failureOf('searchNumbers', asked)
  return asked.value.flatMap(toOffer)
}

function toOffer(offered: OfferedNumber): NumberOffer[] {
  const number = numberOf(offered.phoneNumber)
  if (number === undefined) return []
  const place = offered.locality || offered.region || undefined
  const can = new Map(Object.entries(offered.capabilities ?? {}).map(([name, is]) => [name.toLowerCase(), is === true]))
  return [
    {
      number,
      ...(place !== undefined && { place }),
      takesCalls: can.get('voice') ?? false,
      takesSms: can.get('sms') ?? false,
      needsAddress: offered.addressRequirements !== 'none',
    },
  ]
}

interface OwnNumber {
  readonly sid: string
  readonly phoneNumber: string
  readonly voiceUrl: string
  readonly smsUrl: string
  readonly statusCallback: string
  readonly capabilities?: { readonly sms?: boolean; readonly voice?: boolean }
}

/** What makes a number's calls and messages come here. */
function links(options: TwilioTelephonyOptions) {
  return {
    voiceUrl: callbackUrl(options, '/voice/in'),
    voiceMethod: 'POST',
    smsUrl: callbackUrl(options, '/sms/in'),
    smsMethod: 'POST',
    statusCallback: callbackUrl(options, '/voice/status'),
    statusCallbackMethod: 'POST',
  }
}

/** Buys a number, once. */
export async function buyNumber(options: TwilioTelephonyOptions, number: PhoneE164): Promise<NumberPurchase> {
  const { addressSid, bundleSid } = options
  const asked = await ask(options, patienceOf(options), (account): Promise<OwnNumber> => {
    return account.incomingPhoneNumbers.create({
      ...{ phoneNumber: number, ...links(options) },
      ...(addressSid !== undefined && { addressSid }),
      ...(bundleSid !== undefined && { bundleSid }),
    })
  })
  if (asked.kind === 'answered') {
    const bought = toNumber(options, asked.value)
    return bought === null ? unclear('an answer that says nothing') : { kind: 'bought', number: bought }
  }
  if (asked.kind === 'lost') return unclear(asked.problem)
  if (asked.kind === 'unreached') return { kind: 'refused', problem: asked.problem }
  const isFinal = asked.status < 500 && asked.status !== 408
  return isFinal ? { kind: 'refused', problem: problemOf(asked) } : unclear(problemOf(asked))
}

function unclear(problem: string): NumberPurchase {
  return { kind: 'unknown', problem }
}

/** All numbers that are ours. */
export async function listNumbers(options: TwilioTelephonyOptions): Promise<readonly ProviderNumber[]> {
  const asked = await ask(options, patienceOf(options), (account): Promise<readonly OwnNumber[]> => {
    return account.incomingPhoneNumbers.list({ pageSize: 1_000 })
  })
  if (asked.kind !== 'answered') throw failureOf('listNumbers', asked)
  return asked.value.flatMap((own) => toNumber(options, own) ?? [])
}

/** Has the calls and messages of a number come here. */
export async function linkNumber(options: TwilioTelephonyOptions, providerId: string): Promise<ProviderNumber> {
  const own = await ask(options, patienceOf(options), (account): Promise<OwnNumber> => {
    return account.incomingPhoneNumbers(providerId).fetch()
  })
  if (own.kind !== 'answered') throw failureOf('linkNumber', own)
  const known = toNumber(options, own.value)
  if (known?.isLinked === true) return known
  const changed = await ask(options, patienceOf(options), (account): Promise<OwnNumber> => {
    return account.incomingPhoneNumbers(providerId).update(links(options))
  })
  if (changed.kind !== 'answered') throw failureOf('linkNumber', changed)
  const linked = toNumber(options, changed.value)
  if (linked === null) throw failureOf('linkNumber', { kind: 'lost', problem: 'an answer that says nothing' })
  return linked
}

/** Gives a number back. */
export async function releaseNumber(options: TwilioTelephonyOptions, providerId: string): Promise<void> {
  const asked = await ask(options, patienceOf(options), (account) => account.incomingPhoneNumbers(providerId).remove())
  if (asked.kind === 'answered' || (asked.kind === 'refused' && asked.status === 404)) return
  throw failureOf('releaseNumber', asked)
}

function toNumber(options: TwilioTelephonyOptions, own: OwnNumber): ProviderNumber | null {
  const number = numberOf(own.phoneNumber)
  if (number === undefined || !/^PN[0-9a-fA-F]{32}$/.test(own.sid)) return null
  const wanted = links(options)
  const takesSms = own.capabilities?.sms !== false
  const isLinked =
    own.voiceUrl === wanted.voiceUrl &&
    own.statusCallback === wanted.statusCallback &&
    (!takesSms || own.smsUrl === wanted.smsUrl)
  return { providerId: own.sid, number, isLinked }
}
