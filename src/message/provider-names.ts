/** What providers call messages: events that don't say our id name them so. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { OutgoingMessage, Recipient } from './message.ts'

/** What a provider calls a message to one recipient. */
export interface ProviderName {
  readonly provider: string
  readonly providerMessageId: string
}

/** A message with the provider through which it goes. */
type ProvidedMessage = Pick<OutgoingMessage, 'recipients'> & { readonly provider: string }

/** What its provider calls a message, each name once. */
export function providerNames({ provider, recipients }: ProvidedMessage): readonly ProviderName[] {
  const names = new Set(recipients.flatMap(namesOf))
  return [...names].map((providerMessageId) => ({ provider, providerMessageId }))
}

/** What its provider calls a message now, and did not before. */
export function addedProviderNames(before: ProvidedMessage, after: ProvidedMessage): readonly ProviderName[] {
  const had = new Set(before.provider === after.provider ? before.recipients.flatMap(namesOf) : [])
  return providerNames(after).filter(({ providerMessageId }) => !had.has(providerMessageId))
}

function namesOf({ providerMessageId, otherProviderNames = [] }: Recipient): readonly string[] {
  return providerMessageId === undefined ? [] : [providerMessageId, ...otherProviderNames]
}
