/** Companies as people hand them in, and the normal form that is stored. Rules: docs/concepts/parties.md (PTY-1, PTY-3). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { CompanyId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { CompanyDetails } from './company.ts'
import { type InputIssue, type InputRefusal, refuseInput } from './input-issue.ts'
import { type FrenchNumbers, findEntityContradictions } from './legal-entity.ts'
import { readAddresses } from './new-coordinates.ts'
import { type PartyChanges, readParty } from './new-party.ts'
import { blankParty } from './party-details.ts'
import { longest, present, readCountry, readLegalId, readText, readTexts } from './read-fields.ts'
import type { Ownership } from './record.ts'
import { parseRegistrationNumber } from './registration-number.ts'
import { parseSiren, parseSiretOrSiren } from './siren.ts'
import { countryOfVat, parseVat } from './vat.ts'

/** What a company is to become. What is left out keeps its value, `null` and blanks clear it. */
export interface CompanyChanges extends PartyChanges {
  readonly name?: string | undefined
  readonly otherNames?: readonly string[] | null | undefined
  /** Fourteen digits; nine are taken for a SIREN. Separators are dropped. */
  readonly siret?: string | null | undefined
  readonly siren?: string | null | undefined
  /** Without a prefix it is one of the company's country, or of the workspace's. */
  readonly vat?: string | null | undefined
  readonly registrationNumber?: string | null | undefined
  /** A code of ISO 3166-1, or the name of a country. */
  readonly country?: string | null | undefined
  /** The company that this one is a shop, warehouse or subsidiary of. */
  readonly parentId?: CompanyId | null | undefined
}

/** A company to create: everything but the name may be left out. Its owner is then whoever creates it. */
export interface NewCompany extends CompanyChanges {
  readonly name: string
}

/** Normalizes a new company. Without an owner or a visibility of its own it takes those of `defaults`. */
export function normalizeCompany(
  input: NewCompany,
  defaults: Ownership & { readonly country?: CountryCode },
): Result<CompanyDetails, InputRefusal> {
  return changeCompany({ ...blankParty(defaults), name: '', otherNames: [] }, input, defaults)
}

/**
 * A company's details after changes, in normal form. Numbers that name no country are read as those of the company's
 * own, else of its address, else of its VAT number, else of `defaults`.
 */
export function changeCompany(
  company: CompanyDetails,
  changes: CompanyChanges,
  defaults: { readonly country?: CountryCode },
): Result<CompanyDetails, InputRefusal> {
  const issues: InputIssue[] = []
  const country = readCountry(issues, 'country', changes.country, company.country)
  const addresses = readAddresses(issues, 'addresses', changes.addresses, company.addresses, 'head-office')
  const seat = country ?? addresses.find((address) => address.country !== undefined)?.country
  const vat = readLegalId(issues, 'vat', changes.vat, company.vat, (text) => parseVat(text, seat ?? defaults.country))
  const french = readFrenchNumbers(issues, changes, company)
  checkLegalEntity(issues, { ...french.said, vat }, changes, company)
  const law = seat ?? (vat === undefined ? defaults.country : countryOfVat(vat))
  const name = readText(issues, 'name', changes.name, company.name, longest.name)
  if (name === undefined || name === '') addMissingName(issues, changes.name)
  const details: CompanyDetails = {
    name: name ?? '',
    otherNames: readTexts(issues, 'otherNames', changes.otherNames, company.otherNames, longest.name),
    ...french.kept,
    ...present<Pick<CompanyDetails, 'vat' | 'registrationNumber'>>({
      vat,
      registrationNumber: readLegalId(
        issues,
        'registrationNumber',
        changes.registrationNumber,
        company.registrationNumber,
        (text) => parseRegistrationNumber(text, law),
      ),
    }),
    ...present<Pick<CompanyDetails, 'country' | 'parentId'>>({
      country,
      parentId: changes.parentId === undefined ? company.parentId : (changes.parentId ?? undefined),
    }),
    addresses,
    ...readParty(issues, changes, company, law),
  }
  return issues.length === 0 ? ok(details) : refuseInput(issues)
}

function addMissingName(issues: InputIssue[], value: string | undefined): void {
  if (issues.some(({ path }) => path === 'name')) return
  issues.push({ path: 'name', problem: 'missing', value, remedy: 'Give the company a name.' })
}

/** The numbers as they are said, and as they are kept: a SIRET says its SIREN, so that only one of the two is. */
interface ReadFrenchNumbers {
  readonly said: Pick<FrenchNumbers, 'siret' | 'siren'>
  readonly kept: Pick<CompanyDetails, 'siret' | 'siren'>
}

function readFrenchNumbers(issues: InputIssue[], changes: CompanyChanges, company: CompanyDetails): ReadFrenchNumbers {
  type Numbers = Pick<CompanyDetails, 'siret' | 'siren'>
  const current = present<Numbers>({ siret: company.siret })
  const { siret, siren: nineDigits } =
    readLegalId<Numbers>(issues, 'siret', changes.siret, current, parseSiretOrSiren) ?? {}
  const stated = readLegalId(issues, 'siren', changes.siren, undefined, parseSiren)
  if (siret !== undefined) return { said: { siret, siren: stated }, kept: { siret } }
  const siren = stated ?? nineDigits ?? (changes.siren === undefined ? company.siren : undefined)
  return { said: { siret: nineDigits, siren }, kept: present<Numbers>({ siren }) }
}

/** A contradiction that was there before is not held against a change of something else. */
function checkLegalEntity(
  issues: InputIssue[],
  said: FrenchNumbers,
  changes: CompanyChanges,
  company: CompanyDetails,
): void {
  if (said.siret === company.siret && said.siren === company.siren && said.vat === company.vat) return
  for (const { field, against } of findEntityContradictions(said)) {
    const path = changes[field] === undefined ? against : field
    const remedy = `${against} and ${field} name two legal entities: a SIRET begins with the SIREN, and a French VAT number ends with it. Leave one of the two out, or correct it.`
    issues.push({ path, problem: 'contradiction', value: changes[path], remedy })
  }
}
