/** `crmkit vcard`: contacts as business cards, out and in. @module */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Contact, isCrmError, type NewContact } from 'crmkit'
import { parseEmail } from 'crmkit/domain'
import {
  type CardPerson,
  type CardReading,
  cardText,
  contactOfCard,
  describeCardProblem,
  readCards,
} from 'crmkit/vcard'
import { oneOf, type ReadVerb, readVerb, type Verb } from './arguments.ts'
import type { Command } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { dayIn, lastingJobs } from './lasting-jobs.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { readPlace } from './place.ts'
import { counted } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { withWorkspace } from './with-desk.ts'
import { checkWritable } from './write-text-file.ts'

const options = {
  search: { type: 'string' },
  format: { type: 'string', default: '3.0' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

const verbs = {
  export: { positionals: ['FILE.vcf'], takes: ['search', 'format', 'json'] },
  import: { positionals: ['FILE.vcf'], takes: ['dry-run', 'format', 'json'] },
} as const satisfies Readonly<Record<string, Verb>>

type Asked = ReadVerb<keyof typeof verbs, typeof options>

/** `crmkit vcard`. */
export const vcardCommand: Command = {
  name: 'vcard',
  summary: 'Write contacts to business cards (.vcf), or read them from some',
  synopsis: 'export|import FILE.vcf --store ADDRESS [options]',
  options: [
    { option: 'export FILE.vcf', meaning: 'all contacts, or those that --search finds' },
    { option: 'import FILE.vcf', meaning: 'whoever is not there yet becomes a contact' },
    { option: '--search WORDS', meaning: 'words that must occur' },
    { option: '--format VERSION', meaning: '3.0 or 4.0 (default: 3.0)' },
    { option: '--dry-run', meaning: 'say what an import would do, and write nothing' },
    { option: '--json', meaning: 'one line of JSON' },
  ],
  notes: [
    'Somebody is there already who has an e-mail of the card, or whose card was imported or exported before: such cards',
    'change nothing. A card without a person, and one whose e-mail several contacts have, is told and left out.',
  ].join('\n'),
  run: runVcard,
}

async function runVcard(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const asked: Asked = readVerb(argv, options, verbs, 'export')
  const format = oneOf('format', asked.values.format ?? '3.0', ['3.0', '4.0'])
  const path = resolve(io.cwd, asked.positionals[0] ?? '')
  if (asked.verb === 'export') checkWritable(path)
  const file = asked.verb === 'import' ? await readCardFile(path) : null
  return withWorkspace(readPlace(asked.values, io), (open) =>
    file === null ? exportCards(open, asked, { path, format }, io) : importCards(open, asked, file, io),
  )
}

async function exportCards(
  open: OpenWorkspace,
  { values, positionals }: Asked,
  { path, format }: { readonly path: string; readonly format: '3.0' | '4.0' },
  io: CliIo,
): Promise<ExitCode> {
  const on = dayIn(await open.desk.workspace.get())
  const texts: string[] = []
  let cards = 0
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await open.desk.contacts.list({ limit: 500, order: 'number', search: values.search, cursor })
    const people = await peopleOf(open, page.items, on)
    cards += people.length
    texts.push(cardText(people, { version: format, on }))
    cursor = page.nextCursor
  }
  await writeFile(path, texts.join(''))
  const [file = ''] = positionals
  io.stdout.write(
    values.json === true ? `${JSON.stringify({ cards, file })}\n` : `${counted(cards, 'card')} written to ${file}.\n`,
  )
  return exitCodes.done
}

async function peopleOf(
  open: OpenWorkspace,
  contacts: readonly Contact[],
  on: ReturnType<typeof dayIn>,
): Promise<readonly CardPerson[]> {
  const jobs = await lastingJobs(open, contacts, on)
  return contacts
    .filter(({ givenName, familyName }) => givenName !== undefined || familyName !== undefined)
    .map((contact) => {
      const working = (jobs.get(contact.id) ?? []).map(({ affiliation, company }) => ({ ...affiliation, company }))
      return { contact, jobs: working }
    })
}

async function readCardFile(path: string): Promise<readonly CardReading[]> {
  try {
    return readCards(await readFile(path)).cards
  } catch (cause) {
    throw new UsageError(`${path} can't be read.`, { cause })
  }
}

/** What becomes of a card. */
type Fate = 'created' | 'known' | 'ambiguous' | 'left-out'

async function importCards(
  open: OpenWorkspace,
  { values }: Asked,
  cards: readonly CardReading[],
  io: CliIo,
): Promise<ExitCode> {
  const isTrial = values['dry-run'] === true
  const counts: Record<Fate, number> = { created: 0, known: 0, ambiguous: 0, 'left-out': 0 }
  const seen = new Set<string>()
  for (const card of cards) {
    const fate = await takeCard(open, card, seen, isTrial)
    counts[fate] += 1
    if (fate === 'ambiguous') io.stderr.write(`Line ${card.line}: several contacts have an e-mail of this card.\n`)
    if (fate === 'left-out') for (const problem of card.problems) io.stderr.write(`${describeCardProblem(problem)}\n`)
  }
  if (values.json === true) io.stdout.write(`${JSON.stringify({ cards: cards.length, ...counts, isTrial })}\n`)
  else {
    const verb = isTrial ? 'would be created' : 'created'
    const left = counts.ambiguous + counts['left-out']
    io.stdout.write(
      `${counted(cards.length, 'card')}: ${counts.created} ${verb}, ${counts.known} known, ${left} left out.\n`,
    )
  }
  return exitCodes.done
}

async function takeCard(open: OpenWorkspace, card: CardReading, seen: Set<string>, isTrial: boolean): Promise<Fate> {
  const contact = contactOfCard(card, null)
  if (contact === null) return 'left-out'
  const commandId = `vcard ${createHash('sha256').update(JSON.stringify(contact)).digest('hex')}`
  const keys = [commandId, ...keysOf(contact)]
  const isRepeated = keys.some((key) => seen.has(key))
  for (const key of keys) seen.add(key)
  if (isRepeated || (await isOwnCard(open, card)) || (await isTaken(open, commandId))) return 'known'
  const { hits } = await open.store.identity.lookUp(open.scope.workspaceId, keysOf(contact))
  const holders = new Set(hits.map(({ recordId }) => recordId))
  if (holders.size > 1) return 'ambiguous'
  if (holders.size === 1) return 'known'
  if (isTrial) return 'created'
  try {
    await open.desk.contacts.create(contact, { commandId })
    return 'created'
  } catch (refusal) {
    // Somebody else was faster.
    if (isCrmError(refusal, 'duplicate')) return 'known'
    if (isCrmError(refusal, 'ambiguous-duplicate')) return 'ambiguous'
    throw refusal
  }
}

/** Whether the card is one of ours, of a contact that is still there. */
async function isOwnCard({ desk }: OpenWorkspace, { uid }: CardReading): Promise<boolean> {
  return uid !== undefined && (await desk.contacts.find(uid.replace(/^urn:uuid:/, ''))) !== null
}

/** Whether the same card was imported before: it says nothing that it did not say then. */
async function isTaken({ store, scope }: OpenWorkspace, commandId: string): Promise<boolean> {
  return (await store.history.findCommand(scope.workspaceId, commandId)) !== null
}

function keysOf({ emails }: NewContact): readonly string[] {
  return (emails ?? []).flatMap((email) => {
    const { normalized } = parseEmail(email)
    return normalized === undefined ? [] : [`mail:${normalized}`]
  })
}
