/** A sale from first contact to won: one matter that moves on, whatever becomes of its date. @module */
import type { Company, Contact, Desk, Interaction, Store } from 'crmkit'
import { showWords } from 'crmkit/domain'
import { busyWeek } from './busy-week.ts'
import { detail, heading } from './say.ts'
import { onClock, openStory, type Story, tell } from './story.ts'

/** Follows a sale for four months. What an earlier start has told is not told again. */
export async function followSale(store: Store): Promise<void> {
  const story = await openStory(store, '2026-03-02', '09:00')
  const { desk } = story
  const [known] = (await desk.interactions.list({ search: 'apples' })).items
  if (known?.state === 'done') return

  heading('4. A sale, from the first contact on. The clock is moved by hand. In brackets: rules of docs/concepts')
  const sale = await firstContact(story)
  heading('5. A week in June: who is where, and with which van')
  await busyWeek(story, sale)
  heading('6. June goes by: reminders, and won')
  await juneGoesBy(story, sale)
  await showTimeline(desk, sale)
}

async function firstContact({ desk, as, goTo }: Story): Promise<Interaction> {
  const { company, contact } = await findCustomer(desk)
  const { record: sale } = await desk.interactions.create(
    {
      subject: 'Apples, 1,000 kg',
      type: 'sale/first-contact',
      companyId: company.id,
      contactIds: [contact.id],
      schedule: { task: { dueOn: 'in-3-days' } },
    },
    as('sale'),
  )
  const begun = `“${sale.subject}” for ${company.name}: ${sale.state} on ${sale.type}, ${sayPlanned(sale)}`
  const counted = [[`in reports it counts on ${sale.updateDate.on}, the day on which it was created`, 'INT-4']] as const
  tell('2026-03-02', [[begun, 'INT-1, INT-6']], counted)

  await goTo('2026-03-03', '10:15')
  const june = { task: { startOn: '2026-06-02', dueOn: '2026-06-02' } }
  const note = { said: 'busy, call back in 3 months', direction: 'outbound' } as const
  const { record: later } = await desk.interactions.reschedule(sale.id, june, { ...as('later'), note })
  const busy = `${contact.givenName}: “${note.said}”. No second sale: the same one, ${sayPlanned(later)}`
  const follows = [
    [`the day on which it counts moves along: ${later.updateDate.on}`, 'INT-4'],
    [`${company.name} knows when it was called last, and what is next: ${await sayDates(desk, company)}`, 'INT-5'],
  ] as const
  tell('2026-03-03', [[busy, 'INT-7, INT-8']], follows)

  await goTo('2026-06-02', '10:00')
  const called = { ...as('called'), note: { said: 'Come, and let us taste them.', direction: 'outbound' } } as const
  const { record: moved } = await desk.interactions.moveTo(sale.id, 'sale/needs-analysis', called)
  tell('2026-06-02', [[`called back, with the whole story in front: now on ${moved.type}`, 'INT-3']])
  return moved
}

async function juneGoesBy({ crm, desk, as, goTo, sleepTo }: Story, sale: Interaction): Promise<void> {
  await goTo('2026-06-10', '11:45')
  const next = {
    subject: 'Ask about the quote',
    participants: [],
    schedule: { task: { dueOn: '2026-06-25' } },
  } as const
  await desk.interactions.moveTo(sale.id, 'sale/quote-sent', { ...as('quote'), next })
  // Looked up, and not taken from the answer: an earlier start may have carried the command out.
  const [ask] = (await desk.interactions.list({ parentId: sale.id })).items
  if (ask === undefined) throw new Error('The sale has no next action.')
  const quoted = 'the tasting has taken place and stays in the calendar. The quote is sent'
  const part = `what is to be done next is a part of the sale: “${ask.subject}”, ${sayPlanned(ask)}`
  tell('2026-06-10', [[quoted, 'INT-3, INT-6']], [[part, 'INT-9']])

  await goTo('2026-06-18', '16:20')
  const yes = { ...as('won'), note: { said: 'We take all of them.', direction: 'inbound' } } as const
  await desk.interactions.conclude(ask.id, {}, as('asked'))
  const { record: won } = await desk.interactions.moveTo(sale.id, 'sale/won', yes)
  const stamped = [
    [`the day on which it counts is stamped: ${won.updateDate.on}, and follows no schedule any more`, 'INT-4'],
    [`the reminder of “${ask.subject}” is dropped`, 'REM-3'],
  ] as const
  tell('2026-06-18', [[`moved to ${won.type}: the sale is ${won.state}`, 'INT-2, INT-3']], stamped)

  sleepTo('2026-06-23', '12:00')
  await goTo('2026-06-30', '18:00')
  const count = async (state: 'delivered' | 'dropped' | 'missed') =>
    `${(await desk.reminders.list({ state, limit: 500 })).items.length} ${state}`
  tell('2026-06-30', [
    ['no machine ran over the 22nd: that meeting had begun before anybody could be reminded of it', 'REM-4'],
    [`${await count('delivered')}, ${await count('dropped')}, ${await count('missed')}`, 'REM-2'],
  ])
  const again = await crm.runDue()
  tell('again', [], [[`whoever runs the job once more finds ${again.done} to hand over`, 'REM-2']])
}

async function showTimeline(desk: Desk, sale: Interaction): Promise<void> {
  const { settings } = await desk.workspace.get()
  const { items } = await desk.interactions.timeline(sale.id)
  const lines = items.flatMap((entry) => {
    const { on, at } = onClock(entry.at)
    if (entry.kind === 'note' && entry.note.kind === 'words')
      return [`${on} ${at}  ${showWords(entry.note, settings.locale)}`]
    if (entry.kind !== 'event' || entry.event.type !== 'interaction.moved') return []
    return [`${on} ${at}  ${entry.event.data['from']} → ${entry.event.data['to']}`]
  })
  detail('the story', lines.reverse())
}

/** A customer of the first file. */
async function findCustomer(desk: Desk): Promise<{ readonly company: Company; readonly contact: Contact }> {
  const [company] = (await desk.companies.list({ search: 'danone' })).items
  const [colleague] = company === undefined ? [] : (await desk.companies.contacts(company.id)).items
  if (company === undefined || colleague === undefined) throw new Error('The sample companies are not there.')
  return { company, contact: colleague.contact }
}

async function sayDates(desk: Desk, company: Company): Promise<string> {
  const { lastOutboundAt, nextPlannedOn } = await desk.companies.dates(company.id)
  return `${lastOutboundAt === undefined ? 'never' : onClock(lastOutboundAt).on}, ${nextPlannedOn ?? 'nothing'}`
}

function sayPlanned({ schedule }: Interaction): string {
  if (schedule === undefined) return 'at no time'
  return schedule.kind === 'task' ? `to be done by ${schedule.due.on}` : `on ${schedule.start.on}`
}
