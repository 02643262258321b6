/** The desk of webhooks, for administrators. Rules: docs/concepts/events-and-jobs.md @module */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions, RotateOptions } from '../../inputs/call.ts'
import { isUuid, type WebhookId } from '../../kernel/ids.ts'
import type { FieldChange, Subject } from '../../ports/history.ts'
import { parseCommandOptions, parseRotateOptions } from '../../schemas/call.ts'
import { parseNewWebhook, parseWebhookChanges } from '../../schemas/webhook.ts'
import { settlesFailures, withoutFailures } from '../../webhook/failing.ts'
import {
  changeWebhook,
  type NewWebhook,
  normalizeWebhook,
  type UrlRules,
  type WebhookChanges,
} from '../../webhook/new-webhook.ts'
import { rotatedSecrets, type StoredWebhook, shownWebhook, type Webhook } from '../../webhook/webhook.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { changesBetween } from '../record-changes.ts'
import { notFound, requireVersion } from '../records/record-access.ts'

/** A webhook, and the secret that it was given just now. */
export interface WebhookWithSecret {
  readonly webhook: Webhook
  /**
   * For the receiver, who checks signatures with it. Shown this once: a repeated command brings the webhook without it.
   */
  readonly secret?: string
}

/** Webhooks of one workspace. Everything here takes an administrator. */
export interface WebhookDesk {
  /**
   * Creates a webhook. It is told of what happens from now on.
   * @throws {CrmError} forbidden
   * @throws {CrmError} invalid-input - among others for an address that is not of the public Internet
   * @example
   * const { webhook, secret } = await desk.webhooks.create({ url: 'https://example.com/hooks/crm' })
   */
  create(input: NewWebhook, options?: Pick<CommandOptions, 'commandId'>): Promise<WebhookWithSecret>

  /** @throws {CrmError} forbidden, not-found */
  get(id: WebhookId): Promise<Webhook>

  /** All webhooks, in the order of their ids. @throws {CrmError} forbidden */
  list(): Promise<readonly Webhook[]>

  /**
   * Changes a webhook: what is left out keeps its value.
   * @throws {CrmError} forbidden, not-found, invalid-input, version-conflict
   */
  update(id: WebhookId, changes: WebhookChanges, options?: CommandOptions): Promise<Webhook>

  /**
   * Gives a webhook a new secret. For a while requests are signed with both.
   * @throws {CrmError} forbidden, not-found, version-conflict
   */
  rotateSecret(id: WebhookId, options?: RotateOptions): Promise<WebhookWithSecret>

  /**
   * Removes a webhook. What was not delivered yet is not delivered any more.
   * @throws {CrmError} forbidden, not-found, version-conflict
   */
  remove(id: WebhookId, options?: CommandOptions): Promise<void>
}

/** What the desk is made with besides the session. */
export interface WebhookRules extends UrlRules {
  /** Makes a secret. */
  newSecret(): string
}

const mostWebhooks = 50
const usualOverlapMs = 24 * 3_600_000

/** The webhook desk of whoever the session is opened for. */
export function webhookDesk(open: OpenSession, rules: WebhookRules): WebhookDesk {
  return {
    create: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewWebhook(input)), accept(parseCommandOptions(options))]
      const session = await open('webhooks.create')
      return carryOut(
        session,
        { command: 'webhooks.create', input: asked, options: how },
        () => decideCreate(session, rules, asked),
        async (answer) => ({ webhook: await getWebhook(session, onlyRecord(answer).id) }),
      )
    },
    get: async (id) => {
      const known = readId(id, 'id')
      return getWebhook(await open('webhooks.get'), known)
    },
    list: async () => {
      const { store, actor } = await open('webhooks.list')
      return (await store.webhooks.list(actor.workspaceId)).map(shownWebhook)
    },
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseWebhookChanges(changes)), accept(parseCommandOptions(options))]
      const session = await open('webhooks.update')
      return carryOut(
        session,
        { command: 'webhooks.update', input: { id: known, changes: asked }, options: how },
        () => decideUpdate(session, rules, known, asked, how),
        (answer) => getWebhook(session, onlyRecord(answer).id),
      )
    },
    rotateSecret: async (id, options = {}) => {
      const known = readId(id, 'id')
      const { overlapMs = usualOverlapMs, ...how } = accept(parseRotateOptions(options))
      const session = await open('webhooks.rotateSecret')
      return carryOut(
        session,
        { command: 'webhooks.rotateSecret', input: { id: known, overlapMs }, options: how },
        () => decideRotation(session, rules.newSecret(), known, overlapMs, how),
        async (answer) => ({ webhook: await getWebhook(session, onlyRecord(answer).id) }),
      )
    },
    remove: async (id, options = {}) => {
      const known = readId(id, 'id')
      const how = accept(parseCommandOptions(options))
      const session = await open('webhooks.remove')
      return carryOut(
        session,
        { command: 'webhooks.remove', input: { id: known }, options: how },
        () => decideRemoval(session, known, how),
        async () => {},
      )
    },
  }
}

async function decideCreate(
  session: Session,
  rules: WebhookRules,
  input: NewWebhook,
): Promise<Decision<WebhookWithSecret>> {
  const fields = accept(normalizeWebhook(input, rules))
  const { store, actor, clock, ids } = session
  if ((await store.webhooks.list(actor.workspaceId)).length >= mostWebhooks) {
    const remedy = `A workspace has at most ${mostWebhooks} webhooks: remove one that is not needed any more.`
    throw inputError([{ path: '', problem: 'too-many', remedy }])
  }
  const at = clock.now()
  const secret = rules.newSecret()
  const stamp = { id: ids.next(), version: 1, createdAt: at, updatedAt: at }
  const record: StoredWebhook = { ...stamp, ...fields, secrets: [{ secret }] }
  const decision = decided(session, 'create', 'webhook.created', record, changed(null, record))
  return {
    ...decision,
    effect: { ...decision.effect, writes: [{ op: 'create', kind: 'webhook', record }] },
    outcome: () => ({ webhook: shownWebhook(record), secret }),
  }
}

async function decideUpdate(
  session: Session,
  rules: WebhookRules,
  id: WebhookId,
  changes: WebhookChanges,
  options: CommandOptions,
): Promise<Decision<Webhook>> {
  const before = await findWebhook(session, id, options)
  const fields = accept(changeWebhook(before, changes, rules))
  const { description: _description, ...rest } = settlesFailures(before, changes, fields.url)
    ? withoutFailures(before)
    : before
  const record: StoredWebhook = { ...next(session, rest), ...fields }
  const differences = changed(before, record)
  if (differences.length === 0) {
    const answer = aboutRecord(before.id)
    return { effect: { writes: [], happenings: [] }, answer, outcome: () => shownWebhook(before) }
  }
  return { ...decided(session, 'update', 'webhook.updated', record, differences), outcome: () => shownWebhook(record) }
}

async function decideRotation(
  session: Session,
  secret: string,
  id: WebhookId,
  overlapMs: number,
  options: CommandOptions,
): Promise<Decision<WebhookWithSecret>> {
  const before = await findWebhook(session, id, options)
  const secrets = rotatedSecrets(before, secret, session.clock.now(), overlapMs)
  const record: StoredWebhook = { ...next(session, before), secrets }
  return {
    ...decided(session, 'rotateSecret', 'webhook.secret-rotated', record, [{ field: 'secret' }]),
    outcome: () => ({ webhook: shownWebhook(record), secret }),
  }
}

async function decideRemoval(session: Session, id: WebhookId, options: CommandOptions): Promise<Decision<void>> {
  const before = await findWebhook(session, id, options)
  const decision = decided(session, 'remove', 'webhook.removed', before, [])
  const purge = { op: 'purge', kind: 'webhook', id: before.id, expectedVersion: before.version } as const
  return { ...decision, effect: { ...decision.effect, writes: [purge] }, outcome: () => {} }
}

/** A decision that updates a webhook and tells of it. */
function decided(
  session: Session,
  verb: string,
  event: string,
  record: StoredWebhook,
  changes: readonly FieldChange[],
): Omit<Decision<never>, 'outcome'> {
  const subject: Subject = { kind: 'webhook', id: record.id }
  const right = actorRight(session.actor)
  const happening = { command: `webhooks.${verb}`, right, subject, changes, event, version: record.version }
  return {
    effect: { writes: [{ op: 'update', kind: 'webhook', record }], happenings: [happening] },
    answer: aboutRecord(record.id),
  }
}

/** What changed, for the audit. An address often is a secret of its own: that it changed is told, and not to what. */
function changed(before: StoredWebhook | null, after: StoredWebhook): readonly FieldChange[] {
  const changes = changesBetween(before === null ? null : shownWebhook(before), shownWebhook(after))
  return changes.map((change) => (change.field === 'url' ? { field: 'url' } : change))
}

/** The next version of a webhook. */
function next<Fields extends { readonly version: number }>({ clock }: Session, record: Fields): Fields {
  return { ...record, version: record.version + 1, updatedAt: clock.now() }
}

async function findWebhook({ store, actor }: Session, id: WebhookId, options: CommandOptions): Promise<StoredWebhook> {
  const webhook = isUuid(id) ? await store.webhooks.find(actor.workspaceId, id) : null
  if (webhook === null) throw notFound('webhook', id)
  requireVersion({ kind: 'webhook', id }, webhook.version, options.expectedVersion)
  return webhook
}

async function getWebhook(session: Session, id: WebhookId): Promise<Webhook> {
  return shownWebhook(await findWebhook(session, id, {}))
}
