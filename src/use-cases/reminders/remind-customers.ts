/**
 * Reminding customers by mail or text message: a reminder that is due becomes a message, once, under the reminder's own key.
 * Rules: docs/concepts/messages.md, docs/concepts/reminders.md (REM-1, REM-2, MSG-3).
 * @module
 */
import type { ContactId } from '../../kernel/ids.ts'
import { channels as allChannels, type Channel } from '../../message/channel.ts'
import { type Consent, consentTo } from '../../message/consent.ts'
import { judgeLists, type SendProblem } from '../../message/may-send.ts'
import { reminderWords } from '../../message/reminder-words.ts'
import type { Contact } from '../../party/contact.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import type { Notifier, NotifierAnswer, ReminderNotice } from '../../ports/notifier.ts'
import { carryOut } from '../carry-out.ts'
import { type CrmPorts, openSession, type Session } from '../context.ts'
import { recipientFacts } from '../messages/message-facts.ts'
import { readAddress, usualAddress } from '../messages/new-message.ts'
import { channelsOf, type MessagePlan, planMail, planSms, requireSendable } from '../messages/plan-message.ts'
import { decideQueue } from '../messages/write-message.ts'
import { everythingOf } from '../records/record-access.ts'

/** Reminds customers through the accounts of their workspace, and leaves members to another. */
export function customerNotifier(ports: CrmPorts, members: Notifier | undefined): Notifier {
  return {
    deliver: async (notice, options) => {
      if (notice.audience.kind === 'contact') return remind(ports, notice, notice.audience.id)
      if (members !== undefined) return members.deliver(notice, options)
      return { kind: 'failed', retryable: true, problem: { code: 'no-notifier' } }
    },
  }
}

async function remind(ports: CrmPorts, notice: ReminderNotice, contactId: ContactId): Promise<NotifierAnswer> {
  const door = { kind: 'system', workspaceId: notice.workspaceId, reason: 'reminders' } as const
  const session = await openSession(ports, door, 'messages.sendMail')
  const commandId = `reminder ${notice.key}`
  // It became a message before, and whoever handed it over was killed.
  if ((await ports.store.history.findCommand(notice.workspaceId, commandId)) !== null) return { kind: 'delivered' }
  const contact = await ports.store.contacts.find(everythingOf(session), contactId)
  if (contact === null) return { kind: 'unwanted' }
  const { ways, problems } = await waysTo(session, contact)
  const [channel] = ways
  if (channel === undefined) {
    // Who does not want it is left alone; of whom there is no address, somebody has to look.
    if (problems.length > 0) return { kind: 'unwanted' }
    return { kind: 'failed', retryable: false, problem: { code: 'no-address' } }
  }
  const command = channel === 'email' ? 'messages.sendMail' : 'messages.sendSms'
  await carryOut<readonly StoredMessage[]>(
    session,
    { command, input: { reminder: notice.key }, options: { commandId } },
    async () => {
      const plan = await planReminder(session, notice, channel, contactId)
      requireSendable(plan)
      return decideQueue(session, command, plan, undefined)
    },
    async () => [],
  )
  return { kind: 'delivered' }
}

/** From the one that somebody likes best. */
const eagerness: readonly Consent[] = ['given', 'unasked']

/**
 * The channels on which a contact may be reminded, the one first for which he gave consent; of two that he has said nothing
 * of, mail, which costs nothing.
 */
async function waysTo(
  session: Session,
  contact: Contact,
): Promise<{ readonly ways: readonly Channel[]; readonly problems: readonly SendProblem[] }> {
  const { mail, sms } = await channelsOf(session)
  const accounts = { email: mail, sms }
  const ways: { readonly channel: Channel; readonly consent: Consent }[] = []
  const problems: SendProblem[] = []
  for (const channel of allChannels) {
    const typed = accounts[channel] === undefined ? '' : await usualAddress(session, channel, contact)
    const address = typed === '' ? null : readAddress(session, channel, typed)
    if (address === null) continue
    const facts = await recipientFacts(session, channel, [{ address, contactId: contact.id }])
    const against = judgeLists({ channel, purpose: 'reminder' }, facts)
    if (against.length === 0) ways.push({ channel, consent: consentTo(facts[0]?.consents ?? [], channel, 'reminder') })
    else problems.push(...against)
  }
  const sorted = ways.toSorted((a, b) => eagerness.indexOf(a.consent) - eagerness.indexOf(b.consent))
  return { ways: sorted.map(({ channel }) => channel), problems }
}

async function planReminder(
  session: Session,
  { interaction, schedule }: ReminderNotice,
  channel: Channel,
  contactId: ContactId,
): Promise<MessagePlan> {
  const own = (await channelsOf(session)).reminderWords?.(session.settings.locale)
  const words = { ...reminderWords[session.settings.locale], ...own }
  const common = { recipients: [{ contactId }], purpose: 'reminder', interactionId: interaction.id } as const
  // Of a series it is the occurrence that is spoken of.
  return channel === 'email'
    ? planMail(session, { ...common, ...words.mail }, schedule)
    : planSms(session, { ...common, text: words.sms }, schedule)
}
