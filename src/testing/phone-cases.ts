/** The store contract: records by their telephone numbers. @module */
import { expectEqual } from './assert.ts'
import { first, second } from './call-scene.ts'
import {
  affiliationId,
  ben,
  companyId,
  contactId,
  elsewhere,
  here,
  idsOf,
  newAffiliation,
  newCompany,
  newContact,
  open,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Finding records by telephone number. */
export const phoneCases: StoreCases = {
  'findByPhone finds by every number of a record, and a contact by those of its jobs': async (store) => {
    await open(store)
    const phone = (e164: string) => ({ kind: 'main', typed: e164, e164: e164 as typeof first }) as const
    const others = ['+33123458081', '+33123458082', '+33123458083'].map(phone)
    await write(store, [
      newCompany({ id: companyId(1), phones: [phone(first)] }),
      newCompany({ id: companyId(2), phones: [phone(second), { kind: 'fax', typed: first }] }),
      newContact({ id: contactId(1), phones: [phone(second), phone(first)], ownerId: ben, visibility: 'private' }),
      newContact({ id: contactId(2), phones: [...others, phone(first)] }),
      newContact({ id: contactId(3) }),
      newContact({ id: contactId(4), phones: [phone(first)], trashedAt: 5 }),
      newContact({ id: contactId(5), phones: [phone(first)], mergedInto: contactId(1) }),
      newAffiliation({
        ...{ id: affiliationId(1), contactId: contactId(3), companyId: companyId(2) },
        phones: [...others, phone(first)],
      }),
    ])
    const of = async (e164: string, limit = 10) => [
      idsOf(await store.companies.findByPhone(here, e164 as typeof first, limit)),
      idsOf(await store.contacts.findByPhone(here, e164 as typeof first, limit)),
    ]
    expectEqual(await of(first), [[companyId(1)], [1, 2, 3, 4].map(contactId)], 'a number that several have')
    expectEqual(await of(second), [[companyId(2)], [contactId(1)]], 'another one')
    expectEqual(await of('+33123458082'), [[], [2, 3].map(contactId)], 'one in the middle')
    expectEqual(await of('+33123458099'), [[], []], 'one that nobody has')
    expectEqual(await of(first, 2), [[companyId(1)], [1, 2].map(contactId)], 'at most two')
    expectEqual(await store.contacts.findByPhone(elsewhere, first, 10), [], 'elsewhere')
  },
}
