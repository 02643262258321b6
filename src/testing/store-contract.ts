/** The contract of {@link Store}: pass it, and crmkit works on your store. @module */
import type { Store } from '../ports/store.ts'
import { accessCases } from './access-cases.ts'
import { bookingCases } from './booking-cases.ts'
import { callCases } from './call-cases.ts'
import { callListCases } from './call-list-cases.ts'
import { catalogCases } from './catalog-cases.ts'
import { consentCases } from './consent-cases.ts'
import type { Contract } from './contract.ts'
import { directoryCases } from './directory-cases.ts'
import { duplicateCases } from './duplicate-cases.ts'
import { findCases } from './find-cases.ts'
import { groupCases } from './group-cases.ts'
import { historyCases } from './history-cases.ts'
import { identityCases } from './identity-cases.ts'
import { importCases } from './import-cases.ts'
import { interactionCases } from './interaction-cases.ts'
import { interactionFilterCases } from './interaction-filter-cases.ts'
import { interactionListCases } from './interaction-list-cases.ts'
import { interactionPartCases } from './interaction-part-cases.ts'
import { interactionWriteCases } from './interaction-write-cases.ts'
import { jobCases } from './job-cases.ts'
import { jobUpkeepCases } from './job-upkeep-cases.ts'
import { listCases } from './list-cases.ts'
import { mailCases } from './mail-cases.ts'
import { memberCases } from './member-cases.ts'
import { mergeCases } from './merge-cases.ts'
import { messageCases } from './message-cases.ts'
import { messageListCases } from './message-list-cases.ts'
import { phoneCases } from './phone-cases.ts'
import { providerEventCases } from './provider-event-cases.ts'
import { reminderCases } from './reminder-cases.ts'
import { replacedCases } from './replaced-cases.ts'
import { resourceCases } from './resource-cases.ts'
import { shareCases } from './share-cases.ts'
import { timelineCases } from './timeline-cases.ts'
import { versionCases } from './version-cases.ts'
import { webhookCases } from './webhook-cases.ts'
import { workspaceCases } from './workspace-cases.ts'
import { writeCases } from './write-cases.ts'

/** Every sentence of the store's ports, as a case. */
export const storeContract: Contract<Store> = {
  name: 'Store',
  cases: {
    ...findCases,
    ...listCases,
    ...writeCases,
    ...versionCases,
    ...replacedCases,
    ...workspaceCases,
    ...identityCases,
    ...duplicateCases,
    ...historyCases,
    ...importCases,
    ...memberCases,
    ...resourceCases,
    ...bookingCases,
    ...directoryCases,
    ...catalogCases,
    ...mailCases,
    ...mergeCases,
    ...groupCases,
    ...accessCases,
    ...shareCases,
    ...interactionCases,
    ...interactionListCases,
    ...interactionFilterCases,
    ...interactionWriteCases,
    ...interactionPartCases,
    ...timelineCases,
    ...webhookCases,
    ...jobCases,
    ...jobUpkeepCases,
    ...reminderCases,
    ...callCases,
    ...callListCases,
    ...phoneCases,
    ...messageCases,
    ...messageListCases,
    ...consentCases,
    ...providerEventCases,
  },
}
