/** JSON that others wrote. */
import { fieldsOf, itemsOf, readJson, textOf, writtenItems } from '@crmkit/adapter-kit'
import { array, assert, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('JSON of strangers', () => {
  it.each([
    ['{"a":1}', { a: 1 }, [], ''],
    ['[1,2]', {}, [1, 2], ''],
    ['"pear"', {}, [], 'pear'],
    ['null', {}, [], ''],
    ['12', {}, [], ''],
    ['<html>', {}, [], ''],
    ['', {}, [], ''],
  ])('%s is taken for no more than it is', (written, fields, items, text) => {
    const value = readJson(written)
    expect([fieldsOf(value), itemsOf(value), textOf(value)]).toEqual([fields, items, text])
  })

  it('items stay as they were written, whatever stands in them', () => {
    const list = ' [ {"n": 9007199254740993, "s": "],\\"{" } ,[1,[2]],"a,b" , 1e400 ] '
    expect(writtenItems(list)).toEqual(['{"n": 9007199254740993, "s": "],\\"{" }', '[1,[2]]', '"a,b"', '1e400'])
    expect(writtenItems(' {"a": 1.0} ')).toEqual(['{"a": 1.0}'])
    expect(writtenItems('[ ]')).toEqual([])
    expect(['12', 'null', '[1', ''].map(writtenItems)).toEqual([null, null, null, null])
  })

  it('items read one by one are those of the whole', () => {
    assert(
      property(array(jsonValue()), (list) => {
        for (const indent of [0, 2]) {
          const written = writtenItems(JSON.stringify(list, null, indent)) ?? []
          expect(written.map((item) => readJson(item))).toEqual(JSON.parse(JSON.stringify(list)))
        }
      }),
    )
  })
})
