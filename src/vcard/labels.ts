/** What phones, e-mails and addresses of cards are for, read and written. Rules: docs/concepts/vcard.md (SYN-2, SYN-5). @module */
import { readLabel } from '../import/row-values.ts'
import type { AddressCategory } from '../party/address.ts'
import type { PhoneKind } from '../party/phone.ts'
import type { ContentLine } from './content-lines.ts'

/** What a line is for. */
export interface LineLabel {
  readonly isWork: boolean
  readonly phoneKind: PhoneKind
  /** Absent where nothing is said. */
  readonly category?: AddressCategory
}

/** Kinds by the words for them, the more telling ones first. */
const kindsOfPhones: readonly (readonly [RegExp, PhoneKind])[] = [
  [/^fax$/, 'fax'],
  [/^(?:cell|mobile|iphone)$/, 'mobile'],
  [/^main$/, 'main'],
  [/^(?:pager|car|isdn|bbs|modem|other|x-other)$/, 'other'],
  [/^(?:home|x-home)$/, 'home'],
  [/^work$/, 'work'],
]

const categories: readonly AddressCategory[] = ['head-office', 'billing', 'delivery', 'warehouse', 'shop', 'other']

/**
 * Reads what a line is for, from its types and from the label that Apple and Google write beside it.
 * @param label as written beside: `_$!<Work>!$_`
 */
export function labelOf(line: ContentLine, label: string | undefined): LineLabel {
  const types = typesOf(line)
  const says = (type: string) => types.includes(type)
  const words = label === undefined || says('work') || says('home') ? null : labelInWords(label)
  const kind = kindsOfPhones.find(([word]) => types.some((type) => word.test(type)))?.[1]
  const category = categories.find((known) => says(`x-${known}`)) ?? (says('other') ? 'other' : words?.category)
  const isHome = says('home') || words?.kind === 'home'
  return {
    isWork: says('work') || words?.isWork === true,
    phoneKind: kind ?? words?.kind ?? 'main',
    ...((category !== undefined || isHome) && { category: category ?? 'home' }),
  }
}

interface LabelInWords {
  readonly isWork: boolean
  readonly kind: PhoneKind
  readonly category?: AddressCategory
}

function labelInWords(label: string): LabelInWords {
  const words = label.replace(/^_\$!<(.*)>!\$_$/, '$1')
  // Google's word for a page about somebody; "prof." is work.
  const meant = /^profile$/i.test(words) ? 'other' : readLabel(words)
  const isWork = meant === 'work' || meant === 'work-fax'
  const kind = meant === 'work-fax' ? 'fax' : meant
  return { isWork, kind, ...(kind !== 'home' && !isWork && { category: 'other' }) }
}

/** In lower case. Some write `TYPE="work,voice"`. */
function typesOf(line: ContentLine): readonly string[] {
  return (line.params.get('TYPE') ?? []).flatMap((value) => value.toLowerCase().split(',')).map((type) => type.trim())
}

/** How much a line is preferred: the less the more. */
export function preferenceOf(line: ContentLine): number {
  const said = Number(line.params.get('PREF')?.[0] ?? Number.NaN)
  if (said >= 1 && said <= 100) return said
  return typesOf(line).includes('pref') ? 1 : 101
}

/** The types of a phone of a person. */
export const personalTypes: Readonly<Record<PhoneKind, readonly string[]>> = {
  main: ['voice'],
  mobile: ['cell'],
  home: ['home', 'voice'],
  work: ['work', 'voice'],
  fax: ['home', 'fax'],
  other: ['x-other'],
}

/** The types of a phone of a job. */
export const workTypes: Readonly<Record<PhoneKind, readonly string[]>> = {
  main: ['work', 'main'],
  mobile: ['work', 'cell'],
  home: ['work', 'x-home'],
  work: ['work', 'voice'],
  fax: ['work', 'fax'],
  other: ['work', 'x-other'],
}
