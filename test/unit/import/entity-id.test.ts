import fc from 'fast-check'
import { expect, it } from 'vitest'
import { entityId, isEntityId, mostRows } from '../../../src/import/entity-id.ts'

const slots = fc.constantFrom('company', 'contact', 'affiliation', 'audit', 'event')
const rows = fc.integer({ min: 1, max: mostRows })
const importIds = fc.uuid({ version: 7 })

it('IMP-10 an id is known as that of a row without being made', () => {
  fc.assert(
    fc.property(importIds, rows, slots, (importId, row, slot) => {
      expect(isEntityId(entityId(importId, row, slot), importId, row, slot)).toBe(true)
    }),
  )
})

it('IMP-10 an id of another row, another record or another import is told apart', () => {
  fc.assert(
    fc.property(importIds, importIds, rows, rows, slots, slots, (one, other, row, otherRow, slot, otherSlot) => {
      const id = entityId(one, row, slot)
      expect(isEntityId(id, other, otherRow, otherSlot)).toBe(id === entityId(other, otherRow, otherSlot))
      expect(isEntityId(id, one, otherRow, slot)).toBe(otherRow === row)
      expect(isEntityId(id, one, row, otherSlot)).toBe(otherSlot === slot)
      expect(isEntityId(id, other, row, slot)).toBe(one.slice(0, 28) === other.slice(0, 28))
      expect(isEntityId(id.slice(1), one, row, slot)).toBe(false)
      expect(isEntityId(`${id}0`, one, row, slot)).toBe(false)
    }),
  )
})
