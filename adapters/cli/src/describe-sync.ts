/** What a synchronization did, or would do, in words. @module */
import type { DirectoryRunReport, ReportedCase } from 'crmkit'
import { count } from './text-table.ts'

type Counts = DirectoryRunReport['counts']

/** What is said of each decision that changes somebody, or waits for a person. */
const words = {
  link: 'recognized',
  'create-here': 'created here',
  'update-here': 'updated here',
  'trash-here': 'put into the trash here',
  'create-there': 'created there',
  'update-there': 'updated there',
  'delete-there': 'deleted there',
  unlink: 'parted',
  wait: 'waited for',
  held: 'deletions held back',
  ambiguous: 'for you to decide',
  'outside-group': 'outside the group',
  unnamed: 'without a name',
} as const satisfies Partial<Record<keyof Counts, string>>

const kinds = Object.keys(words).filter((kind): kind is keyof typeof words => kind in words)

/** `2 created there, 1 updated here`; `null`: there is nothing to do. */
export function describeCounts(counts: Counts): string | null {
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${count(counts[kind])} ${words[kind]}`)
  return parts.length === 0 ? null : parts.join(', ')
}

/** A case with its key, which `resolve` takes, and what stands on both sides. */
export function describeCase({ key, text, entry, conflict }: ReportedCase): string {
  const name = [entry?.givenName, entry?.familyName].filter(Boolean).join(' ')
  const emails = [...(entry?.homeEmails ?? []), ...(entry?.workEmails ?? [])].join(', ')
  const person = [name, emails].filter((part) => part !== '').join(', ')
  return [
    `“${key}”`,
    `  ${text}`,
    ...(person === '' ? [] : [`  The entry: ${person}`]),
    ...(conflict === undefined ? [] : [`  Here: ${shownValue(conflict.here)}. There: ${shownValue(conflict.there)}.`]),
  ].join('\n')
}

function shownValue(value: NonNullable<ReportedCase['conflict']>['here']): string {
  if (value === null) return 'nothing'
  if (typeof value === 'string') return value
  const parts = value.map((item) => (typeof item === 'string' ? item : Object.values(item).join(' ')))
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
