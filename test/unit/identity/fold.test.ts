import { describe, expect, it } from 'vitest'
import { foldText } from '../../../src/kernel/fold.ts'

describe('IDN-6 folding', () => {
  it.each([
    ['Société GÉNÉRALE', 'societe generale'],
    ["L'Œuvre d'Art", 'l oeuvre d art'],
    ['Straße', 'strasse'],
    ['GROẞ', 'gross'],
    ['Ærø Łódź Đakovo', 'aero lodz dakovo'],
    ['Țiriac Şoimii Ţepeş Știință', 'tiriac soimii tepes stiinta'],
    ['Őrült Űrhajó', 'orult urhajo'],
    ['e\u0301te\u0301', 'ete'],
    ['İstanbul ılık', 'istanbul ilik'],
    ['  a --  b  ', 'a b'],
    ['a\u200bb', 'ab'],
    ['A\u00a0B\u202fC', 'a b c'],
    ['½ Ⅷ ﬁn ™', '1 2 viii fin tm'],
    ['ΑΘΉΝΑΣ', 'αθηνασ'],
    ['Йошкар-Ола', ' иошкар ола'.trim()],
    ['株式会社', '株式会社'],
    ['がくせい', 'がくせい'],
    ['한국 회사', '한국 회사'],
    ['हिन्दी', 'हिन्दी'],
    ['東京🏢ビル', '東京 ビル'],
    ['…—!', ''],
    ['', ''],
  ])('IDN-6 %j folds to %j', (text, folded) => expect(foldText(text)).toBe(folded))
  it('IDN-6 cedilla and comma below are one letter', () => {
    expect(foldText('ŞŢşţ')).toBe(foldText('ȘȚșț'))
  })
  it('IDN-6 letters of other scripts that differ by a mark stay different', () => {
    expect(foldText('か')).not.toBe(foldText('が'))
    expect(foldText('कि')).not.toBe(foldText('की'))
  })
  it('IDN-6 a text of any length is folded', () => {
    expect(foldText('é'.repeat(100_000))).toBe('e'.repeat(100_000))
  })
})
