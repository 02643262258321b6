/** The desk of the pipelines: what matters go through in a workspace. Rules: docs/concepts/interactions.md (INT-3). @module */
import type { CommandOptions } from '../../inputs/call.ts'
import type { StepPlace, StepRemoval } from '../../inputs/pipeline.ts'
import { addStep, changePipeline, type PipelineChanges, removeStep } from '../../interaction/change-pipeline.ts'
import { addPipeline, type NewPipeline } from '../../interaction/define-pipelines.ts'
import { findPipeline, findStep, type Pipeline } from '../../interaction/pipeline.ts'
import type { NewStep } from '../../interaction/read-steps.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import {
  parseNewPipeline,
  parseNewStep,
  parsePipelineChanges,
  parsePipelineKey,
  parseStepPlace,
  parseStepRemoval,
} from '../../schemas/pipeline.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept } from '../input-error.ts'
import { type CatalogChange, changeCatalog, pipelinesOf } from './catalog.ts'

/** The pipelines of a workspace. All members see them; whatever changes one takes the capability `settings`. */
export interface PipelineDesk {
  /** All pipelines, in order: those that the host has defined, until the workspace changes them. */
  list(): Promise<readonly Pipeline[]>

  /**
   * Adds a pipeline of the workspace's own, before those that every workspace has.
   * @throws {CrmError} forbidden, invalid-input
   * @example
   * await desk.workspace.pipelines.add({ key: 'lease', label: 'Lease', steps: [
   *   { key: 'visit', kind: 'lead', label: 'Visit' },
   *   { key: 'signed', kind: 'won', label: 'Signed' },
   * ] })
   */
  add(pipeline: NewPipeline, options?: Pick<CommandOptions, 'commandId'>): Promise<Pipeline>

  /**
   * Changes labels, order, colors, probabilities and stamps. Matters on its steps stay as they are.
   * @throws {CrmError} forbidden, invalid-input
   */
  change(key: string, changes: PipelineChanges, options?: Pick<CommandOptions, 'commandId'>): Promise<Pipeline>

  /** Adds a step to a pipeline. @throws {CrmError} forbidden, invalid-input */
  addStep(key: string, step: NewStep, place?: StepPlace, options?: Pick<CommandOptions, 'commandId'>): Promise<Pipeline>

  /**
   * Removes a step: `sale/qualification`. If matters stand on it, the step to which they go must be named, in the same
   * commit; nothing is concluded or reopened by it.
   * @throws {CrmError} forbidden
   * @throws {CrmError} invalid-input - matters stand on it and no replacement is named; the issue says which are allowed
   */
  removeStep(type: string, removal?: StepRemoval, options?: Pick<CommandOptions, 'commandId'>): Promise<Pipeline>
}

/** The pipeline desk of whoever the session is opened for. */
export function pipelineDesk(open: OpenSession): PipelineDesk {
  return {
    list: async () => pipelinesOf(await open('workspace.pipelines.list')),
    add: async (pipeline, options = {}) => {
      const [asked, how] = [accept(parseNewPipeline(pipeline)), accept(parseCommandOptions(options))]
      const session = await open('workspace.pipelines.add')
      return change(session, asked.key, { name: 'add', input: asked, options: how }, async ({ pipelines }) => ({
        pipelines: accept(addPipeline(pipelines, asked)),
      }))
    },
    change: async (key, changes, options = {}) => {
      const [known, how] = [accept(parsePipelineKey(key)), accept(parseCommandOptions(options))]
      const asked = accept(parsePipelineChanges(changes))
      const session = await open('workspace.pipelines.change')
      const input = { key: known, changes: asked }
      return change(session, known, { name: 'change', input, options: how }, async ({ pipelines }) => ({
        pipelines: accept(changePipeline(pipelines, known, asked)),
      }))
    },
    addStep: async (key, step, place = {}, options = {}) => {
      const [known, how] = [accept(parsePipelineKey(key)), accept(parseCommandOptions(options))]
      const [asked, where] = [accept(parseNewStep(step)), accept(parseStepPlace(place))]
      const session = await open('workspace.pipelines.addStep')
      const input = { key: known, step: asked, place: where }
      return change(session, known, { name: 'addStep', input, options: how }, async ({ pipelines }) => ({
        pipelines: accept(addStep(pipelines, known, asked, where.before === undefined ? {} : { before: where.before })),
      }))
    },
    removeStep: async (type, removal = {}, options = {}) => {
      const [known, how] = [accept(parsePipelineKey(type)), accept(parseCommandOptions(options))]
      const asked = accept(parseStepRemoval(removal))
      const session = await open('workspace.pipelines.removeStep')
      const input = { type: known, ...asked }
      const key = known.split('/', 1).join()
      return change(session, key, { name: 'removeStep', input, options: how }, async ({ pipelines }) => {
        const found = findStep(pipelines, known)
        const isInUse =
          found !== null &&
          (await session.store.interactions.isStepInUse(
            session.actor.workspaceId,
            `${found.pipeline.key}/${found.step.key}`,
          ))
        const { replaced, ...after } = accept(removeStep(pipelines, known, { isInUse, ...asked }))
        return { ...after, ...(replaced !== null && { stepsReplaced: [replaced] }) }
      })
    },
  }
}

interface AskedChange {
  /** The public name, without the desk: `addStep`. */
  readonly name: 'add' | 'change' | 'addStep' | 'removeStep'
  readonly input: unknown
  readonly options: Pick<CommandOptions, 'commandId'>
}

async function change(
  session: Session,
  key: string,
  { name, input, options }: AskedChange,
  decide: Parameters<typeof changeCatalog>[2],
): Promise<Pipeline> {
  const command = `workspace.pipelines.${name}`
  const event = name === 'add' ? 'pipeline.added' : 'pipeline.changed'
  let after: CatalogChange['pipelines']
  await changeCatalog(session, { command, input, options, event, data: { pipeline: key } }, async (before) => {
    const changed = await decide(before)
    after = changed.pipelines
    return changed
  })
  const pipelines = after ?? (await pipelinesOf(session))
  const pipeline = findPipeline(pipelines, key)
  // A command that was carried out before may have been followed by others, but no pipeline ever goes.
  if (pipeline === null) throw new Error(`the pipeline ${key} is gone`)
  return pipeline
}
