/** Two records that may be one, in words. @module */
import type { Company, Contact, DuplicateReason, PossibleReason } from 'crmkit'
import { describeKey } from 'crmkit/domain'

/** Why two records may be one, in a sentence. @param what `company`, `person` */
export function describePair(pair: DuplicateReason, what: 'company' | 'person'): string {
  const key = describeKey(pair.by)
  if (pair.verdict === 'same') {
    if (!pair.suspicious) return `One ${what}: both have ${key}.`
    const but = what === 'company' ? 'neither name nor place' : 'not the whole name'
    return `Both have ${key}, yet ${but}: look twice.`
  }
  const also = pair.reasons.map((reason) => reasonWords[reason])
  const more = also.length === 0 ? '' : ` (${also.join(', ')})`
  return `Perhaps one ${what}: both have ${key}${more}, but their ${contradictionWords[pair.contradiction]} differ.`
}

const reasonWords: Readonly<Record<PossibleReason, string>> = {
  postcode: 'the postcode too',
  city: 'the city too',
  phone: 'the phone too',
  domain: 'the domain too',
  'shared-mailbox': 'a mailbox that several people may share',
}

type Contradiction = Extract<DuplicateReason, { readonly verdict: 'possible' }>['contradiction']

const contradictionWords: Readonly<Record<Contradiction, string>> = {
  siret: 'SIRETs',
  vat: 'VAT numbers',
  reg: 'registration numbers',
  'legal-form': 'legal forms',
  'person-name': 'names',
}

/** A company in a line: “Pomme SARL” (no. 12, 73282932000074, Paris). */
export function companyLine({ name, number, siret, siren, vat, registrationNumber, addresses }: Company): string {
  const city = addresses.find((address) => address.city !== undefined)?.city
  return inLine(name, [`no. ${number}`, siret ?? siren ?? vat ?? registrationNumber, city])
}

/** A contact in a line: “Anne Reinette” (no. 7, anne@pomme.example). */
export function contactLine({ givenName, familyName, number, emails }: Contact): string {
  const name = [givenName, familyName].filter((part) => part !== undefined).join(' ')
  return inLine(name, [`no. ${number}`, emails[0]?.typed])
}

function inLine(name: string, facts: readonly (string | undefined)[]): string {
  return `“${name}” (${facts.filter((fact) => fact !== undefined).join(', ')})`
}
