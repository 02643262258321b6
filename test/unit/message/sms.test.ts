import { measureSms, parseTemplate, readSmsWord, renderSms, type SmsWord, smsWords } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { valueIn } from '../interaction/scene.ts'

describe('MSG-5 The parts of a text message', () => {
  it.each<[string, string, 'gsm-7' | 'ucs-2', number, number]>([
    ['nothing', '', 'gsm-7', 0, 1],
    ['160 letters', 'a'.repeat(160), 'gsm-7', 160, 1],
    ['161 letters', 'a'.repeat(161), 'gsm-7', 161, 2],
    ['306 letters', 'a'.repeat(306), 'gsm-7', 306, 2],
    ['307 letters', 'a'.repeat(307), 'gsm-7', 307, 3],
    ['French', 'Réunion à 14 h, où ? Ça va.', 'gsm-7', 27, 1],
    ['a small c with a cedilla', 'ça', 'ucs-2', 2, 1],
    ['Romanian', 'mâine la șase', 'ucs-2', 13, 1],
    ['Hungarian', 'űr', 'ucs-2', 2, 1],
    ['a euro takes two', '€'.repeat(80), 'gsm-7', 160, 1],
    ['an escape is not cut off', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm-7', 306, 3],
    ['70 letters of others', 'я'.repeat(70), 'ucs-2', 70, 1],
    ['71 letters of others', 'я'.repeat(71), 'ucs-2', 71, 2],
    ['an emoji is not cut in two', `${'я'.repeat(66)}😀${'я'.repeat(66)}`, 'ucs-2', 134, 3],
  ])('MSG-5 %s', (_name, text, encoding, units, segments) => {
    expect(measureSms(text)).toMatchObject({ encoding, units, segments })
  })

  it('MSG-5 says which letters make it dear, and what is left', () => {
    expect(measureSms('ça va mâl, ça')).toMatchObject({ costly: ['ç', 'â'] })
    expect(measureSms('a'.repeat(154))).toMatchObject({ unitsLeft: 6 })
    expect(measureSms('a'.repeat(161))).toMatchObject({ unitsLeft: 153 - 8 })
  })

  it('TPL-4 MSG-5 a template is filled in, and measured as it came out', () => {
    const template = valueIn(parseTemplate('Bonjour {{contact.givenName}}', 'braces'))
    expect(valueIn(renderSms(template, { 'contact.givenName': 'Ștefan' }))).toMatchObject({
      text: 'Bonjour Ștefan',
      size: { encoding: 'ucs-2', segments: 1 },
      missing: [],
    })
    const empty = valueIn(parseTemplate('{{contact.givenName}}', 'braces'))
    expect(renderSms(empty, {})).toMatchObject({ error: { issues: [{ path: 'text', problem: 'missing' }] } })
    const long = renderSms(empty, { 'contact.givenName': 'x'.repeat(1601) })
    expect(long).toMatchObject({ error: { issues: [{ path: 'text', problem: 'too-long' }] } })
  })
})

describe('MSG-5 What is written back', () => {
  it.each<[string, SmsWord | null]>([
    ['STOP', 'stop'],
    [' stop. ', 'stop'],
    ['"Stop"', 'stop'],
    ['Arrêt', 'stop'],
    ['STOP ALL', 'stop'],
    ['leiratkozás', 'stop'],
    ['Dezabonare!', 'stop'],
    ['stop by tomorrow', null],
    ['please stop', null],
    ['Start', 'start'],
    ['yes', null],
    ['Oui', null],
    ['AIDE ?', 'help'],
    ['', null],
  ])('MSG-5 PIT-59 %j', (text, word) => {
    expect(readSmsWord(text)).toBe(word)
  })

  it('MSG-5 each word means one thing, and is written as it is compared', () => {
    const all = Object.values(smsWords).flat()
    expect(new Set(all).size).toBe(all.length)
    for (const [meaning, words] of Object.entries(smsWords)) {
      for (const word of words) expect(readSmsWord(word)).toBe(meaning)
    }
  })
})
