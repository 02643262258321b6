/** Names of people as they are compared. Rules: docs/concepts/identity.md (IDN-2). @module */
import { foldText } from '../kernel/fold.ts'

/** The names of a person, as written. */
export interface PersonName {
  readonly givenName?: string
  readonly familyName?: string
}

/** Folds a whole name or a part of one; a hyphen is a blank: `jean pierre`. */
export function foldPersonName(name: string): string {
  return foldText(name)
}

/** Folded given and family name in alphabetical order, so that swapped columns make no difference; `''` without a name. */
export function wholeName({ givenName = '', familyName = '' }: PersonName): string {
  return [foldPersonName(givenName), foldPersonName(familyName)].sort().join(' ').trim()
}

/**
 * Whether two names may be one person's. They may not when both sides give names and neither the family nor the given
 * name agrees. Names agree when they are equal or share a word (Martin, Martin-Dupont), also in swapped order.
 * An initial agrees with a name that begins with it, unless the other names contradict: J. Dupont is not Jean Martin.
 */
export function personNamesCompatible(a: PersonName, b: PersonName): boolean {
  if (areWrittenAlike(a, b)) return true
  const first = wordsOf(a)
  const second = wordsOf(b)
  if (first.given.length + first.family.length === 0 || second.given.length + second.family.length === 0) return true
  return shareWord(first, second) || initialsAgree(first, second) || initialsAgree(first, swapped(second))
}

/**
 * Whether nothing that both names say differs, in one order or the other: each part that both give shares a word or
 * agrees by its initials. Of compatible names only one part may: Jean Dupain and Jean Seul are compatible (IDN-5).
 */
export function personNamesAgree(a: PersonName, b: PersonName): boolean {
  if (areWrittenAlike(a, b)) return true
  const first = wordsOf(a)
  const second = wordsOf(b)
  return [second, swapped(second)].some((other) =>
    sharedParts(first, other).every(([left, right]) => haveCommonWord(left, right) || initialAgrees(left, right)),
  )
}

/** Most people who come again do so by the very same name. */
function areWrittenAlike(a: PersonName, b: PersonName): boolean {
  return a.givenName === b.givenName && a.familyName === b.familyName
}

interface NameWords {
  readonly given: readonly string[]
  readonly family: readonly string[]
}

/** Words that many names have. Alone they may be a name: Ben, Van. */
const particles: ReadonlySet<string> = new Set(
  'de du des la le les van von der den ter ten di da del della dos el al bin ben zu y e et d l o mc mac'.split(' '),
)

/** What people write into a name, and what is none. */
const titles: ReadonlySet<string> = new Set(
  (
    'dr prof ing dipl mag mme mlle mr mrs ms miss monsieur madame mademoiselle maitre herr frau dhr mevr domnul doamna ' +
    'dl dna ifj ozv jr sr phd'
  ).split(' '),
)

/** Titles count only where nothing else is said: of `Dr.` `Nagy` the given name is not known. */
function wordsOf({ givenName, familyName }: PersonName): NameWords {
  const given = foldedWords(givenName)
  const family = foldedWords(familyName)
  const named = { given: significantWords(given), family: significantWords(family) }
  return named.given.length + named.family.length > 0 ? named : { given, family }
}

function foldedWords(name = ''): readonly string[] {
  return foldPersonName(name)
    .split(' ')
    .filter((word) => word !== '')
}

function significantWords(words: readonly string[]): readonly string[] {
  const untitled = words.filter((word) => !titles.has(word))
  const significant = untitled.filter((word) => !particles.has(word))
  return significant.length > 0 ? significant : untitled
}

function swapped(name: NameWords): NameWords {
  return { given: name.family, family: name.given }
}

/** A whole word in common, wherever it stands. */
function shareWord(a: NameWords, b: NameWords): boolean {
  return haveCommonWord([...a.given, ...a.family], [...b.given, ...b.family])
}

/** A lone letter is an initial, no word. */
function haveCommonWord(a: readonly string[], b: readonly string[]): boolean {
  const words = new Set(a)
  return b.some((word) => word.length > 1 && words.has(word))
}

/** Without a whole word in common: every part that both sides have must agree by its initials. */
function initialsAgree(a: NameWords, b: NameWords): boolean {
  const parts = sharedParts(a, b)
  return parts.length > 0 && parts.every(([left, right]) => initialAgrees(left, right))
}

/** The parts that both names have. */
function sharedParts(a: NameWords, b: NameWords): readonly (readonly [readonly string[], readonly string[]])[] {
  const parts = [[a.given, b.given] as const, [a.family, b.family] as const]
  return parts.filter(([left, right]) => left.length > 0 && right.length > 0)
}

function initialAgrees(a: readonly string[], b: readonly string[]): boolean {
  const shorter = a.length <= b.length ? a : b
  const longer = shorter === a ? b : a
  return shorter.every((word, index) => {
    const other = longer[index] ?? ''
    return (
      word === other || (word.length === 1 && other.startsWith(word)) || (other.length === 1 && word.startsWith(other))
    )
  })
}
