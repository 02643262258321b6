import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KeyIndex } from '../../../src/import/key-index.ts'

const ids = fc.constantFrom('a', 'b', 'c')
const keys = fc.uniqueArray(fc.constantFrom('k', 'l', 'm'))

it('IDN-2 a key leads to every record that has it, and to no other, whatever keys records had before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, keys), { maxLength: 12 }), keys, (changes, asked) => {
      const index = new KeyIndex()
      const held = new Map<string, typeof asked>()
      for (const [id, after] of changes) {
        index.replace(id, held.get(id) ?? [], after)
        held.set(id, after)
      }
      const expected = [...held].filter(([, own]) => own.some((key) => asked.includes(key))).map(([id]) => id)
      expect(index.idsWith(asked)).toEqual(expected.sort())
    }),
  )
})
