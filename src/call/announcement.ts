/** What callers hear: the line's own words or sounds, else ours, and why. Rules: docs/concepts/calls.md (TEL-1, TEL-2). @module */
import type { Locale } from '../kernel/country.ts'
import type { InputIssue } from '../party/input-issue.ts'
import { readText } from '../party/read-fields.ts'
import { type CallSaying, callWords } from './call-words.ts'
import type { LineFields } from './line.ts'
import type { CallRoute } from './route-call.ts'

/** In browsers, Node, Deno, Bun and workers; the types of the language alone do not name it. */
declare class URL {
  constructor(text: string)
  readonly href: string
  readonly protocol: string
  readonly username: string
  readonly password: string
}

/** Something that is heard on the telephone: words in a language, or a sound at an address. */
export type Announcement = { readonly say: string; readonly locale: Locale } | { readonly play: string }

/**
 * An announcement as a line has it: words, in the workspace's language unless they name another, or the `https:` address of
 * a sound that the provider can play.
 */
export type LineAnnouncement =
  | { readonly say: string; readonly locale?: Locale | undefined }
  | { readonly play: string }

/** When a line says something of its own. */
export type AnnouncementName = 'greeting' | 'closed' | 'voicemail' | 'recording'

/** What a line says in its own words. What is absent is said in ours, in the workspace's language; nobody is greeted then. */
export type LineAnnouncements = Readonly<Partial<Record<AnnouncementName, LineAnnouncement | undefined>>>

/** When each is said. Docs and tests read this list. */
export const announcementNames: Readonly<Record<AnnouncementName, string>> = {
  greeting: 'before the first ring, and before the queue where nobody is free',
  closed: 'outside the working hours, before the tone or the end',
  voicemail: 'before the tone',
  recording: 'before the first round that is recorded',
}

/** How long a text may be that is said. */
const longestText = 1_000
const longestAddress = 2_000

/** The announcements of a line in normal form. Absent: there are none. */
export function readAnnouncements(
  issues: InputIssue[],
  said: LineAnnouncements | undefined,
): LineAnnouncements | undefined {
  const read = Object.keys(announcementNames).flatMap((name) => {
    if (!isAnnouncementName(name)) return []
    const one = said?.[name]
    const found = one === undefined ? undefined : readOne(issues, `announcements.${name}`, one)
    return found === undefined ? [] : [[name, found] as const]
  })
  return read.length === 0 ? undefined : Object.fromEntries(read)
}

/**
 * What a caller hears at a step of his route. Own words for the voicemail stand alone, unless the line is closed: he is told
 * so first.
 * @param route with the rounds that are recorded, which were told of if one came before. Absent: none is
 * @param place which step it is, counted from 0
 * @param locale the workspace's
 */
export function announcementsAt(
  route: Pick<CallRoute, 'steps'> & Partial<Pick<CallRoute, 'because'>> & { readonly recorded?: readonly number[] },
  place: number,
  line: Pick<LineFields, 'announcements'>,
  locale: Locale,
): readonly Announcement[] {
  const { steps, because, recorded = [] } = route
  const step = steps[place]
  const own = (name: AnnouncementName): Announcement | undefined => inLocale(line.announcements?.[name], locale)
  const ours = (what: CallSaying): Announcement => ({ say: callWords[locale][what], locale })
  const greeting = place === 0 ? own('greeting') : undefined
  switch (step?.kind) {
    case 'ring': {
      const isFirst = recorded.includes(place) && !recorded.some((before) => before < place)
      const notice = isFirst ? (own('recording') ?? ours('recording')) : undefined
      return [greeting, notice].filter((each) => each !== undefined)
    }
    case 'queue': {
      // Who waits on has heard it.
      const isNew = steps[place - 1]?.kind !== 'queue'
      return [...(greeting === undefined ? [] : [greeting]), ...(isNew ? [ours('queue')] : [])]
    }
    case 'voicemail': {
      const prompt = own('voicemail')
      if (because === 'closed') return [own('closed') ?? ours('closed'), prompt ?? ours('message')]
      return prompt === undefined ? [ours(reasonOf(because)), ours('message')] : [prompt]
    }
    case 'hang-up': {
      const closed = because === 'closed' ? own('closed') : undefined
      return closed === undefined ? [ours(reasonOf(because)), ours('later')] : [closed]
    }
    case undefined:
      return []
  }
}

function reasonOf(because: CallRoute['because'] | undefined): CallSaying {
  return because === 'closed' || because === 'busy' ? because : 'unanswered'
}

function inLocale(one: LineAnnouncement | undefined, locale: Locale): Announcement | undefined {
  if (one === undefined || 'play' in one) return one
  // Again: a line may have been written down before it was read so.
  return { say: spokenText(one.say), locale: one.locale ?? locale }
}

function isAnnouncementName(name: string): name is AnnouncementName {
  return Object.hasOwn(announcementNames, name)
}

function readOne(issues: InputIssue[], path: string, said: LineAnnouncement): LineAnnouncement | undefined {
  if ('play' in said) {
    const play = readAddress(said.play)
    if (play !== null) return { play }
    const remedy = 'Give the whole address of a sound, such as https://example.com/hello.mp3, without a password.'
    // Not quoted: addresses hold tokens, and refusals end up in logs.
    issues.push({ path: `${path}.play`, problem: 'invalid-format', remedy })
    return undefined
  }
  const spoken = spokenText(said.say)
  const say = readText(issues, `${path}.say`, spoken, undefined, longestText)
  if (say === undefined) {
    if (spoken.trim() === '') issues.push({ path: `${path}.say`, problem: 'missing', remedy: 'Say something.' })
    return undefined
  }
  return { say, ...(said.locale !== undefined && { locale: said.locale }) }
}

/**
 * A text as it is spoken. Control characters, such as the soft line breaks of word processors, are blanks: nobody hears
 * them, and the languages of providers have no place for them. NUL stays, and is refused as everywhere.
 */
function spokenText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, (each) => ('\0\t\n\r'.includes(each) ? each : ' '))
}

function readAddress(text: string): string | null {
  if (text.length > longestAddress) return null
  try {
    const { href, protocol, username, password } = new URL(text.trim())
    return protocol === 'https:' && username === '' && password === '' ? href : null
  } catch {
    return null
  }
}
