/** A row of a plan in words: what would happen, and why. @module */
import type { Desk, DraftChange, PartPlan, RowPlan } from 'crmkit'
import { describeKey, describeRowProblem } from 'crmkit/domain'

/** What a row changes, field by field. */
export function explainUpdate({ row, company, contact, affiliation }: RowPlan): string {
  const changes = [company, contact, affiliation].flatMap((part) => (part?.action === 'update' ? part.changes : []))
  const whose = contact === undefined || company?.action === 'update' ? company?.name : contact.name
  const said = changes.map(explainChange)
  if (affiliation?.action === 'create') said.push(`a job at ${company?.name}`)
  return `row ${row}, ${whose}: ${said.join('; ')}`
}

/** Which known company the row's one is another establishment of. */
export async function explainSibling({ row, company }: RowPlan, desk: Desk): Promise<string> {
  const [sibling = ''] = company?.siblingIds ?? []
  return `row ${row}, ${company?.name}: created beside ${await label(sibling, desk)}, as another establishment of ${sayKey(company)}`
}

/** Which records could be meant. */
export async function explainAmbiguous({ row, company, contact }: RowPlan, desk: Desk): Promise<string> {
  const part = company?.action === 'ambiguous' ? company : contact
  const candidates = await Promise.all((part?.candidateIds ?? []).map((id) => label(id, desk)))
  return `row ${row}, ${part?.name}: ${candidates.join(' or ')}? ${candidates.length === 2 ? 'Both' : 'All'} have ${sayKey(part)}: nothing is written`
}

/** What is wrong with a row. */
export function explainProblems({ row, problems }: RowPlan): string {
  return problems.map((problem) => describeRowProblem(problem, row)).join(' ')
}

/** A field that changed, with both values. */
export function explainChange({ field, before, after }: DraftChange): string {
  if (!Array.isArray(before) || !Array.isArray(after)) return `${words(field)} ${sayValue(before)} → ${sayValue(after)}`
  const [gone, added] = [before.filter((item) => !after.includes(item)), after.filter((item) => !before.includes(item))]
  return `${words(field)} ${gone.length === 0 ? '+' : `${sayValue(gone)} →`} ${sayValue(added)}`
}

/** A value of a record, as people write it. */
export function sayValue(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '(blank)'
  if (Array.isArray(value)) return value.map(sayValue).join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  // Phones and e-mails are kept as they were typed; addresses in parts.
  const { typed, line1, postcode, city }: Partial<Record<string, unknown>> = { ...value }
  return String(typed ?? [line1, [postcode, city].filter(Boolean).join(' ')].filter(Boolean).join(', '))
}

/** `jobTitle` → `job title` */
export function words(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

async function label(id: string, desk: Desk): Promise<string> {
  const company = await desk.companies.find(id)
  if (company !== null) return `no. ${company.number} in ${company.addresses[0]?.city ?? 'an unknown city'}`
  const contact = await desk.contacts.find(id)
  // A plan may speak of records that its own earlier rows create.
  return contact === null ? 'an earlier row' : `no. ${contact.number}, ${contact.givenName} ${contact.familyName}`
}

function sayKey(part: PartPlan | undefined): string {
  return part?.by === undefined ? 'what the row says' : describeKey(part.by)
}
