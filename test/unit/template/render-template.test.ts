import {
  dayInWords,
  escapeFor,
  locales,
  type MissingPolicies,
  type PlainTime,
  parsePlainTime,
  parseTemplate,
  type RenderTarget,
  renderTemplate,
  type TagSubjects,
  type TagValues,
  tagNames,
  tagValues,
} from 'crmkit/domain'
import { buildCompany, buildContact, buildInteraction, buildMember, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { day, issuesOf, start, valueIn } from '../interaction/scene.ts'

function render(text: string, values: TagValues, target: RenderTarget = 'plain', missing?: MissingPolicies) {
  return renderTemplate(valueIn(parseTemplate(text)), values, { target, missing })
}

const wild = `Pomme & <Fils> "l'été" 100 %/(+)`

describe('TPL-2 Values', () => {
  it.each<[RenderTarget, string]>([
    ['plain', wild],
    ['html', 'Pomme &#38; &#60;Fils&#62; &#34;l&#39;été&#34; 100 %/(+)'],
    ['url', 'Pomme%20%26%20%3CFils%3E%20%22l%27%C3%A9t%C3%A9%22%20100%20%25%2F%28%2B%29'],
  ])('TPL-2 are escaped for %s, and the text around them is not', (target, escaped) => {
    const rendered = valueIn(render('<b>&{{company.name}}</b>', { 'company.name': wild }, target))
    expect(rendered).toEqual({ text: `<b>&${escaped}</b>`, missing: [] })
  })

  it('TPL-2 that contain tags are not read again', () => {
    const values = { 'company.name': '{{contact.name}} ANNEE', 'contact.name': 'x' }
    expect(valueIn(render('{{company.name}}', values)).text).toBe('{{contact.name}} ANNEE')
  })

  it('TPL-2 half a character in a URL is replaced, not thrown at', () => {
    expect(escapeFor('url', 'a\ud800b')).toBe('a%EF%BF%BDb')
  })

  it('TPL-2 that are missing follow the policy of the tag, or that of the template', () => {
    const text = '[{{company.name}}]'
    expect(valueIn(render(text, {}))).toEqual({ text: '[]', missing: ['company.name'] })
    const fallback = { 'company.name': { fallback: '<you> {{company.city}}' } }
    expect(valueIn(render(text, {}, 'html', fallback)).text).toBe('[&#60;you&#62; {{company.city}}]')
    expect(valueIn(render(text, {}, 'plain', fallback)).text).toBe('[<you> {{company.city}}]')
    expect(issuesOf(render(text, {}, 'plain', { 'company.name': 'refuse' }))).toEqual(['company.name missing'])
    expect(issuesOf(render('{{workspace.name}}{{date.day}}{{date.day}}', {}))).toEqual([
      'workspace.name missing',
      'date.day missing',
    ])
    expect(valueIn(render('{{workspace.name}}', {}, 'plain', { 'workspace.name': 'blank' })).text).toBe('')
  })

  it.each(['', ' ', '\n\t', '\u00a0', null, undefined])('TPL-3 %j is missing', (value) => {
    const rendered = render('{{company.name}}', { 'company.name': value }, 'plain', {
      'company.name': { fallback: 'x' },
    })
    expect(valueIn(rendered)).toEqual({ text: 'x', missing: ['company.name'] })
  })

  it('TPL-3 zero is a value', () => {
    expect(valueIn(render('{{company.number}}', { 'company.number': 0 })).text).toBe('0')
  })

  it('TPL-2 a name that every object has is no value', () => {
    const values: TagValues = Object.create({ 'company.name': 'inherited' })
    expect(valueIn(render('{{company.name}}', values)).text).toBe('')
  })
})

function time(text: string): PlainTime {
  const parsed = parsePlainTime(text)
  if (parsed === null) throw new Error(`${text} is no time`)
  return parsed
}

describe('TPL-2 Values from records', () => {
  const subjects: TagSubjects = {
    now: start,
    timeZone: 'Europe/Paris',
    locale: 'fr',
    company: {
      ...buildCompany({
        id: countedId(1),
        siret: '73282932000074',
        vat: 'FR44732829320',
        registrationNumber: 'J40/1/2005',
      }),
      number: 7,
      addresses: [
        { category: 'billing', isDefault: false, line1: 'BP 1', city: 'Lyon' },
        { category: 'head-office', isDefault: true, line1: '1 rue des Fruits', postcode: '75001', city: 'Paris' },
      ],
      phones: [{ kind: 'main', typed: '01 23 45 80 73' }],
      emails: [{ typed: 'Info@Pomme.example' }],
    },
    contact: {
      ...buildContact({ id: countedId(2), honorific: 'Mme' }),
      number: 8,
      emails: [{ typed: 'a@b.example' }],
      phones: [{ kind: 'main', typed: '06' }],
    },
    interaction: {
      ...buildInteraction({
        id: countedId(3),
        nextStep: 'appeler',
        schedule: {
          kind: 'meeting',
          start: { on: day('2026-11-22'), at: time('10:00') },
          end: { on: day('2026-11-22'), at: time('11:00') },
          timeZone: 'Europe/Paris',
        },
      }),
      number: 9,
    },
    member: buildMember({ id: countedId(4), email: 'anne@verger.example' }),
    workspace: { name: 'Verger', siret: '1', vat: '2' },
  }

  it('TPL-2 every tag of the catalog has one', () => {
    const values = tagValues(subjects)
    expect(Object.keys(values)).toEqual(tagNames)
    expect(values).toMatchObject({
      'date.year': '2026',
      'date.month': '01',
      'date.day': '05',
      'date.today': '5 janvier 2026',
      'company.street': '1 rue des Fruits',
      'company.city': 'Paris',
      'company.number': 7,
      'contact.name': 'Anna Pépin',
      'interaction.day': '22 novembre 2026',
      'interaction.time': '10:00',
      'member.name': 'Anne',
    })
    expect(Object.entries(values).filter(([, value]) => value === undefined)).toEqual([])
  })

  it('TPL-2 day and time of a meeting are those of its own zone', () => {
    const values = tagValues({ ...subjects, timeZone: 'Pacific/Kiritimati' })
    expect([values['interaction.day'], values['interaction.time']]).toEqual(['22 novembre 2026', '10:00'])
  })

  it('TPL-2 what is not spoken of has none', () => {
    const values = tagValues({ now: start, timeZone: 'UTC', locale: 'en' })
    const given = Object.entries(values).filter(([, value]) => value !== undefined)
    expect(given.map(([name]) => name)).toEqual(['date.year', 'date.month', 'date.day', 'date.today'])
  })

  it('TPL-2 today is today in the zone, and a name is in the order of the language', () => {
    const night = { ...subjects, now: Date.UTC(2026, 11, 31, 23, 30) }
    expect(tagValues(night)['date.year']).toBe('2027')
    expect(tagValues({ ...night, timeZone: 'America/Los_Angeles' })['date.year']).toBe('2026')
    expect(tagValues({ ...subjects, locale: 'hu' })['contact.name']).toBe('Pépin Anna')
    const { givenName: _given, ...family } = buildContact({ id: countedId(2) })
    expect(tagValues({ ...subjects, contact: { ...family, number: 1 } })['contact.name']).toBe('Pépin')
  })

  it('TPL-2 days are written as each language writes them', () => {
    expect(locales.map((locale) => dayInWords(day('2026-11-22'), locale))).toEqual([
      '22 November 2026',
      '22 novembre 2026',
      '22 noiembrie 2026',
      '2026. november 22.',
    ])
  })
})
