/** Companies and functions on cards. Rules: docs/concepts/vcard.md (SYN-2, SYN-5). @module */
import type { AffiliationChanges } from '../party/new-affiliation.ts'
import type { NewCompany } from '../party/new-company.ts'
import { longest, mostItems, present } from '../party/read-fields.ts'
import type { CardLines } from './card-lines.ts'
import type { ContentLine } from './content-lines.ts'

/** A job, before it is known how its owner is reached there. */
export interface JobDraft {
  /** What ties other lines of the card to this job. */
  readonly group?: string
  readonly company?: NewCompany
  readonly affiliation: AffiliationChanges
}

/** Reads the jobs of a card, the preferred one first. A function without a company is a job too. */
export function readJobs(card: CardLines): readonly JobDraft[] {
  const companies = card.takeAll('ORG').flatMap((lines) => readCompany(card, lines))
  const titles = [...card.take('TITLE'), ...card.take('ROLE')]
  const groups = new Set(companies.slice(1).flatMap(({ group }) => group ?? []))
  const titleOf = ({ group }: JobDraft, index: number) =>
    takeTitle(card, titles, (line) => (index === 0 ? !groups.has(line.group ?? '') : line.group === group))
  const [main, ...others] = companies.length === 0 ? [{ affiliation: {} }] : companies
  const jobs = [main, ...others].flatMap((draft, index) => {
    if (draft === undefined) return []
    const jobTitle = draft.group === undefined && index > 0 ? undefined : titleOf(draft, index)
    return [{ ...draft, affiliation: { ...draft.affiliation, ...present<AffiliationChanges>({ jobTitle }) } }]
  })
  return companies.length === 0 && jobs[0]?.affiliation.jobTitle === undefined ? [] : jobs
}

/** The first function that is this job's; further ones are reported. */
function takeTitle(
  card: CardLines,
  titles: readonly ContentLine[],
  isMine: (line: ContentLine) => boolean,
): string | undefined {
  const [first, ...others] = titles.filter(isMine)
  for (const other of others)
    card.report(other.name === first?.name ? 'several-values' : 'no-field', other, card.text(other))
  return card.text(first)
}

/** A company, with the names that it has in other languages. */
function readCompany(card: CardLines, [line, ...others]: readonly ContentLine[]): readonly JobDraft[] {
  if (line === undefined) return []
  const [name, department] = readNames(card, line)
  if (name === undefined) {
    if (department !== undefined) card.report('no-field', line, department)
    return []
  }
  const otherNames = others
    .flatMap((other) => readNames(card, other)[0] ?? [])
    .filter((other) => other !== name)
    .slice(0, mostItems)
  return [
    {
      ...(line.group !== undefined && { group: line.group }),
      company: { name, ...(otherNames.length > 0 && { otherNames }) },
      affiliation: present<AffiliationChanges>({ department }),
    },
  ]
}

function readNames(
  card: CardLines,
  line: ContentLine,
): readonly [name: string | undefined, department: string | undefined] {
  const [name, ...units] = card.parts(line)
  return [card.fit(line, name, longest.name), card.fit(line, units.filter((unit) => unit !== '').join(', '))]
}
