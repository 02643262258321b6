import { parseMailTemplate, renderMail } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { valueIn } from '../interaction/scene.ts'

const template = valueIn(
  parseMailTemplate({
    subject: 'Your order, {{contact.name}}',
    text: 'Dear {{contact.name}}, of {{company.name}}',
    html: '<p title="{{contact.name}}">{{company.name}}</p>',
  }),
)

describe('TPL-4 A mail from a template', () => {
  it('TPL-4 has its values escaped for where they go', () => {
    const { content, missing } = valueIn(renderMail(template, { 'contact.name': 'A <b>', 'company.name': 'P & Q' }))
    expect(content).toEqual({
      subject: 'Your order, A <b>',
      text: 'Dear A <b>, of P & Q',
      html: '<p title="A &#60;b&#62;">P &#38; Q</p>',
    })
    expect(missing).toEqual([])
  })

  it('TPL-4 a value can’t put a header into the subject', () => {
    const name = 'Carla\r\nBcc: everybody@pomme.example\u2028X: y'
    const { content } = valueIn(renderMail(template, { 'contact.name': name }))
    expect(content.subject).toBe('Your order, Carla Bcc: everybody@pomme.example X: y')
    expect(content.text).toContain('\r\n')
    const long = valueIn(renderMail(template, { 'contact.name': 'x'.repeat(1000) }))
    expect(long.content.subject).toHaveLength(500)
  })

  it('TPL-2 says once which tags had no value, and refuses where one has to have it', () => {
    expect(valueIn(renderMail(template, {})).missing).toEqual(['contact.name', 'company.name'])
    const refused = renderMail(template, {}, { 'contact.name': 'refuse' })
    expect(refused).toMatchObject({ error: { issues: [{ path: 'contact.name', problem: 'missing' }] } })
    expect(refused.ok ? 0 : refused.error.issues.length).toBe(1)
  })

  it('TPL-4 is refused where nothing is left of its words, and has no part of which nothing is left', () => {
    const empty = { text: ' ', html: '{{contact.name}}' }
    for (const words of [empty, { text: '{{contact.name}}' }, { html: ' {{contact.name}}' }]) {
      const read = valueIn(parseMailTemplate({ subject: 'Apples', ...words }))
      expect(renderMail(read, {})).toMatchObject({ error: { issues: [{ path: 'text', problem: 'missing' }] } })
    }
    const { content } = valueIn(renderMail(valueIn(parseMailTemplate({ subject: 'A', ...empty, text: 'x' })), {}))
    expect(content).toEqual({ subject: 'A', text: 'x' })
  })

  it('TPL-2 is refused when it is saved, with everything that is wrong', () => {
    const refused = parseMailTemplate({ subject: ' ', html: '{{contact.nmae}}' })
    expect(refused.ok ? [] : refused.error.issues.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'subject missing',
      'html unknown-option',
    ])
    expect(parseMailTemplate({ subject: 'a\nb' })).toMatchObject({
      error: {
        issues: [
          { path: 'subject', problem: 'invalid-format' },
          { path: 'text', problem: 'missing' },
        ],
      },
    })
  })

  it('TPL-3 ANNEE and mois are words in a mail unless somebody says otherwise', () => {
    const mail = { subject: 'ANNEEmois', text: 'x' }
    const content = (syntax?: 'both') =>
      valueIn(renderMail(valueIn(parseMailTemplate(mail, syntax)), { 'date.year': '2026', 'date.month': '11' })).content
    expect(content().subject).toBe('ANNEEmois')
    expect(content('both').subject).toBe('202611')
  })
})
