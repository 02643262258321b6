/**
 * CRM business rules as a library: companies, contacts, duplicates, and imports that can be previewed and undone.
 *
 * @packageDocumentation
 */
export type {
  AccessScope,
  Actor,
  AssignedFilter,
  GrantedFilter,
  Grantee,
  MemberActor,
  RecordFilter,
  Right,
  SystemActor,
} from './access/actor.ts'
export type { CallName, CallRule } from './access/call-rules.ts'
export type * from './access/change-settings.ts'
export type { AccessExplanation, AccessRefusal, AccessVerdict } from './access/explain-access.ts'
export type { Group } from './access/group.ts'
export type * from './access/hourly-cost.ts'
export type * from './access/known-record.ts'
export type * from './access/member.ts'
export type { MemberStep, MemberStepRefused } from './access/member-states.ts'
export type * from './access/reminder-settings.ts'
export type * from './access/resource.ts'
export type { Capability, Role, WithheldFromRoles } from './access/role.ts'
export type * from './access/workspace.ts'
export type { CalendarFeed, StoredFeed } from './calendar/feed-address.ts'
export type { MatterBookings } from './calendar/resource-bookings.ts'
export type { Booking } from './calendar/window.ts'
export type * from './call/announcement.ts'
export type * from './call/call.ts'
export type * from './call/line.ts'
export type * from './call/missed-because.ts'
export type * from './call/route-call.ts'
export type * from './call/stored-call.ts'
export { type Crm, type CrmOptions, createCrm, type Desk, type SystemDesk } from './crm.ts'
export type * from './directory/account.ts'
export type * from './directory/case.ts'
export type { DirectoryAccountChanges, NewDirectory } from './directory/new-account.ts'
export type * from './identity/identity-key.ts'
export type {
  CompanyMergeChoices,
  CompanyMergeField,
  ContactMergeChoices,
  ContactMergeField,
  FieldDecision,
  MergeChoices,
} from './identity/merge-plan.ts'
export type * from './identity/merge-record.ts'
export type { DuplicatePair, DuplicateReason } from './identity/pair-duplicates.ts'
export type { RecordPair } from './identity/record-pair.ts'
export type * from './identity/verdict.ts'
export type * from './import/fields.ts'
export type * from './import/import-options.ts'
export type * from './import/import-preview.ts'
export type * from './import/import-record.ts'
export type { ImportStepRefusal } from './import/import-step-refusal.ts'
export type { Mapping, MappingRefusal } from './import/mapping.ts'
export type { DraftChange } from './import/merge-draft.ts'
export type * from './import/row-plan.ts'
export type * from './import/row-problem.ts'
export type * from './import/row-reading.ts'
export type { ImportSource } from './import/source.ts'
export type { TableRefusal } from './import/table-refusal.ts'
export type * from './import/web-types.ts'
export type * from './interaction/budget.ts'
export type { InteractionCommandKind } from './interaction/commands.ts'
export type { ContactDates } from './interaction/contact-dates.ts'
export type * from './interaction/interaction.ts'
export type { InteractionChanges, NewInteraction } from './interaction/new-interaction.ts'
export type { NewMeeting, NewSchedule, NewTask, QuickDeadline } from './interaction/new-schedule.ts'
export type * from './interaction/note.ts'
export type * from './interaction/pipeline.ts'
export type * from './interaction/recurring.ts'
export type * from './interaction/reminder-wishes.ts'
export type * from './interaction/schedule.ts'
export type {
  MeasuredTime,
  NewTimeSpent,
  StoredTimer,
  StoredTimeSpent,
  TimeCost,
  TimeSpent,
  TypedTime,
} from './interaction/time-spent.ts'
export type { UpdateDate } from './interaction/update-date.ts'
export type * from './job/job.ts'
export type * from './kernel/country.ts'
export {
  CrmError,
  type CrmErrorCode,
  type CrmErrorOf,
  type CrmErrorOptions,
  type CrmErrorText,
  isCrmError,
} from './kernel/crm-error.ts'
export type * from './kernel/crm-error-details.ts'
export type * from './kernel/flavour.ts'
export type * from './kernel/ids.ts'
export type * from './kernel/money.ts'
export type * from './kernel/price.ts'
export { type Err, err, type Ok, ok, type Result } from './kernel/result.ts'
export type { Instant, PlainDate, TimeZone } from './kernel/time.ts'
export type * from './message/channel.ts'
export type * from './message/consent.ts'
export type * from './message/delivery.ts'
export type * from './message/filed-mail.ts'
export type * from './message/may-send.ts'
export type * from './message/message.ts'
export type * from './message/message-template.ts'
export type * from './message/provider-names.ts'
export type * from './message/received-mail.ts'
export type * from './message/saved-template.ts'
export type * from './message/send-answer.ts'
export type * from './message/sending.ts'
export type * from './message/sms-text.ts'
export type * from './message/sms-words.ts'
export type * from './message/suppression.ts'
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
export type { PartyChanges } from './party/new-party.ts'
export type { PartyDetails } from './party/party-details.ts'
export type { Phone, PhoneE164, PhoneKind } from './party/phone.ts'
export type * from './party/record.ts'
export type * from './ports/affiliation-repository.ts'
export type * from './ports/call-repository.ts'
export type * from './ports/chance.ts'
export type * from './ports/channels.ts'
export type * from './ports/clock.ts'
export type * from './ports/commit.ts'
export type * from './ports/consent-ledger.ts'
export type * from './ports/contact-directory.ts'
export type * from './ports/directory-repository.ts'
export type * from './ports/directory-tokens.ts'
export type * from './ports/event-subscriber.ts'
export type * from './ports/feed-repository.ts'
export type * from './ports/file-store.ts'
export type * from './ports/history.ts'
export type * from './ports/identity-index.ts'
export type * from './ports/ids.ts'
export type * from './ports/import-repository.ts'
export type * from './ports/inbound-mail.ts'
export type * from './ports/inbound-mailbox.ts'
export type * from './ports/interaction-repository.ts'
export type * from './ports/job-queue.ts'
export type * from './ports/mail-register.ts'
export type * from './ports/mailer.ts'
export type * from './ports/merge-repository.ts'
export type * from './ports/message-repository.ts'
export type * from './ports/notifier.ts'
export type * from './ports/page.ts'
export type * from './ports/party-repository.ts'
export type * from './ports/provider-checks.ts'
export type * from './ports/provider-event-log.ts'
export type * from './ports/provider-events.ts'
export type * from './ports/reference-index.ts'
export type * from './ports/reminder-ledger.ts'
export type * from './ports/sms-sender.ts'
export type * from './ports/store.ts'
export type * from './ports/telephony.ts'
export type * from './ports/webhook-repository.ts'
export type * from './ports/webhook-sender.ts'
export type * from './ports/workspace-repository.ts'
export type * from './reminder/ledger.ts'
export type { Catalog } from './template/catalog.ts'
export type { CalendarDesk, CalendarPage, CalendarQuery, SlotQuery } from './use-cases/calendar/calendar-desk.ts'
export type { FeedDesk, FeedQuery, FeedWithToken, NewFeed } from './use-cases/calendar/feed-desk.ts'
export type { FeedContent, FeedReading } from './use-cases/calendar/read-feed.ts'
export type { NewSeriesChanges, OccurrenceChanges, SeriesDesk } from './use-cases/calendar/series-desk.ts'
export type {
  CallChanges,
  CallDesk,
  CallLinks,
  CallListQuery,
  LinkQuery,
  MissedQuery,
  NewCall,
  TokenQuery,
} from './use-cases/calls/call-desk.ts'
export type { LineChanges, LineDesk, NumberQuery } from './use-cases/calls/line-desk.ts'
export type { OpenedRecording } from './use-cases/calls/recordings.ts'
export type { Call } from './use-cases/calls/show-call.ts'
export type { CommandOptions, CreateOptions, OnDuplicate, UpdateOptions } from './use-cases/command.ts'
export type {
  ConnectedDirectory,
  DirectoryDesk,
  PreviewDirectoryOptions,
  PreviewReport,
  SyncOptions,
} from './use-cases/directories/directory-desk.ts'
export type { OpenDirectory } from './use-cases/directories/open-directory-run.ts'
export type { DirectoryResolution, ReportedCase } from './use-cases/directories/resolve-directory-case.ts'
export { type SealedTokensOptions, type SealingKey, sealedTokens } from './use-cases/directories/sealed-tokens.ts'
export type {
  DirectoryPreview,
  DirectoryRunProgress,
  DirectoryRunReport,
  PreviewedDecision,
} from './use-cases/directories/sync-directory.ts'
export type { ImportDesk, ImportQuery } from './use-cases/imports/imports.ts'
export type { ApplyOptions } from './use-cases/imports/plan-batch.ts'
export type { PreviewOptions } from './use-cases/imports/preview-import.ts'
export type { UndoOptions } from './use-cases/imports/undo-import.ts'
export type { FetchReport } from './use-cases/inbound/fetch-mail.ts'
export type { InboundDesk, MailLink, MailOwner, OpenedFile } from './use-cases/inbound/inbound-desk.ts'
export type { StepOptions } from './use-cases/interactions/command-interaction.ts'
export type { Conclusion, InteractionDesk, Reopening } from './use-cases/interactions/interaction-desk.ts'
export type {
  InteractionConditions,
  InteractionCountQuery,
  InteractionListQuery,
} from './use-cases/interactions/list-interactions.ts'
export type { NextAction } from './use-cases/interactions/next-action.ts'
export type { TemplateDesk, TemplateQuery, TemplateSubjects } from './use-cases/interactions/template-desk.ts'
export type { TimeOptions } from './use-cases/interactions/time-on-interactions.ts'
export type { InteractionOptions, WrittenInteraction } from './use-cases/interactions/write-interaction.ts'
export type { DeliveryOptions } from './use-cases/jobs/deliver-webhook.ts'
export type { DeadJob, JobDesk } from './use-cases/jobs/job-desk.ts'
export type { JobFailure, RunOptions, RunReport } from './use-cases/jobs/run-due.ts'
export type { RotateOptions, WebhookDesk, WebhookWithSecret } from './use-cases/jobs/webhook-desk.ts'
export type { CrowdedKey, DuplicatePage, DuplicateRecords } from './use-cases/merging/find-duplicates.ts'
export type { PairOptions } from './use-cases/merging/ignore-duplicate.ts'
export type { MergeDesk } from './use-cases/merging/merge-desk.ts'
export type { MergedRecord, MergeOptions, MergePlan } from './use-cases/merging/merge-records.ts'
export type { UnmergedRecords } from './use-cases/merging/undo-merge.ts'
export type {
  AddressPurpose,
  ConsentDesk,
  ConsentStand,
  ConsentWord,
  ContactConsent,
  Lifting,
  SuppressionQuery,
} from './use-cases/messages/consent-desk.ts'
export type {
  DeliverabilityQuery,
  DeliverabilityReport,
  MessageCheck,
  MessageDesk,
  MessageListQuery,
  MessagePreview,
} from './use-cases/messages/message-desk.ts'
export type { FileOfBytes, FileOfMail, NewMailFile } from './use-cases/messages/message-files.ts'
export type { MessageTemplateDesk } from './use-cases/messages/message-templates.ts'
export type { NewMail, NewMessage, NewMessageRecipient, NewSms } from './use-cases/messages/new-message.ts'
export type { OpenedMessageFile } from './use-cases/messages/open-file.ts'
export type { Unsubscribed } from './use-cases/messages/unsubscribe.ts'
export type { AnonymizedContact, PersonalData } from './use-cases/privacy/personal-data.ts'
export {
  type HandlerReply,
  type PlainReply,
  type ProviderListener,
  providerHandler,
  type ReceivedRequest,
} from './use-cases/providers/provider-handler.ts'
export type { ProviderAddress, ReceivedTopic } from './use-cases/providers/receive.ts'
export type { ProviderReply } from './use-cases/providers/received.ts'
export type { RecordWarning } from './use-cases/record-warning.ts'
export type { Colleague, CompanyDesk } from './use-cases/records/companies.ts'
export type { ContactDesk } from './use-cases/records/contacts.ts'
export type { CountQuery, ListQuery, Page, PageQuery } from './use-cases/records/list-records.ts'
export type { OwnedDesk } from './use-cases/records/owned-desk.ts'
export type { Written } from './use-cases/records/party.ts'
export type { RecordDates } from './use-cases/records/record-dates.ts'
export type { RecordDesk } from './use-cases/records/record-desk.ts'
export type { RecordTimes } from './use-cases/records/record-times.ts'
export type { ReminderDesk, ReminderQuery } from './use-cases/reminders/reminder-desk.ts'
export type { AccessDesk, AccessQuestion } from './use-cases/workspace/access-desk.ts'
export type { AuditDesk, AuditQuery } from './use-cases/workspace/audit-desk.ts'
export type { GroupDesk, GroupMembers, GroupWithMembers, NewGroup } from './use-cases/workspace/group-desk.ts'
export type { HandOver } from './use-cases/workspace/hand-over.ts'
export type { MemberDesk } from './use-cases/workspace/member-desk.ts'
export type { PipelineDesk, StepPlace, StepRemoval } from './use-cases/workspace/pipeline-desk.ts'
export type { ResourceDesk } from './use-cases/workspace/resource-desk.ts'
export type { WorkspaceDesk } from './use-cases/workspace/workspace-desk.ts'
export type { CreatedWorkspace, WorkspaceRegister } from './use-cases/workspace/workspaces.ts'
export type { WebhookAnswer } from './webhook/answer.ts'
export type { NewWebhook, WebhookChanges } from './webhook/new-webhook.ts'
export type { StoredWebhook, Webhook, WebhookSecret, WebhookState } from './webhook/webhook.ts'
