import type { BeforeImage, ImportTouch } from '../import/import-record.ts'
import { expectEqual, expectPresent } from './assert.ts'
import { buildAffiliation, buildCompany, buildContact, buildImport } from './builders.ts'
import {
  affiliationId,
  anne,
  ben,
  company,
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newAffiliation,
  newCompany,
  newContact,
  open,
  otherId,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** What is remembered of imports. */
export const importCases: StoreCases = {
  'imports are found, listed latest first, and recognized by their file': async (store) => {
    await open(store)
    const rows = [
      buildImport({ id: otherId(1), startedAt: 10, fileHash: 'aa', fileName: 'a.csv', status: 'applied' }),
      buildImport({ id: otherId(2), startedAt: 30, fileHash: 'aa', status: 'undone' }),
      buildImport({ id: otherId(3), startedAt: 20, fileHash: 'bb' }),
    ]
    await write(
      store,
      rows.map((record) => ({ op: 'create', kind: 'import', record }) as const),
    )
    expectEqual(await store.imports.find(here, otherId(1)), rows[0], 'an import')
    expectEqual(await store.imports.find(elsewhere, otherId(1)), null, 'an import elsewhere')
    expectEqual(idsOf(await store.imports.list(here, { limit: 2 })), [2, 3].map(otherId), 'the latest two')
    const after = { startedAt: 20, id: otherId(3) }
    expectEqual(idsOf(await store.imports.list(here, { after, limit: 2 })), [otherId(1)], 'the rest')
    expectEqual((await store.imports.findByFileHash(here, 'aa'))?.id, otherId(1), 'the file that is not undone')
    expectEqual(await store.imports.findByFileHash(here, 'cc'), null, 'an unknown file')
    const twins = [4, 5].map((n) => buildImport({ id: otherId(n), startedAt: 40, fileHash: 'dd', status: 'undoing' }))
    await write(
      store,
      twins.map((record) => ({ op: 'create', kind: 'import', record }) as const),
    )
    expectEqual(idsOf(await store.imports.list(here, { limit: 3 })), [5, 4, 2].map(otherId), 'two of one instant')
    const second = { startedAt: 40, id: otherId(5) }
    expectEqual(idsOf(await store.imports.list(here, { after: second, limit: 1 })), [otherId(4)], 'the one after that')
    expectEqual((await store.imports.findByFileHash(here, 'dd'))?.id, otherId(5), 'the latest of a file, by id')
    expectEqual(await store.imports.findByFileHash(elsewhere, 'aa'), null, 'the file elsewhere')
  },

  'imports that one member made are listed and recognized among those of others': async (store) => {
    await open(store)
    const rows = [
      buildImport({ id: otherId(1), startedAt: 10, fileHash: 'aa', memberId: anne }),
      buildImport({ id: otherId(2), startedAt: 20, fileHash: 'aa', memberId: ben }),
      buildImport({ id: otherId(3), startedAt: 30, fileHash: 'bb', memberId: anne }),
      buildImport({ id: otherId(4), startedAt: 40, fileHash: 'bb' }),
    ]
    await write(
      store,
      rows.map((record) => ({ op: 'create', kind: 'import', record }) as const),
    )
    const ofAnne = await store.imports.list(here, { memberId: anne, limit: 9 })
    expectEqual(idsOf(ofAnne), [3, 1].map(otherId), 'those of Anne')
    const after = { startedAt: 30, id: otherId(3) }
    expectEqual(idsOf(await store.imports.list(here, { memberId: anne, after, limit: 1 })), [otherId(1)], 'the rest')
    expectEqual((await store.imports.findByFileHash(here, 'aa', anne))?.id, otherId(1), 'her file')
    expectEqual((await store.imports.findByFileHash(here, 'aa'))?.id, otherId(2), 'the file of whoever')
    expectEqual(await store.imports.findByFileHash(here, 'bb', ben), null, 'the file of somebody else')
  },

  'a stale import refuses the commit, so that two processes never apply the same batch': async (store) => {
    await open(store)
    const record = buildImport({ id: otherId(1) })
    await write(store, [{ op: 'create', kind: 'import', record }])
    const batch = { op: 'update', kind: 'import', record: { ...record, version: 2, rowsDone: 100 } } as const
    await write(store, [batch])
    expectEqual(
      (await refusal(store, [batch, newCompany({ id: companyId(1) })])).code,
      'version-conflict',
      'the refusal',
    )
    expectEqual((await store.imports.find(here, otherId(1)))?.rowsDone, 100, 'rows done')
  },

  'of a record that an import touched before, the first image is kept': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), name: 'First' }), newContact({ id: contactId(1) })])
    const before = await company(store, companyId(1))
    const touch = { importId: otherId(1), kind: 'company', recordId: companyId(1), row: 3, versionAfter: 2 } as const
    await write(store, [], { touches: [{ ...touch, before: { kind: 'company', record: before } }] })
    const later = { ...before, name: 'Second', version: 2 }
    await write(store, [], {
      touches: [{ ...touch, row: 8, versionAfter: 3, before: { kind: 'company', record: later } }],
    })
    const person = expectPresent(await store.contacts.find(everything, contactId(1)), 'contact')
    const personal = { ...touch, importId: otherId(2), kind: 'contact', recordId: contactId(1) } as const
    await write(store, [], { touches: [{ ...personal, before: { kind: 'contact', record: person } }] })
    const kept = { ...touch, versionAfter: 3, before: { kind: 'company', record: before } }
    expectEqual(await store.imports.listTouches(here, companyId(1)), [kept], 'the touch of the company')
    const ofPerson = await store.imports.listTouches(here, contactId(1))
    expectEqual(ofPerson, [{ ...personal, before: { kind: 'contact', record: person } }], 'the touch of the contact')
    expectEqual(await store.imports.listTouches(elsewhere, companyId(1)), [], 'touches elsewhere')
    const earlier = { ...touch, importId: otherId(0), row: 1, before: { kind: 'company', record: before } } as const
    await write(store, [], { touches: [earlier] })
    const all = await store.imports.listTouches(here, companyId(1))
    expectEqual(all, [earlier, kept], 'the touches of the company by two imports')
  },

  'a touch after somebody else’s change keeps the version before it': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    const before = { kind: 'company', record: await company(store, companyId(1)) } as const
    const touch = { importId: otherId(1), kind: 'company', recordId: companyId(1), row: 3, before } as const
    await write(store, [], { touches: [{ ...touch, versionAfter: 2 }] })
    await write(store, [], { touches: [{ ...touch, versionAfter: 4 }] })
    await write(store, [], { touches: [{ ...touch, versionAfter: 5 }] })
    const [kept] = await store.imports.listTouches(here, companyId(1))
    expectEqual(expectPresent(kept, 'touch').versionAfter, 2, 'the version before somebody else changed the record')
  },

  'the changes of one import to some records come at once': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2, 3].map((n) => newCompany({ id: companyId(n) })),
    )
    const touch = (importNumber: number, n: number) =>
      ({
        importId: otherId(importNumber),
        kind: 'company',
        recordId: companyId(n),
        row: n,
        versionAfter: 2,
        before: null,
      }) as const
    await write(store, [], { touches: [touch(1, 1), touch(1, 3), touch(2, 2), touch(2, 3)] })
    const asked = [3, 2, 1, 3].map(companyId)
    const found = await store.imports.listTouchesOf(here, otherId(1), asked)
    expectEqual(
      found.toSorted((a, b) => a.row - b.row),
      [touch(1, 1), touch(1, 3)],
      'the changes of the first import',
    )
    expectEqual(await store.imports.listTouchesOf(here, otherId(1), [companyId(2)]), [], 'of a record left alone')
    expectEqual(await store.imports.listTouchesOf(elsewhere, otherId(1), asked), [], 'elsewhere')
  },

  'what an import created or changed is listed once each, page by page': async (store) => {
    await open(store)
    const origin = (row: number) => ({ importId: otherId(1), row })
    await write(store, [
      newCompany({ id: companyId(1), origin: origin(1) }),
      newCompany({ id: companyId(2) }),
      newCompany({ id: companyId(3), origin: { importId: otherId(2), row: 1 } }),
      newCompany({ id: companyId(4), origin: origin(2) }),
      newContact({ id: contactId(1), origin: origin(1) }),
    ])
    const touch = (n: number, row: number) =>
      ({ importId: otherId(1), kind: 'company', recordId: companyId(n), row, versionAfter: 2, before: null }) as const
    await write(store, [], { touches: [touch(2, 5), touch(4, 6)] })
    const page = await store.imports.listTouched(here, otherId(1), 'company', { limit: 2 })
    expectEqual(
      page.map((row) => [row.recordId, row.created, row.touch?.row]),
      [
        [companyId(1), true, undefined],
        [companyId(2), false, 5],
      ],
      'the first page',
    )
    const next = await store.imports.listTouched(here, otherId(1), 'company', { limit: 2, after: companyId(2) })
    expectEqual(
      next.map((row) => [row.recordId, row.created, row.touch?.row]),
      [[companyId(4), true, 6]],
      'the second page',
    )
    await write(store, [
      { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 },
      { op: 'purge', kind: 'company', id: companyId(2), expectedVersion: 1 },
    ])
    const left = await store.imports.listTouched(here, otherId(1), 'company', { limit: 9 })
    expectEqual(
      left.map((row) => [row.recordId, row.created]),
      [
        [companyId(2), false],
        [companyId(4), true],
      ],
      'once one that it created and one that it changed are purged',
    )
    const made = { id: affiliationId(1), contactId: contactId(1), companyId: companyId(4), origin: origin(1) }
    await write(store, [newAffiliation(made)])
    const jobs = await store.imports.listTouched(here, otherId(1), 'affiliation', { limit: 9 })
    expectEqual(jobs, [{ kind: 'affiliation', recordId: made.id, touch: null, created: true }], 'jobs')
    const people = await store.imports.listTouched(here, otherId(1), 'contact', { limit: 9 })
    expectEqual(people, [{ kind: 'contact', recordId: contactId(1), touch: null, created: true }], 'contacts')
    expectEqual(await store.imports.listTouched(elsewhere, otherId(1), 'company', { limit: 9 }), [], 'elsewhere')
  },

  'refused rows are listed by row, page by page': async (store) => {
    await open(store)
    const reason = { code: 'invalid-checksum', column: 'SIRET', recordIds: [companyId(1)] }
    const refusedRows = [5, 2, 11].map((row) => ({ row, reasons: [reason] }))
    await write(store, [], { importId: otherId(1), refusedRows })
    const rows = await store.imports.listRefused(here, otherId(1), { limit: 2 })
    expectEqual(
      rows,
      [
        { row: 2, reasons: [reason] },
        { row: 5, reasons: [reason] },
      ],
      'the first page',
    )
    const next = await store.imports.listRefused(here, otherId(1), { limit: 2, after: 5 })
    expectEqual(
      next.map(({ row }) => row),
      [11],
      'the second page',
    )
    expectEqual(await store.imports.listRefused(here, otherId(2), { limit: 2 }), [], 'of another import')
  },

  'listErased gives the rows by which an import made, or first changed, people who were anonymized since': async (
    store,
  ) => {
    await open(store)
    const since = { anonymizedAt: Date.UTC(2026, 0, 6) }
    const from = (n: number, row: number) => ({ origin: { importId: otherId(n), row } })
    await write(
      store,
      [
        newContact({ id: contactId(1), ...from(1, 5), ...since }),
        newContact({ id: contactId(2), ...from(1, 6) }),
        newContact({ id: contactId(3), ...from(2, 7), ...since }),
        newContact({ id: contactId(4), ...since }),
      ],
      {
        touches: [1, 2, 4].map((n) => ({
          importId: otherId(n === 1 ? 1 : 2),
          kind: 'contact',
          recordId: contactId(n),
          row: n + 1,
          versionAfter: 2,
          before: null,
        })),
      },
    )
    const rows = [2, 5].map((row) => ({ row, contactId: contactId(1) }))
    expectEqual(await store.imports.listErased(here, otherId(1)), rows, 'rows that made and changed one')
    const changed = { row: 5, contactId: contactId(4) }
    const made = { row: 7, contactId: contactId(3) }
    expectEqual(await store.imports.listErased(here, otherId(2)), [changed, made], 'rows of another import')
    const record = expectPresent(await store.contacts.find(everything, contactId(2)), 'a contact')
    const anonymized = { ...record, ...since, version: 2 }
    await write(store, [{ op: 'update', kind: 'contact', record: anonymized, index: { sortKey: '', searchText: '' } }])
    const later = [...rows, { row: 6, contactId: contactId(2) }]
    expectEqual(await store.imports.listErased(here, otherId(1)), later, 'once another one was anonymized')
    expectEqual(await store.imports.listErased(elsewhere, otherId(1)), [], 'rows elsewhere')
  },

  'listTouchesOfPerson gives the changes to a contact and to all its jobs, purged ones too': async (store) => {
    await open(store)
    const [anna, bruno] = [contactId(1), contactId(2)]
    const job = buildAffiliation({ id: affiliationId(1), contactId: anna, companyId: companyId(1) })
    const contact = (id: string): BeforeImage => ({ kind: 'contact', record: { ...buildContact({ id }), number: 1 } })
    const touch = (n: number, recordId: string, before: BeforeImage): ImportTouch => {
      return { importId: otherId(n), kind: before.kind, recordId, row: n, versionAfter: 2, before }
    }
    const touches = [
      touch(2, anna, contact(anna)),
      touch(1, anna, contact(anna)),
      touch(2, bruno, contact(bruno)),
      touch(2, job.id, { kind: 'affiliation', record: job }),
      touch(2, companyId(1), { kind: 'company', record: { ...buildCompany({ id: companyId(1) }), number: 1 } }),
    ]
    await write(store, [], { touches })
    const [second, first, , third] = touches
    expectEqual(await store.imports.listTouchesOfPerson(here, anna), [first, second, third], 'the changes')
    const ofJob = {
      ...touch(1, affiliationId(2), { kind: 'affiliation', record: { ...job, id: affiliationId(2) } }),
      row: 0,
    }
    await write(store, [], { touches: [ofJob] })
    const all = await store.imports.listTouchesOfPerson(here, anna)
    expectEqual(all, [first, ofJob, second, third], 'the changes, by import and then by record')
    expectEqual(await store.imports.listTouchesOfPerson(elsewhere, anna), [], 'the changes elsewhere')
  },

  'what an import left settled is listed by row, page by page; of a batch that is written again, the last one counts':
    async (store) => {
      await open(store)
      const batch = (firstRow: number, rows: string) =>
        ({ importId: otherId(1), firstRow, lastRow: firstRow + 1, reading: 'a', rows }) as const
      for (const rowsSettled of [batch(5, 'x'), batch(11, 'y'), batch(2, 'z|1,1;2@1.ff,'), batch(5, 'w')]) {
        await write(store, [], { rowsSettled })
      }
      const page = await store.imports.listSettled(here, otherId(1), { limit: 2 })
      expectEqual(page, [batch(2, 'z|1,1;2@1.ff,'), batch(5, 'w')], 'the first page')
      const next = await store.imports.listSettled(here, otherId(1), { limit: 2, after: 5 })
      expectEqual(next, [batch(11, 'y')], 'the second page')
      expectEqual(await store.imports.listSettled(here, otherId(2), { limit: 2 }), [], 'of another import')
      expectEqual(await store.imports.listSettled(elsewhere, otherId(1), { limit: 2 }), [], 'elsewhere')
    },
}
