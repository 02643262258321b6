/** The hand-written types are what the schemas put out: no more, no less. */
import type {
  AffiliationChanges,
  AuditQuery,
  CalendarQuery,
  CommandOptions,
  CompanyChanges,
  CompanyMergeChoices,
  CompanyMergeField,
  ContactChanges,
  ContactMergeChoices,
  ContactMergeField,
  CountQuery,
  CreateOptions,
  DeliveryOptions,
  FeedQuery,
  FeedReading,
  ImportQuery,
  ListQuery,
  MemberChanges,
  MergeOptions,
  NewAffiliation,
  NewColleague,
  NewCompany,
  NewContact,
  NewFeed,
  NewHourlyCost,
  NewMember,
  NewResource,
  NewSeriesChanges,
  NewWebhook,
  NewWorkspace,
  PageQuery,
  PairOptions,
  ResourceChanges,
  RotateOptions,
  RunOptions,
  SettingsChanges,
  SlotQuery,
  UpdateOptions,
  WebhookChanges,
} from 'crmkit'
import type { NewInteractionTemplate, NewPipeline, NewStep, PipelineChanges } from 'crmkit/domain'
import type {
  affiliationChangesSchema,
  auditQuerySchema,
  calendarQuerySchema,
  commandOptionsSchema,
  companyChangesSchema,
  companyMergeChoicesSchema,
  companyMergeOptionsSchema,
  contactChangesSchema,
  contactMergeChoicesSchema,
  contactMergeOptionsSchema,
  countQuerySchema,
  createOptionsSchema,
  deliveryOptionsSchema,
  feedQuerySchema,
  feedReadingSchema,
  importQuerySchema,
  listQuerySchema,
  memberChangesSchema,
  newAffiliationSchema,
  newColleagueSchema,
  newCompanySchema,
  newContactSchema,
  newFeedSchema,
  newHourlyCostSchema,
  newMemberSchema,
  newPipelineSchema,
  newResourceSchema,
  newStepSchema,
  newTemplateSchema,
  newWebhookSchema,
  newWorkspaceSchema,
  pageQuerySchema,
  pairOptionsSchema,
  pipelineChangesSchema,
  resourceChangesSchema,
  rotateOptionsSchema,
  runOptionsSchema,
  seriesChangesSchema,
  settingsChangesSchema,
  slotQuerySchema,
  updateOptionsSchema,
  webhookChangesSchema,
} from 'crmkit/schemas'
import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { schemaOf } from '../../src/schemas/schema.ts'

describe('Schemas and types', () => {
  it('z.output of every schema is the type that is written by hand', () => {
    expectTypeOf<z.output<typeof newCompanySchema>>().toEqualTypeOf<NewCompany>()
    expectTypeOf<z.output<typeof companyChangesSchema>>().toEqualTypeOf<CompanyChanges>()
    expectTypeOf<z.output<typeof newContactSchema>>().toEqualTypeOf<NewContact>()
    expectTypeOf<z.output<typeof newColleagueSchema>>().toEqualTypeOf<NewColleague>()
    expectTypeOf<z.output<typeof contactChangesSchema>>().toEqualTypeOf<ContactChanges>()
    expectTypeOf<z.output<typeof newAffiliationSchema>>().toEqualTypeOf<NewAffiliation>()
    expectTypeOf<z.output<typeof affiliationChangesSchema>>().toEqualTypeOf<AffiliationChanges>()
    expectTypeOf<z.output<typeof memberChangesSchema>>().toEqualTypeOf<MemberChanges>()
    expectTypeOf<z.output<typeof newHourlyCostSchema>>().toEqualTypeOf<NewHourlyCost>()
    expectTypeOf<z.output<typeof newWorkspaceSchema>>().toEqualTypeOf<NewWorkspace>()
    expectTypeOf<z.output<typeof settingsChangesSchema>>().toEqualTypeOf<SettingsChanges>()
    expectTypeOf<z.output<typeof newMemberSchema>>().toEqualTypeOf<NewMember>()
    expectTypeOf<z.output<typeof commandOptionsSchema>>().toEqualTypeOf<CommandOptions>()
    expectTypeOf<z.output<typeof createOptionsSchema>>().toEqualTypeOf<CreateOptions>()
    expectTypeOf<z.output<typeof updateOptionsSchema>>().toEqualTypeOf<UpdateOptions>()
    expectTypeOf<z.output<typeof listQuerySchema>>().toEqualTypeOf<ListQuery>()
    expectTypeOf<z.output<typeof countQuerySchema>>().toEqualTypeOf<CountQuery>()
    expectTypeOf<z.output<typeof importQuerySchema>>().toEqualTypeOf<ImportQuery>()
    expectTypeOf<z.output<typeof auditQuerySchema>>().toEqualTypeOf<AuditQuery>()
    expectTypeOf<z.output<typeof pageQuerySchema>>().toEqualTypeOf<PageQuery>()
    expectTypeOf<z.output<typeof pairOptionsSchema>>().toEqualTypeOf<PairOptions>()
    expectTypeOf<z.output<typeof newResourceSchema>>().toEqualTypeOf<NewResource>()
    expectTypeOf<z.output<typeof resourceChangesSchema>>().toEqualTypeOf<ResourceChanges>()
    expectTypeOf<z.output<typeof companyMergeChoicesSchema>>().toEqualTypeOf<CompanyMergeChoices>()
    expectTypeOf<z.output<typeof contactMergeChoicesSchema>>().toEqualTypeOf<ContactMergeChoices>()
    expectTypeOf<z.output<typeof companyMergeOptionsSchema>>().toEqualTypeOf<MergeOptions<CompanyMergeField>>()
    expectTypeOf<z.output<typeof contactMergeOptionsSchema>>().toEqualTypeOf<MergeOptions<ContactMergeField>>()
    expectTypeOf<z.output<typeof newWebhookSchema>>().toEqualTypeOf<NewWebhook>()
    expectTypeOf<z.output<typeof calendarQuerySchema>>().toEqualTypeOf<CalendarQuery>()
    expectTypeOf<z.output<typeof slotQuerySchema>>().toEqualTypeOf<SlotQuery>()
    expectTypeOf<z.output<typeof newFeedSchema>>().toEqualTypeOf<NewFeed>()
    expectTypeOf<z.output<typeof feedQuerySchema>>().toEqualTypeOf<FeedQuery>()
    expectTypeOf<z.output<typeof feedReadingSchema>>().toEqualTypeOf<FeedReading>()
    expectTypeOf<z.output<typeof seriesChangesSchema>>().toEqualTypeOf<NewSeriesChanges>()
    expectTypeOf<z.output<typeof webhookChangesSchema>>().toEqualTypeOf<WebhookChanges>()
    expectTypeOf<z.output<typeof deliveryOptionsSchema>>().toEqualTypeOf<DeliveryOptions>()
    expectTypeOf<z.output<typeof rotateOptionsSchema>>().toEqualTypeOf<RotateOptions>()
    expectTypeOf<z.output<typeof newPipelineSchema>>().toEqualTypeOf<NewPipeline>()
    expectTypeOf<z.output<typeof newStepSchema>>().toEqualTypeOf<NewStep>()
    expectTypeOf<z.output<typeof pipelineChangesSchema>>().toEqualTypeOf<PipelineChanges>()
    expectTypeOf<z.output<typeof newTemplateSchema>>().toEqualTypeOf<NewInteractionTemplate>()
    expectTypeOf<z.output<typeof runOptionsSchema>>().toEqualTypeOf<RunOptions>()
  })

  it('a schema that misses a field, has one more, or another type does not compile', () => {
    interface Point {
      readonly x: number
      readonly label?: string | undefined
    }
    const x = z.number()
    schemaOf<Point>()(z.strictObject({ x, label: z.string().optional() }).readonly())
    // @ts-expect-error a field is missing
    schemaOf<Point>()(z.strictObject({ x }).readonly())
    // @ts-expect-error a field too many
    schemaOf<Point>()(z.strictObject({ x, label: z.string().optional(), y: z.number().optional() }).readonly())
    // @ts-expect-error a field that may not be missing
    schemaOf<Point>()(z.strictObject({ x, label: z.string() }).readonly())
    // @ts-expect-error not read-only
    schemaOf<Point>()(z.strictObject({ x, label: z.string().optional() }))
  })
})
