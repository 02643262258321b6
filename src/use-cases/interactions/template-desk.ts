/** The desk of the templates: what prefills a matter. Rules: docs/concepts/templates.md (TPL-1, TPL-2). @module */
import type { CommandOptions } from '../../inputs/call.ts'
import type { TemplateQuery, TemplateSubjects } from '../../inputs/template.ts'
import { usablePipelines } from '../../interaction/allowed-pipelines.ts'
import type { NewInteraction } from '../../interaction/new-interaction.ts'
import { isStepOf, type Pipelines, type StepType } from '../../interaction/pipeline.ts'
import type { Locale } from '../../kernel/country.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import {
  parseNewTemplate,
  parseTemplateKey,
  parseTemplateQuery,
  parseTemplateSubjects,
} from '../../schemas/template.ts'
import { putTemplate, templatesOf } from '../../template/catalog.ts'
import {
  fillTemplate,
  type InteractionTemplate,
  type NewInteractionTemplate,
  normalizeInteractionTemplate,
} from '../../template/interaction-template.ts'
import { tagValues } from '../../template/tag-values.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { getRecord } from '../records/record-access.ts'
import { changeCatalog, findCatalog, pipelinesOf } from '../workspace/catalog.ts'

/** Templates of matters. All members use them; whatever changes one takes the capability `settings`. */
export interface TemplateDesk<Type extends StepType = StepType> {
  /** The templates that the actor may use: the built-in ones, and the workspace's own, which replace those of the same key. */
  list(query?: TemplateQuery): Promise<readonly InteractionTemplate<Type>[]>

  /**
   * Saves a template of the workspace's own, in place of one of the same key.
   * @throws {CrmError} forbidden
   * @throws {CrmError} invalid-input - an unknown tag, broken braces, an unknown step, an impossible offset
   * @example
   * await desk.templates.save({ key: 'apples', label: 'Apples', subject: 'Apples / {{company.name}}', type: 'sale/first-contact' })
   */
  save(
    template: NewInteractionTemplate<Type>,
    options?: Pick<CommandOptions, 'commandId'>,
  ): Promise<InteractionTemplate<Type>>

  /** Removes a template of the workspace's own; a built-in one of the same key comes back. @throws {CrmError} forbidden, not-found */
  remove(key: string, options?: Pick<CommandOptions, 'commandId'>): Promise<void>

  /**
   * The matter that a template prefills, to be looked at, completed and created.
   * @throws {CrmError} not-found - the template, or a company or contact that the actor may see
   * @throws {CrmError} invalid-input - a tag without a value refuses it
   * @example
   * const call = await desk.templates.fill('sales-call', { companyId })
   * const { record } = await desk.interactions.create({ ...call, subject: `${call.subject} (second call)` })
   */
  fill(key: string, subjects?: TemplateSubjects): Promise<NewInteraction<Type>>
}

/** The template desk of whoever the session is opened for. */
export function templateDesk<Type extends StepType>(open: OpenSession): TemplateDesk<Type> {
  return {
    list: async (query = {}) => {
      const { locale } = accept(parseTemplateQuery(query))
      return usableTemplates(await open('templates.list'), locale)
    },
    save: async (template, options = {}) => {
      const [asked, how] = [accept(parseNewTemplate(template)), accept(parseCommandOptions(options))]
      const session = await open('templates.save')
      const { currency } = session.settings
      const read = (pipelines: Pipelines) => accept(normalizeInteractionTemplate(asked, { pipelines, currency }))
      const data = { template: asked.key }
      let saved: InteractionTemplate | undefined
      await changeCatalog(
        session,
        { command: 'templates.save', input: asked, options: how, event: 'template.saved', data },
        // Read by the pipelines that are written beside it: a step may have gone meanwhile.
        async ({ pipelines, templates }) => {
          saved = read(pipelines)
          return { templates: accept(putTemplate(templates, saved)) }
        },
      )
      // The step is as it was given: nothing about it is normalized.
      return { ...(saved ?? read(await pipelinesOf(session))), type: template.type }
    },
    remove: async (key, options = {}) => {
      const [known, how] = [accept(parseTemplateKey(key)), accept(parseCommandOptions(options))]
      const session = await open('templates.remove')
      await changeCatalog(
        session,
        {
          command: 'templates.remove',
          input: { key: known },
          options: how,
          event: 'template.removed',
          data: { template: known },
        },
        async ({ templates }) => {
          if (!templates.some((template) => template.key === known)) throw noTemplate(known)
          return { templates: templates.filter((template) => template.key !== known) }
        },
      )
    },
    fill: async (key, subjects = {}) => {
      const known = accept(parseTemplateKey(key))
      const asked = accept(parseTemplateSubjects(subjects))
      return fill(await open('templates.fill'), known, asked)
    },
  }
}

async function fill<Type extends StepType>(
  session: Session,
  key: string,
  { companyId, contactId, locale }: TemplateSubjects,
): Promise<NewInteraction<Type>> {
  const { store, actor, settings, clock } = session
  const template = (await usableTemplates<Type>(session, locale)).find((each) => each.key === key)
  if (template === undefined) throw noTemplate(key)
  const [company, contact, member] = await Promise.all([
    companyId === undefined ? undefined : getRecord(session, store.companies, 'company', companyId),
    contactId === undefined ? undefined : getRecord(session, store.contacts, 'contact', contactId),
    actor.kind === 'member' ? store.workspaces.findMember(actor.workspaceId, actor.memberId) : null,
  ])
  const trashed = [company, contact].find((record) => record?.trashedAt !== undefined)
  if (trashed !== undefined) {
    const path = trashed === company ? 'companyId' : 'contactId'
    throw inputError([{ path, problem: 'in-trash', value: trashed.id, remedy: 'Restore it first.' }])
  }
  const [now, timeZone] = [clock.now(), settings.timeZone]
  const values = tagValues({
    now,
    timeZone,
    locale: locale ?? settings.locale,
    workspace: settings,
    ...(company !== undefined && { company }),
    ...(contact !== undefined && { contact }),
    ...(member !== null && { member }),
  })
  const filled = accept(fillTemplate(template, values, { now, timeZone }))
  return {
    ...filled,
    ...(company !== undefined && { companyId: company.id }),
    ...(contact !== undefined && { contactIds: [contact.id] }),
  }
}

/** A template of a pipeline that the member may not use is none for him; so is one whose step is there no more. */
async function usableTemplates<Type extends StepType>(
  session: Session,
  locale?: Locale,
): Promise<readonly InteractionTemplate<Type>[]> {
  const { actor, settings } = session
  const withheld = actor.kind === 'member' ? (actor.withheldPipelines ?? []) : []
  // What the program calls its steps stands for the workspace's: those are its own from its first change on.
  const catalog = await findCatalog(session)
  const pipelines: Pipelines<Type> = usablePipelines(withheld, catalog?.pipelines ?? session.pipelines)
  return templatesOf(catalog?.templates ?? [], locale ?? settings.locale).filter(
    (template): template is InteractionTemplate<Type> => isStepOf(pipelines, template.type),
  )
}

function noTemplate(key: string): CrmError {
  return new CrmError('not-found', {
    message: `There is no template ${key}. desk.templates.list() names those that there are.`,
    details: { kind: 'template', id: key },
  })
}
