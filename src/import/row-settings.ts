/** What reading a row depends on besides the mapping: countries, members and choices of a workspace. @module */
import type { CountryCode, Locale } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { FieldChoices } from './import-options.ts'

/** A member who may be named as owner. */
export interface OwnerCandidate {
  readonly id: MemberId
  readonly name: string
  readonly email?: string
}

/** What reading a row depends on besides the mapping. */
export interface RowSettings {
  /** The country of phones, numbers and addresses whose row names none. */
  readonly defaultCountry?: CountryCode
  /** Whose order of day and month counts where both are possible, and whose order of names. */
  readonly locale?: Locale
  /** Whether an invalid number refuses the row, or is left out and told. */
  readonly invalidIds: 'error' | 'drop'
  /** Who may be named as owner, by name or e-mail. */
  readonly members?: readonly OwnerCandidate[]
  /** What to do with an owner whom nobody knows. Default: `error`. */
  readonly unknownOwner?: 'error' | 'unassigned' | { readonly memberId: MemberId }
  /** The choices that the workspace offers; without a list, every text is taken. */
  readonly choices?: FieldChoices
}

/** Settings made ready for many rows. */
export interface RowContext {
  readonly settings: RowSettings
  /** The member that a name or an e-mail means; `null` where several have it, `undefined` where nobody has. */
  findOwner(text: string): MemberId | null | undefined
  /** The choices of each list, by their folded text; `null` where every text is taken. */
  readonly choices: Readonly<Record<'type' | 'temperature' | 'tags', ReadonlyMap<string, string> | null>>
}

/** Makes settings ready for many rows. */
export function prepareSettings(settings: RowSettings): RowContext {
  const owners = ownersByName(settings.members ?? [])
  return { settings, findOwner: (text) => owners.get(ownerKey(text)), choices: choicesOf(settings) }
}

/** Members by name and e-mail; `null` where two have the same. */
function ownersByName(members: readonly OwnerCandidate[]): ReadonlyMap<string, MemberId | null> {
  const owners = new Map<string, MemberId | null>()
  for (const { id, name, email } of members)
    for (const key of new Set([name, ...(email === undefined ? [] : [email])].map(ownerKey)))
      owners.set(key, owners.has(key) ? null : id)
  return owners
}

function ownerKey(text: string): string {
  return text.includes('@') ? text.toLowerCase() : foldText(text)
}

function choicesOf({ choices }: RowSettings): RowContext['choices'] {
  const mapOf = (list: readonly string[] | undefined) =>
    list === undefined ? null : new Map(list.map((choice) => [foldText(choice), choice]))
  return { type: mapOf(choices?.type), temperature: mapOf(choices?.temperature), tags: mapOf(choices?.tags) }
}
