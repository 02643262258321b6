/** What templates are asked for. @module */
import type { Locale } from '../kernel/country.ts'
import type { CompanyId, ContactId } from '../kernel/ids.ts'

/** In which language built-in templates are wanted. */
export interface TemplateQuery {
  /** Default: the workspace's. */
  readonly locale?: Locale | undefined
}

/** What the tags of a template speak of. */
export interface TemplateSubjects extends TemplateQuery {
  readonly companyId?: CompanyId | undefined
  readonly contactId?: ContactId | undefined
}
