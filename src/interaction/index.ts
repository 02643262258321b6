/** What `crmkit/domain` shows of this room: pipelines, states, schedules, dates, notes, budgets and time of matters. @module */
export { checkWithheld, mayUse, usablePipelines } from './allowed-pipelines.ts'
export { anonymizedMatter } from './anonymized-matter.ts'
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
} from './budget.ts'
export {
  addStep,
  changePipeline,
  type PipelineChanges,
  removeStep,
  type StepChanges,
  type StepRemoved,
  type StepReplaced,
} from './change-pipeline.ts'
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
} from './commands.ts'
export { type ContactDates, nextPlannedOn, recordTouch, type Touch } from './contact-dates.ts'
export { decideInteraction, type KnownInteraction } from './decide-interaction.ts'
export {
  addPipeline,
  definePipelines,
  definePipelinesOrThrow,
  type NewPipeline,
  type PipelineOptions,
  type TypesIn,
} from './define-pipelines.ts'
export { replaceStep } from './enter-step.ts'
export type * from './interaction.ts'
export { stateColors } from './interaction.ts'
export {
  changeInteraction,
  type InteractionChanges,
  type InteractionDefaults,
  mostAtOnce,
  type NewInteraction,
  normalizeForContacts,
  normalizeInteraction,
} from './new-interaction.ts'
export {
  type NewMeeting,
  type NewSchedule,
  type NewTask,
  normalizeSchedule,
  type QuickDeadline,
  quickDeadlines,
  type ScheduleDefaults,
} from './new-schedule.ts'
export {
  judgeNextAction,
  lacksNextAction,
  type NoNextAction,
  nextActionPolicies,
  type Plan,
  type Today,
  usualNextActionPolicy,
} from './next-action.ts'
export type * from './note.ts'
export { quotationMarks, showWords } from './note.ts'
export { checkParent, mostAncestors } from './parent.ts'
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
} from './pipeline.ts'
export {
  type BuiltInKey,
  builtInKeys,
  choosePresets,
  type PresetKey,
  type PresetType,
  presetPipelines,
} from './presets.ts'
export type { NewLabel, NewStep } from './read-steps.ts'
export type * from './recurring.ts'
export type * from './reminder-wishes.ts'
export { memberOffsets, usualReminderHours, usualWishes } from './reminder-wishes.ts'
export type * from './schedule.ts'
export { busyPeriod, endOf, lastDay, meetingPeriod, plannedDay, shapeOf, startDay } from './schedule.ts'
export { outcomesOf } from './states.ts'
export type * from './time-spent.ts'
export { costOfTime, normalizeTimeSpent, startTimer, stopTimer, timerTransitions } from './time-spent.ts'
export { type UpdateDate, updateDateOf } from './update-date.ts'
