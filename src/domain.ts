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
export { usualReminderSettings } from './access/reminder-settings.ts'
export {
  changeResource,
  isBookable,
  moveResource,
  normalizeResource,
  type ResourceStep,
  type ResourceStepRefused,
  resourceTransitions,
} from './access/resource.ts'
export { capabilities, capabilitiesOf, roleRules, roles } from './access/role.ts'
export { defaultSettings, type NextActionPolicy } from './access/workspace.ts'
export {
  type Busy,
  freeSlots,
  freeTime,
  judgeOverlaps,
  mergePeriods,
  type Overlaps,
  type ResourceTaken,
  type SlotSearch,
  workingPeriods,
} from './calendar/availability.ts'
export type * from './calendar/feed.ts'
export { feedEntries, feedTag } from './calendar/feed.ts'
export type * from './calendar/feed-address.ts'
export {
  type InteractionIndex,
  interactionIndex,
  notPlanned,
  type PlannedSpan,
  plannedSpan,
} from './calendar/planned-span.ts'
export {
  findOccurrence,
  keyOf,
  nextOccurrence,
  type Occurrence,
  occurrencesBetween,
  scheduleAt,
} from './calendar/recurrence.ts'
export type * from './calendar/recurrence-rule.ts'
export { formatRecurrenceRule, mostRecurrences, parseRecurrenceRule } from './calendar/recurrence-rule.ts'
export type * from './calendar/resource-bookings.ts'
export { bookedFrom, separateBookings } from './calendar/resource-bookings.ts'
export {
  addOccurrence,
  type ChangedSeries,
  changeSeries,
  endSeries,
  type NewSeries,
  removeOccurrence,
  type SeriesChanges,
  type SplitSeries,
  splitSeries,
  startSeries,
  touchOccurrence,
} from './calendar/series.ts'
export {
  attendeesOf,
  type Booking,
  bookingHorizon,
  bookingsOf,
  bookingYears,
  type CalendarBlock,
  type CalendarRecord,
  type CalendarTask,
  type CalendarView,
  type CalendarWindow,
  calendarWindow,
} from './calendar/window.ts'
export type * from './call/call.ts'
export {
  callEvents,
  callReaches,
  callStatus,
  callStatuses,
  recordCallEvent,
  startCall,
  talkedSeconds,
} from './call/call.ts'
export type * from './call/call-link.ts'
export { callLink } from './call/call-link.ts'
export type * from './call/line.ts'
export { isRecorded, mayCallOut, normalizeLine, switchesOf, usualLine } from './call/line.ts'
export type * from './call/missed-calls.ts'
export { missedCalls, unreturnedStatuses } from './call/missed-calls.ts'
export type * from './call/route-call.ts'
export { isOpen, mostRungAtOnce, routeCall } from './call/route-call.ts'
export type * from './call/stored-call.ts'
export type * from './directory/account.ts'
export { newProgress } from './directory/account.ts'
export type * from './directory/case.ts'
export { contactsOfCase, describeDirectoryCase, isStanding } from './directory/case.ts'
export type * from './directory/checkpoint.ts'
export { afterExpiry, afterPage, missingEntries, readingRequest, startReading } from './directory/checkpoint.ts'
export {
  type DirectoryScene,
  type DirectorySettings,
  decideDirectory,
  linkAfterCreateHere,
  linkAfterCreateThere,
  linkAfterUpdate,
  usualDirectorySettings,
} from './directory/decide.ts'
export type * from './directory/decision.ts'
export { countDecisions, directoryDecisionKinds } from './directory/decision.ts'
export { describeDirectoryDecision, directoryNote } from './directory/describe.ts'
export type * from './directory/entry.ts'
export { newLink, unlink } from './directory/entry.ts'
export type * from './directory/fields.ts'
export { directoryFields, identifyingEmails } from './directory/fields.ts'
export type * from './directory/new-account.ts'
export {
  contactChangesOf,
  type DirectoryJob,
  directoryContact,
  jobChangesOf,
  newContactOf,
} from './directory/records.ts'
export { applyDirectoryChanges, type FieldConflict } from './directory/settle.ts'
export type { Kept, Sides } from './directory/three-way.ts'
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
} from './identity/merge-plan.ts'
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
export { checkWithheld, mayUse, usablePipelines } from './interaction/allowed-pipelines.ts'
export { anonymizedMatter } from './interaction/anonymized-matter.ts'
export {
  type Budget,
  type BudgetUnit,
  budgetTotal,
  budgetUnits,
  type FixedBudget,
  type NewBudget,
  type PeriodicBudget,
  probabilityAt,
  weightedBudget,
} from './interaction/budget.ts'
export {
  addStep,
  changePipeline,
  type PipelineChanges,
  removeStep,
  type StepChanges,
  type StepRemoved,
  type StepReplaced,
} from './interaction/change-pipeline.ts'
export {
  type Applied,
  type InteractionCommand,
  type InteractionCommandKind,
  type InteractionRefusal,
  type InteractionStep,
  type InteractionStepRefused,
  interactionCommands,
  interactionTransitions,
  type Occasion,
  type StateEvent,
  scheduleCommands,
  stepOutcomes,
} from './interaction/commands.ts'
export { type ContactDates, nextPlannedOn, recordTouch, type Touch } from './interaction/contact-dates.ts'
export { decideInteraction, type KnownInteraction } from './interaction/decide-interaction.ts'
export {
  addPipeline,
  definePipelines,
  definePipelinesOrThrow,
  type NewPipeline,
  type PipelineOptions,
  type TypesIn,
} from './interaction/define-pipelines.ts'
export { replaceStep } from './interaction/enter-step.ts'
export type * from './interaction/interaction.ts'
export { stateColors } from './interaction/interaction.ts'
export {
  changeInteraction,
  type InteractionChanges,
  type InteractionDefaults,
  mostAtOnce,
  type NewInteraction,
  normalizeForContacts,
  normalizeInteraction,
} from './interaction/new-interaction.ts'
export {
  type NewMeeting,
  type NewSchedule,
  type NewTask,
  normalizeSchedule,
  type QuickDeadline,
  quickDeadlines,
  type ScheduleDefaults,
} from './interaction/new-schedule.ts'
export {
  judgeNextAction,
  lacksNextAction,
  type NoNextAction,
  nextActionPolicies,
  type Plan,
  type Today,
  usualNextActionPolicy,
} from './interaction/next-action.ts'
export type * from './interaction/note.ts'
export { quotationMarks, showWords } from './interaction/note.ts'
export { checkParent, mostAncestors } from './interaction/parent.ts'
export {
  type FoundStep,
  findPipeline,
  findStep,
  isStepOf,
  type Labels,
  labelIn,
  type Pipeline,
  type PipelineStep,
  type Pipelines,
  type StepKind,
  type StepType,
  stepKinds,
  typesOf,
} from './interaction/pipeline.ts'
export {
  type BuiltInKey,
  builtInKeys,
  choosePresets,
  type PresetKey,
  type PresetType,
  presetPipelines,
} from './interaction/presets.ts'
export type { NewLabel, NewStep } from './interaction/read-steps.ts'
export type * from './interaction/recurring.ts'
export type * from './interaction/reminder-wishes.ts'
export { memberOffsets, usualReminderHours, usualWishes } from './interaction/reminder-wishes.ts'
export type * from './interaction/schedule.ts'
export { busyPeriod, endOf, lastDay, meetingPeriod, plannedDay, shapeOf, startDay } from './interaction/schedule.ts'
export { outcomesOf } from './interaction/states.ts'
export type * from './interaction/time-spent.ts'
export { costOfTime, normalizeTimeSpent, startTimer, stopTimer, timerTransitions } from './interaction/time-spent.ts'
export { type UpdateDate, updateDateOf } from './interaction/update-date.ts'
export type * from './job/job.ts'
export { type FailedAttempt, longestWaitMs, mostTakeovers, retryAt, usualRetryDelaysMs } from './job/retry.ts'
export { type Locale, locales } from './kernel/country.ts'
export { foldText } from './kernel/fold.ts'
export { isUuid } from './kernel/ids.ts'
export type { Money } from './kernel/money.ts'
export { type Price, parsePrice, sumPrices } from './kernel/price.ts'
export { type Err, err, type Ok, ok, type Result } from './kernel/result.ts'
export { type PlainDate, parsePlainDate, plainDateIn } from './kernel/time.ts'
export {
  addDays,
  instantIn,
  midnight,
  type PlainTime,
  parsePlainTime,
  parseTimeZone,
  type WallClock,
  wallClockIn,
} from './kernel/wall-clock.ts'
export type * from './message/bounce-report.ts'
export { kindOfStatus, readBounceReport, reportedIn } from './message/bounce-report.ts'
export type * from './message/channel.ts'
export { channels, erasedAddress, purposeRules, purposes } from './message/channel.ts'
export type * from './message/consent.ts'
export { consents, consentTo, isConsentEnough, mergeConsent, stricter } from './message/consent.ts'
export type * from './message/deliverability.ts'
export { deliverability, deliveryShares } from './message/deliverability.ts'
export type * from './message/delivery.ts'
export {
  deliveryEvents,
  deliveryMarks,
  deliveryStatuses,
  newDelivery,
  recordDelivery,
  statusAfter,
} from './message/delivery.ts'
export type * from './message/file-mail.ts'
export { fileMail, filingQuestions } from './message/file-mail.ts'
export type * from './message/filed-mail.ts'
export { inboundAddressId, peopleOfMail } from './message/filed-mail.ts'
export { textOfHtml } from './message/html-text.ts'
export type * from './message/inbound-address.ts'
export {
  inboundAddress,
  inboundToken,
  isInboundAddress,
  parseInboundAddress,
  tokenBytes,
} from './message/inbound-address.ts'
export type * from './message/mail-matter.ts'
export { matterOfMail, noSubject, noteOfMail } from './message/mail-matter.ts'
export type * from './message/may-send.ts'
export { judgeLists, manyRecipients, maySend } from './message/may-send.ts'
export type * from './message/message.ts'
export { recordAnswer, recordEvent, startRecipients } from './message/message.ts'
export type * from './message/message-template.ts'
export { longestSms, parseMailTemplate, renderMail, renderSms, smsIssues } from './message/message-template.ts'
export type * from './message/outgoing-headers.ts'
export { mailIdOf, messageIdOf, outgoingHeaders } from './message/outgoing-headers.ts'
export type * from './message/received-mail.ts'
export {
  automaticKind,
  headersOf,
  hopHeader,
  hopsOf,
  mailKey,
  mayAnswerByMachine,
  messageIdsIn,
} from './message/received-mail.ts'
export { type ReminderWords, reminderWords } from './message/reminder-words.ts'
export type * from './message/saved-template.ts'
export {
  messageTemplateId,
  mostMessageTemplates,
  normalizeMessageTemplate,
} from './message/saved-template.ts'
export type * from './message/send-answer.ts'
export type * from './message/sender.ts'
export { chooseSender, judgeSender } from './message/sender.ts'
export type * from './message/sending.ts'
export {
  isResendable,
  moveSending,
  queueSending,
  sendStates,
  sendStepsFrom,
  sendTransitions,
  stepOfAnswer,
} from './message/sending.ts'
export { isContentId, isMediaType, judgeFiles, usualFilesLimit } from './message/sent-files.ts'
export type * from './message/sms-credit.ts'
export { creditChange, creditUses, debitCredit } from './message/sms-credit.ts'
export type * from './message/sms-text.ts'
export { measureSms, segmentUnits } from './message/sms-text.ts'
export type * from './message/sms-words.ts'
export { readSmsWord, smsWords } from './message/sms-words.ts'
export type * from './message/suppression.ts'
export {
  liftSuppression,
  suppress,
  suppressingEvents,
  suppressionHash,
  suppressionOf,
  suppressionOfWord,
  suppressionReasons,
  suppressionRules,
  suppressionsAt,
} from './message/suppression.ts'
export type * from './message/unread-mail.ts'
export { mailOfUnread, unreadSentences } from './message/unread-mail.ts'
export {
  isUnsubscribeToken,
  parseUnsubscribeToken,
  shortestSecret,
  type UnsubscribeTarget,
  type UnsubscribeToken,
  unsubscribeHeaders,
  unsubscribeToken,
} from './message/unsubscribe.ts'
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
export {
  judgeReminder,
  type ReminderJudgement,
  type ReminderRun,
  reminderRetryAt,
  reminderRetryDelaysMs,
  usualGraceMs,
} from './reminder/judge.ts'
export type * from './reminder/ledger.ts'
export { newRounds, reminderStates } from './reminder/ledger.ts'
export {
  findWanted,
  type PlannedReminder,
  planReminders,
  type ReminderAudience,
  type ReminderChanges,
  type ReminderContext,
  type ReminderSource,
  reminderHorizonDays,
  replanReminders,
  type WantedReminder,
} from './reminder/plan.ts'
export { reminderGraceMs, reminderHours, reminderSource } from './reminder/source.ts'
export { type BuiltInTemplateKey, builtInTemplates } from './template/built-in-templates.ts'
export { type Catalog, mostTemplates, putTemplate, templatesOf } from './template/catalog.ts'
export {
  fillTemplate,
  type InteractionTemplate,
  type MeetingOffset,
  type NewInteractionTemplate,
  normalizeInteractionTemplate,
  type ScheduleOffset,
  type TaskOffset,
  type TemplateDefaults,
} from './template/interaction-template.ts'
export {
  bareTags,
  parseTemplate,
  type Template,
  type TemplatePart,
  type TemplateSyntax,
} from './template/parse-template.ts'
export {
  escapeFor,
  type MissingPolicies,
  type Rendered,
  type RenderOptions,
  type RenderTarget,
  renderTemplate,
  type TagValues,
} from './template/render-template.ts'
export { dayInWords, type TagSubjects, tagValues } from './template/tag-values.ts'
export { isTagName, type MissingPolicy, type Tag, type TagName, tagCatalog, tagNames } from './template/tags.ts'
export { type AddressScope, addressScope, checkWebhookUrl, scopeOfHost } from './webhook/address.ts'
export {
  headerOf,
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
