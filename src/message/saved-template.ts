/** Templates of mails and text messages that a workspace keeps. Rules: docs/concepts/templates.md (TPL-2, TPL-4). @module */
import type { Labels } from '../interaction/pipeline.ts'
import { isKey, type NewLabel, readLabel } from '../interaction/read-steps.ts'
import type { Locale } from '../kernel/country.ts'
import type { MessageTemplateId } from '../kernel/ids.ts'
import { namedId } from '../kernel/named-id.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { readTemplate } from '../template/parse-template.ts'
import { type MissingPolicies, readMissing } from '../template/render-template.ts'
import type { Channel } from './channel.ts'
import { type NewMailTemplate, parseMailTemplate, smsIssues } from './message-template.ts'

/** What a template of messages says. */
export interface MessageTemplateFields {
  /** Unique among the workspace's templates of messages, for ever: `order-confirmed`. */
  readonly key: string
  readonly label: Labels
  readonly channel: Channel
  /** In which its words are, and its tags are filled in. */
  readonly locale: Locale
  /** Of a mail, with tags in braces. */
  readonly subject?: string
  /** With tags in braces. */
  readonly text?: string
  /** Of a mail, with tags in braces. */
  readonly html?: string
  /** What becomes of tags without a value, where it is not as in the catalog. */
  readonly missing?: MissingPolicies
}

/** A template of messages as it is kept. */
export interface MessageTemplate extends MessageTemplateFields {
  /** Follows from the key: there is one of each. */
  readonly id: MessageTemplateId
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A template of messages to save. */
export interface NewMessageTemplate {
  /** Lower-case words with hyphens between them. It never changes. */
  readonly key: string
  readonly label: NewLabel
  readonly channel: Channel
  /** Default: the workspace's. */
  readonly locale?: Locale | undefined
  /** A mail has one, a text message has none. */
  readonly subject?: string | undefined
  readonly text?: string | undefined
  readonly html?: string | undefined
  readonly missing?: MissingPolicies | undefined
}

/** How many templates of messages a workspace may have. */
export const mostMessageTemplates = 200

/** The id of the template with this key. */
export function messageTemplateId(key: string): MessageTemplateId {
  return namedId(`message template ${key}`)
}

/** A template in normal form. Unknown tags, broken braces and words that its channel does not have refuse it, all at once. */
export function normalizeMessageTemplate(
  input: NewMessageTemplate,
  defaults: { readonly locale: Locale },
): Result<MessageTemplateFields, InputRefusal> {
  const { key, channel, locale = defaults.locale, subject, text, html } = input
  const issues: InputIssue[] = []
  isKey(issues, 'key', key)
  const label = readLabel(issues, 'label', input.label)
  issues.push(...(channel === 'email' ? mailIssues({ subject: subject ?? '', text, html }) : textIssues(input)))
  const missing = input.missing === undefined ? {} : readMissing(issues, 'missing', input.missing)
  if (issues.length > 0) return refuseInput(issues)
  return ok({
    ...{ key, label, channel, locale },
    ...(subject !== undefined && { subject: subject.trim() }),
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    ...(Object.keys(missing).length > 0 && { missing }),
  })
}

function mailIssues(texts: NewMailTemplate): readonly InputIssue[] {
  const read = parseMailTemplate(texts)
  return read.ok ? [] : read.error.issues
}

function textIssues({ subject, text = '', html }: NewMessageTemplate): readonly InputIssue[] {
  const issues: InputIssue[] = [...smsIssues(text)]
  readTemplate(issues, 'text', text, 'braces')
  for (const [path, said] of Object.entries({ subject, html })) {
    if (said === undefined) continue
    issues.push({ path, problem: 'contradiction', value: said, remedy: 'Leave it out: a text message has none.' })
  }
  return issues
}
