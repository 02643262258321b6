/** What `crmkit/domain` shows of this room: members, workspaces, who may see and change what. @module */
export { isVisible, ownerRight, rights, scopeOf, writeRight } from './actor.ts'
export { callRules } from './call-rules.ts'
export { changeMember, changeSettings, newSettings, normalizeMember } from './change-settings.ts'
export { type CountryDefaults, countriesWithDefaults, countryDefaults } from './country-defaults.ts'
export { decideAccess, explainAccess } from './explain-access.ts'
export { costAt, type HourlyCost, type NewHourlyCost, setHourlyCost } from './hourly-cost.ts'
export {
  type MemberStep,
  type MemberStepRefused,
  memberTransitions,
  moveMember,
  stepsFrom,
} from './member-states.ts'
export { usualReminderSettings } from './reminder-settings.ts'
export {
  changeResource,
  isBookable,
  moveResource,
  normalizeResource,
  type ResourceStep,
  type ResourceStepRefused,
  resourceTransitions,
} from './resource.ts'
export { capabilities, capabilitiesOf, roleRules, roles } from './role.ts'
export { defaultSettings, type NextActionPolicy } from './workspace.ts'
