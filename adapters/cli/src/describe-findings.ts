/** What an import found, in words: what happened to which rows, and what to do about it. @module */
import type { PartPlan, RowPlan } from 'crmkit'
import { describeKey, describeRowProblem } from 'crmkit/domain'
import { type ImportFindings, type ProblemGroup, partsOf, type SomeRows } from './import-findings.ts'
import type { RecordLabels } from './record-labels.ts'
import { counted } from './text-table.ts'

/** What the remedies depend on. */
export interface ImportSurroundings {
  /** By whose rules numbers are read whose row names no country. */
  readonly country: string
  /** Whether refused rows are written to a file. */
  readonly isRefusedWritten: boolean
}

/** The findings as paragraphs; none where all went as one would wish. */
export async function describeFindings(
  findings: ImportFindings,
  labels: RecordLabels,
  surroundings: ImportSurroundings,
): Promise<readonly string[]> {
  const { problems, ambiguous, siblings, suspicious, skipped, possible } = findings
  const groups = [...problems.values()].sort((a, b) => b.rows - a.rows)
  const [errors, warnings] = [groups.filter(isError), groups.filter((group) => !isError(group))]
  const paragraphs = [
    problemParagraph('Refused because of what they say', errors),
    hintsFor(errors, surroundings),
    problemParagraph('Worth knowing', warnings),
    await rowParagraph('Refused because several records could be meant', ambiguous, labels, sayAmbiguous),
    await rowParagraph('Created as another establishment of a company that is known', siblings, labels, saySibling),
    await rowParagraph(
      'The same by number or e-mail, yet called otherwise: look at them',
      suspicious,
      labels,
      saySuspicious,
    ),
    await rowParagraph('Left as they are', skipped, labels, saySkipped),
    await rowParagraph('Perhaps the same as a record that is there; not acted on', possible, labels, sayPossible),
  ]
  return paragraphs.filter((paragraph) => paragraph !== null)
}

function isError({ problem }: ProblemGroup): boolean {
  return problem.severity === 'error'
}

function problemParagraph(title: string, groups: readonly ProblemGroup[]): string | null {
  if (groups.length === 0) return null
  const lines = groups.map(({ problem, firstRow, rows }) => {
    const others = rows === 1 ? '' : ` (and ${counted(rows - 1, 'row')} more like it)`
    return `  ${describeRowProblem(problem, firstRow)}${others}`
  })
  return [`${title}:`, ...lines].join('\n')
}

/** What to do about refused rows besides correcting each of them. */
function hintsFor(errors: readonly ProblemGroup[], { country, isRefusedWritten }: ImportSurroundings): string | null {
  if (errors.length === 0) return null
  const has = (code: string): boolean => errors.some(({ problem }) => problem.code === code)
  const isOfCountry = errors.some(
    ({ problem }) => problem.code === 'number-invalid' && problem.field !== 'company.siret',
  )
  const remedies = [
    ...(isRefusedWritten ? [] : ['  --refused OUT.csv writes them to a file, with the reasons.']),
    ...(has('number-invalid') || has('number-contradicts')
      ? ['  --invalid-ids drop leaves invalid numbers out instead of refusing their rows.']
      : []),
    ...(isOfCountry
      ? [
          `  Numbers of rows that name no country are read by the rules of ${country}, the workspace's. Are they of another one?`,
          '  Import into another workspace, with --workspace NAME --country CC, or map a column of countries.',
        ]
      : []),
    ...(has('owner-unknown')
      ? ['  --unknown-owner unassigned leaves records without an owner where nobody is called so.']
      : []),
    ...(has('date-ambiguous')
      ? [
          '  Dates are read with the day first in a workspace of a country that writes them so: --workspace NAME --country CC.',
        ]
      : []),
  ]
  const counting = 'Rows are counted from the first one below the headings, without blank ones.'
  return remedies.length === 0 ? counting : [`${counting} What helps besides correcting them:`, ...remedies].join('\n')
}

type SayRow = (part: PartPlan, labelOf: (id: string) => Promise<string>) => Promise<string | null>

async function rowParagraph(title: string, rows: SomeRows, labels: RecordLabels, say: SayRow): Promise<string | null> {
  if (rows.count === 0) return null
  const lines: string[] = []
  for (const plan of rows.first) {
    for (const part of partsOf(plan)) {
      const words = await say(part, labelsFor(plan, part, labels))
      if (words !== null) lines.push(`  Row ${plan.row}, “${part.nameInRow ?? part.name}”: ${words}`)
    }
  }
  const more = rows.count - rows.first.length
  if (more > 0) lines.push(`  … and ${counted(more, 'row')} more.`)
  return [`${title} (${counted(rows.count, 'row')}):`, ...lines].join('\n')
}

function labelsFor(plan: RowPlan, part: PartPlan, labels: RecordLabels): (id: string) => Promise<string> {
  return part === plan.company ? labels.company : labels.contact
}

async function sayAmbiguous(part: PartPlan, labelOf: (id: string) => Promise<string>): Promise<string | null> {
  if (part.action !== 'ambiguous') return null
  const ids = part.candidateIds ?? []
  const candidates = (await Promise.all(ids.slice(0, 3).map(labelOf))).join(', ')
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return `${keyOf(part)} leads to ${candidates}${more}. Add a number or an e-mail that only one of them has.`
}

async function saySibling(part: PartPlan, labelOf: (id: string) => Promise<string>): Promise<string | null> {
  if (!part.isSibling) return null
  const [first = ''] = part.siblingIds ?? []
  return `${keyOf(part)} is also that of ${await labelOf(first)}, but the establishment is another one.`
}

async function saySuspicious(part: PartPlan, labelOf: (id: string) => Promise<string>): Promise<string | null> {
  if (!part.isSuspicious || part.recordId === undefined) return null
  const label = await labelOf(part.recordId)
  const name = `“${part.name}”`
  // Once the row is applied, the record may go by the row's name.
  const record = label.startsWith(name) ? label : `${name}, now ${label}`
  return `matched ${record} by ${keyOf(part)}.`
}

async function saySkipped({ skipReason = 'mode' }: PartPlan): Promise<string | null> {
  return skipWords[skipReason]
}

/** Why a record was left as it is; `null` where the user asked for it. */
const skipWords: Readonly<Record<NonNullable<PartPlan['skipReason']>, string | null>> = {
  mode: null,
  anonymized: 'the person was anonymized, and is left alone. Take the row out of the file.',
  'in-trash': 'the record lies in the trash. Restore it, then import again.',
  hidden: 'the record belongs to somebody else.',
  'not-writable': 'the record belongs to somebody else.',
}

async function sayPossible(part: PartPlan, labelOf: (id: string) => Promise<string>): Promise<string | null> {
  const [first] = part.possible
  if (first === undefined) return null
  return `resembles ${await labelOf(first.recordId)} (${first.reasons.join(', ')}).`
}

function keyOf({ by }: PartPlan): string {
  return by === undefined ? 'what it says' : describeKey(by)
}
