/** What the tests of matters have in common. @module */
import {
  type Applied,
  decideInteraction,
  type InteractionCommand,
  type InteractionRefusal,
  type KnownInteraction,
  type Occasion,
  type PlainDate,
  parsePlainDate,
  presetPipelines,
  type Result,
} from 'crmkit/domain'
import { buildInteraction, countedId } from 'crmkit/testing'

export const anne = countedId(1)

/** 2026-01-05T09:00:00Z, a Monday: when the matters of {@link buildInteraction} were created. */
export const start = Date.UTC(2026, 0, 5, 9)
export const dayMs = 86_400_000

export function occasion(fields: Partial<Occasion> = {}): Occasion {
  return { now: start, memberId: anne, timeZone: 'Europe/Paris', pipelines: presetPipelines, ...fields }
}

export function day(text: string): PlainDate {
  const parsed = parsePlainDate(text)
  if (parsed === null) throw new Error(`${text} is no day`)
  return parsed
}

export function valueIn<Value>(result: Result<Value, unknown>): Value {
  if (result.ok) return result.value
  throw new Error(`refused: ${JSON.stringify(result.error)}`)
}

export function refusalOf<Refusal>(result: Result<unknown, Refusal>): Refusal {
  if (!result.ok) return result.error
  throw new Error(`not refused: ${JSON.stringify(result.value)}`)
}

/** Path and problem of each issue; nothing where it is not refused for what was handed in. */
export function issuesOf(result: Result<unknown, InteractionRefusal>): readonly string[] {
  if (result.ok || result.error.code !== 'invalid-input') return []
  return result.error.issues.map(({ path, problem }) => `${path} ${problem}`)
}

/** An open sale on its first step, created at {@link start}. */
export const sale: KnownInteraction = buildInteraction({ id: countedId(2) })

/** The matter after commands, each of which must be taken. */
export function through(
  interaction: KnownInteraction,
  commands: readonly InteractionCommand[],
  at: Occasion = occasion(),
): KnownInteraction {
  let current = interaction
  for (const command of commands) current = { ...applied(current, command, at).interaction, createdAt: start }
  return current
}

/** What a command comes to, which must be taken. */
export function applied(
  interaction: KnownInteraction,
  command: InteractionCommand,
  at: Occasion = occasion(),
): Applied {
  return valueIn(decideInteraction(interaction, command, at))
}
