/** Splits an address that somebody wrote into one cell. Rules: docs/concepts/imports.md (IMP-4). @module */
import type { CountryCode } from '../kernel/country.ts'
import { parseCountry } from './country.ts'
import { normalizePostcode, vehicleSigns } from './postal.ts'

/** The parts of a one-cell address. */
export interface SplitAddress {
  /** What stands before postcode and city; absent where nothing does. */
  readonly line1?: string
  /** In normal form. */
  readonly postcode: string
  /** As written. */
  readonly city: string
  readonly region?: string
  /** Only where the cell names a country. */
  readonly country?: CountryCode
}

/**
 * Splits a one-cell address such as `49 RUE DE PONTHIEU  75008 PARIS`, or answers `null`: only where exactly one number
 * can be the postcode, and a city is next to it, do the two stand out for sure.
 */
export function splitAddress(text: string, country?: CountryCode): SplitAddress | null {
  const { address, named, effective } = withoutCountry(text.replace(/\s*\n\s*/g, ', ').trim(), country)
  const parts = effective === undefined ? null : splitIn(effective, address)
  if (parts === null || effective === undefined || !isCity(parts.city)) return null
  if (isBelgianProvince(named, country, parts.postcode)) return null
  const line1 = tidyLine(parts.line1)
  return {
    ...(line1 === '' ? {} : { line1 }),
    postcode: normalizePostcode(parts.postcode, effective),
    city: parts.city,
    ...(parts.region === undefined ? {} : { region: parts.region }),
    ...(named === null ? {} : { country: named }),
  }
}

/** What a cell says that holds a postcode and a city. */
export type SplitPlace = Partial<Omit<SplitAddress, 'line1'>>

/**
 * Splits a postcode and a city that somebody wrote into one cell, in either order: `75001 Paris`, `Bruxelles 1000`,
 * `New York, NY 10001`. One of them alone is taken for what it is. `null`: they can't be told apart for sure.
 */
export function splitPlace(text: string, country?: CountryCode): SplitPlace | null {
  const { address, named, word, effective } = withoutCountry(text.replace(/\s*\n\s*/g, ', ').trim(), country)
  const place = address.replace(/\s+/g, ' ')
  const told = named === null ? {} : { country: named }
  const parts = effective === undefined ? null : placeShape(effective)?.exec(place)
  if (parts === undefined || parts === null) return isCity(place) ? { city: place, ...told } : null
  const [, first, after, before, last] = parts
  if (isBelgianProvince(named, country, first ?? last ?? '')) return null
  const postcode = normalizePostcode(first ?? last ?? '', effective)
  const rest = after ?? before
  if (rest === undefined) return { postcode, ...(named !== null && cityStates.has(named) && { city: word }), ...told }
  const [, city = rest, region] = (effective === 'US' && /^(.+?),? ([A-Z]{2})$/.exec(rest)) || []
  return isCity(city) ? { postcode, city, ...(region !== undefined && { region }), ...told } : null
}

/** A postcode before or behind what has to be a city; capitals only, so that `1234 De Bilt` is not taken apart wrongly. */
function placeShape(country: CountryCode): RegExp | undefined {
  const shape = postcodesBeforeCity[country] ?? postcodesElsewhere[country]
  if (shape === undefined) return undefined
  const code = `((?:${signsOf(country)})?(?:${shape}))`
  return new RegExp(`^(?:${code}(?:[ ,/-]+(.+))?|(.+?)[ ,/-]+\\(?${code}\\)?)$`, 'u')
}

interface Parts {
  readonly line1: string
  readonly postcode: string
  readonly city: string
  readonly region?: string
}

/** `3731 DE BILT` and `9076 ST ANNAPAROCHIE` lack their letters: it is the names that begin with those. */
const dutch = '\\d{4}(?:[A-Z]{2}| (?!(?:DE|ST) )[A-Z]{2})'

/** Countries that write the postcode right before the city: how their postcodes look. */
const postcodesBeforeCity: Readonly<Record<CountryCode, string>> = {
  ...{ FR: '\\d{5}', MC: '\\d{5}', RE: '\\d{5}', GP: '\\d{5}', MQ: '\\d{5}', GF: '\\d{5}', YT: '\\d{5}' },
  ...{ DE: '\\d{5}', IT: '\\d{5}', ES: '\\d{5}', RO: '\\d{6}', PL: '\\d{2}-\\d{3}', NL: dutch },
  ...{ BE: '\\d{4}', CH: '\\d{4}', AT: '\\d{4}', LU: '\\d{4}', DK: '\\d{4}', NO: '\\d{4}', FI: '\\d{5}' },
  ...{ CZ: '\\d{3} ?\\d{2}', SK: '\\d{3} ?\\d{2}', SE: '\\d{3} ?\\d{2}', PT: '\\d{4}-\\d{3}', SI: '\\d{4}' },
}

/** Countries that are called as their city is: `98000, Monaco` says both. */
const cityStates: ReadonlySet<CountryCode> = new Set(['LU', 'MC'])

/** Countries that write it elsewhere in an address, or on a line of its own. */
const postcodesElsewhere: Readonly<Record<CountryCode, string>> = {
  ...{ GB: '[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}', HU: '\\d{4}', US: '\\d{5}(?:-\\d{4})?', BG: '\\d{4}' },
}

function splitIn(country: CountryCode, address: string): Parts | null {
  const postcode = postcodesBeforeCity[country]
  if (postcode !== undefined) return splitBeforeCity(address, `(?:${signsOf(country)})?(?:${postcode})`)
  if (country === 'GB') return splitBritish(address)
  if (country === 'HU') return splitHungarian(address)
  return country === 'US' ? splitAmerican(address) : null
}

/** Numbers of post office boxes have as many digits as postcodes. */
const postBox = /\b(?:B\.?P\.?|C\.?S\.?|TSA|POSTFACH|PF|POSTBUS|CASE POSTALE|CP|C\.?P\.?)[ .:N°]*$/i

function splitBeforeCity(address: string, postcode: string): Parts | null {
  const candidate = new RegExp(`(?<![\\p{L}\\d-])(?:${postcode})(?![\\p{L}\\d-])`, 'giu')
  const found = [...address.matchAll(candidate)].filter(({ index }) => !postBox.test(address.slice(0, index)))
  const only = found[0]
  if (only === undefined || found.length > 1) return null
  const city = address.slice(only.index + only[0].length).replace(/^[ ,]+/, '')
  return { line1: address.slice(0, only.index), postcode: only[0], city }
}

function splitBritish(address: string): Parts | null {
  const parts = /^(.*?),?\s*([^,]+?),?\s+([A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})$/i.exec(address)
  if (parts === null || !address.includes(',')) return null
  const [, line1 = '', city = '', postcode = ''] = parts
  return { line1, postcode, city }
}

function splitHungarian(address: string): Parts | null {
  const parts = /^(?:H-)?(\d{4}) ([^,\d]+?)(?: ?[IVX]+\. ?ker(?:ület|\.)?)?, *(.*)$/i.exec(address)
  if (parts === null) return null
  const [, postcode = '', city = '', line1 = ''] = parts
  return { line1, postcode, city }
}

function splitAmerican(address: string): Parts | null {
  const parts = /^(.*), *([^,\d]+), *([A-Z]{2}),? +(\d{5}(?:-\d{4})?)$/.exec(address)
  if (parts === null) return null
  const [, line1 = '', city = '', region = '', postcode = ''] = parts
  return { line1, postcode, city, region }
}

/** Letters with what joins them; digits only in `CEDEX 16`, `PARIS 08`, `Lyon 3e`. */
const cityShape = /^\p{L}[\p{L}\p{M}.'’()/ -]*(?:(?<=(?:CEDEX|PARIS|LYON|MARSEILLE) )\d{1,2}(?:er|e|ème|eme)?)?$/iu

function isCity(city: string): boolean {
  return city.length <= 50 && cityShape.test(city) && !/ {3,}/.test(city)
}

/** An address without the country that it names. */
interface WithoutCountry {
  readonly address: string
  readonly named: CountryCode | null
  /** The name of the country, as written. */
  readonly word: string
  /** The country whose way of writing counts. */
  readonly effective: CountryCode | undefined
}

/**
 * A country at the end, set apart by a comma, a dash, brackets or several blanks; by a single blank where nothing else can
 * be meant. Else the sign in front of the postcode says it: `L-1234`.
 */
function withoutCountry(address: string, country: CountryCode | undefined): WithoutCountry {
  const [, rest = '', last = ''] = /^(.*\S)(?:\s*,\s*|\s+[-–—]\s+|\s*\(|\s{2,})([^,()\d]+)\)?$/u.exec(address) ?? []
  const word = last.trim()
  // "…, LU" may be a region or a part of a city; two letters are no name. Georgia is a state, too.
  const named = word.length < 3 ? null : parseCountry(word)
  const isState = country === 'US' && named === 'GE'
  if (named !== null && !isState) return { address: rest, named, word, effective: named }
  const ended = country === 'US' ? null : withoutLastWord(address)
  if (ended !== null) return ended
  const signed = countryOfSign(address, country)
  return { address, named: signed, word: '', effective: signed ?? country }
}

/** `75001 PARIS FRANCE`, but not `95700 ROISSY EN FRANCE`: what stands before has to be a whole place of that country. */
function withoutLastWord(address: string): WithoutCountry | null {
  const [, rest = '', word = ''] = /^(.*\S)\s(\p{L}[\p{L}-]{3,})$/u.exec(address) ?? []
  const named = wordsBeforeNames.test(rest) ? null : parseCountry(word)
  // Luxembourg is a province and a city as well.
  if (named === null || named === 'LU') return null
  return isPlaceIn(named, rest) ? { address: rest, named, word, effective: named } : null
}

function isPlaceIn(country: CountryCode, address: string): boolean {
  const parts = splitIn(country, address)
  return parts !== null && isCity(parts.city)
}

/** Robert-Espagne is a town in France. */
const wordsBeforeNames = /(?:^|[\s'’-])(?:robert|en|de|du|des|la|le|les|l|d|of|the|new|in|al|am|im)$/i

function signsOf(country: CountryCode): string {
  const sign = vehicleSigns[country]
  return sign === undefined ? `${country}-` : `${country}-|${sign}-`
}

/** The country that the sign before a postcode names, unless it is the expected one: `B-12` is a building. */
function countryOfSign(address: string, country: CountryCode | undefined): CountryCode | null {
  const expected = country === undefined ? [] : signsOf(country).split('|')
  for (const { 0: hyphened, 1: sign = '', index } of address.matchAll(/(?<![\p{L}\d-])([A-Z]{1,3})-(?=\d)/gu)) {
    const named = Object.keys(vehicleSigns).find((code) => vehicleSigns[code] === sign) ?? sign
    const shape = expected.includes(hyphened) ? undefined : postcodesBeforeCity[named]
    if (shape === undefined || !startsWith(address.slice(index + hyphened.length), shape)) continue
    if (isPlaceIn(named, address)) return named
  }
  return null
}

function startsWith(text: string, postcode: string): boolean {
  return new RegExp(`^(?:${postcode})(?![\\p{L}\\d-])`, 'u').test(text)
}

/** `6700 Arlon, Luxembourg` may lie in the Belgian province as well as in the country. */
function isBelgianProvince(named: CountryCode | null, country: CountryCode | undefined, postcode: string): boolean {
  return named === 'LU' && country !== 'LU' && /^6[6-9]\d\d$/.test(postcode)
}

function tidyLine(line: string): string {
  return line.replace(/\s+/g, ' ').replace(/^[ ,;-]+|[ ,;-]+$/g, '')
}
