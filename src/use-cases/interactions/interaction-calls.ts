/** The calls of the desk of matters: read what is given, open the session, do it. @module */
import type { StepOptions } from '../../inputs/interaction.ts'
import type { InteractionCommandKind, InteractionStep } from '../../interaction/commands.ts'
import type { StepType } from '../../interaction/pipeline.ts'
import { parseCommandOptions, parsePageQuery, parsePairOptions } from '../../schemas/call.ts'
import {
  parseInteractionChanges,
  parseNewInteraction,
  parseNewNote,
  parseNewSchedule,
  parseNewTimeSpent,
  parseSharedInteraction,
  parseStepType,
} from '../../schemas/interaction.ts'
import {
  parseConclusion,
  parseDayText,
  parseInteractionCountQuery,
  parseInteractionListQuery,
  parseInteractionOptions,
  parseManyContacts,
  parsePercent,
  parseReopening,
  parseStepOptions,
  parseTimeOptions,
} from '../../schemas/interaction-call.ts'
import { seriesDesk } from '../calendar/series-desk.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { ownedDesk } from '../records/owned-desk.ts'
import { readTimeline } from '../records/timelines.ts'
import { commandInteraction } from './command-interaction.ts'
import type { InteractionDesk } from './interaction-desk.ts'
import { interactionKind } from './interaction-kind.ts'
import { countInteractions, listInteractions, listNotes } from './list-interactions.ts'
import {
  addTime,
  costOfInteraction,
  findTimer,
  listTimeSpent,
  startTimerOn,
  stopRunningTimer,
} from './time-on-interactions.ts'
import {
  createInteraction,
  createInteractions,
  updateInteraction,
  type WrittenInteraction,
} from './write-interaction.ts'

/** How each command is called. */
const callNames = {
  begin: 'begin',
  pause: 'pause',
  conclude: 'conclude',
  reopen: 'reopen',
  move: 'moveTo',
  'change-type': 'changeType',
  reschedule: 'reschedule',
  convert: 'convert',
  'set-probability': 'setProbability',
  'correct-update-date': 'correctUpdateDate',
  note: 'addNote',
} as const satisfies Record<InteractionCommandKind, string>

/** The desk of matters of whoever the session is opened for. */
export function interactionDesk<Type extends StepType>(open: OpenSession): InteractionDesk<Type> {
  /** @param read reads what is given besides the id; called before anything is looked up */
  const command = async (id: string, read: () => InteractionStep, options: unknown): Promise<WrittenInteraction> => {
    const [known, step] = [readId(id, 'id'), read()]
    const how: StepOptions = accept(step.kind === 'note' ? parseCommandOptions(options) : parseStepOptions(options))
    const call = `interactions.${callNames[step.kind]}` as const
    return commandInteraction(await open(call), call, known, step, how)
  }
  return {
    ...ownedDesk(open, interactionKind),
    ...seriesDesk(open),
    create: async (input, options = {}) => {
      const [matter, how] = [accept(parseNewInteraction(input)), accept(parsePairOptions(options))]
      return createInteraction(await open('interactions.create'), matter, how)
    },
    createMany: async (input, contactIds, options = {}) => {
      const [matter, known] = [accept(parseSharedInteraction(input)), accept(parseManyContacts(contactIds))]
      const how = accept(parsePairOptions(options))
      return createInteractions(await open('interactions.createMany'), matter, known, how)
    },
    list: async (query = {}) => {
      const asked = accept(parseInteractionListQuery(query))
      return listInteractions(await open('interactions.list'), asked)
    },
    count: async (query = {}) => {
      const asked = accept(parseInteractionCountQuery(query))
      return countInteractions(await open('interactions.count'), asked)
    },
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseInteractionChanges(changes)), accept(parseInteractionOptions(options))]
      return updateInteraction(await open('interactions.update'), known, asked, how)
    },
    begin: (id, options = {}) => command(id, () => ({ kind: 'begin' }), options),
    pause: (id, options = {}) => command(id, () => ({ kind: 'pause' }), options),
    conclude: (id, how = {}, options = {}) =>
      command(id, () => ({ kind: 'conclude', ...accept(parseConclusion(how)) }), options),
    reopen: (id, how = {}, options = {}) =>
      command(id, () => ({ kind: 'reopen', ...accept(parseReopening(how)) }), options),
    moveTo: (id, step, options = {}) => command(id, () => ({ kind: 'move', to: accept(parseStepType(step)) }), options),
    changeType: (id, step, options = {}) =>
      command(id, () => ({ kind: 'change-type', to: accept(parseStepType(step)) }), options),
    reschedule: (id, schedule, options = {}) =>
      command(id, () => ({ kind: 'reschedule', schedule: accept(parseNewSchedule(schedule)) }), options),
    convert: (id, schedule, options = {}) =>
      command(id, () => ({ kind: 'convert', schedule: accept(parseNewSchedule(schedule)) }), options),
    setProbability: (id, percent, options = {}) =>
      command(id, () => ({ kind: 'set-probability', probability: accept(parsePercent(percent)) }), options),
    correctUpdateDate: (id, on, options = {}) =>
      command(id, () => ({ kind: 'correct-update-date', on: accept(parseDayText(on)) }), options),
    addNote: (id, note, options = {}) =>
      command(id, () => ({ kind: 'note', note: accept(parseNewNote(note)) }), options),
    notes: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return listNotes(await open('interactions.notes'), known, asked)
    },
    timeline: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return readTimeline(await open('interactions.timeline'), interactionKind, known, asked)
    },
    timer: async () => findTimer(await open('interactions.timer')),
    startTimer: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseTimeOptions(options))]
      return startTimerOn(await open('interactions.startTimer'), known, how)
    },
    stopTimer: async (options = {}) => {
      const how = accept(parseTimeOptions(options))
      return stopRunningTimer(await open('interactions.stopTimer'), how)
    },
    addTimeSpent: async (id, time, options = {}) => {
      const known = readId(id, 'id')
      const [spent, how] = [accept(parseNewTimeSpent(time)), accept(parseTimeOptions(options))]
      return addTime(await open('interactions.addTimeSpent'), known, spent, how)
    },
    timeSpent: async (id) => {
      const known = readId(id, 'id')
      return listTimeSpent(await open('interactions.timeSpent'), known)
    },
    timeCost: async (id) => {
      const known = readId(id, 'id')
      return costOfInteraction(await open('interactions.timeCost'), known)
    },
  }
}
