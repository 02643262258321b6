/** Company names as they are compared. Rules: docs/concepts/identity.md (IDN-6). @module */
import type { CountryCode } from '../kernel/country.ts'
import { foldText } from './fold.ts'
import { type LegalForm, takeOffLegalForm } from './legal-form.ts'

/** A company name in parts: what must be equal, and the legal form, which is compared afterwards. */
export interface FoldedCompanyName {
  /** `''` when the name has no letter and no digit; such a name matches nothing. */
  readonly key: string
  readonly legalForm?: LegalForm
}

/**
 * Folds a company name. Case, accents and punctuation do not count, dotted abbreviations are joined
 * (S.A.R.L. = SARL), "&", "et", "and", "und", "și" and "és" are one word, and the legal form stands apart.
 * A name that consists of a legal form only keeps it as its key.
 *
 * @example
 * foldCompanyName('S.A.R.L. Dupont & Fils') // { key: 'dupont and fils', legalForm: 'sarl' }
 */
export function foldCompanyName(name: string, country?: CountryCode): FoldedCompanyName {
  const folded = oneWordForAnd(foldText(spellOutAnd(joinAbbreviations(name))))
  const { name: key, legalForm } = takeOffLegalForm(folded, country)
  return legalForm === undefined ? { key } : { key, legalForm }
}

const tightAbbreviation = /(?<![\p{L}\p{N}.])\p{L}\p{M}?(?:\.\p{L}\p{M}?)+(?![\p{L}\p{N}])/gu
const spacedAbbreviation = /(?<![\p{L}\p{N}.])\p{L}\p{M}?(?:\. \p{L}\p{M}?)+\./gu

/** "S.A.R.L." and "S. A. R. L." → "SARL"; "S.C. A S.R.L." keeps its A apart. */
function joinAbbreviations(name: string): string {
  if (!name.includes('.')) return name
  return name
    .replace(tightAbbreviation, (letters) => letters.replaceAll('.', ''))
    .replace(spacedAbbreviation, (letters) => letters.replace(/[. ]/g, ''))
}

/** Before folding, which would take the sign for punctuation. */
function spellOutAnd(name: string): string {
  return name.includes('&') || name.includes('+') ? name.replace(/[&+]/g, ' and ') : name
}

const wordForAnd = / (?:et|und|si|es) /g

function oneWordForAnd(folded: string): string {
  return folded.includes(' ') ? folded.replace(wordForAnd, ' and ') : folded
}
