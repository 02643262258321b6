/**
 * CRM business rules as a library: companies, contacts, duplicates, and imports that can be previewed and undone.
 *
 * @packageDocumentation
 */
export type * from './access/actor.ts'
export type * from './access/change-settings.ts'
export type * from './access/member.ts'
export type * from './access/workspace.ts'
export { type Crm, type CrmOptions, createCrm, type Desk, type SystemDesk } from './crm.ts'
export type * from './identity/identity-key.ts'
export type * from './identity/verdict.ts'
export type * from './import/import-record.ts'
export type * from './kernel/country.ts'
export {
  CrmError,
  type CrmErrorCode,
  type CrmErrorDetails,
  type CrmErrorOptions,
  isCrmError,
} from './kernel/crm-error.ts'
export type * from './kernel/flavour.ts'
export type * from './kernel/ids.ts'
export { type Err, err, type Ok, ok, type Result } from './kernel/result.ts'
export type { Instant, PlainDate, TimeZone } from './kernel/time.ts'
export type * from './party/address.ts'
export type * from './party/affiliation.ts'
export type * from './party/company.ts'
export type * from './party/contact.ts'
export type { Email, EmailNormalized } from './party/email.ts'
export type { InputIssue, InputProblem, InputRefusal } from './party/input-issue.ts'
export type * from './party/new-affiliation.ts'
export type * from './party/new-company.ts'
export type * from './party/new-contact.ts'
export type * from './party/new-coordinates.ts'
export type { Phone, PhoneE164, PhoneKind } from './party/phone.ts'
export type * from './party/record.ts'
export type * from './ports/affiliation-repository.ts'
export type * from './ports/clock.ts'
export type * from './ports/commit.ts'
export type * from './ports/history.ts'
export type * from './ports/identity-index.ts'
export type * from './ports/ids.ts'
export type * from './ports/import-repository.ts'
export type * from './ports/page.ts'
export type * from './ports/party-repository.ts'
export type * from './ports/reference-index.ts'
export type * from './ports/store.ts'
export type * from './ports/workspace-repository.ts'
export type { CommandOptions, CreateOptions, OnDuplicate, UpdateOptions } from './use-cases/command.ts'
export type { Colleague, CompanyDesk } from './use-cases/companies.ts'
export type { ContactDesk } from './use-cases/contacts.ts'
export type { ImportDesk } from './use-cases/imports.ts'
export type { CountQuery, ListQuery, Page, PageQuery } from './use-cases/list-records.ts'
export type { Written } from './use-cases/party.ts'
export type { KnownRecord, RecordWarning } from './use-cases/record-warning.ts'
export type { MemberDesk, WorkspaceDesk } from './use-cases/workspace-desk.ts'
export type { CreatedWorkspace, WorkspaceRegister } from './use-cases/workspaces.ts'
