import {
  builtInTemplates,
  fillTemplate,
  locales,
  type NewInteractionTemplate,
  normalizeInteraction,
  normalizeInteractionTemplate,
  presetPipelines,
  type TagValues,
  type TemplateDefaults,
  tagValues,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { anne, issuesOf, occasion, start, valueIn } from '../interaction/scene.ts'

const defaults: TemplateDefaults = { pipelines: presetPipelines, currency: 'EUR' }
const today = { now: start, timeZone: 'Europe/Paris' }
const values: TagValues = {
  ...tagValues({ ...today, locale: 'fr' }),
  'company.name': 'Pomme SARL',
  'company.number': 7,
}

const apples: NewInteractionTemplate = {
  key: 'apples',
  label: { fr: 'Pommes' },
  subject: 'Vente / Pommes / 1000 Kilos / ANNEEmoisJOURidSociété',
  type: 'sale/first-contact',
  state: 'in-progress',
  budget: { amountMinor: 120_000 },
}

function issues(fields: object): readonly string[] {
  return issuesOf(normalizeInteractionTemplate({ ...apples, ...fields }, defaults))
}

describe('TPL-1 Templates', () => {
  it('TPL-1 the template of Simple CRM’s manual prefills subject, type, state and budget', () => {
    const template = valueIn(normalizeInteractionTemplate(apples, defaults))
    const filled = valueIn(fillTemplate(template, values, today))
    expect(filled).toEqual({
      subject: 'Vente / Pommes / 1000 Kilos / 202601057',
      type: 'sale/first-contact',
      state: 'in-progress',
      budget: { amountMinor: 120_000, currency: 'EUR' },
    })
    const owner = { ownerId: anne, visibility: 'write', currency: 'EUR' } as const
    expect(valueIn(normalizeInteraction(filled, owner, occasion())).interaction).toMatchObject({ state: 'in-progress' })
  })

  it('TPL-1 is kept as plain data, and comes out the same when it is saved again', () => {
    const full = {
      ...apples,
      budget: { amountMinor: 100, per: 'month', periods: 3 } as const,
      schedule: { task: { dueInDays: 3, startInDays: 0 } },
      missing: { 'company.number': 'refuse' } as const,
    }
    const template = valueIn(normalizeInteractionTemplate(full, defaults))
    expect(valueIn(normalizeInteractionTemplate({ ...template, budget: full.budget }, defaults))).toEqual(template)
    expect(JSON.parse(JSON.stringify(template))).toEqual(template)
    expect(valueIn(fillTemplate(template, values, today))).toMatchObject({
      budget: { amountMinor: 100, currency: 'EUR', per: 'month', periods: 3 },
      schedule: { task: { dueOn: '2026-01-08', startOn: '2026-01-05' } },
    })
    expect(issuesOf(fillTemplate(template, { ...values, 'company.number': null }, today))).toEqual([
      'company.number missing',
    ])
  })

  it.each([
    ['10:00', 60, '2026-01-06', '11:00'],
    ['23:30', 30, '2026-01-07', '00:00'],
    ['23:30', 1440, '2026-01-07', '23:30'],
    ['00:00', 1, '2026-01-06', '00:01'],
  ])('TPL-1 a meeting tomorrow at %s of %s minutes ends on %s at %s', (startAt, minutes, endOn, endAt) => {
    const schedule = { meeting: { inDays: 1, startAt, minutes } }
    const template = valueIn(normalizeInteractionTemplate({ ...apples, schedule }, defaults))
    expect(valueIn(fillTemplate(template, values, today)).schedule).toEqual({
      meeting: { startOn: '2026-01-06', startAt, endOn, endAt, timeZone: 'Europe/Paris' },
    })
  })

  it.each<[string, object, readonly string[]]>([
    ['an unknown tag', { subject: '{{company.nam}}' }, ['subject unknown-option']],
    ['broken braces', { subject: '{{company.name' }, ['subject invalid-format']],
    ['no subject', { subject: ' ' }, ['subject missing']],
    ['a key that is none', { key: 'Apples!' }, ['key invalid-format']],
    ['no label', { label: '' }, ['label missing']],
    ['an unknown step', { type: 'sale/x' }, ['type unknown-option']],
    ['an open one on a won step', { type: 'sale/won', state: 'open' }, ['state contradiction']],
    ['a budget that is none', { budget: { amountMinor: -1 } }, ['budget.amountMinor out-of-range']],
    ['a deadline in the past', { schedule: { task: { dueInDays: -1 } } }, ['schedule.task.dueInDays out-of-range']],
    [
      'a start after the deadline',
      { schedule: { task: { dueInDays: 1, startInDays: 2 } } },
      ['schedule.task.startInDays out-of-range'],
    ],
    [
      'a meeting that is none',
      { schedule: { meeting: { inDays: 0.5, startAt: '25:00', minutes: 0 } } },
      [
        'schedule.meeting.inDays out-of-range',
        'schedule.meeting.minutes out-of-range',
        'schedule.meeting.startAt invalid-format',
      ],
    ],
    ['a policy of an unknown tag', { missing: { x: 'blank' } }, ['missing.x unknown-option']],
    ['a fallback without a text', { missing: { 'company.name': { fallback: ' ' } } }, ['missing.company.name missing']],
  ])('TPL-2 refuses %s when it is saved', (_, fields, wrong) => {
    expect(issues(fields)).toEqual(wrong)
  })
})

describe('TPL-1 Built-in templates', () => {
  it('TPL-1 are the fourteen of Simple CRM', () => {
    expect(builtInTemplates('en').map(({ key, label }) => `${key}: ${label.en}`)).toEqual([
      'support-ticket: Support ticket',
      'sales-opportunity: Sales opportunity',
      'purchase-invoice: Purchase invoice',
      'sales-invoice: Sales invoice',
      'purchase: Purchase',
      'delivery: Delivery',
      'sales-call: Sales call',
      'support-appointment: Support appointment',
      'contract-renewal: Contract renewal',
      'administrative-task: Administrative task',
      'accounting-task: Accounting task',
      'project-task: Project task',
      'hr-task: HR task',
      'marketing-task: Marketing task',
    ])
  })

  it.each(locales)('TPL-1 in %s each can be saved, filled in and created', (locale) => {
    const owner = { ownerId: anne, visibility: 'write', currency: 'EUR' } as const
    for (const template of builtInTemplates(locale)) {
      expect(Object.keys(template.label)).toEqual(locales)
      expect(template.label.ro).not.toMatch(/[şţŞŢ]/)
      expect(valueIn(normalizeInteractionTemplate({ ...template, budget: null }, defaults))).toEqual(template)
      const filled = valueIn(fillTemplate(template, values, today))
      expect(filled.subject).toBe(`${template.label[locale]} 202601057 Pomme SARL`)
      valueIn(normalizeInteraction(filled, owner, occasion()))
      const alone = valueIn(fillTemplate(template, { ...values, 'company.name': '', 'company.number': null }, today))
      expect(alone.subject).toBe(`${template.label[locale]} 20260105`)
    }
  })
})
