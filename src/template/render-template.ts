/** Filling in templates: values are escaped for where they go, and what is missing follows its policy. Rules: docs/concepts/templates.md (TPL-2, TPL-4). @module */
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { isReadable, longest } from '../party/read-fields.ts'
import type { Template } from './parse-template.ts'
import { isTagName, type MissingPolicy, type TagName, tagCatalog, tagNames } from './tags.ts'

/** Where a text goes: a subject or an SMS, a page or a mail in HTML (between tags, and in quoted attributes), a part of a URL. */
export type RenderTarget = 'plain' | 'html' | 'url'

/** The values of tags. A blank one is missing. */
export type TagValues = Readonly<Partial<Record<TagName, string | number | null | undefined>>>

/** What becomes of tags without a value, where it is not as in the catalog. */
export type MissingPolicies = Readonly<Partial<Record<TagName, MissingPolicy>>>

/** How a template is filled in. */
export interface RenderOptions {
  readonly target: RenderTarget
  readonly missing?: MissingPolicies | undefined
}

/** A text, and which of its tags had no value. */
export interface Rendered {
  readonly text: string
  /** Each once: nothing, or a fallback, stands there. */
  readonly missing: readonly TagName[]
}

/** Fills in a template. Refused where a tag without a value says so; each of those is an issue. */
export function renderTemplate(
  { parts }: Template,
  values: TagValues,
  { target, missing = {} }: RenderOptions,
): Result<Rendered, InputRefusal> {
  const without = new Set<TagName>()
  const refused = new Set<TagName>()
  let text = ''
  for (const part of parts) {
    if (part.kind === 'text') {
      text += part.text
      continue
    }
    const value = valueIn(values, part.name)
    if (value !== '') {
      text += escapeFor(target, value)
      continue
    }
    without.add(part.name)
    const policy = missing[part.name] ?? tagCatalog[part.name].missing
    if (policy === 'refuse') refused.add(part.name)
    else if (policy !== 'blank') text += escapeFor(target, policy.fallback)
  }
  if (refused.size === 0) return ok({ text, missing: [...without] })
  const remedy = 'Fill it in first, take the tag out of the template, or give the tag a fallback.'
  return refuseInput([...refused].map((path) => ({ path, problem: 'missing', remedy })))
}

/** A value or a fallback, so that it is text and nothing else where it goes. */
export function escapeFor(target: RenderTarget, text: string): string {
  switch (target) {
    case 'plain':
      return text
    case 'html':
      return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    case 'url':
      // Quotes and parentheses too: a URL may stand in an attribute, or in brackets.
      return encodeURIComponent(text.toWellFormed()).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      )
  }
}

/** Reads what becomes of tags without a value. */
export function readMissing(issues: InputIssue[], path: string, said: MissingPolicies): MissingPolicies {
  for (const [name, policy] of Object.entries(said)) {
    if (!isTagName(name)) {
      const remedy = `Take a tag of the catalog, such as ${tagNames[0]}.`
      const where = `${path}.${name}`
      issues.push({ path: where, called: 'tag', problem: 'unknown-option', value: name, allowed: tagNames, remedy })
    } else if (typeof policy === 'object' && isReadable(issues, `${path}.${name}`, policy.fallback, longest.short)) {
      if (policy.fallback.trim() !== '') continue
      const remedy = 'Give the fallback a text, or say blank.'
      issues.push({ path: `${path}.${name}`, problem: 'missing', value: policy.fallback, remedy })
    }
  }
  return said
}

function valueIn(values: TagValues, name: TagName): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  const text = value === undefined || value === null ? '' : String(value)
  return text.trim() === '' ? '' : text
}
