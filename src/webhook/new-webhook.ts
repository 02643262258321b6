/** Webhooks as people hand them in. Rules: docs/concepts/events-and-jobs.md @module */
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { readText } from '../party/read-fields.ts'
import { checkWebhookUrl } from './address.ts'
import type { StoredWebhook } from './webhook.ts'

/** A webhook to create. */
export interface NewWebhook {
  /** Where events are sent to, on the public Internet. */
  readonly url: string
  /** What it is for. */
  readonly description?: string | null | undefined
  /** `company.created`, all of a kind (`company.*`), or all (`*`). Default: all. */
  readonly eventTypes?: readonly string[] | undefined
}

/** What a webhook is to become. What is left out keeps its value; `null` clears the description. */
export interface WebhookChanges {
  readonly url?: string | undefined
  readonly description?: string | null | undefined
  readonly eventTypes?: readonly string[] | undefined
  /** Whether events are sent; `true` also revives one whose receiver had answered 410. */
  readonly active?: boolean | undefined
}

/** The fields of a webhook that somebody hands in. */
export type WebhookFields = Pick<StoredWebhook, 'url' | 'description' | 'eventTypes' | 'state'>

/** What is taken of addresses. */
export interface UrlRules {
  /** Whether addresses of this machine are taken. */
  readonly loopback: boolean
}

const mostEventTypes = 50
const eventTypeShape = /^(?:\*|[a-z]+(?:-[a-z]+)*\.(?:\*|[a-z]+(?:-[a-z]+)*))$/

/** The fields of a new webhook, checked. */
export function normalizeWebhook(input: NewWebhook, rules: UrlRules): Result<WebhookFields, InputRefusal> {
  return changeWebhook({ url: '', eventTypes: ['*'], state: 'active' }, input, rules)
}

/** The fields of a webhook after changes, checked. */
export function changeWebhook(
  { url, description, eventTypes, state }: WebhookFields,
  changes: WebhookChanges,
  rules: UrlRules,
): Result<WebhookFields, InputRefusal> {
  const issues: InputIssue[] = []
  const address = changes.url === undefined ? ok(url) : checkWebhookUrl(changes.url, rules)
  if (!address.ok) issues.push(...address.error.issues)
  const words = readText(issues, 'description', changes.description, description)
  const wanted = changes.active ?? state === 'active'
  const fields: WebhookFields = {
    url: address.ok ? address.value : url,
    ...(words !== undefined && { description: words }),
    eventTypes: changes.eventTypes === undefined ? eventTypes : readEventTypes(issues, changes.eventTypes),
    state: wanted ? 'active' : state === 'gone' && changes.active === undefined ? 'gone' : 'disabled',
  }
  return issues.length === 0 ? ok(fields) : refuseInput(issues)
}

function readEventTypes(issues: InputIssue[], said: readonly string[]): readonly string[] {
  const path = 'eventTypes'
  const types = [...new Set(said)]
  if (types.length === 0) issues.push({ path, problem: 'missing', remedy: 'Name event types, or * for all.' })
  if (types.length > mostEventTypes) {
    issues.push({ path, problem: 'too-many', remedy: `Name at most ${mostEventTypes}; company.* stands for many.` })
  }
  for (const [index, value] of types.entries()) {
    if (eventTypeShape.test(value)) continue
    const remedy = 'Give a type such as company.created, all of a kind as company.*, or * for all.'
    issues.push({ path: `${path}.${index}`, problem: 'invalid-format', value, remedy })
  }
  return types
}
