/** What the first cells of a column look like, where its heading leaves that open. Rules: docs/concepts/imports.md (IMP-2). @module */
import { parseVat } from '../party/vat.ts'
import type { HeadingConcept } from './heading-words.ts'

/** Concepts whose words have other meanings, too. */
const nameConcepts: ReadonlySet<HeadingConcept> = new Set(['company-name', 'customer', 'given-name', 'family-name'])

const honorifics =
  /^(?:m|mm|mr|mrs|ms|mme|mlle|mx|dr|pr|prof|monsieur|madame|mademoiselle|docteur|maitre|me|dl|dna|dra|d-na|d-l|domnul|doamna|ur|urak|asszony|herr|frau|dhr|mevr|sir|ing)\.?$/i

/** Whether nearly all cells are a form of address. */
export function looksLikeHonorifics(sample: readonly string[]): boolean {
  return sample.length > 0 && sample.filter((cell) => honorifics.test(cell)).length >= sample.length * 0.6
}

/** Whether a column that is called a name holds numbers, or yes and no. */
export function looksLikeNoName(concept: HeadingConcept, sample: readonly string[]): boolean {
  const isFlag = (cell: string): boolean => concept === 'customer' && flags.test(cell)
  return nameConcepts.has(concept) && sample.length > 0 && sample.every((cell) => isFlag(cell) || !/\p{L}/u.test(cell))
}

const flags = /^(?:x|y|n|o|oui|non|yes|no|true|false|vrai|faux|da|nu|igen|nem)$/i

/** Whether nearly all cells are e-mail addresses. */
export function looksLikeEmails(sample: readonly string[]): boolean {
  return (
    sample.length > 0 &&
    sample.filter((cell) => /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(cell)).length >= sample.length * 0.6
  )
}

/** "CIF" and "Tax id" are also headings of flags and rates: some value must be a number of that kind. */
export function looksLikeVat(sample: readonly string[]): boolean {
  return sample.length === 0 || sample.some((cell) => parseVat(cell).ok || /\d{6,}/.test(cell.replace(/\W/g, '')))
}
