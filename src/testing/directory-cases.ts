/** The store contract: what synchronizations keep of address books. @module */
import { newProgress } from '../directory/account.ts'
import type { DirectoryCase } from '../directory/case.ts'
import { type DirectoryEntry, type DirectoryLink, newLink, unlink } from '../directory/entry.ts'
import type { DirectoryFields } from '../directory/fields.ts'
import type { DirectoryWrites, StoredEntry } from '../ports/directory-repository.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildCommit, buildDirectory } from './builders.ts'
import {
  anne,
  contactId,
  elsewhere,
  here,
  newContact,
  open,
  otherId,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

const book = otherId(1)
const other = otherId(2)
const [anna, ben, cleo] = [contactId(1), contactId(2), contactId(3)]

/** Accounts, progress, links, entries and cases. */
export const directoryCases: StoreCases = {
  'directories come back with every field, by id, in their workspace only': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const first = buildDirectory({ id: book, memberId: anne, label: 'Anne “ü”', country: 'CH', everyMinutes: 30 })
    const second = buildDirectory({ id: other, deletions: 'delete', contacts: 'visible', mostDeletions: 0, plan: 2 })
    await write(
      store,
      [second, first].map((record) => ({ op: 'create', kind: 'directory', record })),
    )
    expectEqual(await store.directories.list(here), [first, second], 'directories')
    expectEqual(await store.directories.find(here, other), second, 'the second')
    expectEqual(await store.directories.find(here, otherId(3)), null, 'an unknown one')
    expectEqual(await store.directories.find(elsewhere, book), null, 'the first, elsewhere')
    expectEqual(await store.directories.list(elsewhere), [], 'directories elsewhere')
  },

  'directories are changed and purged by version, with everything that was written down of them': async (store) => {
    await openBook(store)
    await note(store, { links: [link(anna, 'a')], entries: [seen('a')], cases: [unnamed('z')] })
    const update = { op: 'update', kind: 'directory', record: buildDirectory({ id: book, version: 2 }) } as const
    await write(store, [update])
    const conflict = { code: 'version-conflict', subject: { kind: 'directory', id: book } } as const
    expectEqual(await refusal(store, [update]), conflict, 'a version that was there before')
    const second = { op: 'create', kind: 'directory', record: buildDirectory({ id: book }) } as const
    expectEqual(await refusal(store, [second]), conflict, 'a second one with its id')
    const purge = { op: 'purge', kind: 'directory', id: book, expectedVersion: 2 } as const
    expectEqual(await refusal(store, [{ ...purge, expectedVersion: 1 }]), conflict, 'a wrong version')
    await write(store, [purge])
    await write(store, [{ op: 'create', kind: 'directory', record: buildDirectory({ id: book }) }])
    const { directories } = store
    const left = [
      await directories.findProgress(here, book),
      await directories.findLinks(here, book, [anna]),
      await directories.findEntries(here, book, ['a']),
      await directories.findByEmails(here, book, ['a@pomme.example']),
      await directories.listCases(here, book, { limit: 9 }),
    ]
    expectEqual(left, [null, [], [], { entries: [], links: [] }, []], 'what is left of the old one')
  },

  'what a synchronization writes down refuses the commit where its progress is not the one expected': async (store) => {
    await openBook(store)
    const progress = { ...newProgress(), version: 2, groupId: 'g', run: { id: 'x', until: 9 } }
    await note(store, { progress, entries: [seen('a')] })
    expectEqual(await store.directories.findProgress(here, book), progress, 'progress')
    const conflict = { code: 'version-conflict', subject: { kind: 'directory', id: book } } as const
    const late = { directoryId: book, progress: { ...progress, pass: 7 }, entries: [seen('b')] }
    expectEqual(await refusal(store, [], { directories: [late] }), conflict, 'a version that was there before')
    expectEqual(await store.directories.findEntries(here, book, ['b']), [], 'what came with it')
    const next = { directoryId: book, progress: { ...progress, version: 3 } }
    const both = await Promise.all(
      [1, 2].map(() => store.commit(buildCommit({ workspaceId: here, directories: [next] }))),
    )
    expectEqual(both.filter(({ ok }) => ok).length, 1, 'how many of two that work at once go on')
    const missing = await refusal(store, [], { directories: [{ directoryId: other, progress: newProgress() }] })
    expectEqual(
      missing,
      { code: 'missing-reference', subject: { kind: 'directory', id: other } },
      'one that is not there',
    )
  },

  'links come back by contact, by entry and page by page, and a later one replaces the earlier': async (store) => {
    await openBook(store)
    const [first, second] = [link(anna, 'a'), unlink(link(ben, 'b'), 'by-hand')]
    const asked = { state: 'creating', contactId: cleo, askedAt: 5, fields: { givenName: 'Cléo' } } as const
    await note(store, { links: [asked, link(anna, 'x'), second] })
    await note(store, { links: [first] })
    const { directories } = store
    expectEqual(await directories.listLinks(here, book, { limit: 9 }), [first, second, asked], 'all')
    expectEqual(await directories.listLinks(here, book, { after: anna, limit: 1 }), [second], 'a page')
    expectEqual(await directories.findLinks(here, book, [ben, contactId(9)]), [second], 'by contact')
    expectEqual(await directories.findLinksTo(here, book, ['a', 'x']), [first], 'by entry')
    expectEqual(await directories.listLinksOf(here, [anna]), [{ directoryId: book, link: first }], 'of a contact')
    expectEqual(await directories.listLinksOf(elsewhere, [anna]), [], 'of a contact, elsewhere')
    await note(store, { linksRemoved: [anna] })
    expectEqual(await directories.findLinksTo(here, book, ['a']), [], 'one that was given up')
  },

  'linking a contact that is not there refuses the commit': async (store) => {
    await openBook(store)
    const stranger = contactId(9)
    const links = [link(stranger, 'a')]
    const missing = { code: 'missing-reference', subject: { kind: 'contact', id: stranger } } as const
    expectEqual(await refusal(store, [], { directories: [{ directoryId: book, links }] }), missing, 'a link')
    const tombstones = [unlink(link(stranger, 'a'), 'by-hand')]
    await note(store, { links: tombstones })
    expectEqual(await store.directories.findLinks(here, book, [stranger]), tombstones, 'a tombstone')
    await write(store, [newContact({ id: contactId(8) })], {
      directories: [{ directoryId: book, links: [link(contactId(8), 'b')] }],
    })
  },

  'the entries that take part and belong to nobody are listed page by page': async (store) => {
    await openBook(store)
    const outside = { ...seen('b'), isInGroup: false }
    const gone: StoredEntry = { entryId: 'c', round: 1, entry: null, isInGroup: true, emails: [] }
    const left = { ...seen('d'), isLeftAlone: true }
    await note(store, { entries: [seen('f'), left, gone, outside, seen('E'), seen('a')], links: [link(anna, 'a')] })
    const { directories } = store
    expectEqual(await directories.listFree(here, book, { limit: 9 }), [seen('E'), seen('f')], 'free entries')
    expectEqual(await directories.listFree(here, book, { after: 'E', limit: 9 }), [seen('f')], 'those after the first')
    expectEqual(await directories.listFree(here, book, { limit: 1 }), [seen('E')], 'a page of one')
    expectEqual(await directories.findEntries(here, book, ['c', 'd', 'q']), [gone, left], 'two by name')
    await note(store, { entriesRemoved: ['f'] })
    expectEqual(await directories.listFree(here, book, { limit: 9 }), [seen('E')], 'one less')
  },

  'an entry that is left alone stays so': async (store) => {
    await openBook(store)
    await note(store, { entries: [{ ...seen('a'), isLeftAlone: true }] })
    await note(store, { entries: [{ ...seen('a'), round: 2 }] })
    const kept = [{ ...seen('a'), round: 2, isLeftAlone: true }]
    expectEqual(await store.directories.findEntries(here, book, ['a']), kept, 'an entry that was seen again')
  },

  'the entries that were last seen before a round are listed, without those that were deleted': async (store) => {
    await openBook(store)
    const gone: StoredEntry = { entryId: 'b', round: 1, entry: null, isInGroup: false, emails: [] }
    await note(store, { entries: [{ ...seen('c'), round: 2 }, gone, seen('d'), seen('a')] })
    const unseen = (page: { readonly after?: string; readonly limit: number }) =>
      store.directories.listUnseen(here, book, { round: 2, ...page })
    expectEqual(
      await unseen({ limit: 9 }),
      [
        { entryId: 'a', round: 1 },
        { entryId: 'd', round: 1 },
      ],
      'entries not seen',
    )
    expectEqual(await unseen({ after: 'a', limit: 9 }), [{ entryId: 'd', round: 1 }], 'those after the first')
  },

  'entries without a link and links are found by e-mail, and entries by their mark': async (store) => {
    await openBook(store)
    const said = (home: string): DirectoryFields => ({ homeEmails: [home] })
    const based = { ...link(anna, 'a'), base: { here: said('old@pomme.example'), there: said('there@pomme.example') } }
    const marked = { ...seen('c'), entry: { ...entryOf('c'), contactId: cleo } }
    const outside = { ...seen('b'), isInGroup: false }
    await note(store, { entries: [seen('a'), outside, marked], links: [based] })
    const found = (emails: readonly string[]) => store.directories.findByEmails(here, book, emails)
    expectEqual(await found(['b@pomme.example', 'b@pomme.example']), { entries: [outside], links: [] }, 'an entry')
    expectEqual(await found(['a@pomme.example']), { entries: [], links: [] }, 'an entry with a link')
    const nobody: StoredEntry[] = []
    expectEqual(await found(['old@pomme.example']), { entries: nobody, links: [based] }, 'a link, by ours')
    expectEqual(await found(['there@pomme.example']), { entries: nobody, links: [based] }, 'a link, by theirs')
    expectEqual(await store.directories.findMarked(here, book, [cleo, anna]), [marked], 'an entry, by its mark')
    await note(store, { entries: [{ ...seen('b'), emails: ['new@pomme.example'] }] })
    expectEqual(await found(['b@pomme.example']), { entries: [], links: [] }, 'an address that it had')
  },

  'cases come back by key, page by page and by contact; sweeping removes those that stand no longer': async (store) => {
    await openBook(store)
    const stands: DirectoryCase = {
      ...{ kind: 'ambiguous', key: 'ambiguous a', entryId: 'a', why: 'several-contacts', at: 5, pass: 1 },
      ...{ contactIds: [anna, ben], emails: ['a@pomme.example'] },
    }
    const conflict = { field: 'familyName', kept: 'here', here: 'Poire', there: 'Prune' } as const
    const happened: DirectoryCase = {
      ...{ kind: 'conflict', key: 'conflict 1', contactId: anna, entryId: 'b', conflict, at: 6, pass: 1 },
    }
    await note(store, { cases: [unnamed('z'), happened, stands] })
    const list = () => store.directories.listCases(here, book, { limit: 9 })
    expectEqual(await list(), [stands, happened, unnamed('z')], 'all')
    const rest = await store.directories.listCases(here, book, { after: stands.key, limit: 1 })
    expectEqual(rest, [happened], 'a page')
    expectEqual(await store.directories.findCase(here, book, 'conflict 1'), happened, 'by key')
    expectEqual(await store.directories.findCase(here, book, 'conflict 2'), null, 'an unknown one')
    expectEqual(await store.directories.listCasesOf(here, [ben]), [{ directoryId: book, case: stands }], 'by contact')
    await note(store, { cases: [{ ...unnamed('z'), pass: 2 }], casesBefore: 2 })
    expectEqual(await list(), [happened, { ...unnamed('z'), pass: 2 }], 'what stands in the second pass')
    expectEqual(await store.directories.listCasesOf(here, [ben]), [], 'by contact, afterwards')
    await note(store, { casesRemoved: ['conflict 1'] })
    expectEqual(await list(), [{ ...unnamed('z'), pass: 2 }], 'without what was settled')
  },
}

/** Opens the workspace with one address book and three contacts. */
async function openBook(store: Store): Promise<void> {
  await open(store)
  await write(
    store,
    [anna, ben, cleo].map((id) => newContact({ id })),
  )
  await write(store, [{ op: 'create', kind: 'directory', record: buildDirectory({ id: book }) }], {
    directories: [{ directoryId: book, progress: newProgress() }],
  })
}

async function note(store: Store, written: Omit<DirectoryWrites, 'directoryId'>): Promise<void> {
  await write(store, [], { directories: [{ directoryId: book, ...written }] })
}

function entryOf(entryId: string): DirectoryEntry {
  return { entryId, version: 'v1', groupIds: ['g'], fields: { homeEmails: [`${entryId}@pomme.example`] } }
}

function seen(entryId: string): StoredEntry {
  return { entryId, round: 1, entry: entryOf(entryId), isInGroup: true, emails: [`${entryId}@pomme.example`] }
}

function link(contact: string, entryId: string): Extract<DirectoryLink, { readonly state: 'linked' }> {
  return newLink(contact, entryOf(entryId))
}

function unnamed(entryId: string): DirectoryCase {
  return { kind: 'unnamed', key: `unnamed ${entryId}`, entryId, at: 5, pass: 1 }
}
