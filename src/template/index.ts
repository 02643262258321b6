/** What `crmkit/domain` shows of this room: tags, reading and filling in templates. @module */
export { type BuiltInTemplateKey, builtInTemplates } from './built-in-templates.ts'
export { type Catalog, mostTemplates, putTemplate, templatesOf } from './catalog.ts'
export {
  fillTemplate,
  type InteractionTemplate,
  type MeetingOffset,
  type NewInteractionTemplate,
  normalizeInteractionTemplate,
  type ScheduleOffset,
  type TaskOffset,
  type TemplateDefaults,
} from './interaction-template.ts'
export {
  bareTags,
  parseTemplate,
  type Template,
  type TemplatePart,
  type TemplateSyntax,
} from './parse-template.ts'
export {
  escapeFor,
  type MissingPolicies,
  type Rendered,
  type RenderOptions,
  type RenderTarget,
  renderTemplate,
  type TagValues,
} from './render-template.ts'
export { dayInWords, type TagSubjects, tagValues } from './tag-values.ts'
export { isTagName, type MissingPolicy, type Tag, type TagName, tagCatalog, tagNames } from './tags.ts'
