/**
 * The contract of {@link ContactDirectory}. Whoever brings a directory brings a person as well, who uses the same address
 * book with another program: for an adapter, a server that answers as the provider does. @module
 */
import type { DirectoryFields } from '../directory/fields.ts'
import type {
  ContactDirectory,
  DirectoryPage,
  DirectoryRead,
  DirectoryReadAnswer,
  DirectoryWrite,
  DirectoryWriteAnswer,
} from '../ports/contact-directory.ts'
import { expectEqual, expectPresent, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'
import { countedId } from './fixed-time-and-ids.ts'
import type { DirectoryPerson } from './memory-directory.ts'

/** What a directory is held against. Its pages hold at most three entries. */
export interface DirectorySubject {
  readonly directory: ContactDirectory
  /** Somebody else at the same address book. */
  readonly person: DirectoryPerson
  /** Lets so much time pass that pages show all that was changed. */
  settle(): Promise<void>
  /** Makes all tokens given so far too old. */
  expireTokens(): Promise<void>
  /** Uses up the quota, for one page or one change. */
  useUpQuota(of: 'page' | 'change'): Promise<void>
  /** Loses the next answer about a change. */
  loseAnswer(): Promise<void>
  /** Has the next page fail as networks do. */
  cutNetwork(): Promise<void>
}

const patient = { timeoutMs: 10_000 }
const anna: DirectoryFields = {
  givenName: 'Anna',
  familyName: 'Pépin',
  homeEmails: ['anna@pomme.example'],
  mobilePhones: ['+33612345678'],
  homeAddresses: [{ line1: '3 rue des Vergers', postcode: '75001', city: 'Paris', country: 'FR' }],
}
const bob: DirectoryFields = { givenName: 'Bob', familyName: 'Poire', jobTitle: 'Buyer', companyName: 'Pomme SARL' }

/** Every sentence of the port, as a case. */
export const contactDirectoryContract: Contract<DirectorySubject> = {
  name: 'ContactDirectory',
  cases: {
    'finds nothing wrong with what works': async ({ directory }) => {
      expectEqual(await directory.check(patient), [], 'what is wrong')
    },

    'gives everybody once, page by page, where there is no token': async ({ directory, person, settle }) => {
      const ids: string[] = []
      for (let count = 0; count < 7; count += 1) ids.push(await person.add({ ...bob, givenName: `Bob ${count}` }, []))
      await person.remove(ids.pop() ?? '')
      await settle()
      const { entries, deletedEntryIds, pages } = await readAll(directory)
      expectEqual(entries.map(({ entryId }) => entryId).toSorted(), ids.toSorted(), 'who is given')
      expectEqual([deletedEntryIds, pages > 1], [[], true], 'who was deleted, and whether there are several pages')
      const first = entries.find(({ entryId }) => entryId === ids[0])
      expectEqual(first?.fields, { ...bob, givenName: 'Bob 0' }, 'the fields of one')
    },

    'gives the sync token on the last page only': async ({ directory, person, settle }) => {
      for (let count = 0; count < 4; count += 1) await person.add(bob, [])
      await settle()
      const first = pageOf(await directory.readPage({}, patient))
      expectThat(first.nextPageToken !== undefined && first.syncToken === undefined, 'the first page has a sync token')
      const pageToken = expectPresent(first.nextPageToken, 'the next page')
      const last = pageOf(await directory.readPage({ pageToken }, patient))
      expectThat(last.nextPageToken === undefined && last.syncToken !== undefined, 'the last page has no sync token')
    },

    'gives what has changed since a token, and names what was deleted': async ({ directory, person, settle }) => {
      const [kept, changed, removed] = [
        await person.add(bob, []),
        await person.add(bob, []),
        await person.add(anna, []),
      ]
      await settle()
      const { syncToken } = await readAll(directory)
      await person.change(changed, { jobTitle: 'Seller' })
      await person.remove(removed)
      const added = await person.add(anna, [])
      await settle()
      const { entries, deletedEntryIds } = await readAll(directory, syncToken)
      expectEqual(entries.map(({ entryId }) => entryId).toSorted(), [changed, added].toSorted(), 'who changed')
      expectEqual(deletedEntryIds, [removed], 'who was deleted')
      const { jobTitle } = entries.find(({ entryId }) => entryId === changed)?.fields ?? {}
      expectEqual([jobTitle, kept === changed], ['Seller', false], 'what was changed')
    },

    'says token-expired for a token that is too old, and gives nothing': async ({
      directory,
      settle,
      expireTokens,
    }) => {
      await settle()
      const { syncToken } = await readAll(directory)
      await expireTokens()
      expectEqual(await directory.readPage({ syncToken }, patient), { kind: 'token-expired' }, 'the answer')
    },

    'says postponed where the quota is used up': async ({ directory, useUpQuota }) => {
      await useUpQuota('page')
      expectEqual((await directory.readPage({}, patient)).kind, 'postponed', 'the answer')
      expectEqual((await directory.readPage({}, patient)).kind, 'page', 'the answer later')
    },

    'resolves for whatever the network and the directory do': async ({ directory, cutNetwork }) => {
      await cutNetwork()
      const outcome = await directory.readPage({}, patient).then(
        ({ kind }) => kind,
        () => 'rejected',
      )
      expectThat(outcome === 'postponed', `a page without a network is ${outcome}`)
    },

    'gives entries as they stand, even if pages do not show it yet': async ({ directory, person, settle }) => {
      const entryId = await person.add(bob, [])
      await settle()
      await person.change(entryId, { jobTitle: 'Seller' })
      const [entry] = await entriesOf(directory, [entryId])
      expectEqual(entry?.fields, { ...bob, jobTitle: 'Seller' }, 'the fields')
    },

    'leaves out those that are not there': async ({ directory, person }) => {
      const [entryId, removed] = [await person.add(bob, []), await person.add(anna, [])]
      await person.remove(removed)
      const given = (await entriesOf(directory, [removed, entryId])).map((entry) => entry.entryId)
      expectEqual(given, [entryId], 'who is given')
    },

    'answers every change, in their order': async ({ directory, person }) => {
      const [first, second] = [await person.add(bob, []), await person.add(anna, [])]
      const versions = await versionsOf(directory, [first, second])
      const answers = await directory.write(
        [second, first].map((entryId) => update(entryId, versions.get(entryId), { jobTitle: 'Seller' })),
        patient,
      )
      expectEqual(answers.map(entryIdOf), [second, first], 'whom the answers are about')
    },

    'gives every entry as it stands afterwards, with a new version': async ({ directory, person }) => {
      const entryId = await person.add(bob, [])
      const before = await versionsOf(directory, [entryId])
      const answers = await directory.write([update(entryId, before.get(entryId), { jobTitle: 'Seller' })], patient)
      const [given] = answers.map(entryOf)
      expectEqual(given?.fields, { ...bob, jobTitle: 'Seller' }, 'the fields')
      expectThat(given?.version !== before.get(entryId), 'the version is the old one')
      const after = await versionsOf(directory, [entryId])
      expectEqual(given?.version, after.get(entryId), 'the version')
    },

    'changes the fields that it is given, and no others': async ({ directory, person }) => {
      const entryId = await person.add({ ...anna, jobTitle: 'Buyer' }, [])
      const versions = await versionsOf(directory, [entryId])
      const changes = { homeEmails: ['anna@poire.example', 'a@pomme.example'], familyName: 'Poire' }
      await directory.write([update(entryId, versions.get(entryId), changes)], patient)
      const [entry] = await entriesOf(directory, [entryId])
      expectEqual(entry?.fields, { ...anna, ...changes, jobTitle: 'Buyer' }, 'the fields')
    },

    'clears what is null': async ({ directory, person }) => {
      const entryId = await person.add(bob, [])
      const versions = await versionsOf(directory, [entryId])
      await directory.write([update(entryId, versions.get(entryId), { jobTitle: null })], patient)
      const { jobTitle: _jobTitle, ...rest } = bob
      expectEqual((await entriesOf(directory, [entryId]))[0]?.fields, rest, 'the fields')
    },

    'says version-conflict for a version that is not the present one, and changes nothing': async ({
      directory,
      person,
    }) => {
      const entryId = await person.add(bob, [])
      const versions = await versionsOf(directory, [entryId])
      await person.change(entryId, { jobTitle: 'Seller' })
      const old = update(entryId, versions.get(entryId), { jobTitle: 'Driver' })
      const remove: DirectoryWrite = { kind: 'delete', entryId, version: versions.get(entryId) ?? '' }
      expectEqual(await directory.write([old], patient), [{ kind: 'version-conflict' }], 'the answer')
      expectEqual(await directory.write([remove], patient), [{ kind: 'version-conflict' }], 'the answer to a deletion')
      expectEqual((await entriesOf(directory, [entryId]))[0]?.fields.jobTitle, 'Seller', 'what stands there')
    },

    'says gone for an entry that is not there any more': async ({ directory, person }) => {
      const entryId = await person.add(bob, [])
      const versions = await versionsOf(directory, [entryId])
      await person.remove(entryId)
      const write = update(entryId, versions.get(entryId), { jobTitle: 'Driver' })
      expectEqual(await directory.write([write], patient), [{ kind: 'gone' }], 'the answer')
    },

    'keeps our mark and the group with what it creates': async ({ directory, settle }) => {
      const groupId = await groupOf(directory, 'crmkit')
      const create: DirectoryWrite = { kind: 'create', contactId: countedId(7), fields: anna, groupId }
      const [given] = (await directory.write([create], patient)).map(entryOf)
      await settle()
      const { entries } = await readAll(directory)
      const seen = entries.map(({ contactId, groupIds, fields }) => ({
        contactId,
        fields,
        isIn: groupIds.includes(groupId),
      }))
      expectEqual(seen, [{ contactId: countedId(7), fields: anna, isIn: true }], 'what pages show')
      expectEqual(given?.entryId, entries[0]?.entryId, 'its id')
    },

    'makes the other changes where one can’t be made': async ({ directory, person }) => {
      const [first, second] = [await person.add(bob, []), await person.add(bob, [])]
      const versions = await versionsOf(directory, [first, second])
      await person.change(first, { jobTitle: 'Seller' })
      const writes = [first, second].map((entryId) => update(entryId, versions.get(entryId), { jobTitle: 'Driver' }))
      const kinds = (await directory.write(writes, patient)).map(({ kind }) => kind)
      const titles = (await entriesOf(directory, [first, second])).map(({ fields }) => fields.jobTitle)
      expectEqual(titles, ['Seller', 'Driver'], 'what stands there')
      expectEqual(kinds, ['version-conflict', 'written'], 'the answers')
    },

    'says postponed only if nothing was changed': async ({ directory, person, useUpQuota }) => {
      const entryId = await person.add(bob, [])
      const versions = await versionsOf(directory, [entryId])
      const write = update(entryId, versions.get(entryId), { jobTitle: 'Driver' })
      await useUpQuota('change')
      expectEqual(
        (await directory.write([write], patient)).map(({ kind }) => kind),
        ['postponed'],
        'the answer',
      )
      expectEqual(await versionsOf(directory, [entryId]), versions, 'the versions')
      expectEqual(
        (await directory.write([write], patient)).map(({ kind }) => kind),
        ['written'],
        'the answer later',
      )
    },

    'says unknown where the answer is lost': async ({ directory, person, loseAnswer }) => {
      const entryId = await person.add(bob, [])
      const versions = await versionsOf(directory, [entryId])
      await loseAnswer()
      const write = update(entryId, versions.get(entryId), { jobTitle: 'Driver' })
      expectEqual(
        (await directory.write([write], patient)).map(({ kind }) => kind),
        ['unknown'],
        'the answer',
      )
    },

    'rejects for mistakes of the caller': async ({ directory, person }) => {
      const entryId = await person.add(bob, [])
      const versions = await versionsOf(directory, [entryId])
      const twice = ['Driver', 'Seller'].map((jobTitle) => update(entryId, versions.get(entryId), { jobTitle }))
      const outcome = await directory.write(twice, patient).then(
        () => 'resolved',
        () => 'rejected',
      )
      expectThat(outcome === 'rejected', 'an entry that stands in two changes was not refused')
    },

    'makes the group if there is none, once': async ({ directory }) => {
      const [first, second] = [await groupOf(directory, 'crmkit'), await groupOf(directory, 'crmkit')]
      expectEqual(second, first, 'the group')
      expectThat((await groupOf(directory, 'friends')) !== first, 'two names have one group')
    },
  },
}

async function readAll(directory: ContactDirectory, since?: string) {
  const entries: DirectoryPage['entries'][number][] = []
  const deletedEntryIds: string[] = []
  let read: DirectoryRead = since === undefined ? {} : { syncToken: since }
  for (let pages = 1; pages <= 50; pages += 1) {
    const page = pageOf(await directory.readPage(read, patient))
    entries.push(...page.entries)
    deletedEntryIds.push(...page.deletedEntryIds)
    if (page.nextPageToken === undefined) {
      return { entries, deletedEntryIds, pages, syncToken: expectPresent(page.syncToken, 'the sync token') }
    }
    read = { ...read, pageToken: page.nextPageToken }
  }
  throw new Error('fifty pages of a few entries: is there an end?')
}

function pageOf(answer: DirectoryReadAnswer): DirectoryPage {
  return expectPresent(answer.kind === 'page' ? answer : null, `a page, instead of ${answer.kind},`)
}

async function entriesOf(directory: ContactDirectory, entryIds: readonly string[]) {
  const answer = await directory.readEntries(entryIds, patient)
  return expectPresent(answer.kind === 'entries' ? answer.entries : null, `entries, instead of ${answer.kind},`)
}

async function versionsOf(directory: ContactDirectory, entryIds: readonly string[]) {
  return new Map((await entriesOf(directory, entryIds)).map(({ entryId, version }) => [entryId, version]))
}

async function groupOf(directory: ContactDirectory, name: string): Promise<string> {
  const answer = await directory.ensureGroup(name, patient)
  return expectPresent(answer.kind === 'group' ? answer.group.groupId : null, `a group, instead of ${answer.kind},`)
}

function update(
  entryId: string,
  version: string | undefined,
  changes: Extract<DirectoryWrite, { kind: 'update' }>['changes'],
): DirectoryWrite {
  return { kind: 'update', entryId, version: expectPresent(version, `the version of ${entryId}`), changes }
}

function entryOf(answer: DirectoryWriteAnswer) {
  return answer.kind === 'written' ? answer.entry : null
}

function entryIdOf(answer: DirectoryWriteAnswer): string | null {
  return entryOf(answer)?.entryId ?? null
}
