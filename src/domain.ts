/**
 * The pure functions of the rooms: the same decisions that the CRM takes, without a store and without zod. A form can
 * preview a duplicate in the browser with them.
 *
 * @packageDocumentation
 */
export { isVisible, ownerRight, rights, scopeOf, writeRight } from './access/actor.ts'
export { callRules } from './access/call-rules.ts'
export { changeMember, changeSettings, newSettings, normalizeMember } from './access/change-settings.ts'
export { type CountryDefaults, countriesWithDefaults, countryDefaults } from './access/country-defaults.ts'
export { decideAccess, explainAccess } from './access/explain-access.ts'
export { costAt, type HourlyCost, type NewHourlyCost, setHourlyCost } from './access/hourly-cost.ts'
export {
  type MemberStep,
  type MemberStepRefused,
  memberTransitions,
  moveMember,
  stepsFrom,
} from './access/member-states.ts'
export { capabilities, capabilitiesOf, roleRules, roles } from './access/role.ts'
export { defaultSettings } from './access/workspace.ts'
export type { Candidate } from './identity/choose-hit.ts'
export {
  type CompanyFacts,
  type CompanyIdentity,
  companyIdentity,
  companyKeys,
  type Place,
} from './identity/company-identity.ts'
export { type FoldedCompanyName, foldCompanyName } from './identity/company-name.ts'
export type { CompanyMatchOptions } from './identity/compare-companies.ts'
export {
  type AffiliationFacts,
  type ContactFacts,
  type ContactIdentity,
  contactIdentity,
  contactKeys,
} from './identity/contact-identity.ts'
export { type CompanyCandidate, decideCompany } from './identity/decide-company.ts'
export { type ContactCandidate, decideContact } from './identity/decide-contact.ts'
export {
  companySortKeys,
  contactSortKeys,
  type JobCoordinates,
  possibleCompanies,
  possibleContacts,
  type WithId,
} from './identity/decide-possible.ts'
export type * from './identity/identity-key.ts'
export { describeKey } from './identity/key-in-words.ts'
export { type LegalForm, legalFormsAgree } from './identity/legal-form.ts'
export {
  type DuplicatePair,
  type DuplicateReason,
  mostCompared,
  pairCompanies,
  pairContacts,
} from './identity/pair-duplicates.ts'
export { foldPersonName, type PersonName, personNamesAgree, personNamesCompatible } from './identity/person-name.ts'
export { companyIndex, contactIndex, type SearchIndex, searchWords } from './identity/search-index.ts'
export type * from './identity/verdict.ts'
export { type CsvStyle, csvLine } from './import/csv-text.ts'
export type * from './import/fields.ts'
export { addressField, importFields, isFieldName } from './import/fields.ts'
export type { ImportOptions, MatchMode } from './import/import-options.ts'
export {
  type CompiledMapping,
  checkMapping,
  identifyingFields,
  type MappedColumn,
  type Mapping,
  type MappingRefusal,
} from './import/mapping.ts'
export { describeMappingRefusal, describeRowProblem, describeTableRefusal } from './import/problem-messages.ts'
export { createRowReader, type OwnerCandidate, type RowReader, type RowSettings, readRow } from './import/read-row.ts'
export { readTable, type Table, type TableOptions } from './import/read-table.ts'
export type * from './import/row-plan.ts'
export { contactAction, outcomeOf } from './import/row-plan.ts'
export type * from './import/row-problem.ts'
export type * from './import/row-reading.ts'
export type { ImportSource } from './import/source.ts'
export { type MappingSuggestion, suggestMapping } from './import/suggest-mapping.ts'
export type { TableRefusal } from './import/table-refusal.ts'
export type * from './import/web-types.ts'
export type * from './job/job.ts'
export { type FailedAttempt, longestWaitMs, mostTakeovers, retryAt, usualRetryDelaysMs } from './job/retry.ts'
export { foldText } from './kernel/fold.ts'
export { isUuid } from './kernel/ids.ts'
export { type Err, err, type Ok, ok, type Result } from './kernel/result.ts'
export { type PlainDate, parsePlainDate, plainDateIn } from './kernel/time.ts'
export { parseCountry } from './party/country.ts'
export { parseCurrency } from './party/currency.ts'
export { type Email, type EmailNormalized, parseEmail, webDomainOf } from './party/email.ts'
export type { InputIssue, InputProblem, InputRefusal } from './party/input-issue.ts'
export { sayIssue } from './party/input-sentences.ts'
export { type EntityContradiction, type FrenchNumbers, findEntityContradictions } from './party/legal-entity.ts'
export { isBlankValue, type LegalIdKind, type LegalIdProblem, type LegalIdRefusal } from './party/legal-id.ts'
export { changeAffiliation, normalizeAffiliation } from './party/new-affiliation.ts'
export { changeCompany, normalizeCompany } from './party/new-company.ts'
export { changeContact, normalizeContact } from './party/new-contact.ts'
export { type Phone, type PhoneE164, type PhoneKind, parsePhone } from './party/phone.ts'
export { normalizeCity, normalizePostcode } from './party/postal.ts'
export { parseRegistrationNumber, vatOfRegistrationNumber } from './party/registration-number.ts'
export { parseSiren, parseSiret, parseSiretOrSiren, sirenOfSiret, sirenOfVat, vatOfSiren } from './party/siren.ts'
export { type SplitAddress, splitAddress } from './party/split-address.ts'
export { countryOfVat, parseVat } from './party/vat.ts'
export { type AddressScope, addressScope, checkWebhookUrl, scopeOfHost } from './webhook/address.ts'
export {
  type ReceivedHeaders,
  type ReceivedWebhook,
  signWebhook,
  type VerifiedWebhook,
  verifyWebhook,
  type WebhookCheck,
  type WebhookDistrust,
  type WebhookHeaders,
  type WebhookMessage,
  webhookSecret,
} from './webhook/signature.ts'
