import { createCrm } from 'crmkit'
import { memoryStore, memoryTokens } from 'crmkit/memory'
import { type FixedClock, fixedClock } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { type Finished, jsonOf, openTerminal } from './terminal.ts'

const workspaceId = '0190a4c2-0000-7000-8000-00000000000a'
const hourMs = 3_600_000

/** An office: Anne and Ben, a van, and the company Pomme. */
async function openOffice(): Promise<{
  readonly clock: FixedClock
  readonly crm: ReturnType<typeof createCrm>
  crmkit(...argv: readonly string[]): Promise<Finished>
}> {
  // Sunday, 22 November 2026, ten in Paris.
  const clock = fixedClock(Date.UTC(2026, 10, 22, 9))
  const store = memoryStore()
  const crm = createCrm({ store, clock })
  await crm.asSystem({ reason: 'test' }).workspaces.create({
    id: workspaceId,
    name: 'Verger',
    country: 'FR',
    locale: 'en',
    administrator: { name: 'Anne Reinette', email: 'anne@verger.example' },
  })
  const desk = crm.asSystem({ workspaceId, reason: 'test' })
  await desk.workspace.members.add({ name: 'Ben', role: 'user' })
  await desk.workspace.resources.add({ name: 'White van', kind: 'vehicle' })
  await desk.companies.create({ name: 'Pomme SARL', siret: '73282932000074' })
  const terminal = openTerminal()
  const open = async () => ({ store, tokens: memoryTokens(), close: async () => undefined })
  const stores = { openExisting: open, openOrCreate: open }
  const isOfStore = (name: string) => name === 'remind'
  return {
    clock,
    crm,
    crmkit: (name = '', ...argv) => {
      const workspace = isOfStore(name) ? [] : ['--workspace', workspaceId]
      return terminal.bare([name, '--store', 'pglite:x', ...workspace, ...argv], { stores, clock })
    },
  }
}

describe('crmkit interactions', () => {
  it('takes a sale from the first contact to won (INT-1, INT-2, INT-8)', async () => {
    const { crmkit, clock } = await openOffice()
    const added = await crmkit(
      'interactions',
      'add',
      'Apples',
      '--type',
      'sale/first-contact',
      '--company',
      'pomme',
      '--due',
      'in-3-days',
    )
    expect(added).toEqual({
      code: 0,
      out: '“Apples” (no. 1) is open on sale/first-contact, by 2026-11-25.\n',
      err: '',
    })
    const later = await crmkit(
      'interactions',
      'reschedule',
      '1',
      '--due',
      '2027-02-22',
      '--said',
      'busy, call back in 3 months',
    )
    expect(later.out).toContain('by 2027-02-22')
    clock.advance(92 * 24 * hourMs)
    const won = await crmkit('interactions', 'move', '1', 'sale/won', '--note', 'Anna signed')
    expect(won.out).toBe('“Apples” (no. 1) is done, won on sale/won.\n')

    const { out } = await crmkit('interactions', 'show', '1')
    expect(out).toMatch(/no\. +subject +step +state +planned +company +owner\n +1 +Apples +sale\/won +done/)
    expect(out).toContain('2027-02-22 10:00  Anne Reinette: Anna signed')
    expect(out).toContain('2026-11-22 10:00  Anne Reinette: “busy, call back in 3 months”')
    expect(out).toContain('moved from sale/first-contact to sale/won')
    expect(jsonOf(await crmkit('interactions', 'show', '1', '--json'))).toMatchObject({ interaction: { number: 1 } })
  })

  it('lists those that meet all conditions', async () => {
    const { crmkit } = await openOffice()
    await crmkit(
      'interactions',
      'add',
      'Apples',
      '--type',
      'sale/first-contact',
      '--company',
      '1',
      '--due',
      '2026-12-04 14:00',
    )
    const undated = await crmkit('interactions', 'add', 'Broken press', '--type', 'support/received', '--owner', 'ben')
    expect(undated.err).toContain('no date ahead')
    expect((await crmkit('interactions')).out).toMatch(
      /by 2026-12-04 14:00 +Pomme SARL +Anne Reinette\n[\s\S]*2 interactions\n$/,
    )
    const subjects = async (...argv: readonly string[]) => {
      const { interactions } = jsonOf(await crmkit('interactions', '--json', ...argv))
      return (interactions as { subject: string }[]).map(({ subject }) => subject)
    }
    expect(await subjects('--company', 'pomme')).toEqual(['Apples'])
    expect(await subjects('--without-next-action')).toEqual(['Broken press'])
    expect(await subjects('--type', 'support', '--state', 'open')).toEqual(['Broken press'])
    expect(await subjects('--type', 'sale/won')).toEqual([])
    expect(await subjects('--owner', 'anne@verger.example')).toEqual(['Apples'])
    expect(await subjects('--search', 'pre', '--owner', 'Ben')).toEqual(['Broken press'])
    expect((await crmkit('interactions', '--limit', '1')).out).toContain('2 interactions, the first 1 shown')
  })

  it('turns a task into a meeting and back, and says which command it takes (INT-6)', async () => {
    const { crmkit } = await openOffice()
    await crmkit('interactions', 'add', 'Apples', '--type', 'sale/first-contact', '--due', '2026-12-04')
    const meeting = ['--meeting', '2026-12-04 10:00-11:30']
    expect(await crmkit('interactions', 'reschedule', '1', ...meeting)).toMatchObject({ code: 2 })
    expect((await crmkit('interactions', 'convert', '1', ...meeting)).out).toContain('2026-12-04 10:00–11:30')
    expect((await crmkit('interactions', 'convert', '1', '--due', '2026-12-05')).out).toContain('by 2026-12-05')
    expect((await crmkit('interactions', 'convert', '1')).err).toContain('--due or --meeting is missing.')
  })

  it('notes and concludes, and says what a done one allows', async () => {
    const { crmkit } = await openOffice()
    await crmkit('interactions', 'add', 'Apples', '--type', 'sale/first-contact', '--meeting', '2026-12-04 10:00-11:30')
    expect((await crmkit('interactions', 'note', '1', '--note', 'called')).out).toContain('2026-12-04 10:00–11:30')
    const unknown = await crmkit('interactions', 'move', '1', 'sale/sung')
    expect(unknown.err).toContain('There are sale/first-contact, sale/qualification')
    const ended = jsonOf(await crmkit('interactions', 'conclude', '1', '--outcome', 'lost', '--json'))
    expect(ended).toMatchObject({ interaction: { state: 'done', outcome: 'lost', type: 'sale/lost' } })
    const refused = await crmkit('interactions', 'reschedule', '1', '--due', 'today')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('It allows reopen')
    expect((await crmkit('interactions', 'reopen', '1')).out).toContain('is open on sale/first-contact')
  })

  it.each([
    [['sing', '1'], '"sing" is none of list, show'],
    [['show'], 'ID is missing'],
    [['show', '9'], 'There is no interaction no. 9'],
    [['show', 'apples'], 'named by its number or id'],
    [['add', 'Apples'], '--type is missing'],
    [['add', 'Apples', '--type', 'sale'], 'such as sale/quote-sent, not "sale"'],
    [['add', 'Apples', '--type', 'sale/sung'], 'type'],
    [['add', 'Apples', '--type', 'sale/won', '--company', 'poire'], 'There is no company "poire"'],
    [['add', 'Apples', '--type', 'sale/won', '--owner', 'carl'], 'There are "Anne Reinette" and "Ben".'],
    [['add', 'Apples', '--type', 'sale/won', '--meeting', 'tomorrow'], '--meeting is a day with two times'],
    [['add', 'Apples', '--type', 'sale/won', '--due', 'soon'], 'dueOn'],
    [['move', '1', 'sale/won', '--due', 'today'], '--due does not go with "move"'],
    [['note', '1'], '--note or --said is missing'],
    [['note', '1', '--note', 'a', '--said', 'b'], 'either --note or --said'],
    [['list', '--state', 'gone'], '--state is one of open, in-progress, done'],
  ])('refuses %j', async (argv, sentence) => {
    const { crmkit } = await openOffice()
    const { code, err } = await crmkit('interactions', ...argv)
    expect(err).toContain(sentence)
    expect(code).toBe(2)
  })
})

/** A week of meetings and tasks. */
async function openWeek(): ReturnType<typeof openOffice> {
  const office = await openOffice()
  const desk = office.crm.asSystem({ workspaceId, reason: 'test' })
  const [anne, ben] = await desk.workspace.members.list()
  const [van] = await desk.workspace.resources.list()
  if (anne === undefined || ben === undefined || van === undefined) throw new Error('the office is empty')
  await desk.interactions.create({
    subject: 'Tasting',
    type: 'sale/negotiation',
    ownerId: anne.id,
    participants: [
      { kind: 'member', id: ben.id },
      { kind: 'resource', id: van.id },
    ],
    schedule: { meeting: { startOn: '2026-11-24', startAt: '10:00', endAt: '11:30' } },
    reminders: { member: '1-day', customer: [] },
  })
  await desk.interactions.create({
    subject: 'Send the quote',
    type: 'sale/quote-sent',
    ownerId: ben.id,
    schedule: { task: { dueOn: '2026-11-26' } },
  })
  return office
}

describe('crmkit agenda', () => {
  it("shows meetings and tasks of several together, in the workspace's zone (CAL-1)", async () => {
    const { crmkit } = await openWeek()
    const all = await crmkit('agenda')
    expect(all).toMatchObject({ code: 0, err: '' })
    expect(all.out.split('\n')).toEqual([
      'Tue 2026-11-24  10:00–11:30  “Tasting” (no. 1)         Anne Reinette, Ben',
      'Thu 2026-11-26  task         “Send the quote” (no. 2)  Ben',
      '',
      '1 meeting and 1 task from 2026-11-22 to 2026-11-28, Europe/Paris',
      '',
    ])
    const van = await crmkit('agenda', '--resource', 'white VAN', '--from', '2026-11-24', '--to', '2026-11-24')
    expect(van.out).toContain('“Tasting” (no. 1)  White van\n')
    expect(van.out).toContain('1 meeting and 0 tasks')
    const json = jsonOf(await crmkit('agenda', '--member', 'anne reinette', '--json'))
    expect(json).toMatchObject({ timeZone: 'Europe/Paris', blocks: [{ occurrence: null }], tasks: [] })
  })

  it('goes day by day, with the tasks among the meetings (CAL-1)', async () => {
    const { crmkit } = await openWeek()
    const add = (subject: string, ...when: readonly string[]) =>
      crmkit('interactions', 'add', subject, '--type', 'sale/first-contact', ...when)
    await add('Late', '--due', '2026-11-24 18:00')
    await add('Later that week', '--meeting', '2026-11-27 09:00-10:00')
    await add('That day', '--due', '2026-11-24')
    const { out } = await crmkit('agenda')
    expect(out.match(/(?<=“)[^”]+/g)).toEqual(['That day', 'Tasting', 'Late', 'Send the quote', 'Later that week'])
    expect(out).toContain('Tue 2026-11-24  task, 18:00')
    expect(out).toContain('2 meetings and 3 tasks')
  })

  it('refuses days and people that are none', async () => {
    const { crmkit } = await openOffice()
    expect((await crmkit('agenda', '--from', 'monday')).err).toContain('--from is a day such as')
    expect((await crmkit('agenda', '--to', '2026-11-01')).err).toContain('--to is a day from 2026-11-22 on')
    expect((await crmkit('agenda', '--member', 'carl')).err).toContain('There is no member "carl"')
    expect(await crmkit('agenda', '--resource', 'boat')).toMatchObject({ code: 2 })
  })
})

describe('crmkit feed', () => {
  it('prints what a feed of the member shows, and nothing else (CAL-4)', async () => {
    const { crmkit, crm } = await openWeek()
    const { code, out } = await crmkit('feed', '--member', 'ben')
    expect(code).toBe(0)
    expect(out).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/)
    expect(out).toContain('SUMMARY:Tasting')
    expect(out).toContain('SUMMARY:Send the quote')
    expect((await crmkit('feed', 'print', '--member', 'ben', '--tasks', 'none')).out).not.toContain('quote')
    expect((await crmkit('feed', '--member', 'ANNE')).out).not.toContain('quote')

    const { token, feed } = jsonOf(await crmkit('feed', 'create', '--member', 'ben', '--label', 'phone', '--json'))
    const { entries } = await crm.readFeed(String(token))
    expect(entries.map(({ subject }) => subject).sort()).toEqual(['Send the quote', 'Tasting'])
    expect((await crmkit('feed', 'list')).out).toMatch(/Ben +phone +2026-11-22 10:00\n$/)
    const { id } = feed as { id: string }
    expect((await crmkit('feed', 'revoke', id)).out).toBe(`Feed ${id} is revoked.\n`)
    expect((await crmkit('feed', 'list')).out).toBe('There are no feeds.\n')
    expect(await crmkit('feed', 'revoke', id)).toMatchObject({ code: 2 })
  })

  it('asks whose calendar it is where there are several', async () => {
    const { crmkit } = await openOffice()
    expect((await crmkit('feed')).err).toContain('--member is missing. There are "Anne Reinette" and "Ben".')
    expect((await crmkit('feed', 'create', '--tasks', 'none')).err).toContain('--tasks does not go with "create"')
    expect((await crmkit('feed', 'create', '--member', 'ben')).out).toContain('.ics\nThat is the end of an address')
  })
})

describe('crmkit remind', () => {
  it('prints each reminder once, and counts those that are too late (REM-2, REM-4)', async () => {
    const { crmkit, clock } = await openWeek()
    expect((await crmkit('remind')).out).toBe('0 reminders handed over, 0 missed\n')
    clock.advance(24 * hourMs)
    const { code, out } = await crmkit('remind')
    expect(code).toBe(0)
    expect(out.split('\n').sort()).toEqual([
      '',
      '2 reminders handed over, 0 missed',
      '2026-11-23 10:00  Anne Reinette: “Tasting” (no. 1), 2026-11-24 10:00–11:30',
      '2026-11-23 10:00  Ben: “Tasting” (no. 1), 2026-11-24 10:00–11:30',
    ])
    expect((await crmkit('remind')).out).toBe('0 reminders handed over, 0 missed\n')
    clock.advance(30 * 24 * hourMs)
    expect((await crmkit('remind')).out).toBe('0 reminders handed over, 1 missed\n')
    clock.advance(1)
    expect((await crmkit('remind')).out).toBe('0 reminders handed over, 0 missed\n')
  })

  it('gives a line of JSON for each reminder', async () => {
    const { crmkit, clock } = await openWeek()
    clock.advance(3 * 24 * hourMs)
    const { out } = await crmkit('remind', '--json')
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ workspaceId, offset: '1-day', interaction: { subject: 'Send the quote' } }])
  })
})
