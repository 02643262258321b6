/** What a message that is asked for comes to: one or several, with their words, and all that is against sending them. Rules: docs/concepts/messages.md (MSG-3, MSG-5, TPL-4). @module */
import type { NewMail, NewSms } from '../../inputs/message.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Schedule } from '../../interaction/schedule.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { MessageId } from '../../kernel/ids.ts'
import type { Channel, Purpose } from '../../message/channel.ts'
import { maySend, type SendProblem, type SendWish } from '../../message/may-send.ts'
import { parseMailTemplate, renderMail, renderSms, smsIssues } from '../../message/message-template.ts'
import { chooseSender, judgeSender } from '../../message/sender.ts'
import { judgeFiles, usualFilesLimit } from '../../message/sent-files.ts'
import type { SmsSize } from '../../message/sms-text.ts'
import { shortestSecret } from '../../message/unsubscribe.ts'
import { parseEmail } from '../../party/email.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import type { Channels } from '../../ports/channels.ts'
import type { MessageWords } from '../../ports/message-repository.ts'
import { readTemplate } from '../../template/parse-template.ts'
import type { TagName } from '../../template/tags.ts'
import type { Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { requireInTime } from '../jobs/settle-files.ts'
import { noAccount } from '../no-account.ts'
import { sendersOf } from './hand-over-message.ts'
import { recipientFacts } from './message-facts.ts'
import { type PlannedFile, type PutMessages, planFiles, putFiles } from './message-files.ts'
import { type WrittenWords, wordsOf } from './message-templates.ts'
import { type AddressedRecipient, addressRecipients, matterOf, messageTags } from './new-message.ts'

/** One message that would be sent. */
export interface PlannedMessage {
  /** Under which its files were put away. Default: one of its own. */
  readonly id?: MessageId
  readonly recipients: readonly AddressedRecipient[]
  readonly words: MessageWords
  /** Of a text message. */
  readonly size?: SmsSize
}

/** All that was asked for. */
export interface MessagePlan {
  readonly channel: Channel
  readonly purpose: Purpose
  readonly matter: Interaction | null
  /** Through whom it goes. */
  readonly provider: string
  readonly messages: readonly PlannedMessage[]
  /** Everything that is against it. */
  readonly problems: readonly SendProblem[]
  /** The parts that it takes of the credit for text messages. */
  readonly parts: number
  /** Tags that have no value. */
  readonly missing: readonly TagName[]
  /** What goes along with each of them, not put away yet. */
  readonly files: readonly PlannedFile[]
}

/**
 * A mail: one for all recipients, or, of marketing, one for each, for they are nothing to each other.
 * @param schedule what tags say of the matter's time, where that is not the matter's own: of an occurrence
 */
export async function planMail(session: Session, input: NewMail, schedule?: Schedule): Promise<MessagePlan> {
  const { purpose = 'correspondence' } = input
  const issues: InputIssue[] = []
  const { subject = '', ...said } = await wordsOf(session, issues, 'email', input)
  if (issues.length > 0) throw inputError(issues)
  const template = accept(parseMailTemplate({ subject, text: said.text, html: said.html }))
  const matter = at(await matterOf(session, issues, input.interactionId), schedule)
  const recipients = await addressRecipients(session, issues, 'email', input.recipients)
  const replyTo = input.replyTo === undefined ? undefined : parseEmail(input.replyTo).normalized
  if (input.replyTo !== undefined && replyTo === undefined) {
    const remedy = 'Give an e-mail address, or none.'
    issues.push({ path: 'replyTo', problem: 'invalid-format', value: input.replyTo, remedy })
  }
  const { mail, files: fileStore } = await channelsOf(session)
  const files = await planFiles(session, issues, input.files ?? [])
  if (issues.length > 0) throw inputError(issues)
  if (mail === undefined) throw noAccount('mail')
  if (files.length > 0 && fileStore === undefined) throw noAccount('files')
  const senders = sendersOf(mail)
  const from = input.from === undefined ? null : chooseSender(senders, input.from)
  const groups = purpose === 'marketing' ? distinct(recipients).map((each) => [each]) : [recipients]
  const messages: PlannedMessage[] = []
  const missing = new Set<TagName>()
  for (const group of groups) {
    const values = await messageTags(session, tagged(group, matter, said))
    const { content, missing: lacking } = accept(renderMail(template, values, said.missing))
    for (const name of lacking) missing.add(name)
    const words: MessageWords = {
      subject: content.subject,
      text: content.text ?? '',
      ...(content.html !== undefined && { html: content.html }),
      ...(from !== null && { from }),
      ...(replyTo !== undefined && { replyTo: { address: replyTo } }),
      names: namesOf(group),
      answers: input.answers ?? [],
      files: [],
    }
    messages.push({ recipients: group, words })
  }
  const facts = await recipientFacts(session, 'email', recipients.map(asAsked))
  const lacks = purpose === 'marketing' && !hasLink(mail.unsubscribe) ? [noLink] : []
  const { problems } = judge({ channel: 'email', purpose, by: session.actor, recipients: facts })
  return {
    ...{ channel: 'email', purpose, matter, messages, parts: 0, missing: [...missing], files },
    provider: mail.mailer.provider,
    problems: [
      ...lacks,
      ...(input.from === undefined ? [] : judgeSender(senders, input.from)),
      ...problems,
      ...judgeFiles(
        files.map(({ file }) => file),
        mail.maxFilesBytes ?? usualFilesLimit,
      ),
    ],
  }
}

/** Text messages: one to each number. @param schedule as of {@link planMail} */
export async function planSms(session: Session, input: NewSms, schedule?: Schedule): Promise<MessagePlan> {
  const { purpose = 'correspondence' } = input
  const issues: InputIssue[] = []
  const said = await wordsOf(session, issues, 'sms', input)
  if (issues.length > 0) throw inputError(issues)
  const { text } = said
  if (text === undefined) throw inputError(smsIssues(''))
  const template = readTemplate(issues, 'text', text, 'braces')
  const matter = at(await matterOf(session, issues, input.interactionId), schedule)
  const recipients = await addressRecipients(session, issues, 'sms', input.recipients)
  if (issues.length > 0) throw inputError(issues)
  const { sms } = await channelsOf(session)
  if (sms === undefined) throw noAccount('sms')
  const messages: PlannedMessage[] = []
  const missing = new Set<TagName>()
  for (const recipient of distinct(recipients)) {
    const rendered = accept(
      renderSms(template, await messageTags(session, tagged([recipient], matter, said)), said.missing),
    )
    for (const name of rendered.missing) missing.add(name)
    const words: MessageWords = { text: rendered.text, names: {}, answers: [], files: [] }
    messages.push({ recipients: [recipient], words, size: rendered.size })
  }
  const { store, actor } = session
  const [facts, credit, member] = await Promise.all([
    recipientFacts(session, 'sms', recipients.map(asAsked)),
    store.messages.smsCredit(actor.workspaceId),
    actor.kind === 'member' ? store.workspaces.findMember(actor.workspaceId, actor.memberId) : null,
  ])
  const parts = messages.reduce((sum, { size }) => sum + (size?.segments ?? 0), 0)
  const wish = { channel: 'sms', purpose, by: actor, recipients: facts } as const
  // What each takes may differ, for tags are filled in for each: the sum is held against the credit.
  const { problems } = judge({ ...wish, segments: 0, credit: 0, authorized: member?.sendsSms === true })
  const debit = parts <= credit ? [] : [noCredit(parts, credit)]
  return {
    ...{ channel: 'sms', purpose, matter, messages, parts, missing: [...missing], files: [] },
    provider: sms.sender.provider,
    problems: [...problems, ...debit],
  }
}

/** The plan with its files put away. @param before what was put away for it, where it is decided anew */
export async function withFiles(
  session: Session,
  plan: MessagePlan,
  before: PutMessages | null,
): Promise<{ readonly plan: MessagePlan; readonly put: PutMessages }> {
  const { files: store } = await channelsOf(session)
  const isSame = before?.messages.length === plan.messages.length
  const put = isSame ? before : await putFiles(session, store, plan.files, plan.messages.length)
  requireInTime(session, put.since)
  const messages = plan.messages.map((planned, index): PlannedMessage => {
    const { id, files = [] } = put.messages[index] ?? {}
    return { ...planned, ...(id !== undefined && { id }), words: { ...planned.words, files } }
  })
  return { plan: { ...plan, messages }, put }
}

/** @throws {CrmError} send-refused - with everything that is against it */
export function requireSendable({ problems }: Pick<MessagePlan, 'problems'>): void {
  if (problems.length > 0) throw sendRefused(problems)
}

/** That a message is not sent, and why. It names no address: who asked knows them, and logs need not. */
function sendRefused(problems: readonly SendProblem[]): CrmError {
  const sentences = problems.map(
    ({ path, problem, remedy }) => `${path === '' ? '' : `${path}: `}${problem}. ${remedy}`,
  )
  return new CrmError('send-refused', { message: sentences.join(' '), details: { problems } })
}

/** The accounts of the actor's workspace. */
export async function channelsOf({ actor, channelsOf: find }: Session): Promise<Channels> {
  return find(actor.workspaceId)
}

/** Everything that is against sending, right now, by the lists and by who sends. */
export function judge(wish: SendWish): { readonly problems: readonly SendProblem[] } {
  const judged = maySend(wish)
  return { problems: judged.ok ? [] : judged.error.problems }
}

function at(matter: Interaction | null, schedule: Schedule | undefined): Interaction | null {
  return matter === null || schedule === undefined ? matter : { ...matter, schedule }
}

function tagged(
  [first]: readonly AddressedRecipient[],
  matter: Interaction | null,
  { locale }: Pick<WrittenWords, 'locale'>,
): Parameters<typeof messageTags>[1] {
  return {
    matter,
    ...(first?.contact !== undefined && { contact: first.contact }),
    ...(locale !== undefined && { locale }),
  }
}

/** Each address once; those that are none are kept, to be told of. */
function distinct(recipients: readonly AddressedRecipient[]): readonly AddressedRecipient[] {
  const seen = new Set<string>()
  return recipients.filter(({ address }) => {
    if (address === null) return true
    const isNew = !seen.has(address)
    seen.add(address)
    return isNew
  })
}

function asAsked({ address, contact }: AddressedRecipient): Parameters<typeof recipientFacts>[2][number] {
  return { address, ...(contact !== undefined && { contactId: contact.id }) }
}

function namesOf(recipients: readonly AddressedRecipient[]): Readonly<Record<string, string>> {
  const named = recipients.flatMap(({ address, name }) =>
    address === null || name === undefined ? [] : [[address, name] as const],
  )
  return Object.fromEntries(named)
}

function hasLink(unsubscribe: { readonly url: string; readonly secrets: readonly string[] } | undefined): boolean {
  return unsubscribe?.secrets.every(({ length }) => length >= shortestSecret) === true && unsubscribe.secrets.length > 0
}

const noLink: SendProblem = {
  path: '',
  problem: 'no-unsubscribe-link',
  remedy: `Give the account for mail unsubscribe: { url, secrets }, with secrets of ${shortestSecret} characters or more.`,
}

function noCredit(needed: number, available: number): SendProblem {
  const remedy = 'Buy credit for text messages, shorten the text, or name fewer recipients.'
  return { path: '', problem: 'no-credit', needed, available, remedy }
}
