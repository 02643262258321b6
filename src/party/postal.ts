/** Postcodes and cities in the forms in which they are compared. Rules: docs/concepts/identity.md (IDN-6). @module */

import type { CountryCode } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'

/**
 * The normal form of a postcode: a country prefix dropped (`F-75001`, `L 1234`), leading zeros restored where the
 * country has a fixed length, the usual blank or hyphen in `1234 AB`, `SW1A 1AA`, `00-950`. A US ZIP+4 is cut to its
 * five digits.
 * What does not look like a postcode of the country is kept, in upper case.
 */
export function normalizePostcode(text: string, country?: CountryCode): string {
  const fixed = country === undefined ? undefined : digitPostcodes[country]
  // What nearly all cells hold: nothing to take off, nothing to add.
  if (fixed?.length === text.length && fixed.hyphenAt === undefined && isDigitsOnly(text)) return text
  const typed = singleSpaced(text.replace(/\p{Cf}+/gu, '').trim()).toUpperCase()
  const code = typed.replace(/^(?:[A-Z]{1,3} ?- ?)(?=\d)/, '').replace(/(?: ?[.,]0)+$/, '')
  if (country === undefined) return code
  if (fixed !== undefined) return digitPostcode(withoutPrefix(code, country), fixed) ?? code
  return letterPostcodes[country]?.(code) ?? code
}

/**
 * The normal form of a city, folded: CEDEX and arrondissement or sector dropped, St/Ste written out, "s/" read as
 * "sur", names in the other language of Brussels and Bucharest made one.
 */
export function normalizeCity(text: string, country?: CountryCode): string {
  const folded = foldText(text.includes('/') ? text.replace(/\bs\/ ?/i, 'sur ') : text)
  const plain = simpleCity.test(folded) ? folded : withoutDistricts(folded, country)
  return otherCityNames.get(plain) ?? (country === 'BE' ? (belgianCities.get(plain) ?? plain) : plain)
}

function isDigitsOnly(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 48 || code > 57) return false
  }
  return true
}

/** How many digits a postcode has, and how few may be left of it when a spreadsheet took its leading zeros. */
interface DigitPostcode {
  readonly length: number
  readonly shortest: number
  /** Where a hyphen stands. */
  readonly hyphenAt?: number
}

const five = { length: 5, shortest: 4 } as const
const four = { length: 4, shortest: 4 } as const

const digitPostcodes: Readonly<Record<CountryCode, DigitPostcode>> = {
  ...{ FR: five, MC: five, GP: five, MQ: five, GF: five, RE: five, YT: five, PM: five, BL: five, MF: five, NC: five },
  ...{ PF: five, WF: five, DE: five, ES: five, CZ: five, SK: five, SE: five, GR: five, HR: five, EE: five, LT: five },
  ...{ UA: five, RS: five, TR: five, ME: five, BA: five, MA: five, DZ: five, MX: five },
  ...{ IT: { length: 5, shortest: 3 }, SM: five, VA: { length: 5, shortest: 3 }, FI: { length: 5, shortest: 3 } },
  ...{ US: { length: 5, shortest: 3 }, PR: { length: 5, shortest: 3 }, RO: { length: 6, shortest: 5 } },
  ...{ BE: four, CH: four, LI: four, AT: four, LU: four, HU: four, BG: four, SI: four, LV: four, CY: four, TN: four },
  ...{ MD: four, DK: { length: 4, shortest: 3 }, NO: { length: 4, shortest: 3 }, AU: { length: 4, shortest: 3 } },
  ...{ PL: { length: 5, shortest: 4, hyphenAt: 2 }, PT: { length: 7, shortest: 7, hyphenAt: 4 } },
}

/** Signs of vehicles, which stand before postcodes where they are not the codes of ISO. */
export const vehicleSigns: Readonly<Record<CountryCode, string>> = {
  ...{ FR: 'F', RE: 'F', GP: 'F', MQ: 'F', GF: 'F', YT: 'F', BE: 'B', LU: 'L', DE: 'D', AT: 'A', IT: 'I', ES: 'E' },
  ...{ PT: 'P', SE: 'S', NO: 'N', FI: 'FIN', HU: 'H', SI: 'SLO' },
}

/** Set apart by a blank only, a prefix is the country's code, its sign or a single letter: `BP 1234` is a post office box. */
function withoutPrefix(code: string, country: CountryCode): string {
  const [first = '', ...digits] = code.split(' ')
  const isPrefix = first === country || first === vehicleSigns[country] || /^[A-Z]$/.test(first)
  return digits.length > 0 && isPrefix ? digits.join(' ') : code
}

function digitPostcode(code: string, { length, shortest, hyphenAt }: DigitPostcode): string | null {
  const digits = code.replace(/^[A-Z]{1,2}(?=\d)/, '').replace(/[ .-]/g, '')
  if (!/^\d+$/.test(digits)) return null
  // Only ZIP codes of the United States have four more digits.
  const kept = length === 5 && digits.length === 9 && /^\d{5}-?\d{4}$/.test(code) ? digits.slice(0, 5) : digits
  if (kept.length > length || kept.length < shortest) return null
  const full = kept.padStart(length, '0')
  return hyphenAt === undefined ? full : `${full.slice(0, hyphenAt)}-${full.slice(hyphenAt)}`
}

const letterPostcodes: Readonly<Record<CountryCode, (code: string) => string | null>> = {
  NL: (code) => splitAt(code, /^(?:NL)?[ -]?(\d{4}) ?([A-Z]{2})$/),
  ...{ GB: splitBritish, IM: splitBritish, JE: splitBritish, GG: splitBritish },
  IE: (code) => splitAt(code, /^([A-Z]\d[\dW]) ?([A-Z\d]{4})$/),
  CA: (code) => splitAt(code, /^([A-Z]\d[A-Z])[ -]?(\d[A-Z]\d)$/),
  MT: (code) => splitAt(code, /^([A-Z]{3}) ?(\d{4})$/),
}

function splitBritish(code: string): string | null {
  return splitAt(code, /^([A-Z]{1,2}\d[A-Z\d]?|GIR) ?(\d[A-Z]{2})$/)
}

function splitAt(code: string, shape: RegExp): string | null {
  const parts = shape.exec(code)
  return parts === null ? null : `${parts[1]} ${parts[2]}`
}

function singleSpaced(code: string): string {
  return code.replace(/\s+/g, ' ')
}

/** No digit, and none of the words that are looked for. */
const simpleCity =
  /^(?!.*(?:\d|\b(?:cedex|st|ste|sankt|sint|arrondissement|sector|sectorul|kerulet|ker|mun|municipiul|oras|orasul|com|comuna|sat|satul|budapest|paris|lyon|marseille)\b)).*$/

const roman = '[ivx]+'
const ordinal = `(?:\\d{1,2}|${roman})(?: ?(?:er|ere|e|eme|ieme|o))?`

const cedex = /\bcedex\b.*$/
const frenchArrondissement = new RegExp(`^(paris|lyon|marseille)(?: (?:${ordinal}))?(?: arr(?:ondissement|dt)?)?$`)
const arrondissementFirst = new RegExp(`^${ordinal} arr(?:ondissement|dt)? (?:de )?(paris|lyon|marseille)$`)
const bucharestSector =
  /^(?:municipiul |mun )?(?:bucuresti|bucharest|bucarest|bukarest)(?: (?:sectorul|sector|sect|s) ?\d)?$/
const sectorFirst = /^(?:sectorul|sector|sect|s) ?\d (?:municipiul |mun )?(?:bucuresti|bucharest|bucarest|bukarest)$/
const sectorAlone = /^(?:sectorul|sector|sect) ?[1-6]$/
const budapestDistrict = new RegExp(`^budapest(?: (?:\\d{1,2}|${roman}))?(?: (?:kerulet|ker))?$`)
const districtFirst = new RegExp(`^(?:\\d{1,2}|${roman}) (?:kerulet|ker) budapest$`)
const romanianKind = /^(?:(?:municipiul|mun|orasul|oras|comuna|com|satul|sat) )+(?=.)/

function withoutDistricts(folded: string, country: CountryCode | undefined): string {
  const named = folded.replace(cedex, '').trim()
  // Of Romania's towns only the capital has sectors.
  if (country === 'RO' && sectorAlone.test(named)) return 'bucuresti'
  const city = country === 'RO' ? named.replace(romanianKind, '') : named
  const french = frenchArrondissement.exec(city) ?? arrondissementFirst.exec(city)
  if (french !== null) return french[1] ?? city
  if (bucharestSector.test(city) || sectorFirst.test(city)) return 'bucuresti'
  if (budapestDistrict.test(city) || districtFirst.test(city)) return 'budapest'
  return city.replace(/\b(?:st|sankt|sint)\b(?= )/g, 'saint').replace(/\bste\b(?= )/g, 'sainte')
}

const otherCityNames: ReadonlyMap<string, string> = new Map([
  ...(['bucharest', 'bucarest', 'bukarest'] as const).map((name) => [name, 'bucuresti'] as const),
  ...(['brussel', 'brussels', 'brussel stad', 'bruxelles ville'] as const).map((name) => [name, 'bruxelles'] as const),
])

/** Towns of Belgium that have a name in both languages; the French one stands for both. */
const belgianCities: ReadonlyMap<string, string> = new Map(
  (
    'anderlecht=anderlecht,antwerpen=anvers,antwerp=anvers,gent=gand,ghent=gand,brugge=bruges,luik=liege,leuven=louvain,' +
    'mechelen=malines,kortrijk=courtrai,namen=namur,bergen=mons,doornik=tournai,oostende=ostende,ieper=ypres,' +
    'aalst=alost,dendermonde=termonde,lier=lierre,tienen=tirlemont,halle=hal,vilvoorde=vilvorde,ronse=renaix,' +
    'roeselare=roulers,veurne=furnes,aarlen=arlon,bastenaken=bastogne,waver=wavre,nijvel=nivelles,moeskroen=mouscron,' +
    'oudenaarde=audenarde,elsene=ixelles,ukkel=uccle,schaarbeek=schaerbeek,vorst=forest,sint gillis=saint gilles,' +
    'oudergem=auderghem,etterbeek=etterbeek,evere=evere,jette=jette,koekelberg=koekelberg,' +
    'watermaal bosvoorde=watermael boitsfort,saint gillis=saint gilles,saint jans molenbeek=molenbeek saint jean,' +
    'saint agatha berchem=berchem sainte agathe,saint joost ten node=saint josse ten noode,' +
    'saint lambrechts woluwe=woluwe saint lambert,saint pieters woluwe=woluwe saint pierre,' +
    'saint niklaas=saint nicolas,saint truiden=saint trond,tongeren=tongres,geraardsbergen=grammont,zinnik=soignies,' +
    'edingen=enghien,komen=comines,vloesberg=flobecq,lessen=lessines,hoei=huy,borgworm=waremme,eupen=eupen'
  )
    .split(',')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
)
