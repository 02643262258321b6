/**
 * Tells encodings with one byte a character apart, by the letters of the languages they are used for.
 * Rules: docs/concepts/imports.md (IMP-1). @module
 */
import { recognizedHalves, upperHalves } from './encoding.ts'

const candidateOrder = [
  'windows-1252',
  'iso-8859-15',
  'windows-1250',
  'iso-8859-2',
  'macintosh',
  'ibm850',
  'iso-8859-7',
  'windows-1251',
]

/** Letters that western and central languages share: they tell nothing, and stand in names everywhere. */
const sharedLetters = 'áâäçéëíîóôöúüýßšž'

/** How often a language uses those of its letters beyond ASCII that tell it from others, relative to each other. */
interface Language {
  readonly letters: ReadonlyMap<string, number>
  readonly encodings: readonly string[]
  /** How unlikely it is from the start that a file is in this language, as a logarithm: few letters do not outweigh it. */
  readonly rarity: number
}

const western = ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850']
const central = ['windows-1250', 'iso-8859-2']

// Counted in running texts, rounded: French (and once more in names, where è is most of it), Spanish, Portuguese,
// Italian, Nordic; Hungarian, Romanian, Polish, Czech, Slovak, Croatian; Greek and Russian, which are only recognized.
const languages: readonly Language[] = [
  language(western, 'é590 à150 è85 ê70 ç27 û18 ù18 â16 î14 ô10 œ12 ï8 ë3 ü2 ÿ1'),
  language(western, 'è60 ï12 ê10 à10 û4 œ3 ÿ1', 1),
  language(western, 'ó280 í250 á180 é150 ñ100 ú60 ü5 º5 ª5'),
  language(western, 'ã180 ç150 é140 á130 í90 ó80 ê70 õ50 ú30 à30 â25 ô10'),
  language(western, 'à300 è250 ò150 ù130 ì100 é70'),
  language(western, 'ä300 å250 ö200 ø150 æ100 é10'),
  language(central, 'á300 é290 ö90 ó90 ő80 í55 ü50 ú30 ű18', 1),
  language(central, 'ă370 ş190 ţ180 î160 â100', 1),
  language(central, 'ł180 ę110 ą100 ó85 ż85 ś70 ć40 ń20 ź6', 4),
  language(central, 'í230 á160 ě115 é90 ř85 ý75 ž70 č66 š57 ů48 ú7 ť3 ó2 ď2 ň1', 4),
  language(central, 'á200 í130 é100 č100 ž90 š90 ý90 ú80 ť60 ľ50 ň20 ď20 ô20 ä10 ó10 ŕ1 ĺ1', 5),
  language(central, 'č280 š250 ž180 ć180 đ60', 6),
  language(
    ['iso-8859-7'],
    'α10 β1 γ2 δ2 ε8 ζ1 η5 θ1 ι9 κ4 λ3 μ3 ν6 ξ1 ο9 π4 ρ4 σ5 ς4 τ8 υ4 φ1 χ1 ψ1 ω2 ά2 έ2 ή2 ί3 ό2 ύ1 ώ1',
  ),
  language(
    ['windows-1251'],
    'о11 е8 а8 и7 н7 т6 с5 р5 в4 л4 к3 м3 д3 п3 у3 я2 ы2 ь2 г2 з2 б2 ч1 й1 х1 ж1 ш1 ю1 ц1 щ1 э1 ф1 ъ1 ё1',
  ),
]

function language(encodings: readonly string[], counts: string, rarity = 0): Language {
  const entries = counts
    .split(' ')
    .map((entry) => [entry.charAt(0), Number(entry.slice(1))] as const)
    .filter(([letter]) => !sharedLetters.includes(letter))
  const total = entries.reduce((sum, [, count]) => sum + count, 0)
  return { letters: new Map(entries.map(([letter, count]) => [letter, count / total])), encodings, rarity }
}

/** Signs that stand beside words, not within them. */
const signs = '’‘“”„«»–—…€£°§²³½·©®™º\u00a0\u00ad'

/** Signs that join parts of a word. */
const joiners = '’‘·–\u00a0\u00ad'

/**
 * Tells the encoding of a text with one byte a character by how its letters read in each; `unknown` where none makes
 * sense. It may be one that is recognized but not read.
 */
export function detectSingleByte(sample: Uint8Array): string {
  const sights = collectSights(sample)
  if (isWindows1252WithStrays(sights)) return 'windows-1252'
  const { encoding, score } = bestEncoding(sights)
  return score / countOf(sights) < -2 ? 'unknown' : encoding
}

function bestEncoding(sights: readonly Sight[]): { readonly encoding: string; readonly score: number } {
  let best = { encoding: 'unknown', score: Number.NEGATIVE_INFINITY }
  for (const encoding of candidateOrder) {
    const score = scoreEncoding(encoding, sights)
    // An earlier candidate wins a draw: it is the more usual one.
    if (score > best.score + 1e-9) best = { encoding, score }
  }
  return best
}

/** The bytes that windows-1252 has no character for. */
const undefinedBytes: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

/** How much likelier, as a logarithm, the rest must be in windows-1252 than where the strays are characters. */
const clearly = 4

/**
 * Whether a few bytes are damaged in a text that is clearly windows-1252 but for them. They are letters in others, so
 * that one of them would outweigh several accents; the rows say that their cell is damaged. A file in one of the others
 * has more of its letters than these, and they don't read as windows-1252.
 */
function isWindows1252WithStrays(sights: readonly Sight[]): boolean {
  const strays = sights.filter(({ byte }) => undefinedBytes.has(byte))
  const rest = sights.filter(({ byte }) => !undefinedBytes.has(byte))
  if (strays.length === 0 || rest.length === 0 || countOf(strays) * 3 > countOf(rest)) return false
  const { encoding, score } = bestEncoding(rest)
  if (encoding !== 'windows-1252' || score / countOf(rest) < -2) return false
  const rivals = candidateOrder.filter((rival) =>
    strays.some(({ byte }) => halfOf(rival).charAt(byte - 0x80) > '\u00a0'),
  )
  return rivals.every((rival) => score - scoreEncoding(rival, rest) >= clearly)
}

function countOf(sights: readonly Sight[]): number {
  return sights.reduce((sum, { count }) => sum + count, 0)
}

/** A byte beyond ASCII with its neighbors, and how often it stood there. */
interface Sight {
  readonly before: number
  readonly byte: number
  readonly after: number
  count: number
}

function collectSights(sample: Uint8Array): readonly Sight[] {
  const sights = new Map<number, Sight>()
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0
    if (byte < 0x80) continue
    const before = sample[i - 1] ?? 10
    const after = sample[i + 1] ?? 10
    const key = (before << 16) | (byte << 8) | after
    const sight = sights.get(key)
    if (sight === undefined) sights.set(key, { before, byte, after, count: 1 })
    else sight.count++
  }
  return [...sights.values()]
}

function scoreEncoding(encoding: string, sights: readonly Sight[]): number {
  const half = halfOf(encoding)
  const spoken = languages.filter((candidate) => candidate.encodings.includes(encoding))
  const all = new Set(spoken.flatMap(({ letters }) => [...letters.keys()]))
  const scores = spoken.map(({ letters, rarity }) =>
    sights.reduce((score, sight) => score + sight.count * scoreSight(sight, half, letters, all), -rarity),
  )
  return Math.max(...scores)
}

function halfOf(encoding: string): string {
  const halves: Readonly<Record<string, string>> = { ...upperHalves, ...recognizedHalves }
  return halves[encoding] ?? ''
}

/** The logarithm of how likely a character is at its place, compared to any of sixty letters. */
function scoreSight(sight: Sight, half: string, letters: Language['letters'], all: ReadonlySet<string>): number {
  const char = half.charAt(sight.byte - 0x80)
  const before = sight.before < 0x80 ? String.fromCharCode(sight.before) : half.charAt(sight.before - 0x80)
  const after = sight.after < 0x80 ? String.fromCharCode(sight.after) : half.charAt(sight.after - 0x80)
  if (isLetter(char)) return scoreLetter(char, before, after, letters, all)
  if (char < '\u00a0') return -8
  if (isLetter(before) && isLetter(after)) return joiners.includes(char) ? 0 : -4
  // © and ® stand after a word or alone, not at its beginning.
  if (isLetter(after) && '©®°·'.includes(char)) return -2
  return signs.includes(char) ? 0 : -1.5
}

function scoreLetter(
  char: string,
  before: string,
  after: string,
  letters: Language['letters'],
  all: ReadonlySet<string>,
): number {
  const lower = char.toLowerCase()
  // Letters of two scripts do not stand side by side.
  if (lower > 'ɏ' && (isLatinLetter(before) || isLatinLetter(after))) return -6
  // Names of other languages stand in every list of addresses.
  const likelihood = 0.85 * (letters.get(lower) ?? 0) + (0.15 * (all.has(lower) ? 1 : 0.03)) / 60
  let score = sharedLetters.includes(lower) ? 0 : Math.log(likelihood * 60)
  // Nasal vowels of Portuguese stand before a vowel or at the end; elsewhere they are misread ă and ő.
  if ((lower === 'ã' || lower === 'õ') && isLetter(after) && !'oesOES'.includes(after)) score -= 4
  // Few words of Portuguese end in ã, many of Romanian in ă, which stands neither before e nor before o.
  if (lower === 'ã' && !isLetter(after)) score -= 1.5
  if (lower === 'ă' && 'eoEO'.includes(after)) score -= 4
  // No vowel comes before a long ű: it is a misread û.
  if (lower === 'ű' && 'aeiouAEIOU'.includes(before)) score -= 4
  // In French and Italian no vowel comes after è; it is a misread č.
  if (lower === 'è' && 'aeiouAEIOU'.includes(after)) score -= 4
  const isUpper = char !== lower
  // A capital is no sign of a language before a small letter, and stands in no word of small ones: the È of `PrÈnom` is
  // a misread é.
  if (isUpper && isSmallLetter(after)) score = Math.min(score, 0)
  if (isUpper && isLetter(before) && (isSmallLetter(before) || isSmallLetter(after))) score = Math.min(score, 0) - 4
  if (!isUpper && isUpperLetter(before) && isUpperLetter(after)) score -= 1.5
  // A lone letter with signs around it is rather a sign that was misread.
  if (!isLetter(before) && !isLetter(after) && lower !== 'à') score -= 2
  return score
}

function isLetter(char: string): boolean {
  return char.toLowerCase() !== char.toUpperCase()
}

function isLatinLetter(char: string): boolean {
  return isLetter(char) && char <= 'ɏ'
}

function isSmallLetter(char: string): boolean {
  return isLetter(char) && char === char.toLowerCase()
}

function isUpperLetter(char: string): boolean {
  return isLetter(char) && char === char.toUpperCase()
}
