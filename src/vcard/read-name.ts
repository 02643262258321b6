/** Names of people on cards. Rules: docs/concepts/vcard.md (SYN-5, SYN-6). @module */
import { splitFullName } from '../import/row-values.ts'
import type { Locale } from '../kernel/country.ts'
import type { ContactChanges } from '../party/new-contact.ts'
import { longest, present } from '../party/read-fields.ts'
import type { CardLines } from './card-lines.ts'

/** The name of a person. */
export type CardName = Pick<ContactChanges, 'givenName' | 'familyName' | 'honorific'>

/** What a card calls somebody. */
export interface ReadName {
  /** In its parts; `null` where the card gives neither a given nor a family name by itself. */
  readonly name: CardName | null
  readonly fullName?: string
}

/** Reads both names of a card, the one in parts and the one to be shown. */
export function readName(card: CardLines): ReadName {
  const line = card.takeOne('N')
  const [shown, ...others] = card.take('FN')
  const fullName = card.text(shown)
  for (const other of others) card.report('several-values', other, card.text(other))
  const full = fullName === undefined ? {} : { fullName }
  if (line === undefined) return { name: null, ...full }
  const [family = '', given = '', additional = '', prefix = '', suffix = ''] = card.parts(line, ' ')
  if (suffix !== '') card.report('no-field', line, suffix)
  const names = present<CardName>({
    givenName: card.fit(line, `${given} ${additional}`, longest.personName),
    familyName: card.fit(line, family, longest.personName),
  })
  const honorific = card.fit(line, prefix)
  if (Object.keys(names).length === 0) return { name: null, ...full }
  return { name: { ...names, ...present<CardName>({ honorific }) }, ...full }
}

/** The parts of a name that is only there as a whole; `null` where it is no person's: an address or a number. */
export function nameOfFullName(fullName: string | undefined, locale: Locale | undefined): CardName | null {
  if (fullName === undefined || /@/.test(fullName) || !/\p{L}/u.test(fullName)) return null
  const { givenName, familyName, honorific } = splitFullName(fullName.replaceAll(/\s+/g, ' '), locale)
  const parts = [givenName, familyName].filter((part) => part !== undefined && part !== '')
  if (parts.length === 0 || parts.some((part) => (part?.length ?? 0) > longest.personName)) return null
  return present<CardName>({ givenName: givenName || undefined, familyName: familyName || undefined, honorific })
}
