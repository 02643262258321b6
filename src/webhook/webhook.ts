/** Webhooks: addresses that are told of events. Rules: docs/concepts/events-and-jobs.md @module */
import type { WebhookId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** `disabled` by a member, or because its receiver failed; `gone` because it answered that it wants no more (410). */
export type WebhookState = 'active' | 'disabled' | 'gone'

/** A webhook, as it is shown: everything but its secrets. */
export interface Webhook {
  readonly id: WebhookId
  readonly version: number
  /** Where events are sent to: `https:` or `http:`. */
  readonly url: string
  readonly description?: string
  /** Which events: `company.created`, all of a kind (`company.*`), or all (`*`). */
  readonly eventTypes: readonly string[]
  readonly state: WebhookState
  /** How many deliveries were given up since one arrived; absent for none. */
  readonly givenUp?: number
  /** Why it is disabled, where no member did it: too many deliveries in a row were given up. */
  readonly disabledBecause?: 'failing'
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A secret that requests are signed with. */
export interface WebhookSecret {
  /** `whsec_` and 32 bytes in base64. */
  readonly secret: string
  /** When it stops being used; absent for the present one. */
  readonly expiresAt?: Instant
}

/** A webhook, as it is stored. */
export interface StoredWebhook extends Webhook {
  /** The present one first, then those that it replaced. */
  readonly secrets: readonly WebhookSecret[]
}

/** A webhook without its secrets. */
export function shownWebhook({ secrets: _hidden, ...webhook }: StoredWebhook): Webhook {
  return webhook
}

/** The secrets that count at an instant, the present one first. */
export function validSecrets({ secrets }: Pick<StoredWebhook, 'secrets'>, now: Instant): readonly string[] {
  return secrets.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(({ secret }) => secret)
}

/** How many secrets a webhook has at most: the present one and the last two before it. */
const mostSecrets = 3

/** The secrets after a new one took over: the old ones go on for a while, so that the receiver can follow. */
export function rotatedSecrets(
  webhook: Pick<StoredWebhook, 'secrets'>,
  secret: string,
  now: Instant,
  overlapMs: number,
): readonly WebhookSecret[] {
  const ends = now + overlapMs
  const old = webhook.secrets
    .map(({ secret: before, expiresAt = ends }) => ({ secret: before, expiresAt: Math.min(expiresAt, ends) }))
    .filter(({ expiresAt }) => expiresAt > now)
  return [{ secret }, ...old].slice(0, mostSecrets)
}

/** Whether a webhook or a subscriber wants events of this type. */
export function wantsEvent(eventTypes: readonly string[], type: string): boolean {
  return eventTypes.some((wanted) => {
    if (wanted === '*' || wanted === type) return true
    return wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1))
  })
}
