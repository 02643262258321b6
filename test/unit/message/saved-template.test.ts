/** Templates of messages, read when they are saved. Rules: docs/concepts/templates.md (TPL-2, TPL-3, TPL-4). */
import { messageTemplateId, type NewMessageTemplate, normalizeMessageTemplate } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

const mail: NewMessageTemplate = {
  ...{ key: 'ripe', label: 'They are ripe', channel: 'email', subject: ' Apples for {{contact.name}} ' },
  text: 'Dear {{contact.name}}',
}
const text: NewMessageTemplate = { key: 'ripe', label: { fr: 'Mûres' }, channel: 'sms', text: 'Ripe, {{contact.name}}' }

function issuesOf(template: NewMessageTemplate): readonly string[] {
  const read = normalizeMessageTemplate(template, { locale: 'fr' })
  return read.ok ? [] : read.error.issues.map(({ path, problem }) => `${path} ${problem}`)
}

describe('TPL-4 A template of messages', () => {
  it('is kept as it was written, in the language of the workspace unless it says another', () => {
    const read = normalizeMessageTemplate({ ...mail, missing: { 'contact.name': 'refuse' } }, { locale: 'fr' })
    expect(read).toEqual({
      ok: true,
      value: {
        ...{ key: 'ripe', label: { en: 'They are ripe' }, channel: 'email', locale: 'fr' },
        ...{ subject: 'Apples for {{contact.name}}', text: 'Dear {{contact.name}}' },
        missing: { 'contact.name': 'refuse' },
      },
    })
    expect(normalizeMessageTemplate({ ...text, locale: 'hu' }, { locale: 'fr' })).toMatchObject({
      value: { locale: 'hu', label: { fr: 'Mûres' } },
    })
  })

  it.each<[string, NewMessageTemplate, readonly string[]]>([
    ['a mail', mail, []],
    ['a text message', text, []],
    ['HTML alone', { ...mail, text: undefined, html: '<p>{{contact.name}}</p>' }, []],
    [
      'an unknown tag in each part',
      { ...mail, subject: '{{compny.name}}', html: '{{x.y}}' },
      ['subject unknown-option', 'html unknown-option'],
    ],
    ['broken braces', { ...text, text: 'Dear {{contact.name' }, ['text invalid-format']],
    ['a mail without a subject', { ...mail, subject: undefined }, ['subject missing']],
    ['a mail without words', { ...mail, text: undefined }, ['text missing']],
    ['a text message without a text', { ...text, text: undefined }, ['text missing']],
    [
      'a text message with a subject and HTML',
      { ...text, subject: 'Hello', html: '<p>' },
      ['subject contradiction', 'html contradiction'],
    ],
    ['a key that is none', { ...text, key: 'Ripe!' }, ['key invalid-format']],
    ['no label', { ...text, label: ' ' }, ['label missing']],
    ['what is too long', { ...mail, html: 'x'.repeat(100_001) }, ['html too-long']],
  ])('TPL-2 %s', (_, template, expected) => {
    expect(issuesOf(template)).toEqual(expected)
  })

  it('has an id that follows from its key, so that there is one of each', () => {
    expect(messageTemplateId('ripe')).toBe(messageTemplateId('ripe'))
    expect(messageTemplateId('ripe')).not.toBe(messageTemplateId('ripes'))
  })
})
