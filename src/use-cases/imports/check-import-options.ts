/** The choices of whoever imports, as hosts hand them in. Rules: docs/concepts/imports.md (IMP-4, IMP-6). @module */
import type { FieldChoices, ImportOptions } from '../../import/import-options.ts'
import type { Visibility } from '../../party/record.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { checkNewOwnership, checkOwner } from '../records/check-ownership.ts'

/** The names of all options that a call takes. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

/**
 * Checks the names of options: one that is mistyped would be passed over.
 * @throws {CrmError} invalid-input
 */
export function checkOptionNames<Options>(options: Options, names: OptionNames<Options>): void {
  const known = Object.keys(names)
  const remedy = `Leave it out, or use one of: ${known.join(', ')}.`
  if (typeof options !== 'object' || options === null) {
    throw inputError([{ path: 'options', problem: 'wrong-type', remedy }])
  }
  const unknown = Object.keys(options).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw inputError(unknown.map((path) => ({ path, problem: 'unknown-field', remedy })))
}

const modes: readonly ImportOptions['mode'][] = ['update', 'fill-blank', 'skip', 'create-anyway']

const withoutOwner = ['error', 'unassigned'] satisfies readonly ImportOptions['unknownOwner'][]

const visibilities: readonly Visibility[] = ['private', 'read', 'write']

/**
 * Checks the choices of whoever imports – those of a stored preview too, which may come from anywhere.
 * @throws {CrmError} invalid-input, forbidden
 */
export async function checkImportOptions(session: Session, options: ImportOptions): Promise<void> {
  checkChoice('mode', options.mode, modes)
  checkChoice('invalidIds', options.invalidIds, ['error', 'drop'] satisfies readonly ImportOptions['invalidIds'][])
  checkChoices(options.choices)
  const { ownerId, unknownOwner, visibility } = options
  if (visibility !== undefined) checkChoice('visibility', visibility, visibilities)
  const owners = [ownerId]
  if (typeof unknownOwner === 'object' && unknownOwner !== null) {
    await checkOwner(session, unknownOwner.memberId, 'unknownOwner.memberId')
    owners.push(unknownOwner.memberId)
  } else checkChoice('unknownOwner', unknownOwner, withoutOwner)
  const { companyVisibility, contactVisibility } = session.settings
  for (const owner of owners) {
    await checkNewOwnership(session, 'company', { ownerId: owner, visibility: visibility ?? companyVisibility })
    await checkNewOwnership(session, 'contact', { ownerId: owner, visibility: visibility ?? contactVisibility })
  }
}

function checkChoice(path: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === 'string' && choices.includes(value)) return
  const remedy = `Choose one of ${choices.join(', ')}.`
  throw inputError([{ path, problem: 'unknown-option', value, remedy, allowed: choices }])
}

function checkChoices(choices: unknown): void {
  if (choices === undefined) return
  const lists = typeof choices === 'object' && choices !== null ? Object.entries(choices) : [['', choices] as const]
  for (const [list, texts] of lists) {
    const isList = Array.isArray(texts) && texts.every((text) => typeof text === 'string')
    if (isList && choiceLists.includes(list)) continue
    const remedy = `Give lists of texts, by the field that they are for: ${choiceLists.join(', ')}.`
    throw inputError([{ path: `choices${list && `.${list}`}`, problem: 'wrong-type', value: texts, remedy }])
  }
}

const choiceLists: readonly string[] = ['type', 'temperature', 'tags'] satisfies readonly (keyof FieldChoices)[]
