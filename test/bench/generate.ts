/**
 * Makes a company file of any size for benchmarks, and says of every row what the right answer is.
 *
 * Nothing is kept while it runs: a true company is a pure function of the seed and its number, so a repeat of an
 * earlier company is computed again, not remembered. Numbers, words and domains come from permutations of that number,
 * which is why no two companies share one by chance and the planted truth holds for the values that stand in the rows
 * (rules: IDN-1 to IDN-6). Every company, person and number is invented; check digits are right.
 *
 * As a script: `node test/bench/generate.ts --rows 1000000 --seed 42 --out FILE [--duplicates 0.2] [--truth FILE]`.
 * @module
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'

/** What a row was planted as. `repeat-…` names the only key that finds the earlier company. */
export type RowKind =
  | 'new'
  | 'repeat-siret'
  | 'repeat-vat'
  | 'repeat-reg'
  | 'repeat-name'
  /** Another company: same name, other town. */
  | 'near-miss-homonym'
  /** Another establishment: same SIREN, other SIRET, often the same name, now and then the same town. */
  | 'near-miss-sibling'
  /** Another company: `J19/393/2012` where an earlier row has `J1/9393/2012`. */
  | 'near-miss-reg'
  /** Another company: the SCI at the address and under the name of an earlier SARL. */
  | 'near-miss-form'
  /** The same company, found by number, but another person behind the same `info@`. */
  | 'near-miss-mailbox'
  /** Another company: same name and place, other VAT number. */
  | 'near-miss-vat'

/** The right answer for one row. */
export interface RowTruth {
  /** The data row, from 0; the heading is not counted. */
  readonly row: number
  /** Which true company the row speaks of. Equal numbers are one record; the numbers have gaps. */
  readonly companyTruth: number
  /** Which true contact, or -1 where the row has none. Equal numbers are one record; the numbers have gaps. */
  readonly contactTruth: number
  readonly kind: RowKind
}

/** A piece of the file, whole rows only; the first one begins with the heading. */
export interface BenchChunk {
  readonly text: string
  readonly truth: readonly RowTruth[]
}

/** What to generate. The same options give the same text and the same truth, byte for byte. */
export interface BenchOptions {
  /** Data rows, from 0 to {@link maxRows}. */
  readonly rows: number
  /** Any integer. */
  readonly seed: number
  /** The share of rows that repeat an earlier company, from 0 to 0.9. Default 0.2. */
  readonly duplicates?: number
}

/** Beyond this the Hungarian tax numbers and Romanian CUIs of the permutations would come round again. */
export const maxRows = 4_000_000

/** The share of rows that look like an earlier company (or contact) and are not. */
export const nearMissShare = 0.02

/** The headings, in the order of the columns. */
export const benchColumns: readonly string[] = [
  'Company name',
  'SIRET',
  'VAT number',
  'Registration number',
  'Company street',
  'Company postcode',
  'Company city',
  'Company country',
  'Given name',
  'Family name',
  'E-mail',
  'Mobile',
  'Job title',
]

/**
 * Generates the file, some hundred rows at a time.
 *
 * @throws {RangeError} when `rows` or `duplicates` is out of range
 * @example
 * for (const { text, truth } of generateRows({ rows: 1000, seed: 42 })) write(text, truth)
 */
export function* generateRows(options: BenchOptions): Generator<BenchChunk, void, undefined> {
  const { rows, seed, duplicates = 0.2 } = options
  if (!Number.isInteger(rows) || rows < 0 || rows > maxRows) throw new RangeError(`rows must be 0 to ${maxRows}`)
  if (!(duplicates >= 0 && duplicates <= 0.9)) throw new RangeError('duplicates must be 0 to 0.9')

  const world: World = { seed: seed | 0, baseShare: nearMissShare / (1 - duplicates - nearMissShare) }
  const random = new Random(mix(world.seed, 1, 0))
  const waiting: Company[] = [] // near-miss bases without their near-miss; about 2 in 100 rows enter and leave
  let made = 0 // true companies so far, near-misses not counted
  let trapsMade = 0
  let text = `${benchColumns.join(',')}\r\n`
  let truth: RowTruth[] = []

  for (let row = 0; row < rows; row++) {
    const dice = random.unit()
    const planned = dice < duplicates ? planRepeat(world, random, made) : undefined
    if (planned !== undefined) {
      const person = repeatedPerson(planned.company, row, rows, random)
      text += writeRepeat(planned.company, planned.kind, person, random)
      truth.push({
        row,
        companyTruth: planned.company.number,
        contactTruth: person?.number ?? noContact,
        kind: planned.kind,
      })
    } else if (waiting.length > 0 && dice >= 1 - nearMissShare) {
      const base = takeAny(waiting, random)
      const kind = base.profile.role
      if (kind === 'new') throw new Error('a plain company waits for a near-miss')
      const twin = nearMiss(world, base, kind, random)
      text += writePlain(twin, random)
      truth.push({ row, companyTruth: twin.number, contactTruth: twin.person?.number ?? noContact, kind })
    } else {
      const profile = profileAt(world, made)
      const company = companyAt(world, made, profile)
      if (profile.role === 'near-miss-reg') company.reg = trapNumber(trapsMade++)
      if (profile.role !== 'new') waiting.push(company)
      made++
      text += writePlain(company, random)
      truth.push({ row, companyTruth: company.number, contactTruth: company.person?.number ?? noContact, kind: 'new' })
    }
    if (text.length >= chunkLength) {
      yield { text, truth }
      text = ''
      truth = []
    }
  }
  if (text !== '') yield { text, truth }
}

const chunkLength = 64 * 1024
const noContact = -1

// ---------------------------------------------------------------------------------------------- chance

/**
 * The generator of chance: mulberry32 (Tommy Ettinger, public domain), 32 bits of state. Good enough to scatter test
 * data, the same on every machine, and cheap to seed anew for each company.
 */
class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A whole number from 0 to 2³² − 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }

  unit(): number {
    return this.next() / 4294967296
  }

  below(limit: number): number {
    return this.next() % limit
  }

  chance(share: number): boolean {
    return this.unit() < share
  }

  pick<T>(list: readonly T[]): T {
    return at(list, this.below(list.length))
  }
}

/** Hashes three numbers to 32 bits (the finish of MurmurHash3 after each). */
function mix(seed: number, stream: number, index: number): number {
  return finish(finish(finish(seed ^ 0x9e3779b9) ^ stream) ^ index) >>> 0
}

function finish(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** A permutation of 0 … size − 1: equal results mean equal inputs, as long as `index < size`. */
function scatter(world: World, stream: number, index: number, size: number): number {
  const offset = mix(world.seed, stream, 0) % size
  return (index * 7_368_787 + offset) % size // a prime that divides none of the sizes used below
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new Error(`no element ${index} in a list of ${list.length}`)
  return value
}

function takeAny<T>(list: T[], random: Random): T {
  const index = random.below(list.length)
  const taken = at(list, index)
  const last = list.pop()
  if (last !== undefined && index < list.length) list[index] = last
  return taken
}

// ------------------------------------------------------------------------------------------- companies

interface World {
  readonly seed: number
  /** The share of new companies that wait for a near-miss. */
  readonly baseShare: number
}

type Country = 'FR' | 'RO' | 'BE' | 'HU'
type NearMiss = Extract<RowKind, `near-miss-${string}`>

/** What is cheap to know of a company before it is made: enough to decide whether it can be repeated, and how. */
interface Profile {
  /** `new` may be repeated; the others get their near-miss and are otherwise left alone. */
  readonly role: 'new' | NearMiss
  readonly country: Country
  readonly siret: boolean
  readonly vat: boolean
  readonly reg: boolean
}

interface Town {
  readonly name: string
  /** First postcode, and how many follow it. */
  readonly postcode: number
  readonly postcodes: number
  /** Romania: county of the trade register. Hungary: court of the company register. */
  readonly register: string
}

interface Person {
  readonly number: number
  readonly given: string
  readonly family: string
  readonly mail: string
  readonly mobile: string
  readonly title: string
}

interface Company {
  readonly number: number
  readonly profile: Profile
  /** The name without its legal form. */
  readonly core: string
  readonly form: string
  readonly siret: string
  readonly vat: string
  /** In the form that is written first; {@link rewriteReg} knows the others. */
  reg: string
  readonly street: string
  readonly postcode: string
  readonly town: Town
  readonly domain: string
  readonly person: Person | undefined
}

const nearMisses: readonly NearMiss[] = [
  'near-miss-homonym',
  'near-miss-sibling',
  'near-miss-reg',
  'near-miss-form',
  'near-miss-mailbox',
  'near-miss-vat',
]

function profileAt(world: World, index: number): Profile {
  const random = new Random(mix(world.seed, 2, index))
  const lot = random.below(100)
  const country = lot < 50 ? 'FR' : lot < 70 ? 'RO' : lot < 85 ? 'BE' : 'HU'
  const siret = random.chance(0.7)
  const vat = random.chance(0.6)
  const reg = random.chance(0.65)
  const plain: Profile = { role: 'new', country, siret: siret && country === 'FR', vat, reg: reg && country !== 'FR' }
  if (!random.chance(world.baseShare)) return plain
  const role = random.pick(nearMisses)
  switch (role) {
    case 'near-miss-homonym':
      return { ...plain, role }
    case 'near-miss-vat':
    case 'near-miss-mailbox':
      return { ...plain, role, vat: true }
    case 'near-miss-sibling':
      return { role, country: 'FR', siret: true, vat, reg: false }
    case 'near-miss-form':
      return { role, country: 'FR', siret, vat, reg: false }
    case 'near-miss-reg':
      return { role, country: 'RO', siret: false, vat: vat && siret, reg: true }
  }
}

/** The company number `index`. Truth numbers are even here; the odd ones are the near-misses'. */
function companyAt(world: World, index: number, profile: Profile): Company {
  const number = index * 2
  const random = new Random(mix(world.seed, 3, index))
  const numbers = legalIds(world, profile.country, number, 1)
  const word = wordOf(world, number)
  const trap = profile.role === 'near-miss-reg'
  const town = trap ? trapTown : (numbers.town ?? random.pick(towns[profile.country]))
  const form = profile.role === 'near-miss-form' ? 'SARL' : random.pick(forms[profile.country])
  return {
    number,
    profile,
    core: coreName(profile.country, word, random),
    form,
    siret: numbers.siret,
    vat: numbers.vat,
    reg: numbers.reg,
    street: streetOf(profile.country, random),
    postcode: postcodeOf(profile.country, town, random),
    town,
    domain: `${word}.example`,
    person:
      profile.role === 'near-miss-mailbox'
        ? personOf(profile.country, number, `info@${word}.example`, random)
        : firstPerson(profile.country, number, `${word}.example`, random),
  }
}

/** The company (or, for a mailbox, the person) that is easily mistaken for `base`. */
function nearMiss(world: World, base: Company, kind: NearMiss, random: Random): Company {
  const { country } = base.profile
  const number = base.number + 1
  const own = legalIds(world, country, number, 1)
  const { siret, vat, reg } = own
  const otherTown = differentTown(country, base.town, random)
  const domain = `${base.domain.slice(0, -'.example'.length)}-2.example`
  const twin: Company = {
    ...base,
    siret,
    vat,
    reg,
    number,
    street: streetOf(country, random),
    domain,
    person: firstPerson(country, number, domain, random),
  }
  switch (kind) {
    case 'near-miss-homonym': {
      // A register number says its town in Romania and Hungary, so the twin lives where its own number is from.
      const town = own.town === undefined || own.town === base.town ? otherTown : own.town
      const profile = { ...base.profile, reg: base.profile.reg && town === (own.town ?? town) }
      return { ...twin, town, postcode: postcodeOf(country, town, random), profile }
    }
    case 'near-miss-sibling': {
      const other = { ...twin, siret: siretOf(base.siret.slice(0, 9), 2 + random.below(60)), vat: base.vat }
      if (random.chance(0.3)) return other
      return { ...other, town: otherTown, postcode: postcodeOf(country, otherTown, random) }
    }
    case 'near-miss-reg': {
      const [county, serial, year] = base.reg.split('/') as [string, string, string]
      const word = wordOf(world, number)
      return {
        ...twin,
        core: coreName(country, word, random),
        reg: `${county}${serial.slice(0, 1)}/${serial.slice(1)}/${year}`,
        town: trapTwinTown,
        postcode: postcodeOf(country, trapTwinTown, random),
        domain: `${word}.example`,
        person: firstPerson(country, number, `${word}.example`, random),
      }
    }
    case 'near-miss-form':
      // Half of them have no number at all: then only the legal form tells the two apart.
      return {
        ...twin,
        form: 'SCI',
        street: base.street,
        profile: { ...base.profile, siret: random.chance(0.5), vat: false },
      }
    case 'near-miss-mailbox':
      return { ...base, person: strangerAt(base, number, random) }
    case 'near-miss-vat':
      return { ...twin, profile: { ...base.profile, vat: true } }
  }
}

// ------------------------------------------------------------------------------------------ legal ids

interface LegalIds {
  readonly siret: string
  readonly vat: string
  readonly reg: string
  /** Where the register is that gave `reg`. */
  readonly town: Town | undefined
}

function legalIds(world: World, country: Country, number: number, establishment: number): LegalIds {
  switch (country) {
    case 'FR': {
      const siren = sirenOf(world, number)
      return { siret: siretOf(siren, establishment), vat: frenchVat(siren), reg: '', town: undefined }
    }
    case 'BE': {
      const enterprise = belgianNumber(world, number)
      const dotted = `${enterprise.slice(0, 4)}.${enterprise.slice(4, 7)}.${enterprise.slice(7)}`
      return { siret: '', vat: `BE${enterprise}`, reg: dotted, town: undefined }
    }
    case 'RO': {
      const lot = scatter(world, 31, number, towns.RO.length * 33 * 90_000)
      const town = at(towns.RO, lot % towns.RO.length)
      const year = 1991 + (Math.trunc(lot / towns.RO.length) % 33)
      const serial = 1 + Math.trunc(lot / towns.RO.length / 33)
      return { siret: '', vat: `RO${romanianCui(world, number)}`, reg: `J${town.register}/${serial}/${year}`, town }
    }
    case 'HU': {
      const lot = scatter(world, 41, number, towns.HU.length * 890_000)
      const town = at(towns.HU, lot % towns.HU.length)
      const serial = 100_000 + Math.trunc(lot / towns.HU.length)
      return { siret: '', vat: `HU${hungarianCore(world, number)}`, reg: `${town.register}-09-${serial}`, town }
    }
  }
}

/** Nine digits with Luhn's check digit, never La Poste's (its establishments have a rule of their own). */
function sirenOf(world: World, number: number): string {
  const body = 40_000_000 + scatter(world, 11, number, 50_000_000)
  return `${body}${luhnDigit(`${body}`)}`
}

function siretOf(siren: string, establishment: number): string {
  const body = siren + `${establishment}`.padStart(4, '0')
  return body + luhnDigit(body)
}

/** Luhn's check digit for the digits before it. */
function luhnDigit(body: string): number {
  let sum = 0
  for (let i = body.length - 1, twice = true; i >= 0; i--, twice = !twice) {
    const digit = body.charCodeAt(i) - 48
    sum += twice ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return (10 - (sum % 10)) % 10
}

function frenchVat(siren: string): string {
  const key = (12 + 3 * (Number(siren) % 97)) % 97
  return `FR${`${key}`.padStart(2, '0')}${siren}`
}

function belgianNumber(world: World, number: number): string {
  const lot = scatter(world, 21, number, 14_000_000)
  const body = lot < 6_000_000 ? 2_000_000 + lot : 4_000_000 + lot // 02 … 07, then 10 … 17
  return `${body}`.padStart(8, '0') + `${97 - (body % 97)}`.padStart(2, '0')
}

function romanianCui(world: World, number: number): string {
  const body = `${1_000_000 + scatter(world, 32, number, 8_999_999)}`
  let sum = 0
  for (let i = 0; i < body.length; i++)
    sum += (body.charCodeAt(i) - 48) * ('753217532'.charCodeAt(i + 9 - body.length) - 48)
  return `${body}${((sum * 10) % 11) % 10}`
}

function hungarianCore(world: World, number: number): string {
  const body = `${1_000_000 + scatter(world, 42, number, 8_999_999)}`
  let sum = 0
  for (let i = 0; i < body.length; i++) sum += (body.charCodeAt(i) - 48) * ('9731973'.charCodeAt(i) - 48)
  return `${body}${(10 - (sum % 10)) % 10}`
}

/** The n-th number that equals another county's once its slashes are gone: `J1/9…` beside `J19/…`. */
function trapNumber(n: number): string {
  const serial = 91_000 + (n % 9_000)
  const year = 1991 + (Math.trunc(n / 9_000) % 33)
  return `J1/${serial}/${year}`
}

/** Romania's form since 2024: `J`, year, six digits, county, check digit (sum of all, J counting 4, modulo 10). */
function romanianNewForm(reg: string): string {
  const [county, serial, year] = reg.slice(1).split('/') as [string, string, string]
  const body = `${year}${serial.padStart(6, '0')}${county.padStart(2, '0')}`
  let sum = 4
  for (let i = 0; i < body.length; i++) sum += body.charCodeAt(i) - 48
  return `J${body}${sum % 10}`
}

// --------------------------------------------------------------------------------- names and places

/** A made-up word of eight letters; no two numbers share one. */
function wordOf(world: World, number: number): string {
  let lot = scatter(world, 51, number, syllables.length ** 4)
  let word = ''
  for (let i = 0; i < 4; i++) {
    word += at(syllables, lot % syllables.length)
    lot = Math.trunc(lot / syllables.length)
  }
  return word
}

function coreName(country: Country, word: string, random: Random): string {
  const proper = word.charAt(0).toUpperCase() + word.slice(1)
  const { before, after } = trades[country]
  return random.chance(0.5) ? `${random.pick(before)} ${proper}` : `${proper} ${random.pick(after)}`
}

function streetOf(country: Country, random: Random): string {
  const street = random.pick(streets[country])
  const house = 1 + random.below(199)
  switch (country) {
    case 'FR':
      return `${house} ${street}`
    case 'BE':
      return `${street} ${house}`
    case 'RO':
      return `${street}, nr. ${house}` // a comma in the cell, so that readers have quotes to mind
    case 'HU':
      return `${street} ${house}.`
  }
}

function postcodeOf(country: Country, town: Town, random: Random): string {
  const width = country === 'FR' ? 5 : country === 'RO' ? 6 : 4
  return `${town.postcode + random.below(town.postcodes)}`.padStart(width, '0')
}

function differentTown(country: Country, town: Town, random: Random): Town {
  const list = towns[country]
  const index = list.indexOf(town)
  return at(list, (index + 1 + random.below(list.length - 1)) % list.length)
}

// --------------------------------------------------------------------------------------------- people

function firstPerson(country: Country, number: number, domain: string, random: Random): Person | undefined {
  if (random.chance(0.06)) return undefined
  const given = random.pick(givenNames[country])
  const family = random.pick(familyNames[country])
  const mail = random.chance(0.06) ? '' : `${slug(given)}.${slug(family)}@${domain}`
  return { number, given, family, mail, mobile: mobileOf(country, random), title: random.pick(titles[country]) }
}

function personOf(country: Country, number: number, mail: string, random: Random): Person {
  const given = random.pick(givenNames[country])
  const family = random.pick(familyNames[country])
  return { number, given, family, mail, mobile: mobileOf(country, random), title: random.pick(titles[country]) }
}

/** Someone else behind the same address: no name or initial in common with the first person. */
function strangerAt(base: Company, number: number, random: Random): Person {
  const first = base.person
  if (first === undefined) throw new Error('a shared mailbox without its first person')
  for (;;) {
    const person = personOf(base.profile.country, number, first.mail, random)
    const initials = slug(first.given).charAt(0) + slug(first.family).charAt(0)
    const clash = [person.given, person.family].some((name) => initials.includes(slug(name).charAt(0)))
    if (!clash) return person
  }
}

/**
 * Who stands in the row of a repeat: half of the time the person of the company's first row (found by e-mail, so only
 * one who has an address), else a new colleague whose address no other row has, now and then nobody.
 */
function repeatedPerson(company: Company, row: number, rows: number, random: Random): Person | undefined {
  const { person, profile, domain } = company
  if (random.chance(0.5) && person !== undefined && person.mail !== '') {
    const { given, family, mail } = person
    if (random.chance(0.7)) return person
    return { ...person, given: plainLetters(given), family: family.toUpperCase(), mail: mail.toUpperCase() }
  }
  if (random.chance(0.1)) return undefined
  const given = random.pick(givenNames[profile.country])
  const family = random.pick(familyNames[profile.country])
  const mail = `${slug(given)}.${slug(family)}-${row.toString(36)}@${domain}`
  const mobile = mobileOf(profile.country, random)
  return { number: rows * 2 + row, given, family, mail, mobile, title: random.pick(titles[profile.country]) }
}

/**
 * A number that libphonenumber's full metadata takes for valid. France has five ranges for fiction that are (its mobile
 * one, 06 39 98, is not); the other three countries have none: digits at random, as dice would give them.
 */
function mobileOf(country: Country, random: Random): string {
  const n = 1_000_000 + random.below(9_000_000)
  const digits = `${n}`
  switch (country) {
    case 'FR': {
      const range = at(fictionRanges, n % 5)
      return `${random.chance(0.3) ? `+33 ${range.slice(1)}` : range} ${digits.slice(3, 5)} ${digits.slice(5)}`
    }
    case 'BE':
      return `+32 47${digits.slice(0, 1)} ${digits.slice(1, 3)} ${digits.slice(3, 5)} ${digits.slice(5)}`
    case 'RO':
      return `072${digits.slice(0, 1)} ${digits.slice(1, 4)} ${digits.slice(4)}`
    case 'HU':
      return `+36 30 ${digits.slice(0, 3)} ${digits.slice(3)}`
  }
}

/** Reserved by Arcep for films and the like. */
const fictionRanges: readonly string[] = ['01 99 00', '02 61 91', '03 53 01', '04 65 71', '05 36 49']

const slugs = new Map<string, string>()

function slug(name: string): string {
  let found = slugs.get(name)
  if (found === undefined) {
    found = plainLetters(name)
      .toLowerCase()
      .replace(/[^a-z]/g, '')
    slugs.set(name, found)
  }
  return found
}

function plainLetters(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '')
}

// --------------------------------------------------------------------------------------------- repeats

type RepeatKind = Extract<RowKind, `repeat-${string}`>

const repeatKinds: readonly RepeatKind[] = ['repeat-siret', 'repeat-vat', 'repeat-reg', 'repeat-name']

/** Draws an earlier company and the one key by which the row will find it; undefined while there is none. */
function planRepeat(
  world: World,
  random: Random,
  made: number,
): { readonly company: Company; readonly kind: RepeatKind } | undefined {
  const kind = random.pick(repeatKinds)
  for (let tries = 0; tries < 64 && made > 0; tries++) {
    const index = Math.trunc(random.unit() * made)
    const profile = profileAt(world, index)
    if (profile.role === 'new' && canRepeat(profile, kind)) return { company: companyAt(world, index, profile), kind }
  }
  return undefined
}

/** Whether the company's first row shows what the repeat will be found by. A SIRET says the VAT number too (IDN-2). */
function canRepeat(profile: Profile, kind: RepeatKind): boolean {
  switch (kind) {
    case 'repeat-siret':
      return profile.siret
    case 'repeat-vat':
      return profile.vat || profile.siret
    case 'repeat-reg':
      return profile.reg
    case 'repeat-name':
      return true
  }
}

/** Stronger keys than the deciding one stay blank; weaker ones may stand beside it and agree with it. */
function writeRepeat(company: Company, kind: RepeatKind, person: Person | undefined, random: Random): string {
  const { country } = company.profile
  const vat = kind === 'repeat-vat' || (kind === 'repeat-siret' && random.chance(0.4))
  const reg = kind === 'repeat-reg' || (kind === 'repeat-vat' && random.chance(0.3))
  return line(
    rewriteName(company, random),
    kind === 'repeat-siret' ? writeSiret(company.siret, random) : '',
    vat ? writeVat(country, company.vat, random) : '',
    reg ? rewriteReg(country, company.reg, random) : '',
    random.chance(0.7) ? company.street : '',
    rewritePostcode(country, company.postcode, random),
    rewriteTown(country, company, random),
    country,
    person,
  )
}

function rewriteName(company: Company, random: Random): string {
  const { country } = company.profile
  let core = company.core
  if (random.chance(0.3)) core = plainLetters(core)
  else if (country === 'RO' && random.chance(0.5)) core = core.replace(/ș/g, 'ş').replace(/ț/g, 'ţ')
  if (country === 'FR' || country === 'BE')
    core = core.includes('&') ? core.replace('&', 'et') : core.replace(' et ', ' & ')
  const form = random.pick(otherForms[country === 'BE' ? `BE ${company.form}` : company.form] ?? [''])
  let name = form === '' ? core : `${core} ${form}`
  if (country === 'RO' && random.chance(0.4)) name = `S.C. ${name}`
  const letters = random.below(4)
  if (letters === 0) name = name.toUpperCase()
  else if (letters === 1) name = name.toLowerCase()
  return random.chance(0.3) ? name.replace(' ', '  ') : name
}

function rewriteReg(country: Country, reg: string, random: Random): string {
  if (country !== 'RO') return reg
  return random.chance(0.5) ? romanianNewForm(reg) : reg.replace(/^J0/, 'J')
}

/** A spreadsheet eats the zero in front. */
function rewritePostcode(country: Country, postcode: string, random: Random): string {
  return (country === 'FR' || country === 'RO') && random.chance(0.5) ? postcode.replace(/^0/, '') : postcode
}

function rewriteTown(country: Country, { town, postcode }: Company, random: Random): string {
  let name = town.name
  const district = Number(postcode.slice(-2))
  if (country === 'FR') {
    if (town.postcodes > 1 && random.chance(0.4)) name = `${name} ${district}${district === 1 ? 'er' : 'e'}`
    else if (random.chance(0.3)) name = town.postcodes > 1 ? `${name} CEDEX ${postcode.slice(-2)}` : `${name} Cedex`
    if (random.chance(0.5)) name = name.replace(/^Saint\b/, 'St').replace(/^Sainte\b/, 'Ste')
  }
  if (country === 'RO' && town.name === 'București' && random.chance(0.5))
    name = `${name}, Sector ${postcode.slice(1, 2)}`
  if (random.chance(0.3)) name = plainLetters(name)
  return random.chance(0.4) ? name.toUpperCase() : name
}

// ---------------------------------------------------------------------------------------------- writing

function writePlain(company: Company, random: Random): string {
  const { profile } = company
  const { country } = profile
  const newForm = country === 'RO' && profile.role !== 'near-miss-reg' && random.chance(0.3)
  return line(
    `${company.core} ${company.form}`,
    profile.siret ? writeSiret(company.siret, random) : '',
    profile.vat ? writeVat(country, company.vat, random) : '',
    profile.reg ? (newForm ? romanianNewForm(company.reg) : company.reg) : '',
    company.street,
    company.postcode,
    company.town.name,
    country,
    company.person,
  )
}

function writeSiret(siret: string, random: Random): string {
  if (random.chance(0.8)) return siret
  return `${siret.slice(0, 3)} ${siret.slice(3, 6)} ${siret.slice(6, 9)} ${siret.slice(9)}`
}

function writeVat(country: Country, vat: string, random: Random): string {
  if (random.chance(0.7)) return vat
  switch (country) {
    case 'FR':
      return `FR ${vat.slice(2, 4)} ${vat.slice(4, 7)} ${vat.slice(7, 10)} ${vat.slice(10)}`
    case 'BE':
      return `BE ${vat.slice(2, 6)}.${vat.slice(6, 9)}.${vat.slice(9)}`
    case 'RO':
      return vat.slice(2)
    case 'HU':
      return `${vat.slice(2)}-2-${at(['41', '42', '43', '13'], Number(vat.slice(-1)) % 4)}`
  }
}

function line(
  name: string,
  siret: string,
  vat: string,
  reg: string,
  street: string,
  postcode: string,
  town: string,
  country: Country,
  person: Person | undefined,
): string {
  const company = `${name},${siret},${vat},${reg},${cell(street)},${postcode},${cell(town)},${country}`
  if (person === undefined) return `${company},,,,,\r\n`
  return `${company},${person.given},${person.family},${person.mail},${person.mobile},${cell(person.title)}\r\n`
}

function cell(text: string): string {
  return text.includes(',') ? `"${text}"` : text
}

// ------------------------------------------------------------------------------------------------ words

const syllables: readonly string[] = [...'bcdfgjklmnprstvz'].flatMap((c) => [...'aeiou'].map((v) => c + v))

const forms: Readonly<Record<Country, readonly string[]>> = {
  FR: ['SARL', 'SAS', 'SA', 'EURL'],
  BE: ['SRL', 'SA'],
  RO: ['SRL', 'SA'],
  HU: ['Kft.', 'Zrt.', 'Bt.'],
}

/** Other writings of one form, missing included; none of them is another form, in any of the four countries. */
const otherForms: Readonly<Record<string, readonly string[]>> = {
  SARL: ['SARL', 'S.A.R.L.', 'sarl', ''],
  SAS: ['SAS', 'S.A.S.', 'sas', ''],
  SA: ['SA', 'S.A.', 'sa', ''],
  EURL: ['EURL', 'E.U.R.L.', 'eurl', ''],
  SRL: ['SRL', 'S.R.L.', 'srl', ''],
  'BE SA': ['SA', 'S.A.', 'NV', 'N.V.', ''],
  'BE SRL': ['SRL', 'S.R.L.', 'BV', 'SPRL', 'BVBA', ''],
  'Kft.': ['Kft', 'KFT.', 'kft.', ''],
  'Zrt.': ['Zrt', 'ZRT.', 'zrt.', ''],
  'Bt.': ['Bt', 'BT.', 'bt.', ''],
}

const trades: Readonly<Record<Country, { readonly before: readonly string[]; readonly after: readonly string[] }>> = {
  FR: {
    before: ['Boulangerie', 'Menuiserie', 'Électricité', 'Transports', 'Cabinet', 'Garage', 'Pâtisserie', 'Ateliers'],
    after: ['& Fils', 'et Associés', 'Énergie', 'Conseil', 'Matériaux', 'Ingénierie', 'Distribution', 'Bâtiment'],
  },
  BE: {
    before: ['Brasserie', 'Imprimerie', 'Bakkerij', 'Chocolaterie', 'Drukkerij', 'Garage'],
    after: ['& Fils', 'et Associés', 'Logistics', 'Énergie', 'Consult', 'Créations', 'Bouw'],
  },
  RO: {
    before: ['Construcții', 'Agroservicii', 'Transporturi', 'Brutăria', 'Tâmplărie', 'Cofetăria'],
    after: ['Impex', 'Prod', 'Soluții', 'Instalații', 'Energetică', 'Mașini', 'Agro'],
  },
  HU: {
    before: ['Kovácsműhely', 'Pékség', 'Építőipari', 'Szállítmányozó', 'Nyomda'],
    after: ['Kereskedelmi', 'Szolgáltató', 'Építő', 'Könyvelő', 'Gépgyártó', 'Műszaki'],
  },
}

const streets: Readonly<Record<Country, readonly string[]>> = {
  FR: [
    'rue de la Gare',
    'avenue Jean Jaurès',
    'rue Victor Hugo',
    'boulevard Pasteur',
    'place du Marché',
    'rue du Moulin',
  ],
  BE: ['Rue Haute', 'Stationsstraat', 'Chaussée de Namur', 'Kerkstraat', 'Avenue Louise', 'Molenweg'],
  RO: ['Str. Mihai Eminescu', 'Bd. Unirii', 'Calea Victoriei', 'Str. Lungă', 'Str. Gării', 'Șos. Națională'],
  HU: ['Kossuth Lajos utca', 'Petőfi Sándor utca', 'Fő utca', 'Rákóczi út', 'Széchenyi tér', 'Dózsa György út'],
}

/** One town a line: name, first postcode, how many postcodes, register. */
const towns: Readonly<Record<Country, readonly Town[]>> = {
  FR: townList(`
    Paris 75001 20, Lyon 69001 9, Marseille 13001 16, Toulouse 31000, Nice 6000, Nantes 44000, Montpellier 34000,
    Strasbourg 67000, Bordeaux 33000, Lille 59000, Rennes 35000, Reims 51100, Saint-Étienne 42000, Le Havre 76600,
    Grenoble 38000, Dijon 21000, Angers 49000, Nîmes 30000, Clermont-Ferrand 63000, Aix-en-Provence 13100,
    Orléans 45000, Besançon 25000, Bourg-en-Bresse 1000, Saint-Malo 35400, Sainte-Foy-lès-Lyon 69110, Béziers 34500`),
  BE: townList(`
    Bruxelles 1000, Antwerpen 2000, Gent 9000, Charleroi 6000, Liège 4000, Brugge 8000, Namur 5000, Leuven 3000,
    Mons 7000, Mechelen 2800, Aalst 9300, Kortrijk 8500, Hasselt 3500, Tournai 7500, Wavre 1300, Arlon 6700`),
  RO: townList(`
    București 10011 59000 40, Cluj-Napoca 400001 90 12, Timișoara 300001 90 35, Iași 700001 90 22,
    Constanța 900001 90 13, Brașov 500001 90 08, Craiova 200001 90 16, Galați 800001 90 17, Ploiești 100001 90 29,
    Oradea 410001 90 05, Sibiu 550001 90 32, Târgu Mureș 540001 90 26, Suceava 720001 90 33`),
  HU: townList(`
    Budapest 1011 9 01, Pécs 7621 4 02, Kecskemét 6000 1 03, Miskolc 3525 5 05, Szeged 6720 6 06,
    Székesfehérvár 8000 1 07, Győr 9021 6 08, Debrecen 4024 9 09, Eger 3300 1 10, Nyíregyháza 4400 1 15,
    Szolnok 5000 1 16, Szombathely 9700 1 18, Veszprém 8200 1 19`),
}

function townList(text: string): Town[] {
  return text.split(',').map((entry) => {
    const [, name = '', postcode, postcodes = 1, register = ''] =
      /^(.*?) (\d+)(?: (\d+))?(?: (\d+))?$/.exec(entry.trim()) ?? []
    return { name, postcode: Number(postcode), postcodes: Number(postcodes), register }
  })
}

const trapTown: Town = { name: 'Alba Iulia', postcode: 510001, postcodes: 90, register: '1' }
const trapTwinTown: Town = { name: 'Miercurea Ciuc', postcode: 530001, postcodes: 90, register: '19' }

const givenNames: Readonly<Record<Country, readonly string[]>> = {
  FR: 'Anaïs Benoît Camille Chloé Didier Élodie François Gaëlle Hélène Jérôme Kévin Léa Maël Noémie Olivier Pauline Quentin Rémi Sylvie Théo Valérie Yannick Zoé'.split(
    ' ',
  ),
  BE: 'Arnaud Brecht Céline Dries Eva Femke Geert Hannelore Inès Jef Koen Lotte Maarten Noé Olga Pieter Romain Saskia Thibault Ward Yasmine'.split(
    ' ',
  ),
  RO: 'Adrian Bogdan Cătălina Dănuț Elena Florin Gheorghe Horia Ioana Laurențiu Mădălina Nicoleta Oana Petru Răzvan Ștefan Țintea Valentina'.split(
    ' ',
  ),
  HU: 'Ágnes Balázs Csilla Dóra Eszter Ferenc Gábor Hajnalka István Judit Kálmán László Márta Nóra Orsolya Péter Réka Sándor Tünde Vilmos Zsófia'.split(
    ' ',
  ),
}

const familyNames: Readonly<Record<Country, readonly string[]>> = {
  FR: 'Aubert Besson Chevalier Delaunay Étienne Fournier Garnier Huet Imbert Joly Lefèvre Marchand Noël Ollivier Perrin Quéré Renaud Sauvage Texier Vasseur Weber'.split(
    ' ',
  ),
  BE: 'Adriaens Baert Claes Declercq Evrard Fontaine Goossens Hermans Jacobs Lambert Maes Nijs Peeters Renard Stevens Thys Verhoeven Wouters'.split(
    ' ',
  ),
  RO: 'Albu Bălan Ciobanu Dobre Enache Florescu Grigore Hanganu Iliescu Lupu Munteanu Nistor Oprea Pârvu Rusu Șerban Țurcanu Vlad'.split(
    ' ',
  ),
  HU: 'Antal Balogh Csonka Dudás Erdős Fehér Gulyás Hegedűs Illés Juhász Kelemen Lakatos Mészáros Németh Orosz Pintér Rácz Szűcs Török Vörös'.split(
    ' ',
  ),
}

const titles: Readonly<Record<Country, readonly string[]>> = {
  FR: ['Gérante', 'Directeur', 'Acheteuse', 'Comptable', 'Responsable achats, région Est', ''],
  BE: ['Gérant', 'Zaakvoerder', 'Directrice', 'Aankoper', ''],
  RO: ['Administrator', 'Director', 'Contabil', 'Achiziții', ''],
  HU: ['Ügyvezető', 'Beszerző', 'Könyvelő', 'Igazgató', ''],
}

// ----------------------------------------------------------------------------------------------- script

function main(): void {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string' },
      seed: { type: 'string', default: '42' },
      duplicates: { type: 'string', default: '0.2' },
      out: { type: 'string' },
      truth: { type: 'string' },
    },
  })
  if (values.rows === undefined || values.out === undefined)
    throw new Error('usage: generate.ts --rows N --out FILE [--seed N] [--duplicates SHARE] [--truth FILE]')
  const options = { rows: Number(values.rows), seed: Number(values.seed), duplicates: Number(values.duplicates) }
  const out = openSync(values.out, 'w')
  const truthOut = values.truth === undefined ? undefined : openSync(values.truth, 'w')
  if (truthOut !== undefined) writeSync(truthOut, 'row,company,contact,kind\n')
  const kinds: Record<string, number> = {}
  const begun = performance.now()
  let bytes = 0
  for (const { text, truth } of generateRows(options)) {
    bytes += writeSync(out, Buffer.from(text))
    for (const { kind } of truth) kinds[kind] = (kinds[kind] ?? 0) + 1
    if (truthOut !== undefined)
      writeSync(truthOut, truth.map((t) => `${t.row},${t.companyTruth},${t.contactTruth},${t.kind}\n`).join(''))
  }
  const seconds = (performance.now() - begun) / 1000
  closeSync(out)
  if (truthOut !== undefined) closeSync(truthOut)
  console.log(JSON.stringify({ ...options, bytes, seconds, rowsPerSecond: Math.round(options.rows / seconds), kinds }))
}

if (import.meta.main) main()
