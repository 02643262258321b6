/** A contact to create of what a card says. Rules: docs/concepts/vcard.md (SYN-2). @module */
import type { CompanyId } from '../kernel/ids.ts'
import type { NewContact } from '../party/new-contact.ts'
import type { NewAddress } from '../party/new-coordinates.ts'
import type { CardJob, CardReading } from './card.ts'

/**
 * The contact of a card, as `desk.contacts.create` takes it; `null` where the card has no person. The main job becomes
 * an affiliation where its company is known for sure; what is said of other jobs goes into the note, and nothing is lost.
 * @param companyId the company of the main job; `null` where it is not identified
 */
export function contactOfCard(card: CardReading, companyId: CompanyId | null): NewContact | null {
  if (card.contact === undefined) return null
  const [main, ...others] = card.jobs
  const isKnown = main?.company !== undefined && companyId !== null
  const noted = isKnown ? others : card.jobs
  const description = [card.contact.description ?? '', ...noted.map(describeJob)].filter((text) => text !== '')
  return {
    ...card.contact,
    ...(description.length > 0 && { description: description.join('\n\n') }),
    ...(isKnown && { affiliation: { ...main.affiliation, companyId } }),
  }
}

/** What a card says of a job, as lines for a note. */
export function describeJob({ company, affiliation }: CardJob): string {
  const { jobTitle, department, phones, emails } = affiliation
  const lines = [
    [jobTitle, department, company?.name].filter((text) => text !== undefined).join(', '),
    ...(phones ?? []).map((phone) => (typeof phone === 'string' ? phone : phone.number)),
    ...(emails ?? []),
    ...(company?.addresses ?? []).map(describeAddress),
    ...(company?.websites ?? []),
  ]
  return lines.filter((line) => line !== '').join('\n')
}

function describeAddress({ line1, line2, postcode, city, region, country }: NewAddress): string {
  const town = [postcode, city].filter(Boolean).join(' ')
  return [line1, line2, town, region, country].filter(Boolean).join(', ')
}
