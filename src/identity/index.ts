/** What `crmkit/domain` shows of this room: identity keys, and the decision whether two records are one. @module */
export type { Candidate } from './choose-hit.ts'
export {
  type CompanyFacts,
  type CompanyIdentity,
  companyIdentity,
  companyKeys,
  type Place,
} from './company-identity.ts'
export { type FoldedCompanyName, foldCompanyName } from './company-name.ts'
export type { CompanyMatchOptions } from './compare-companies.ts'
export {
  type AffiliationFacts,
  type ContactFacts,
  type ContactIdentity,
  contactIdentity,
  contactKeys,
} from './contact-identity.ts'
export { type CompanyCandidate, decideCompany } from './decide-company.ts'
export { type ContactCandidate, decideContact } from './decide-contact.ts'
export {
  companySortKeys,
  contactSortKeys,
  type JobCoordinates,
  possibleCompanies,
  possibleContacts,
  type WithId,
} from './decide-possible.ts'
export type * from './identity-key.ts'
export { describeKey } from './key-in-words.ts'
export { type LegalForm, legalFormsAgree } from './legal-form.ts'
export {
  type CompanyMergeChoices,
  type CompanyMergeField,
  type ContactMergeChoices,
  type ContactMergeField,
  companyMergeFields,
  contactMergeFields,
  type FieldDecision,
  type FieldPlan,
  type Lineages,
  type MergeChoices,
  planCompanyMerge,
  planContactMerge,
} from './merge-plan.ts'
export { imagesOfPeople, type MergeImages } from './merge-record.ts'
export {
  type DuplicatePair,
  type DuplicateReason,
  mostCompared,
  pairCompanies,
  pairContacts,
} from './pair-duplicates.ts'
export { foldPersonName, type PersonName, personNamesAgree, personNamesCompatible } from './person-name.ts'
export { companyIndex, contactIndex, type SearchIndex, searchWords } from './search-index.ts'
export type * from './verdict.ts'
