/** Groups of members, to share records with many at once. Rules: docs/concepts/access.md (ACC-2). @module */
import type { GroupId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { longest, readText } from '../party/read-fields.ts'

/** A group. Who is in it stands on the members. */
export interface Group {
  readonly id: GroupId
  readonly version: number
  readonly name: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A group's name, checked. */
export function normalizeGroup(input: Pick<Group, 'name'>): Result<Pick<Group, 'name'>, InputRefusal> {
  const issues: InputIssue[] = []
  const name = readText(issues, 'name', input.name, undefined, longest.name)
  if (name === undefined && issues.length === 0) {
    issues.push({ path: 'name', problem: 'missing', remedy: 'Give the group a name.' })
  }
  return issues.length === 0 ? ok({ name: name ?? '' }) : refuseInput(issues)
}

/** A group under another name, checked. */
export function changeGroup(group: Group, input: Pick<Group, 'name'>): Result<Group, InputRefusal> {
  const read = normalizeGroup(input)
  return read.ok ? ok({ ...group, ...read.value }) : read
}
