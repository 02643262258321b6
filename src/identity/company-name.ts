/** Company names as they are compared. Rules: docs/concepts/identity.md (IDN-6). @module */
import type { CountryCode } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
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

/** "S.A.R.L." and "S. A. R. L." → "SARL"; "S.C. A S.R.L." keeps its A apart. */
function joinAbbreviations(name: string): string {
  let joined = ''
  let copied = 0
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const start = dot - 1
    if (start < copied || !isWordCharacter(name, start) || isWordCharacter(name, start - 1)) continue
    // Tight or spaced, but not both: "S.C. A" is no "S.C.A.".
    const step = name[dot + 1] === ' ' ? 3 : 2
    let last = start
    while (isAbbreviated(name, last + step, step)) last += step
    if (last === start) continue
    joined += name.slice(copied, start)
    for (let at = start; at <= last; at += step) joined += name[at]
    copied = last + 1
    dot = last
  }
  return copied === 0 ? name : joined + name.slice(copied)
}

/** A letter that stands alone; spaced ones need their dot, of tight ones the last may lack it: "S.A". */
function isAbbreviated(name: string, at: number, step: number): boolean {
  if (name[at - step + 1] !== '.' || (step === 3 && name[at - 1] !== ' ') || !isWordCharacter(name, at)) return false
  return step === 3 ? name[at + 1] === '.' : !isWordCharacter(name, at + 1)
}

/** Letters and digits; beyond ASCII nearly everything is a letter, and folding sorts out the rest. */
function isWordCharacter(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xc0 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
}

/** Before folding, which would take the sign for punctuation. */
function spellOutAnd(name: string): string {
  return name.includes('&') || name.includes('+') ? name.replace(/[&+]/g, ' and ') : name
}

const wordsForAnd = [' et ', ' und ', ' si ', ' es '] as const

function oneWordForAnd(folded: string): string {
  let name = folded
  for (const word of wordsForAnd) if (name.includes(word)) name = name.replaceAll(word, ' and ')
  return name
}
