/** Schemas (zod 4) of everything that crmkit is handed, and parsers that answer with crmkit's own issues. @module */
export type { InputIssue, InputProblem, InputRefusal } from '../party/input-issue.ts'
export {
  accessQuestionSchema,
  groupMembersSchema,
  newGroupSchema,
  parseAccessQuestion,
  parseGroupMembers,
  parseNewGroup,
  parseShare,
  parseWithheld,
  shareSchema,
} from './access.ts'
export {
  commandOptionsSchema,
  countQuerySchema,
  createOptionsSchema,
  importQuerySchema,
  listQuerySchema,
  pageQuerySchema,
  pairOptionsSchema,
  parseCommandOptions,
  parseCountQuery,
  parseCreateOptions,
  parseImportQuery,
  parseListQuery,
  parsePageQuery,
  parsePairOptions,
  parseRotateOptions,
  parseRunOptions,
  parseUpdateOptions,
  rotateOptionsSchema,
  runOptionsSchema,
  updateOptionsSchema,
} from './call.ts'
export { companyChangesSchema, newCompanySchema, parseCompanyChanges, parseNewCompany } from './company.ts'
export {
  affiliationChangesSchema,
  contactChangesSchema,
  newAffiliationSchema,
  newColleagueSchema,
  newContactSchema,
  parseAffiliationChanges,
  parseContactChanges,
  parseNewAffiliation,
  parseNewColleagues,
  parseNewContact,
} from './contact.ts'
export {
  newWebhookSchema,
  parseJobKeys,
  parseNewWebhook,
  parseWebhookChanges,
  webhookChangesSchema,
} from './webhook.ts'
export {
  memberChangesSchema,
  newHourlyCostSchema,
  newMemberSchema,
  newWorkspaceSchema,
  parseMemberChanges,
  parseNewHourlyCost,
  parseNewMember,
  parseNewWorkspace,
  parseReason,
  parseRole,
  parseSettingsChanges,
  settingsChangesSchema,
} from './workspace.ts'
