/** Readers of cards that have nothing in common with ours: ical.js, and python3-vobject where it is installed. @module */
import { spawnSync } from 'node:child_process'
import ICAL from 'ical.js'

/** What a reader finds on a card. What comes in any order is sorted. */
export interface FoundCard {
  readonly version: string
  readonly fn: string
  /** Family, given, additional, prefix, suffix. */
  readonly n: readonly string[]
  readonly bday: string
  readonly emails: readonly string[]
  readonly tels: readonly string[]
  /** Post box, further, street, city, region, code, country. */
  readonly addresses: readonly string[]
  readonly org: readonly string[]
  readonly titles: readonly string[]
  readonly categories: readonly string[]
  readonly note: string
  readonly urls: readonly string[]
  readonly languages: readonly string[]
  /** In base64; or the address. */
  readonly photo: string
}

/** Cards as ical.js reads them. */
export function readWithIcalJs(text: string): readonly FoundCard[] {
  const parsed: unknown = ICAL.parse(text)
  const roots = Array.isArray(parsed) && parsed[0] === 'vcard' ? [parsed] : parsed
  return Array.isArray(roots) ? roots.map((root) => foundIn(root[1])) : []
}

type Property = readonly [name: string, params: Readonly<Record<string, unknown>>, type: string, ...values: unknown[]]

function foundIn(properties: readonly Property[]): FoundCard {
  const all = (name: string) => properties.filter(([each]) => each === name)
  const version = String(all('version')[0]?.[3])
  // It leaves the semicolons of texts escaped, as RFC 2426 has them.
  const text = (value: unknown) => (version === '3.0' ? partText(value).replaceAll('\\;', ';') : partText(value))
  const texts = (name: string) => all(name).flatMap(([, , , ...values]) => values.map(text))
  const parts = (name: string) => all(name).map(([, , , value]) => [value].flat().map(partText))
  return {
    version,
    fn: texts('fn')[0] ?? '',
    n: parts('n')[0] ?? [],
    bday: digits(texts('bday')[0] ?? ''),
    emails: all('email')
      .map((line) => `${placeOf(line)} ${partText(line[3])}`)
      .sort(),
    tels: all('tel')
      .map((line) => `${typesOf(line).join('+')} ${partText(line[3])}`)
      .sort(),
    addresses: parts('adr')
      .map((each) => each.join('|'))
      .sort(),
    org: parts('org')
      .map((each) => each.join('|'))
      .sort(),
    titles: texts('title').sort(),
    categories: texts('categories'),
    note: texts('note')[0] ?? '',
    urls: texts('url').sort(),
    languages: texts('lang'),
    photo: bareData(texts('photo')[0] ?? ''),
  }
}

function partText(value: unknown): string {
  return Array.isArray(value) ? value.map(partText).join(' ') : String(value)
}

function typesOf([, { type }]: Property): readonly string[] {
  return [type ?? []]
    .flat()
    .map((each) => String(each).toLowerCase())
    .sort()
}

function placeOf(line: Property): string {
  return typesOf(line).includes('work') ? 'work' : 'home'
}

function digits(day: string): string {
  return day.replaceAll('-', '')
}

function bareData(photo: string): string {
  return photo.replace(/^data:[^,]*,/, '')
}

/** A python that has vobject; `null` where there is none. */
export const vobjectPython: string | null =
  ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', 'import vobject']).status === 0) ?? null

const script = `
import sys, json, base64, vobject
sys.stdin.reconfigure(encoding='utf-8', newline='')
def joined(value): return ' '.join(value) if isinstance(value, list) else value
def types(line): return sorted(t.lower() for v in line.params.get('TYPE', []) for t in v.split(','))
cards = []
for card in vobject.readComponents(sys.stdin.read()):
    lines = lambda name: card.contents.get(name, [])
    first = lambda name: lines(name)[0].value if lines(name) else ''
    n = first('n')
    photo = first('photo')
    cards.append({
        'version': first('version'), 'fn': first('fn'),
        'n': [joined(v) for v in (n.family, n.given, n.additional, n.prefix, n.suffix)] if n else [],
        'bday': first('bday').replace('-', ''),
        'emails': sorted(('work ' if 'work' in types(e) else 'home ') + e.value for e in lines('email')),
        'tels': sorted('+'.join(types(t)) + ' ' + t.value for t in lines('tel')),
        'addresses': sorted('|'.join(joined(v) for v in
            (a.value.box, a.value.extended, a.value.street, a.value.city, a.value.region, a.value.code, a.value.country))
            for a in lines('adr')),
        'org': sorted('|'.join(o.value) for o in lines('org')),
        'titles': sorted(t.value for t in lines('title')),
        'categories': [c for line in lines('categories') for c in line.value],
        'note': first('note'), 'urls': sorted(u.value for u in lines('url')),
        'languages': [l.value for l in lines('lang')],
        'photo': base64.b64encode(photo).decode() if isinstance(photo, bytes) else photo.split(',')[-1],
    })
print(json.dumps(cards))
`

/** Cards as vobject reads them. */
export function readWithVobject(text: string): readonly FoundCard[] {
  if (vobjectPython === null) throw new Error('vobject is not there')
  const { status, stdout, stderr } = spawnSync(vobjectPython, ['-c', script], { input: text, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
