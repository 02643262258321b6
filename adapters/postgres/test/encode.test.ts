import { describe, expect, it } from 'vitest'
import { arrayLiteral } from '../src/encode.ts'

describe('An array literal', () => {
  it.each([
    ['nothing but a quote and a backslash is escaped', 'a"b\\c', '{"a\\"b\\\\c"}'],
    ['a control character beside a quote stands for itself', '"\n\u0001', '{"\\"\n\u0001"}'],
    ['what is beyond the basic plane stands for itself', '"é😀\u2028', '{"\\"é😀\u2028"}'],
    ['a text without any of them is only quoted', 'NULL', '{"NULL"}'],
    ['nothing is NULL', null, '{NULL}'],
  ])('%s', (_rule, value, literal) => {
    expect(arrayLiteral([value])).toBe(literal)
  })
})
