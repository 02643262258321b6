/** What identifies a company, in normal form, and the keys that follow. Rules: docs/concepts/identity.md (IDN-1, IDN-2, IDN-6). @module */
import type { CountryCode } from '../kernel/country.ts'
import { appended, type Mutable } from '../kernel/mutable.ts'
import type { Company } from '../party/company.ts'
import { normalizeCity, normalizePostcode } from '../party/postal.ts'
import { vatOfRegistrationNumber } from '../party/registration-number.ts'
import { sirenOfSiret, sirenOfVat, vatOfSiren } from '../party/siren.ts'
import { countryOfVat } from '../party/vat.ts'
import { type FoldedCompanyName, foldCompanyName } from './company-name.ts'
import type { IdentityKey } from './identity-key.ts'
import type { SharedKey } from './verdict.ts'

/** The facts of a company that matching looks at. Everything is in normal form. */
export interface CompanyIdentity {
  readonly siret?: string
  /** The VAT number, and the one that a SIREN says: one a country. Stated by somebody, hence able to veto. */
  readonly statedVats: readonly string[]
  /** The VAT number that a SIRET says: may lead to a record, never vetoes. */
  readonly derivedVat?: string
  /** Registration number with its country: `RO:J40/1234/2005`. */
  readonly registration?: string
  readonly names: readonly FoldedCompanyName[]
  readonly places: readonly Place[]
  /** The hash of the imported row's company cells, where nothing else identified it. */
  readonly rowHash?: string
}

/** Postcode and city, in normal form; `''` where blank. */
export interface Place {
  readonly postcode: string
  readonly city: string
}

/** The part of a company, or of a draft of one, that identity looks at. */
export type CompanyFacts = Partial<
  Pick<
    Company,
    'name' | 'otherNames' | 'siret' | 'siren' | 'vat' | 'registrationNumber' | 'country' | 'addresses' | 'origin'
  >
>

/**
 * The identity of a company or of a draft.
 * @param defaultCountry the workspace's country, for whatever names none itself
 */
export function companyIdentity(facts: CompanyFacts, defaultCountry: CountryCode | undefined): CompanyIdentity {
  const country = countryOf(facts) ?? defaultCountry
  const identity: Mutable<CompanyIdentity> = {
    statedVats: statedVatsOf(facts, country),
    names: namesOf(facts, country),
    places: placesOf(facts, country),
  }
  if (facts.siret !== undefined) {
    identity.siret = facts.siret
    identity.derivedVat = vatOfSiren(sirenOfSiret(facts.siret))
  }
  if (facts.registrationNumber !== undefined) identity.registration = `${country ?? '--'}:${facts.registrationNumber}`
  if (facts.origin?.rowHash !== undefined) identity.rowHash = facts.origin.rowHash
  return identity
}

function namesOf({ name, otherNames }: CompanyFacts, country: CountryCode | undefined): readonly FoldedCompanyName[] {
  let names: FoldedCompanyName[] | undefined
  const take = (text: string): void => {
    const folded = foldCompanyName(text, country)
    if (folded.key !== '') names = appended(names, folded)
  }
  if (name !== undefined) take(name)
  otherNames?.forEach(take)
  return names ?? nothing
}

function placesOf({ addresses }: CompanyFacts, defaultCountry: CountryCode | undefined): readonly Place[] {
  if (addresses === undefined) return nothing
  let places: Place[] | undefined
  for (const { postcode: code, city: town, country = defaultCountry } of addresses) {
    const postcode = code === undefined ? '' : normalizePostcode(code, country)
    const city = town === undefined ? '' : normalizeCity(town, country)
    if (postcode !== '' || city !== '') places = appended(places, { postcode, city })
  }
  return places ?? nothing
}

const nothing: readonly never[] = []

/** The country that a company names itself: its own, its address's, or its VAT number's. */
function countryOf({ country, addresses = [], vat }: CompanyFacts): CountryCode | undefined {
  if (country !== undefined) return country
  const address = addresses.find((each) => each.country !== undefined)
  if (address !== undefined) return address.country
  return vat === undefined ? undefined : countryOfVat(vat)
}

/**
 * A French VAT number and a SIREN say the same: both become the VAT number that the SIREN gives. So do the two prefixes
 * of a firm in Northern Ireland: `XI` towards the European Union, `GB` elsewhere. Where the trade register's number is
 * the VAT number (Belgium, Switzerland, and France's SIREN), it says it too. Of one country the first is taken; beside
 * the number of another country a SIREN loses nothing.
 */
function statedVatsOf(facts: CompanyFacts, country: CountryCode | undefined): readonly string[] {
  const { vat, siren, registrationNumber } = facts
  let stated: string[] | undefined
  if (vat !== undefined) stated = withOneOfCountry(stated, comparedVat(vat))
  if (siren !== undefined) stated = withOneOfCountry(stated, vatOfSiren(siren))
  if (registrationNumber === undefined || country === undefined) return stated ?? nothing
  const registered =
    country === 'FR' ? vatOfSiren(registrationNumber) : vatOfRegistrationNumber(registrationNumber, country)
  if (registered !== null) stated = withOneOfCountry(stated, registered)
  return stated ?? nothing
}

function comparedVat(vat: string): string {
  if (vat.startsWith('XI')) return `GB${vat.slice(2)}`
  const siren = sirenOfVat(vat)
  return siren === null ? vat : vatOfSiren(siren)
}

function withOneOfCountry(stated: string[] | undefined, vat: string): string[] {
  if (stated?.some((other) => other.slice(0, 2) === vat.slice(0, 2))) return stated
  return appended(stated, vat)
}

/** The keys of a company, strongest first, each once, with what they are. */
export function companyKeys(identity: CompanyIdentity): readonly SharedKey[] {
  const keys: SharedKey[] = []
  eachCompanyKey(identity, (key, type) => keys.push({ type, key }))
  return keys
}

/** The keys of a company, strongest first, each once. */
export function companyKeyTexts(identity: CompanyIdentity): readonly IdentityKey[] {
  const keys: IdentityKey[] = []
  eachCompanyKey(identity, (key) => keys.push(key))
  return keys
}

function eachCompanyKey(identity: CompanyIdentity, take: (key: IdentityKey, type: SharedKey['type']) => void): void {
  const { siret, statedVats, derivedVat, registration, places, names, rowHash } = identity
  if (siret !== undefined) take(`siret:${siret}`, 'siret')
  for (const vat of statedVats) take(`vat:${vat}`, 'vat')
  if (derivedVat !== undefined && !statedVats.includes(derivedVat)) take(`vat:${derivedVat}`, 'vat')
  if (registration !== undefined) take(`reg:${registration}`, 'reg')
  let taken: IdentityKey[] | undefined
  for (const { postcode, city } of places) {
    if (postcode === '' || city === '') continue
    for (const { key: name } of names) {
      const key = `npc:${name}|${postcode}|${city}`
      if (taken?.includes(key) === true) continue
      taken = appended(taken, key)
      take(key, 'npc')
    }
  }
  if (rowHash !== undefined) take(`row:${rowHash}`, 'row')
}
