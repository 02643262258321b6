/** MSG-3 links to unsubscribe, and the words of reminders. */
import {
  isUnsubscribeToken,
  locales,
  parseMailTemplate,
  parseUnsubscribeToken,
  readSmsWord,
  reminderWords,
  renderMail,
  renderSms,
  unsubscribeHeaders,
  unsubscribeToken,
} from 'crmkit/domain'
import { countedId } from 'crmkit/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../src/template/parse-template.ts'

const addressHash = '0123456789abcdef'.repeat(4)
const target = { workspaceId: countedId(1), messageId: countedId(2), addressHash }
const [old, secret] = ['a secret of years ago, long', 'the secret of today, longer']

describe('Tokens to unsubscribe', () => {
  it('MSG-3 a token is read back, and known by the secret that it was made with', () => {
    const token = parseUnsubscribeToken(unsubscribeToken(target, secret))
    if (token === null) throw new Error('it was made right')
    expect(token).toMatchObject(target)
    expect(isUnsubscribeToken(token, [secret])).toBe(true)
    expect(isUnsubscribeToken(token, [old, secret])).toBe(true)
    expect(isUnsubscribeToken(token, [old])).toBe(false)
    expect(isUnsubscribeToken(token, [])).toBe(false)
  })

  it('MSG-3 a token of another message or workspace, or with anything changed, is none', () => {
    const made = unsubscribeToken(target, secret)
    fc.assert(
      fc.property(fc.nat(made.length - 1), fc.constantFrom(...'0123456789abcdef.-xZ'), (at, letter) => {
        const changed = made.slice(0, at) + letter + made.slice(at + 1)
        const token = parseUnsubscribeToken(changed)
        expect(token !== null && isUnsubscribeToken(token, [secret])).toBe(changed === made)
      }),
    )
    for (const text of ['', '..', `${made}.`, made.toUpperCase(), made.slice(1), `${made}0`]) {
      const token = parseUnsubscribeToken(text)
      expect(token !== null && isUnsubscribeToken(token, [secret]), text).toBe(false)
    }
  })

  it('MSG-3 mail programs are offered one click, as RFC 8058 has it', () => {
    expect(unsubscribeHeaders('https://verger.example/u?t=', 'token')).toEqual([
      { name: 'List-Unsubscribe', value: '<https://verger.example/u?t=token>' },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ])
  })
})

describe('Words of reminders', () => {
  const values = { 'workspace.name': 'Verger', 'interaction.day': '22 septembrie 2026', 'interaction.time': '14:00' }

  it.each(locales)('REM-1, TPL-4 are there in %s, without the matter’s subject, and fit into one part', (locale) => {
    const { mail, sms } = reminderWords[locale]
    expect(JSON.stringify(reminderWords[locale])).not.toContain('interaction.subject')
    const template = parseMailTemplate(mail)
    if (!template.ok) throw new Error(JSON.stringify(template.error))
    const rendered = renderMail(template.value, values)
    if (!rendered.ok) throw new Error(JSON.stringify(rendered.error))
    expect(rendered.value.missing).toEqual([])
    for (const part of [rendered.value.content.subject, rendered.value.content.text]) expect(part).toContain('14:00')
    const text = renderSms(readTemplate([], 'text', sms, 'braces'), values)
    if (!text.ok) throw new Error(JSON.stringify(text.error))
    expect(text.value.missing).toEqual([])
    if (locale !== 'hu') expect(text.value.size.encoding).toBe('gsm-7')
    expect(text.value.size.segments).toBe(1)
    expect(readSmsWord(text.value.text)).toBeNull()
  })
})
