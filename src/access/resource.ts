/** Resources of a workspace: vehicles, rooms and the like, booked like members, and never acting. Rules: docs/concepts/access.md (WS-4). @module */
import type { ResourceId } from '../kernel/ids.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { longest, present, readText } from '../party/read-fields.ts'

/** A resource in use may be booked; a retired one stays for what it was booked for. */
export type ResourceState = 'in-use' | 'retired'

/** Something of the workspace that can be booked: a vehicle, a room, a projector. */
export interface Resource {
  readonly id: ResourceId
  readonly version: number
  readonly name: string
  /** What sort of thing it is, in the workspace's own words: `vehicle`. */
  readonly kind: string
  readonly description?: string
  /** In calendars: `#` and six hexadecimal digits, in lower case. */
  readonly color?: string
  readonly state: ResourceState
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A resource to add. */
export interface NewResource {
  /** A UUID. Default: one is made. */
  readonly id?: ResourceId | undefined
  readonly name: string
  /** What sort of thing it is, in words of yours: `vehicle`. */
  readonly kind: string
  readonly description?: string | null | undefined
  /** `#3a7` or `#33aa77`. */
  readonly color?: string | null | undefined
}

/** What a resource is to become. What is left out keeps its value; `null` clears what may be missing. */
export interface ResourceChanges {
  readonly name?: string | undefined
  readonly kind?: string | undefined
  readonly description?: string | null | undefined
  readonly color?: string | null | undefined
}

/** What can be done with a resource's state. */
export type ResourceStep = 'retire' | 'reinstate'

/** The whole machine: what may be done with a resource in each state, and where it leads. Docs and tests read this table. */
export const resourceTransitions: Readonly<
  Record<ResourceState, Readonly<Partial<Record<ResourceStep, ResourceState>>>>
> = {
  'in-use': { retire: 'retired' },
  retired: { reinstate: 'in-use' },
}

/** That a resource's state does not allow a step, and what it would allow. */
export interface ResourceStepRefused {
  readonly code: 'transition-refused'
  readonly state: ResourceState
  readonly asked: ResourceStep
  readonly allowed: readonly ResourceStep[]
}

/** The fields of a resource that people state. */
export type ResourceFields = Pick<Resource, 'name' | 'kind' | 'description' | 'color'>

/** The resource after a step. */
export function moveResource(resource: Resource, asked: ResourceStep): Result<Resource, ResourceStepRefused> {
  const steps = resourceTransitions[resource.state]
  const state = steps[asked]
  if (state !== undefined) return ok({ ...resource, state })
  // The table's own keys: `Object.keys` alone forgets their type.
  return err({
    code: 'transition-refused',
    state: resource.state,
    asked,
    allowed: Object.keys(steps) as ResourceStep[],
  })
}

/** Whether a resource may be booked from now on. */
export function isBookable({ state }: Pick<Resource, 'state'>): boolean {
  return state === 'in-use'
}

/** A new resource's fields in normal form. */
export function normalizeResource(input: NewResource): Result<ResourceFields, InputRefusal> {
  return readResource(input, undefined)
}

/** A resource's fields after changes, in normal form. */
export function changeResource(
  resource: ResourceFields,
  changes: ResourceChanges,
): Result<ResourceFields, InputRefusal> {
  return readResource(changes, resource)
}

function readResource(
  input: ResourceChanges,
  before: ResourceFields | undefined,
): Result<ResourceFields, InputRefusal> {
  const issues: InputIssue[] = []
  const name = readText(issues, 'name', input.name, before?.name, longest.name)
  if (name === undefined) addMissing(issues, 'name', 'Give the resource a name.')
  const kind = readText(issues, 'kind', input.kind, before?.kind)
  if (kind === undefined) addMissing(issues, 'kind', 'Say what sort of thing it is, such as vehicle or room.')
  const rest = present<Pick<ResourceFields, 'description' | 'color'>>({
    description: readText(issues, 'description', input.description, before?.description, longest.description),
    color: readColor(issues, input.color, before?.color),
  })
  return issues.length === 0 ? ok({ name: name ?? '', kind: kind ?? '', ...rest }) : refuseInput(issues)
}

function addMissing(issues: InputIssue[], path: string, remedy: string): void {
  if (!issues.some((issue) => issue.path === path)) issues.push({ path, problem: 'missing', remedy })
}

const colorShape = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/

function readColor(
  issues: InputIssue[],
  said: string | null | undefined,
  current: string | undefined,
): string | undefined {
  const text = readText(issues, 'color', said, current)?.toLowerCase()
  if (text === undefined || text === current) return text
  if (colorShape.test(text)) return text.length === 7 ? text : `#${text.slice(1).replace(/./g, '$&$&')}`
  issues.push({ path: 'color', problem: 'invalid-format', value: said, remedy: 'Give a color as #rrggbb.' })
  return undefined
}
