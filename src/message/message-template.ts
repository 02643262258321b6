/** Mails and text messages from templates, by the one engine that fills in templates. Rules: docs/concepts/messages.md (TPL-4, MSG-5). @module */
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { longest } from '../party/read-fields.ts'
import { readTemplate, type Template, type TemplateSyntax } from '../template/parse-template.ts'
import { type MissingPolicies, renderTemplate, type TagValues } from '../template/render-template.ts'
import type { TagName } from '../template/tags.ts'
import { measureSms, type SmsSize } from './sms-text.ts'

/** The texts of a mail, with tags in them: at least one of text and HTML. */
export interface NewMailTemplate {
  readonly subject: string
  readonly text?: string | undefined
  readonly html?: string | undefined
}

/** A mail's template that was read. Keep the texts, and read them again. */
export interface MailTemplate {
  readonly subject: Template
  readonly text?: Template
  readonly html?: Template
}

/** The words of a mail. */
export interface MailContent {
  /** One line. */
  readonly subject: string
  readonly text?: string
  readonly html?: string
}

/** What a template came to, and which of its tags had no value. */
export interface RenderedMail {
  readonly content: MailContent
  readonly missing: readonly TagName[]
}

/** What a template came to as a text message. */
export interface RenderedSms {
  readonly text: string
  readonly size: SmsSize
  readonly missing: readonly TagName[]
}

/** Mails have words: only tags in braces count unless you say so. */
const usualSyntax: TemplateSyntax = 'braces'

/** Reads the texts of a mail, for when they are saved: broken braces and unknown tags refuse them, all of them at once. */
export function parseMailTemplate(
  { subject, text, html }: NewMailTemplate,
  syntax: TemplateSyntax = usualSyntax,
): Result<MailTemplate, InputRefusal> {
  const issues: InputIssue[] = []
  if (subject.trim() === '') issues.push({ path: 'subject', problem: 'missing', remedy: 'Give the mail a subject.' })
  if (/[\r\n]/.test(subject)) {
    issues.push({ path: 'subject', problem: 'invalid-format', value: subject, remedy: 'Give a subject of one line.' })
  }
  if (text === undefined && html === undefined) {
    issues.push({ path: 'text', problem: 'missing', remedy: 'Give the mail a text, or HTML, or both.' })
  }
  const template: MailTemplate = {
    subject: readTemplate(issues, 'subject', subject, syntax),
    ...(text !== undefined && { text: readTemplate(issues, 'text', text, syntax) }),
    ...(html !== undefined && { html: readTemplate(issues, 'html', html, syntax) }),
  }
  return issues.length === 0 ? ok(template) : refuseInput(issues)
}

/**
 * Fills in a mail: values are escaped in HTML, and have no lines in the subject, where a line would be a header of its
 * own. Refused where a tag without a value says so, and where nothing is left of the words: a mail has to say something.
 */
export function renderMail(
  template: MailTemplate,
  values: TagValues,
  missing: MissingPolicies = {},
): Result<RenderedMail, InputRefusal> {
  const subject = renderTemplate(template.subject, values, { target: 'plain', missing })
  const text = template.text && renderTemplate(template.text, values, { target: 'plain', missing })
  const html = template.html && renderTemplate(template.html, values, { target: 'html', missing })
  const parts = [subject, text, html].flatMap((part) => part ?? [])
  const issues = parts.flatMap((part) => (part.ok ? [] : part.error.issues))
  if (!subject.ok || issues.length > 0) return refuseInput(distinct(issues))
  const content: MailContent = {
    subject: oneLine(subject.value.text),
    ...(text?.ok && !isBlank(text.value.text) && { text: text.value.text }),
    ...(html?.ok && !isBlank(html.value.text) && { html: html.value.text }),
  }
  if (content.text === undefined && content.html === undefined) return refuseInput([saysNothing])
  return ok({ content, missing: [...new Set(parts.flatMap((part) => (part.ok ? part.value.missing : [])))] })
}

/** Fills in a text message, and counts its parts: values may make it longer, or take it out of the cheap alphabet. */
export function renderSms(
  template: Template,
  values: TagValues,
  missing: MissingPolicies = {},
): Result<RenderedSms, InputRefusal> {
  const rendered = renderTemplate(template, values, { target: 'plain', missing })
  if (!rendered.ok) return rendered
  const text = rendered.value.text.trim()
  const issues = smsIssues(text)
  return issues.length === 0
    ? ok({ text, size: measureSms(text), missing: rendered.value.missing })
    : refuseInput(issues)
}

/** Providers take no longer ones: 1600 letters are ten parts and a half. */
export const longestSms = 1600

/** What is wrong with the text of a text message. */
export function smsIssues(text: string): readonly InputIssue[] {
  const path = 'text'
  if (text.trim() === '') return [{ path, problem: 'missing', remedy: 'Give the message a text.' }]
  if (text.length <= longestSms) return []
  return [{ path, problem: 'too-long', value: text.length, remedy: `Give at most ${longestSms} characters.` }]
}

const saysNothing: InputIssue = {
  path: 'text',
  problem: 'missing',
  remedy: 'Give the mail words that are there even where its tags have no value.',
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

function oneLine(text: string): string {
  // Unicode knows more ends of lines than mail does; none of them belongs into a header.
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, longest.short)
    .trim()
}

function distinct(issues: readonly InputIssue[]): readonly InputIssue[] {
  return [...new Map(issues.map((issue) => [issue.path, issue])).values()]
}
