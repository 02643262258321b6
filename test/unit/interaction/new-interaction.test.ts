import {
  changeInteraction,
  checkParent,
  type InteractionDefaults,
  locales,
  mostAncestors,
  mostAtOnce,
  type NewBudget,
  type NewInteraction,
  normalizeForContacts,
  normalizeInteraction,
  showWords,
} from 'crmkit/domain'
import { countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { anne, dayMs, issuesOf, occasion, refusalOf, sale, start, through, valueIn } from './scene.ts'

const defaults: InteractionDefaults = { ownerId: anne, visibility: 'write', currency: 'EUR' }
const at = occasion({ now: start + dayMs })

function create(fields: Partial<NewInteraction> = {}) {
  return normalizeInteraction({ subject: 'Apples', type: 'sale/first-contact', ...fields }, defaults, at)
}

describe('INT-1 New matters', () => {
  it('INT-1 need a subject and a type; the rest may be left out', () => {
    const { interaction, entered, note, touch } = valueIn(create({ subject: ' Apples, 1,000 kg ' }))
    expect(interaction).toEqual({
      subject: 'Apples, 1,000 kg',
      type: 'sale/first-contact',
      state: 'open',
      contactIds: [],
      participants: [],
      tags: [],
      ownerId: anne,
      visibility: 'write',
      updateDate: { on: '2026-01-06', from: 'schedule' },
    })
    expect(entered).toEqual({ type: 'sale/first-contact', at: at.now, memberId: anne })
    expect([note, touch]).toEqual([null, null])
  })

  it('INT-1 have everything that is said, in normal form', () => {
    const { interaction, note, touch } = valueIn(
      create({
        companyId: countedId(10),
        contactIds: [countedId(11), countedId(12), countedId(11)],
        parentId: countedId(13),
        participants: [
          { kind: 'member', id: countedId(14) },
          { kind: 'resource', id: countedId(14) },
          { kind: 'member', id: countedId(14) },
        ],
        budget: { amountMinor: 120_000 },
        nextStep: ' send the quote ',
        channel: 'fair',
        tags: ['fruit', 'fruit'],
        ownerId: null,
        visibility: 'private',
        state: 'in-progress',
        schedule: { task: { dueOn: 'in-3-days' } },
        probability: 40,
        note: { said: 'Call me' },
      }),
    )
    expect(interaction).toEqual({
      subject: 'Apples',
      type: 'sale/first-contact',
      state: 'in-progress',
      begunAt: at.now,
      companyId: countedId(10),
      contactIds: [countedId(11), countedId(12)],
      parentId: countedId(13),
      participants: [
        { kind: 'member', id: countedId(14) },
        { kind: 'resource', id: countedId(14) },
      ],
      budget: { kind: 'fixed', amountMinor: 120_000, currency: 'EUR' },
      nextStep: 'send the quote',
      channel: 'fair',
      tags: ['fruit'],
      ownerId: null,
      visibility: 'private',
      schedule: { kind: 'task', due: { on: '2026-01-09' } },
      probability: 40,
      updateDate: { on: '2026-01-06', from: 'schedule' },
    })
    expect(note).toMatchObject({ text: 'Call me', voice: 'theirs' })
    expect(touch).toEqual({ at: at.now })
  })

  it('INT-2 on a won or lost step is done', () => {
    expect(valueIn(create({ type: 'sale/won' }))).toMatchObject({
      interaction: {
        state: 'done',
        outcome: 'won',
        concludedAt: at.now,
        updateDate: { on: '2026-01-06', from: 'step' },
      },
      touch: { at: at.now },
    })
    const lost = valueIn(
      create({ type: 'sale/lost', state: 'done', schedule: { task: { dueOn: '2026-02-01', startOn: '2026-01-20' } } }),
    )
    expect(lost.interaction).toMatchObject({ outcome: 'lost', updateDate: { on: '2026-01-20', from: 'schedule' } })
    expect(valueIn(create({ state: 'done' })).interaction).toMatchObject({ state: 'done', outcome: 'neutral' })
  })

  it.each<[string, Partial<NewInteraction>, readonly string[]]>([
    ['no subject', { subject: ' ' }, ['subject missing']],
    ['a subject that is too long', { subject: 'x'.repeat(501) }, ['subject too-long']],
    ['no type', { type: 'sale/x' }, ['type unknown-option']],
    ['an open one on a won step', { type: 'sale/won', state: 'open' }, ['state contradiction']],
    ['a probability on a won step', { type: 'sale/won', probability: 40 }, ['probability contradiction']],
    ['a probability over 100', { probability: 101 }, ['probability out-of-range']],
    ['a schedule that is none', { schedule: { task: { dueOn: 'soon' } } }, ['schedule.task.dueOn invalid-date']],
    ['a note without a text', { note: { text: '' } }, ['note.text missing']],
    [
      'everything at once',
      { subject: '', type: 'x/y', budget: { amountMinor: -1 }, note: { said: '' } },
      ['subject missing', 'budget.amountMinor out-of-range', 'type unknown-option', 'note.said missing'],
    ],
  ])('INT-1 refuses %s', (_, fields, issues) => {
    expect(issuesOf(create(fields))).toEqual(issues)
  })

  it('INT-1 an unknown state is refused', () => {
    // From a program without types.
    expect(issuesOf(create(JSON.parse('{"state":"closed"}')))).toEqual(['state unknown-option'])
  })

  it.each<[NewBudget, readonly string[]]>([
    [{ amountMinor: 0.5 }, ['budget.amountMinor out-of-range']],
    [{ amountMinor: 1, currency: 'EURO' }, ['budget.currency unknown-currency']],
    [{ amountMinor: 1, periods: 2 }, ['budget.per missing']],
    [{ amountMinor: 1, per: 'month', periods: 0 }, ['budget.periods out-of-range']],
    [{ amountMinor: 1, per: 'month', periods: 1.5 }, ['budget.periods out-of-range']],
    [{ amountMinor: 2 ** 52, per: 'month', periods: 12 }, ['budget.periods out-of-range']],
    [JSON.parse('{"amountMinor":1,"per":"decade"}'), ['budget.per unknown-option']],
  ])('INT-12 refuses the budget %j', (budget, issues) => {
    expect(issuesOf(create({ budget }))).toEqual(issues)
  })

  it('INT-12 a budget for periods is for one unless said', () => {
    expect(valueIn(create({ budget: { amountMinor: 1, currency: 'ron', per: 'week' } })).interaction.budget).toEqual({
      kind: 'periodic',
      amountMinor: 1,
      currency: 'RON',
      per: 'week',
      periods: 1,
    })
  })
})

describe('INT-10 One task for many contacts', () => {
  const ids = Array.from({ length: mostAtOnce }, (_, index) => countedId(index + 100))

  it('INT-10 gives each contact a matter of its own, once', () => {
    const input = { subject: 'Call', type: 'sale/first-contact', schedule: { task: { dueOn: 'today' } } } as const
    const all = valueIn(normalizeForContacts(input, [...ids, ...ids], defaults, at))
    expect(all.map(({ interaction }) => interaction.contactIds)).toEqual(ids.map((id) => [id]))
    expect(new Set(all.map(({ interaction }) => JSON.stringify({ ...interaction, contactIds: [] }))).size).toBe(1)
  })

  it('INT-10 is refused as a whole', () => {
    const input = { subject: '', type: 'sale/first-contact' } as const
    expect(issuesOf(normalizeForContacts(input, ids, defaults, at))).toEqual(['subject missing'])
    expect(issuesOf(normalizeForContacts(input, [], defaults, at))).toEqual(['contactIds missing'])
    expect(issuesOf(normalizeForContacts(input, [...ids, anne], defaults, at))).toEqual(['contactIds too-many'])
  })
})

describe('INT-1 Changes', () => {
  it('INT-1 what is left out stays, null clears, and what has commands of its own is not touched', () => {
    const full = {
      ...through(sale, [{ kind: 'begin' }, { kind: 'set-probability', probability: 40 }]),
      companyId: countedId(10),
      parentId: countedId(13),
      nextStep: 'call',
      channel: 'fair',
      budget: { kind: 'fixed', amountMinor: 1, currency: 'EUR' },
    } as const
    expect(valueIn(changeInteraction(full, {}, defaults))).toEqual(full)
    const { companyId: _c, parentId: _p, nextStep: _n, channel: _ch, budget: _b, ...bare } = full
    const cleared = { companyId: null, parentId: null, nextStep: null, channel: ' ', budget: null }
    expect(valueIn(changeInteraction(full, cleared, defaults))).toEqual(bare)
    expect(valueIn(changeInteraction(full, { subject: ' Pears ', tags: ['x'] }, defaults))).toEqual({
      ...full,
      subject: 'Pears',
      tags: ['x'],
    })
    expect(issuesOf(changeInteraction(full, { subject: '' }, defaults))).toEqual(['subject missing'])
  })

  it('INT-2 a done matter may be edited', () => {
    const done = through(sale, [{ kind: 'conclude', outcome: 'won' }])
    expect(valueIn(changeInteraction(done, { subject: 'Pears' }, defaults))).toEqual({ ...done, subject: 'Pears' })
  })

  it('INT-1 a matter is no part of itself, nor of its parts', () => {
    const [a, b, c] = [countedId(20), countedId(21), countedId(22)]
    expect(checkParent(a, b, [c])).toEqual({ ok: true, value: b })
    for (const cycle of [checkParent(a, a, []), checkParent(a, b, [c, a])]) {
      expect(refusalOf(cycle).issues).toMatchObject([{ path: 'parentId', problem: 'cycle' }])
    }
    const deep = Array.from({ length: mostAncestors }, (_, index) => countedId(index + 30))
    expect(issuesOf(checkParent(a, b, deep))).toEqual(['parentId out-of-range'])
    expect(checkParent(a, b, deep.slice(1)).ok).toBe(true)
  })
})

describe('INT-7 Words of notes', () => {
  it('INT-7 the customer’s are shown in quotes, as the language has them', () => {
    const words = { text: 'busy', voice: 'theirs' } as const
    expect(locales.map((locale) => showWords(words, locale))).toEqual([
      '“busy”',
      '«\u00a0busy\u00a0»',
      '„busy”',
      '„busy”',
    ])
    expect(showWords({ text: 'busy', voice: 'ours' }, 'fr')).toBe('busy')
  })
})
