/** What a workspace has made of its pipelines, and the templates of its own. Rules: docs/concepts/interactions.md (INT-3), docs/concepts/templates.md (TPL-1). @module */
import type { Pipelines } from '../interaction/pipeline.ts'
import type { Locale } from '../kernel/country.ts'
import type { WorkspaceId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { builtInTemplates } from './built-in-templates.ts'
import type { InteractionTemplate } from './interaction-template.ts'

/** The catalog of a workspace: one record, whose id is the workspace's. A workspace that changed nothing has none. */
export interface Catalog {
  readonly id: WorkspaceId
  readonly version: number
  /** Absent: those that the host has defined. */
  readonly pipelines?: Pipelines
  /** The workspace's own, by key. */
  readonly templates: readonly InteractionTemplate[]
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** How many templates of its own a workspace may have. */
export const mostTemplates = 200

/** All templates of a workspace: the built-in ones in a language, and its own, which replace those of the same key. */
export function templatesOf(own: readonly InteractionTemplate[], locale: Locale): readonly InteractionTemplate[] {
  const ownKeys = new Set(own.map(({ key }) => key))
  return [...builtInTemplates(locale).filter(({ key }) => !ownKeys.has(key)), ...own]
}

/** The workspace's own templates with one more, or with another one of the same key. */
export function putTemplate(
  own: readonly InteractionTemplate[],
  template: InteractionTemplate,
): Result<readonly InteractionTemplate[], InputRefusal> {
  const others = own.filter(({ key }) => key !== template.key)
  if (others.length >= mostTemplates) {
    const remedy = `Remove one first: a workspace has at most ${mostTemplates} of its own.`
    return refuseInput([{ path: 'key', problem: 'too-many', value: template.key, remedy }])
  }
  return ok([...others, template].sort((a, b) => (a.key < b.key ? -1 : 1)))
}
