/** The pipelines that a member may use. Rules: docs/concepts/interactions.md (INT-11). @module */
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import type { Pipeline, Pipelines } from './pipeline.ts'
import { builtInKeys, isBuiltIn } from './presets.ts'

/** Whether a member may use a pipeline. The built-in ones are everybody's. @param withheld keys of pipelines */
export function mayUse(withheld: readonly string[], key: string): boolean {
  return isBuiltIn(key) || !withheld.includes(key)
}

/** The pipelines that a member may use, in order. @param withheld keys of pipelines */
export function usablePipelines(withheld: readonly string[], pipelines: Pipelines): readonly Pipeline[] {
  return pipelines.filter(({ key }) => mayUse(withheld, key))
}

/**
 * The pipelines to withhold from a member, each once. What is kept is what he may not use, so that he may use a pipeline
 * that comes later. E-mail and private can be withheld from nobody.
 */
export function checkWithheld(keys: readonly string[], pipelines: Pipelines): Result<readonly string[], InputRefusal> {
  const issues: InputIssue[] = []
  const allowed = pipelines.map(({ key }) => key).filter((key) => !isBuiltIn(key))
  for (const [index, key] of keys.entries()) {
    if (allowed.includes(key)) continue
    const problem = isBuiltIn(key) ? 'contradiction' : 'unknown-option'
    const remedy = isBuiltIn(key)
      ? `Leave it out: ${builtInKeys.join(', ')} are everybody’s.`
      : `Name pipelines of the workspace: ${allowed.join(', ')}.`
    issues.push({ path: `${index}`, called: 'pipeline', problem, value: key, allowed, remedy })
  }
  return issues.length === 0 ? ok([...new Set(keys)]) : refuseInput(issues)
}
