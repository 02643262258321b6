/** What goes into the lines of a mail. Rules: docs/concepts/messages.md (MSG-1). */
import { checkMailToSend, contentIdOf, headersToSend, oneLine, readHeaders } from '@crmkit/adapter-kit/mail'
import { isCrmError, type MailToSend } from 'crmkit'
import { mailToSend } from 'crmkit/testing'
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('MSG-1 The lines of a mail', () => {
  it.each(['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\0', '\v', '\f'])('%j ends no line', (end) => {
    expect(oneLine(`Apples${end}Bcc: spy@pear.example`)).toBe('Apples Bcc: spy@pear.example')
  })

  it('of two headers of one name both values are sent, in one line', () => {
    const headers = [
      { name: 'References', value: '<1@verger.example>' },
      { name: 'references', value: '<2@verger.example>\r\nBcc: spy@pear.example' },
    ]
    const line = '<1@verger.example>, <2@verger.example> Bcc: spy@pear.example'
    expect(headersToSend(headers)).toEqual({ References: line })
  })

  it('whatever a header says goes as ASCII, in words that are none too long, and is read back', () => {
    assert(
      property(string({ unit: 'grapheme', size: 'max', maxLength: 200 }).map(oneLine), (value) => {
        const { Subject = '' } = headersToSend([{ name: 'Subject', value }])
        expect(Subject).toMatch(/^[ -~]*$/)
        if (Subject !== value) expect(Subject.split(' ').filter((word) => word.length > 75)).toEqual([])
        if (!value.includes('=?')) expect(readHeaders(`Subject: ${Subject}`)).toEqual([{ name: 'Subject', value }])
      }),
    )
  })

  it.each<readonly [string, Partial<MailToSend>, string]>([
    ['without recipients', { recipients: [] }, 'recipients'],
    ['without words', { content: { subject: 'Apples' } }, 'content'],
    ['with a header of two lines', { headers: [{ name: 'X\r\nBcc', value: '' }] }, 'headers'],
    ['with a header that its fields make', { headers: [{ name: 'BCC', value: 'spy@pear.example' }] }, 'headers'],
  ])('a mail %s is refused before anybody is asked', (_name, change, path) => {
    const refusal = catchOf(() => checkMailToSend({ ...mailToSend(), ...change }))
    if (!isCrmError(refusal, 'invalid-input')) throw new Error('not refused')
    expect(refusal.details.issues.map((issue) => issue.path)).toEqual([path])
  })

  it('a mail that is right is not refused', () => {
    expect(catchOf(() => checkMailToSend(mailToSend()))).toBeNull()
  })

  it('a file has its name in the text without angle brackets', () => {
    expect(['<logo>', 'logo', '', undefined].map((name) => contentIdOf(name))).toEqual([
      { contentId: 'logo' },
      { contentId: 'logo' },
      {},
      {},
    ])
  })
})

function catchOf(run: () => void): unknown {
  try {
    run()
    return null
  } catch (error) {
    return error
  }
}
