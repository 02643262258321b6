/** Ids as hosts hand them in: what is no id is the caller's mistake or nobody's record, never a failure of the store. */
import { createCrm, type Desk } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { onEveryStore, refusalOf } from './stores.ts'

/** What a host in JavaScript may well hand in. */
// biome-ignore lint/suspicious/noExplicitAny: the compiler would not let these through
type Anything = any

const text = 'Company,SIRET\nPomme,73282932000074\n'

/** Every call that takes an id, with the name of the parameter. */
const calls: Readonly<Record<string, readonly [parameter: string, (desk: Desk, id: Anything) => Promise<unknown>]>> = {
  'companies.get': ['id', (desk, id) => desk.companies.get(id)],
  'companies.find': ['id', (desk, id) => desk.companies.find(id)],
  'companies.update': ['id', (desk, id) => desk.companies.update(id, { name: 'Poire' })],
  'companies.trash': ['id', (desk, id) => desk.companies.trash(id)],
  'companies.restore': ['id', (desk, id) => desk.companies.restore(id)],
  'companies.purge': ['id', (desk, id) => desk.companies.purge(id)],
  'companies.history': ['id', (desk, id) => desk.companies.history(id)],
  'companies.contacts': ['id', (desk, id) => desk.companies.contacts(id)],
  'contacts.createMany': ['companyId', (desk, id) => desk.contacts.createMany(id, [{ familyName: 'Pépin' }])],
  'contacts.get': ['id', (desk, id) => desk.contacts.get(id)],
  'contacts.find': ['id', (desk, id) => desk.contacts.find(id)],
  'contacts.update': ['id', (desk, id) => desk.contacts.update(id, { familyName: 'Pépin' })],
  'contacts.trash': ['id', (desk, id) => desk.contacts.trash(id)],
  'contacts.restore': ['id', (desk, id) => desk.contacts.restore(id)],
  'contacts.purge': ['id', (desk, id) => desk.contacts.purge(id)],
  'contacts.history': ['id', (desk, id) => desk.contacts.history(id)],
  'contacts.affiliate': ['contactId', (desk, id) => desk.contacts.affiliate(id, { companyId: unknownId })],
  'contacts.changeAffiliation': ['id', (desk, id) => desk.contacts.changeAffiliation(id, { jobTitle: 'Buyer' })],
  'contacts.endAffiliation': ['id', (desk, id) => desk.contacts.endAffiliation(id, { on: '2026-01-31' })],
  'contacts.removeAffiliation': ['id', (desk, id) => desk.contacts.removeAffiliation(id)],
  'contacts.affiliations': ['contactId', (desk, id) => desk.contacts.affiliations(id)],
  'imports.get': ['importId', (desk, id) => desk.imports.get(id)],
  'imports.undo': ['importId', (desk, id) => desk.imports.undo(id)],
  'imports.refusedRows': ['importId', (desk, id) => first(desk.imports.refusedRows(id, text))],
  'webhooks.get': ['id', (desk, id) => desk.webhooks.get(id)],
  'webhooks.update': ['id', (desk, id) => desk.webhooks.update(id, { active: false })],
  'webhooks.rotateSecret': ['id', (desk, id) => desk.webhooks.rotateSecret(id)],
  'webhooks.remove': ['id', (desk, id) => desk.webhooks.remove(id)],
}

const unknownId = '01900000-0000-7000-8000-00000000ffff'

describe('Ids', () => {
  onEveryStore((begin) => {
    it('WS-1 an id that is no text is invalid input, and the parameter is named', async () => {
      const { anne } = await begin()
      for (const [name, [parameter, call]] of Object.entries(calls)) {
        for (const id of [undefined, null, 7, Number.NaN, true, Symbol('id')]) {
          const error = await refusalOf(call(anne, id), 'invalid-input')
          expect(error.details.issues[0]?.path, `${name}(${String(id)})`).toBe(parameter)
          expect(error.message, name).toContain(parameter)
        }
      }
    })

    it('WS-1 a text that is no id is the id of nothing', async () => {
      const { anne } = await begin()
      for (const [name, [, call]] of Object.entries(calls)) {
        for (const id of ['', 'x', "'; --", 'a\0b', unknownId]) {
          if (name.endsWith('.find')) expect(await call(anne, id), name).toBeNull()
          else expect(await refusalOf(call(anne, id)), `${name}(${id})`).toMatchObject({ code: 'not-found' })
        }
      }
    })

    it('IMP-5 a preview that is none, and options that name no member, are invalid input', async () => {
      const { anne } = await begin()
      const preview: Anything = await anne.imports.preview(text)
      const wrong: readonly (readonly [path: string, call: () => Promise<unknown>])[] = [
        ['preview', () => anne.imports.apply(undefined as Anything, { file: text })],
        ['preview', () => anne.imports.apply({ ...preview, importId: 'x' }, { file: text })],
        ['preview', () => first(anne.imports.refusedRows({ ...preview, importId: 7 } as Anything, text))],
        ['preview', () => first(anne.imports.refusedRows([preview] as Anything, text))],
        ['ownerId', () => anne.imports.preview(text, { ownerId: 7 as Anything })],
        ['ownerId', () => anne.imports.preview(text, { ownerId: 'x' })],
        ['ownerId', () => anne.imports.preview(text, { ownerId: unknownId })],
        ['unknownOwner.memberId', () => anne.imports.preview(text, { unknownOwner: { memberId: 'x' } })],
        ['visibility', () => anne.imports.preview(text, { visibility: 'secret' as Anything })],
        ['limit', () => anne.imports.list({ limit: Number.NaN })],
        ['after.id', () => anne.imports.list({ after: { id: 'x', startedAt: 1 } as Anything })],
        ['fileHash', () => anne.imports.findByFileHash(undefined as Anything)],
      ]
      for (const [path, call] of wrong) {
        expect((await refusalOf(call(), 'invalid-input')).details.issues[0]?.path).toBe(path)
      }
    })
  })

  it('ACC-1 an actor without an id is refused where the door is opened', () => {
    const crm = createCrm({ store: memoryStore() })
    for (const id of [undefined, null, 7, '']) {
      expect(() => crm.as({ workspaceId: id as Anything, memberId: unknownId })).toThrow(/workspaceId/)
      expect(() => crm.as({ workspaceId: unknownId, memberId: id as Anything })).toThrow(/memberId/)
      expect(() => crm.asSystem({ workspaceId: id as Anything, reason: 'job' })).toThrow(/workspaceId/)
    }
  })
})

async function first(texts: AsyncIterable<string>): Promise<string | undefined> {
  for await (const part of texts) return part
  return undefined
}
