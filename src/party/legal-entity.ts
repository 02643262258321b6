/** Whether the French numbers of a company name one legal entity. Rules: docs/concepts/parties.md (PTY-3). @module */
import { sirenOfSiret, sirenOfVat } from './siren.ts'

/** The numbers of a company in which a SIREN stands, each in normal form. */
export interface FrenchNumbers {
  /** Fourteen digits; nine where a SIREN was given as the SIRET. */
  readonly siret?: string | undefined
  readonly siren?: string | undefined
  /** A VAT number of any country: only a French one holds a SIREN. */
  readonly vat?: string | undefined
}

/** A number that names another legal entity than a stronger one does. */
export interface EntityContradiction {
  readonly field: 'siren' | 'vat'
  /** The stronger number: the one to believe where only one can stay. */
  readonly against: 'siret' | 'siren'
}

/**
 * The numbers that name another legal entity than the strongest one, which is the SIRET, else the SIREN (IDN-1). It is
 * also the one most likely to be the company's own: a VAT number is often copied from a parent or a VAT group.
 */
export function findEntityContradictions({ siret, siren, vat }: FrenchNumbers): readonly EntityContradiction[] {
  const ofVat = vat === undefined ? null : sirenOfVat(vat)
  if (siret === undefined) {
    return siren === undefined || ofVat === null || ofVat === siren ? none : [{ field: 'vat', against: 'siren' }]
  }
  const entity = sirenOfSiret(siret)
  const found: EntityContradiction[] = []
  if (siren !== undefined && siren !== entity) found.push({ field: 'siren', against: 'siret' })
  if (ofVat !== null && ofVat !== entity) found.push({ field: 'vat', against: 'siret' })
  return found
}

const none: readonly EntityContradiction[] = []
