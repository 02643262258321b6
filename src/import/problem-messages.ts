/** What is wrong with a file or a row, as English sentences: where, what, and what to do. Rules: docs/concepts/imports.md (IMP-4). @module */
import { type FieldName, importFields } from './fields.ts'
import type { MappingRefusal } from './mapping.ts'
import type { RowProblem } from './row-problem.ts'
import type { TableRefusal } from './table-refusal.ts'

/** Says why a file can't be read, and what to do about it. */
export function describeTableRefusal(refusal: TableRefusal): string {
  switch (refusal.code) {
    case 'encoding-not-supported':
      return refusal.encoding === 'unknown'
        ? `The encoding of the file could not be told. Name it, or save the file as UTF-8.`
        : `Files in ${refusal.encoding} are not read. Save the file as UTF-8; ${refusal.supported.join(', ')} are read too.`
    case 'encoding-mismatch':
      return `The file is not ${refusal.encoding}: byte ${refusal.byte}${afterRow(refusal.row)} does not fit. Name the encoding that it was saved in, or save it as UTF-8.`
    case 'not-a-table':
      return `The file is no CSV file but ${refusal.format}. Save it as CSV (UTF-8) and import that.`
    case 'file-empty':
      return 'The file is empty: it has neither headings nor rows. Check that it was saved as a whole.'
    case 'quote-never-closes':
      return `A quoted cell that begins in row ${refusal.row} (line ${refusal.line}) is never closed. Add the missing quotation mark.`
    case 'row-too-long':
      return `Row ${refusal.row} (line ${refusal.line}) is longer than ${refusal.limit} characters. Check the separators and line ends of the file.`
  }
}

function afterRow(row: number | undefined): string {
  return row === undefined ? '' : `, after row ${row},`
}

/** Says why a mapping can't be used, and what to do about it. */
export function describeMappingRefusal(refusal: MappingRefusal): string {
  switch (refusal.code) {
    case 'nothing-identifies':
      return 'No column is mapped to a name or to a number that identifies. Map the name of the company or of the contact.'
    case 'unknown-column':
      return `The file has no column "${refusal.column}".${didYouMean(refusal.suggestion)}`
    case 'unknown-field':
      return `There is no field "${refusal.field}" for column "${refusal.column}".${didYouMean(refusal.suggestion)}`
    case 'field-twice':
      return `${labelOf(refusal.field)} takes one column, but ${listOf(refusal.columns)} are mapped to it. Leave all but one out.`
    case 'holds-other-records':
      return `The file holds ${refusal.records}, not companies or contacts. Export those and import them.`
  }
}

/** Says what is wrong with a row: which column, what stands there, and what to do about it. */
export function describeRowProblem(problem: RowProblem, row?: number): string {
  const place = row === undefined ? '' : `Row ${row}: `
  const column = problem.column === undefined ? '' : `column "${problem.column}": `
  const sentence = `${column}${describeProblem(problem)}`
  return place + (place === '' ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence)
}

function describeProblem(problem: RowProblem): string {
  const value = `"${problem.value ?? ''}"`
  const isError = problem.severity === 'error'
  switch (problem.code) {
    case 'too-many-cells':
      return `${cellsFor(problem)}. Quote the cells that hold the separator.`
    case 'too-few-cells':
      return `${cellsFor(problem)}. The missing ones count as blank.`
    case 'quote-misplaced':
      return 'a quotation mark stands inside a quoted cell. Write it twice.'
    case 'quote-in-cell':
      return `${value} holds a quotation mark without being quoted. It is kept as it stands.`
    case 'headings-again':
      return 'the row repeats the headings. Take it out.'
    case 'remark-row':
      return `${value} stands alone below a blank line, as remarks below a table do. Take it out, or give the row as many cells as there are headings.`
    case 'nothing-to-import':
      return 'no mapped column says anything. Fill in a name, or take the row out.'
    case 'name-missing':
      return `a new record needs a name. Fill in ${problem.field === undefined ? 'one' : `what is mapped to "${labelOf(problem.field)}"`}.`
    case 'totals-row':
      return `${value} with nothing but numbers beside it is a row of totals. Take it out; if somebody is called so, write the full name.`
    case 'company-without-name':
      return problem.value === undefined
        ? 'something is said of a company, but the row names none. It is left out.'
        : `${value} is said of a company, but the row names none. It is left out.`
    case 'job-without-company':
      return problem.value === undefined
        ? 'something is said of a job, but the row names no company. It is left out.'
        : `${value} is said of a job, but the row names no company. It is left out.`
    case 'number-invalid':
      return `${value} is no valid ${fieldLabel(problem)}. ${isError ? 'Correct it, or have invalid numbers left out.' : 'It is left out.'}`
    case 'number-destroyed':
      return `a spreadsheet rounded the number to ${value}. It is left out; format the column as text and export it again.`
    case 'number-contradicts':
      return `${value} names another legal entity than the ${problem.reason?.toUpperCase()} of the row. ${isError ? 'Correct one of them, or have invalid numbers left out.' : 'It is left out.'}`
    case 'country-unknown':
      return `${value} is no country that is known. Write its name or its two-letter code.`
    case 'currency-unknown':
      return `${value} is no currency. Write its three-letter code, such as EUR.`
    case 'owner-unknown':
      return `nobody is called ${value}. ${isError ? 'Write the name or the e-mail address of a member, or choose who is to own such records.' : 'The record gets the owner that was chosen for such rows, or none.'}`
    case 'option-unknown':
      return `${value} is none of the choices. Write one of them.`
    case 'date-invalid':
      return `${value} is no date. Write it as 2026-12-31.`
    case 'date-ambiguous':
      return `${value} can be read as two dates. Write it as 2026-12-31.`
    case 'email-not-understood':
      return `${value} is no e-mail address. It is kept as it stands and finds nobody.`
    case 'phone-not-understood':
      return `${value} is no phone number that can be dialed. It is kept as it stands.`
    case 'text-too-long':
      return `${value}… is too long a text for this field. Shorten it.`
    case 'text-damaged':
      return `${value} holds characters that no text has. ${isError ? 'Take them out.' : 'Check the encoding of the file.'}`
  }
}

function cellsFor({ found, expected }: RowProblem): string {
  return `there ${found === 1 ? 'is 1 cell' : `are ${found} cells`} for ${expected} headings`
}

function fieldLabel(problem: RowProblem): string {
  return problem.field === undefined ? 'number' : labelOf(problem.field)
}

function labelOf(field: FieldName): string {
  return importFields.get(field)?.label ?? field
}

function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? ' Check its spelling.' : ` Did you mean "${suggestion}"?`
}

function listOf(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(' and ')
}
