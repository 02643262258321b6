import { bareTags, parseTemplate, type TemplateSyntax, tagCatalog, tagNames } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

/** The template with its tags in brackets. */
function read(text: string, syntax?: TemplateSyntax): string {
  const parsed = parseTemplate(text, syntax)
  if (!parsed.ok) return parsed.error.issues.map(({ problem }) => problem).join()
  return parsed.value.parts.map((part) => (part.kind === 'text' ? part.text : `[${part.name}]`)).join('')
}

describe('TPL-3 Tags in braces', () => {
  it.each(tagNames)('TPL-2 %s is a tag', (name) => {
    expect(read(`a {{${name}}} b`)).toBe(`a [${name}] b`)
    expect(tagCatalog[name].description).not.toBe('')
  })

  it.each([
    ['{{ company.name }}', '[company.name]'],
    ['{{\n company.name\t}}', '[company.name]'],
    ['{{company.name}}{{date.year}}', '[company.name][date.year]'],
    ['', ''],
    ['no tags', 'no tags'],
    ['a { b } c', 'a { b } c'],
    ['a {b} c', 'a {b} c'],
    ['p { color: red } ', 'p { color: red } '],
    // Case counts, and so does everything else inside.
    ['{{Company.name}}', 'unknown-option'],
    ['{{COMPANY.NAME}}', 'unknown-option'],
    ['{{company.nam}}', 'unknown-option'],
    ['{{company . name}}', 'unknown-option'],
    ['{{company.name|you}}', 'unknown-option'],
    ['{{}}', 'unknown-option'],
    ['{{constructor}}', 'unknown-option'],
    ['{{__proto__}}', 'unknown-option'],
    ['{{ANNEE}}', 'unknown-option'],
    // Broken braces.
    ['{{company.name', 'invalid-format'],
    ['{{company.name}', 'invalid-format'],
    ['company.name}}', 'invalid-format'],
    ['{{{company.name}}}', 'invalid-format'],
    ['{{company.name}}}', 'invalid-format'],
    ['{{{company.name}}', 'invalid-format'],
    ['{{company.{name}}', 'invalid-format'],
    ['{{ {{company.name}} }}', 'invalid-format,invalid-format'],
    ['a {{company.name} b {{date.year}}', 'invalid-format'],
    ['{{', 'invalid-format'],
    ['}}', 'invalid-format'],
    ['{{x}} {{y}} {{', 'unknown-option,unknown-option,invalid-format'],
    ['half \ud800', 'unreadable-text'],
  ])('TPL-3 %j is read as %j', (text, parts) => {
    expect(read(text)).toBe(parts)
    expect(read(text, 'braces')).toBe(parts)
  })

  it('TPL-2 an unknown tag is refused with those that it may have meant', () => {
    const allowed = (text: string) => {
      const parsed = parseTemplate(text, 'both', 'subject')
      return parsed.ok ? [] : parsed.error.issues.map((issue) => [issue.path, issue.value, issue.allowed])
    }
    expect(allowed('x {{Company.Name}}')).toEqual([['subject', 'Company.Name', ['company.name']]])
    expect(allowed('x {{member.nam}}')).toEqual([['subject', 'member.nam', ['member.name', 'member.email']]])
    expect(allowed('x {{nam}}')).toEqual([['subject', 'nam', tagNames]])
  })

  it('TPL-2 the remedy says where it is', () => {
    const parsed = parseTemplate('Sale / {{company.nam}}')
    expect(parsed.ok ? '' : parsed.error.issues[0]?.remedy).toContain('character 8')
  })
})

const acute = '\u0301'
const all = '[date.year][date.month][date.day][company.number]'

describe('TPL-3 The bare tags of Simple CRM', () => {
  it.each([
    ['Vente / Pommes / ANNEEmoisJOURidSociété', `Vente / Pommes / ${all}`],
    ['ANNEEmoisJOURidSociete', all],
    [`ANNEEmoisJOURidSocie${acute}te${acute}`, all],
    [`ANNEEmoisJOURidSocieté`, all],
    ['JOURmoisANNEE', '[date.day][date.month][date.year]'],
    ['ANNEE/mois/JOUR', '[date.year]/[date.month]/[date.day]'],
    ['ANNEE-mois', '[date.year]-[date.month]'],
    ['ANNEE', '[date.year]'],
    ['JOUR', '[date.day]'],
    ['idSociété', '[company.number]'],
    ['(idSociété)', '([company.number])'],
    ['ANNEEANNEE', '[date.year][date.year]'],
    // Words, and runs that letters, digits or underscores touch.
    ['moisson', 'moisson'],
    ['ANNEEmoisson', 'ANNEEmoisson'],
    ['ANNEES', 'ANNEES'],
    ['xANNEE', 'xANNEE'],
    ['ANNEE_mois', 'ANNEE_mois'],
    ['1ANNEE', '1ANNEE'],
    ['ANNEE2', 'ANNEE2'],
    ['éANNEE', 'éANNEE'],
    ['ANNEEé', 'ANNEEé'],
    [`e${acute}ANNEE`, `e${acute}ANNEE`],
    [`JOUR${acute}`, `JOUR${acute}`],
    ['年ANNEE', '年ANNEE'],
    // Case counts.
    ['annee MOIS jour IDSOCIÉTÉ', 'annee MOIS jour IDSOCIÉTÉ'],
    ['ANNÉE', 'ANNÉE'],
    // A lone `mois` is a word, unless another bare tag shows that it is none.
    ['Contrat de 12 mois', 'Contrat de 12 mois'],
    ['mois / mois', 'mois / mois'],
    ['{{date.year}} / mois', '[date.year] / mois'],
    ['mois / ANNEE', '[date.month] / [date.year]'],
    // Both in one template.
    ['{{company.name}} / ANNEEmois', '[company.name] / [date.year][date.month]'],
    ['{{company.name}}ANNEE', '[company.name][date.year]'],
    ['ANNEE{{company.name}}JOUR', '[date.year][company.name][date.day]'],
  ])('TPL-3 %j is read as %j', (text, parts) => {
    expect(read(text)).toBe(parts)
  })

  it('TPL-3 stay words where only braces are understood', () => {
    expect(read('BONNE ANNEE, {{contact.name}}! Le JOUR J', 'braces')).toBe('BONNE ANNEE, [contact.name]! Le JOUR J')
  })

  it('TPL-3 the table is the rule', () => {
    expect(bareTags).toEqual({ ANNEE: 'date.year', mois: 'date.month', JOUR: 'date.day', idSociété: 'company.number' })
  })
})
