/** The templates of messages that a workspace keeps, and the words that come of them. Rules: docs/concepts/templates.md (TPL-2, TPL-4). @module */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { Locale } from '../../kernel/country.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Channel } from '../../message/channel.ts'
import {
  type MessageTemplate,
  type MessageTemplateFields,
  messageTemplateId,
  type NewMessageTemplate,
  normalizeMessageTemplate,
} from '../../message/saved-template.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import { parseNewMessageTemplate } from '../../schemas/message.ts'
import { parseTemplateKey } from '../../schemas/template.ts'
import type { MissingPolicies } from '../../template/render-template.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept } from '../input-error.ts'
import { changesBetween } from '../record-changes.ts'

/** Templates of mails and text messages. All members use them; whatever changes one takes the capability `settings`. */
export interface MessageTemplateDesk {
  /** The workspace's templates of messages, by key. */
  list(): Promise<readonly MessageTemplate[]>

  /**
   * Saves a template, in place of the one of the same key. Messages that were written with it stay as they are.
   * @throws {CrmError} forbidden
   * @throws {CrmError} invalid-input - an unknown tag, broken braces, words that its channel does not have
   * @example
   * await desk.messages.templates.save({
   *   ...{ key: 'ripe', label: 'They are ripe', channel: 'email', locale: 'en' },
   *   ...{ subject: 'Apples for {{contact.givenName}}', text: 'Dear {{contact.name}}, they are ripe.' },
   * })
   * await desk.messages.sendMail({ recipients: [{ contactId }], template: 'ripe' })
   */
  save(template: NewMessageTemplate, options?: Pick<CommandOptions, 'commandId'>): Promise<MessageTemplate>

  /** Removes a template. @throws {CrmError} forbidden, not-found */
  remove(key: string, options?: Pick<CommandOptions, 'commandId'>): Promise<void>
}

/** The desk of templates of messages of whoever the session is opened for. */
export function messageTemplateDesk(open: OpenSession): MessageTemplateDesk {
  return {
    list: async () => {
      const { store, actor } = await open('messages.templates.list')
      return store.messages.listTemplates(actor.workspaceId)
    },
    save: async (template, options = {}) => {
      const [asked, how] = [accept(parseNewMessageTemplate(template)), accept(parseCommandOptions(options))]
      const session = await open('messages.templates.save')
      return carryOut(
        session,
        { command: 'messages.templates.save', input: asked, options: how },
        () => decideSave(session, asked),
        () => getTemplate(session, asked.key),
      )
    },
    remove: async (key, options = {}) => {
      const [known, how] = [accept(parseTemplateKey(key)), accept(parseCommandOptions(options))]
      const session = await open('messages.templates.remove')
      return carryOut(
        session,
        { command: 'messages.templates.remove', input: { key: known }, options: how },
        () => decideRemoval(session, known),
        async () => {},
      )
    },
  }
}

/** What a message is written from: its own words, else those of a template. */
export interface WrittenWords {
  readonly subject?: string | undefined
  readonly text?: string | undefined
  readonly html?: string | undefined
  readonly locale?: Locale | undefined
  readonly missing?: MissingPolicies | undefined
}

/**
 * The words of a message: its own, and of its template what it does not say itself. Who writes a text or HTML of his own
 * writes both: words and pictures of two hands are not mixed. Issues say that there is no such template.
 */
export async function wordsOf<Words extends WrittenWords & { readonly template?: string | undefined }>(
  session: Session,
  issues: InputIssue[],
  channel: Channel,
  input: Words,
): Promise<WrittenWords> {
  if (input.template === undefined) return input
  const template = await findTemplate(session, input.template)
  if (template?.channel !== channel) {
    const remedy = `Name a template for ${channel === 'email' ? 'mails' : 'text messages'} of messages.templates.list().`
    issues.push({ path: 'template', problem: 'unknown-record', value: input.template, remedy })
    return input
  }
  const body = input.text === undefined && input.html === undefined ? template : input
  return {
    subject: input.subject ?? template.subject,
    text: body.text,
    html: body.html,
    locale: input.locale ?? template.locale,
    missing: { ...template.missing, ...input.missing },
  }
}

function findTemplate({ store, actor }: Session, key: string): Promise<MessageTemplate | null> {
  return store.messages.findTemplate(actor.workspaceId, messageTemplateId(key))
}

async function getTemplate(session: Session, key: string): Promise<MessageTemplate> {
  const template = await findTemplate(session, key)
  if (template !== null) return template
  throw new CrmError('not-found', {
    message: `There is no template of messages ${key}. desk.messages.templates.list() names those that there are.`,
    details: { kind: 'message-template', id: key },
  })
}

async function decideSave(session: Session, input: NewMessageTemplate): Promise<Decision<MessageTemplate>> {
  const { clock, settings } = session
  const fields = accept(normalizeMessageTemplate(input, { locale: settings.locale }))
  const before = await findTemplate(session, fields.key)
  const now = clock.now()
  const { id, version, createdAt } = before ?? { id: messageTemplateId(fields.key), version: 0, createdAt: now }
  const changes = changesBetween(before === null ? null : fieldsOf(before), fields)
  if (before !== null && changes.length === 0) {
    return { effect: { writes: [], happenings: [] }, answer: aboutRecord(id), outcome: () => before }
  }
  const record: MessageTemplate = { ...fields, id, version: version + 1, createdAt, updatedAt: now }
  const told = happening(session, 'save', record, changes)
  const op = before === null ? 'create' : 'update'
  return {
    effect: { writes: [{ op, kind: 'message-template', record }], happenings: [told] },
    answer: aboutRecord(id),
    outcome: () => record,
  }
}

async function decideRemoval(session: Session, key: string): Promise<Decision<void>> {
  const template = await getTemplate(session, key)
  const { id, version } = template
  const told = happening(session, 'remove', template, changesBetween(fieldsOf(template), null))
  return {
    effect: {
      writes: [{ op: 'purge', kind: 'message-template', id, expectedVersion: version }],
      happenings: [told],
    },
    answer: aboutRecord(id),
    outcome: () => {},
  }
}

const events = { save: 'message-template.saved', remove: 'message-template.removed' } as const

function happening(
  session: Session,
  command: keyof typeof events,
  { id, version, key, channel }: MessageTemplate,
  changes: Happening['changes'],
): Happening {
  return {
    command: `messages.templates.${command}`,
    right: actorRight(session.actor),
    subject: { kind: 'message-template', id },
    changes,
    event: events[command],
    version,
    data: { template: key, channel },
  }
}

function fieldsOf({ id, version, createdAt, updatedAt, ...fields }: MessageTemplate): MessageTemplateFields {
  return fields
}
