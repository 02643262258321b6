/** What holds of every template, and of every value. @module */
import { escapeFor, parseTemplate, renderTemplate, type TagValues, tagNames } from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const piece = fc.oneof(
  fc.constantFrom(...tagNames.map((name) => `{{${name}}}`), ...tagNames.map((name) => `{{ ${name}\n}}`)),
  fc.constantFrom('{{', '}}', '{', '}', '{{{', '}}}', '{{x}}', ' ', '/', '_', 'é', '\u0301', '\ud800'),
  fc.constantFrom('ANNEE', 'mois', 'JOUR', 'idSociété', 'idSociete', 'idSocie\u0301te\u0301', 'moisson', 'annee'),
  fc.string({ unit: 'grapheme' }),
)
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
const anyText = fc.oneof(text, fc.string({ unit: 'binary' }))

const values: TagValues = Object.fromEntries(tagNames.map((name) => [name, `<${name}>`]))
const runs = { numRuns: 5000 }

describe('TPL-3 Any template', () => {
  it('TPL-3 is read or refused with reasons, and never thrown at', () => {
    let accepted = 0
    fc.assert(
      fc.property(anyText, fc.constantFrom('both', 'braces'), (source, syntax) => {
        const parsed = parseTemplate(source, syntax)
        if (parsed.ok) accepted += 1
        else expect(parsed.error.issues.length).toBeGreaterThan(0)
      }),
      runs,
    )
    expect(accepted).toBeGreaterThan(500)
  })

  it('TPL-3 is what its parts say, put together again', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('both', 'braces'), (source, syntax) => {
        const parsed = parseTemplate(source, syntax)
        if (!parsed.ok) return
        const written = parsed.value.parts.map((part) => (part.kind === 'text' ? part.text : part.source))
        expect(written.join('')).toBe(source)
        expect(parsed.value.parts.some((part) => part.kind === 'text' && part.text === '')).toBe(false)
      }),
      runs,
    )
  })

  it('TPL-3 that has no braces and no bare tags comes out as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (source) => {
        fc.pre(!/\{\{|\}\}|ANNEE|mois|JOUR|idSoci|[\0\ud800-\udfff]/.test(source))
        const parsed = parseTemplate(source)
        expect(parsed.ok && renderTemplate(parsed.value, {}, { target: 'html' })).toEqual({
          ok: true,
          value: { text: source, missing: [] },
        })
      }),
      runs,
    )
  })

  it('TPL-2 is filled in without leaving a tag, and says what was missing', () => {
    fc.assert(
      fc.property(text, fc.subarray([...tagNames]), (source, given) => {
        const parsed = parseTemplate(source)
        if (!parsed.ok) return
        const tags = new Set(parsed.value.parts.flatMap((part) => (part.kind === 'tag' ? [part.name] : [])))
        const some: TagValues = Object.fromEntries(given.map((name) => [name, 'v']))
        const without = [...tags].filter((name) => some[name] === undefined)
        const blank = Object.fromEntries(tagNames.map((name) => [name, 'blank' as const]))
        const rendered = renderTemplate(parsed.value, some, { target: 'plain', missing: blank })
        expect(rendered.ok && rendered.value.missing).toEqual(without)
        const refused = Object.fromEntries(tagNames.map((name) => [name, 'refuse' as const]))
        expect(renderTemplate(parsed.value, some, { target: 'plain', missing: refused }).ok).toBe(without.length === 0)
        const full = renderTemplate(parsed.value, values, { target: 'plain' })
        expect(full.ok && full.value.text.includes('{{')).toBe(false)
      }),
      runs,
    )
  })
})

describe('TPL-2 Any value', () => {
  it('TPL-2 is text and nothing else in HTML and in a URL', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'<>&"\'%/?#=+ ') })),
        (value) => {
          const html = escapeFor('html', value)
          expect(html).not.toMatch(/[<>"']|&(?!#\d+;)/)
          const read = html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
          expect(read).toBe(value)
          const url = escapeFor('url', value)
          expect(url).toMatch(/^[\w.~%-]*$/)
          expect(decodeURIComponent(url)).toBe(value.toWellFormed())
        },
      ),
      runs,
    )
  })
})
