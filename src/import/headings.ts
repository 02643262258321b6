/** Headings of columns, made usable as names. Rules: docs/concepts/imports.md (IMP-2). @module */
import { type HeadingConcept, understandHeading } from './heading-words.ts'

/**
 * Trims headings and makes each one unique: `Titre` and `Titre (2)`.
 * A blank one is named after its position: `Column 3`.
 */
export function uniqueHeadings(cells: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return cells.map((cell, index) => {
    const heading = tidyHeading(cell) || `Column ${index + 1}`
    let unique = heading
    for (let n = 2; taken.has(unique); n++) unique = `${heading} (${n})`
    taken.add(unique)
    return unique
  })
}

/** A heading without blanks around it, and with single ones within. */
export function tidyHeading(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim()
}

/**
 * Whether a row holds titles of groups of columns, and the row below it the headings: `Company`, `Contact` above
 * `Name`, `City`, `Name`, `E-mail`. Merged cells leave blanks, and what is understood stands below.
 */
export function areGroupTitles(row: readonly string[], below: readonly string[]): boolean {
  const headings = below.filter((cell) => cell.trim() !== '')
  const understood = countUnderstood(below)
  const hasGaps = below.some((cell, column) => cell.trim() !== '' && (row[column] ?? '').trim() === '')
  if (!hasGaps || understood < 2 || understood * 2 <= headings.length || understood <= countUnderstood(row))
    return false
  // Headings of which one was forgotten stand above `Client`, `E-mail` where those are what a row says.
  const titles = row.filter((cell, column) => cell.trim() !== '' && (below[column] ?? '').trim() !== '')
  return titles.length * 2 <= headings.length || !titles.some(isNoGroup)
}

/** Whether most cells of a row are headings that are understood, two at least. */
export function areHeadings(cells: readonly string[]): boolean {
  const understood = countUnderstood(cells)
  return understood > 1 && understood * 2 > cells.filter((cell) => cell.trim() !== '').length
}

function isNoGroup(title: string): boolean {
  const concept = understandHeading(title)?.concept
  return concept !== undefined && !groups.has(concept)
}

const groups: ReadonlySet<HeadingConcept> = new Set([
  'company-name',
  'customer',
  'full-name',
  'address',
  'full-address',
])

/** Headings with what stands above them: where one comes twice its group tells it apart, and a blank one is its group. */
export function headingsInGroups(titles: readonly string[], headings: readonly string[]): readonly string[] {
  const comesTwice = (heading: string) => headings.filter((other) => tidyHeading(other) === heading).length > 1
  let group = ''
  return headings.map((cell, column) => {
    const title = tidyHeading(titles[column] ?? '')
    if (title !== '') group = title
    const heading = tidyHeading(cell)
    if (heading === '') return title
    return comesTwice(heading) ? tidyHeading(`${group} ${heading}`) : heading
  })
}

function countUnderstood(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '' && understandHeading(cell) !== null).length
}
