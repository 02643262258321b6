/**
 * A short cut for phone numbers written plainly – digits, with blanks, dots or hyphens between them – in the national
 * or the international way of a country that shares its calling code with no other. It answers only where libphonenumber
 * would answer the same, from the same metadata, in a tenth of the time; a property test holds the two equal.
 * Rules: docs/concepts/parties.md (PTY-4).
 * @module
 */
import { getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/max'
import type { CountryCode } from '../kernel/country.ts'

/**
 * The international form of a plainly written number; `false` if no such number is in use; `null` where the library has
 * to be asked.
 */
export function readPlainPhone(typed: string, country: CountryCode | undefined): string | false | null {
  const digits = plainDigits(typed)
  if (digits === null) return null
  if (typed.charCodeAt(0) === plus) {
    const plan = planOfInternational(digits)
    if (plan === null) return null
    const national = digits.slice(plan.callingCode.length)
    // A trunk prefix that does not belong there is the library's to judge.
    if ((plan.trunk !== '' && national.startsWith(plan.trunk)) || !plan.general.test(national)) return null
    return isInUse(national, plan) && `+${digits}`
  }
  const plan = country === undefined ? null : planOf(country)
  if (plan === null || plan.trunk === '' || !digits.startsWith(plan.trunk) || digits.startsWith(plan.abroad))
    return null
  const national = digits.slice(plan.trunk.length)
  if (!plan.general.test(national)) return null
  return isInUse(national, plan) && `+${plan.callingCode}${national}`
}

const plus = 43
const zero = 48
const nine = 57
const longest = 24

/** The digits of a text that holds nothing but digits, single marks between them, and perhaps a plus in front. */
function plainDigits(typed: string): string | null {
  if (typed.length > longest) return null
  let digits = ''
  let start = typed.charCodeAt(0) === plus ? 1 : 0
  for (let index = start; index < typed.length; index++) {
    const code = typed.charCodeAt(index)
    if (code >= zero && code <= nine) continue
    if (index === start || index === typed.length - 1 || !(code === 32 || code === 45 || code === 46)) return null
    digits += typed.slice(start, index)
    start = index + 1
  }
  return digits + typed.slice(start)
}

/** How numbers of a country are written and which there are. */
interface NumberingPlan {
  readonly callingCode: string
  /** What stands before a national number: `0`; `''` where nothing does, or where it is not as simple as that. */
  readonly trunk: string
  /** What stands before a number abroad: `00`. */
  readonly abroad: string
  readonly general: RegExp
  /** Fixed line, mobile and so on: a number is valid if it is of any kind. */
  readonly kinds: readonly { readonly lengths: readonly number[] | undefined; readonly pattern: RegExp }[]
}

function isInUse(national: string, { kinds }: NumberingPlan): boolean {
  return kinds.some(
    ({ lengths, pattern }) => (lengths === undefined || lengths.includes(national.length)) && pattern.test(national),
  )
}

const plans = new Map<CountryCode, NumberingPlan | null>()

function planOf(country: CountryCode): NumberingPlan | null {
  const known = plans.get(country)
  if (known !== undefined) return known
  const plan = countriesByCallingCode().has(country) ? readPlan(country) : null
  plans.set(country, plan)
  return plan
}

let soleCountries: Map<string, CountryCode> | undefined

/** The country of each calling code that only one country has, found by either. */
function countriesByCallingCode(): ReadonlyMap<string, CountryCode> {
  if (soleCountries !== undefined) return soleCountries
  const holders = Map.groupBy(getCountries(), (country) => getCountryCallingCode(country) as string)
  soleCountries = new Map()
  for (const [code, [country, ...others]] of holders) {
    if (country === undefined || others.length > 0) continue
    soleCountries.set(code, country).set(country, country)
  }
  return soleCountries
}

/** No calling code begins another one, so at most one of the three lengths finds a country. */
function planOfInternational(digits: string): NumberingPlan | null {
  const countries = countriesByCallingCode()
  for (let length = 1; length <= 3; length++) {
    const country = countries.get(digits.slice(0, length))
    if (country !== undefined) return planOf(country)
  }
  return null
}

const kindNames = [
  ...['FIXED_LINE', 'MOBILE', 'PREMIUM_RATE', 'TOLL_FREE', 'SHARED_COST'],
  ...['VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN', 'VOICEMAIL'],
] as const

/** What the library's own functions read; its types leave it out. Zero stands for what a country has not. */
interface LibraryPlan {
  callingCode(): string
  IDDPrefix(): string | 0
  nationalNumberPattern(): string
  nationalPrefix(): string | 0
  nationalPrefixForParsing(): string | 0
  nationalPrefixTransformRule(): string | 0
  type(name: string): { pattern(): string; possibleLengths(): readonly number[] | undefined } | undefined
}

function readPlan(country: CountryCode): NumberingPlan | null {
  const metadata = new Metadata()
  metadata.selectNumberingPlan(country as Parameters<Metadata['selectNumberingPlan']>[0])
  const plan = metadata.numberingPlan as unknown as LibraryPlan | undefined
  if (plan === undefined) return null
  const trunk = plan.nationalPrefix() || ''
  const abroad = plan.IDDPrefix() || ''
  const isSimple = (plan.nationalPrefixForParsing() || '') === trunk && !plan.nationalPrefixTransformRule()
  if (!isSimple || !/^\d*$/.test(trunk) || !/^\d+$/.test(abroad)) return null
  return {
    callingCode: plan.callingCode(),
    trunk,
    abroad,
    general: whole(plan.nationalNumberPattern()),
    kinds: kindNames.flatMap((name) => {
      const kind = plan.type(name)
      const pattern = kind?.pattern() ?? ''
      return kind === undefined || pattern === '' ? [] : [{ lengths: kind.possibleLengths(), pattern: whole(pattern) }]
    }),
  }
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`)
}
