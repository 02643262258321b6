/** The contract of directories holds of the one in memory, and each of its cases can fail. @module */
import type { ContactDirectory, DirectoryPage, DirectoryReadAnswer, DirectoryWriteAnswer } from 'crmkit'
import {
  ContractFailure,
  contactDirectoryContract,
  type DirectorySubject,
  describeContract,
  fixedClock,
  type MemoryDirectory,
  memoryDirectory,
  runCase,
} from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

/** What happens around a directory: in memory, a cut network and a used up quota look alike. */
interface World {
  isCut: boolean
}

type Change = (directory: MemoryDirectory, world: World) => ContactDirectory

/** Makes subjects of a directory with a delay, which is wrong in one respect if `change` says so. */
function makeWith(change: Change) {
  return async () => {
    const clock = fixedClock()
    const directory = memoryDirectory({ clock, pageSize: 3, visibleAfterMs: 60_000 })
    const world = { isCut: false }
    const subject: DirectorySubject = {
      directory: change(directory, world),
      person: directory.person,
      settle: async () => clock.advance(60_000),
      expireTokens: async () => clock.advance(8 * 86_400_000),
      useUpQuota: async (of) => (of === 'page' ? directory.failRead() : directory.failWrites('postponed')),
      loseAnswer: async () => directory.failWrites('answer-lost'),
      cutNetwork: async () => {
        world.isCut = true
        directory.failRead()
      },
    }
    return { subject }
  }
}

describeContract({ describe, it }, contactDirectoryContract, { make: makeWith((directory) => directory) })

/** Case name → a directory that differs from a right one in what the case is about. */
const saboteurs: Readonly<Record<string, Change>> = {
  'finds nothing wrong with what works': (directory) => ({
    ...directory,
    check: async () => [{ field: 'scopes', problem: 'not-allowed', remedy: 'Allow it.' }],
  }),
  'gives everybody once, page by page, where there is no token': onPage((page, { syncToken, pageToken }) =>
    syncToken === undefined && pageToken !== undefined ? { ...page, entries: page.entries.slice(1) } : page,
  ),
  'gives the sync token on the last page only': onPage((page) =>
    page.nextPageToken === undefined ? page : { ...page, syncToken: page.nextPageToken },
  ),
  'gives what has changed since a token, and names what was deleted': onPage((page) => ({
    ...page,
    deletedEntryIds: [],
  })),
  'says token-expired for a token that is too old, and gives nothing': onRead((answer) =>
    answer.kind === 'token-expired'
      ? { kind: 'page', entries: [], deletedEntryIds: [], syncToken: 'a new one' }
      : answer,
  ),
  'says postponed where the quota is used up': (directory) => {
    let isOver = false
    return {
      ...directory,
      readPage: async (...args) => {
        const answer = await directory.readPage(...args)
        isOver ||= answer.kind === 'postponed'
        return isOver ? { kind: 'postponed', problem: 'quota' } : answer
      },
    }
  },
  'resolves for whatever the network and the directory do': (directory, world) => ({
    ...directory,
    readPage: async (...args) => {
      if (world.isCut) throw new Error('ECONNRESET')
      return directory.readPage(...args)
    },
  }),
  'gives entries as they stand, even if pages do not show it yet': (directory) => ({
    ...directory,
    readEntries: async (entryIds, options) => {
      const answer = await directory.readEntries(entryIds, options)
      const page = await directory.readPage({}, options)
      if (answer.kind !== 'entries' || page.kind !== 'page') return answer
      const shown = new Map(page.entries.map((entry) => [entry.entryId, entry]))
      return { ...answer, entries: answer.entries.map((entry) => shown.get(entry.entryId) ?? entry) }
    },
  }),
  'leaves out those that are not there': (directory) => ({
    ...directory,
    readEntries: async (entryIds, options) => {
      const answer = await directory.readEntries(entryIds, options)
      const [first] = answer.kind === 'entries' ? answer.entries : []
      if (answer.kind !== 'entries' || first === undefined) return answer
      const missing = entryIds.filter((entryId) => !answer.entries.some((entry) => entry.entryId === entryId))
      return { ...answer, entries: [...missing.map((entryId) => ({ ...first, entryId })), ...answer.entries] }
    },
  }),
  'answers every change, in their order': onAnswers((answers) => {
    const isWritten = answers.every(({ kind }) => kind === 'written')
    return isWritten ? answers.toReversed() : answers
  }),
  'gives every entry as it stands afterwards, with a new version': onAnswers((answers) =>
    answers.map((answer) =>
      answer.kind === 'written' && answer.entry !== null
        ? { ...answer, entry: { ...answer.entry, version: `${answer.entry.version} or so` } }
        : answer,
    ),
  ),
  'changes the fields that it is given, and no others': (directory) => ({
    ...directory,
    write: async (writes, options) =>
      directory.write(
        writes.map((write) =>
          write.kind === 'update' && write.changes.homeEmails !== undefined
            ? { ...write, changes: { jobTitle: null, ...write.changes } }
            : write,
        ),
        options,
      ),
  }),
  'clears what is null': (directory) => ({
    ...directory,
    write: async (writes, options) =>
      directory.write(
        writes.map((write) => {
          if (write.kind !== 'update') return write
          const said = Object.entries(write.changes).filter(([, value]) => value !== null)
          return { ...write, changes: Object.fromEntries(said) }
        }),
        options,
      ),
  }),
  'says version-conflict for a version that is not the present one, and changes nothing': (directory) => ({
    ...directory,
    write: async (writes, options) => {
      const answers = await directory.write(writes, options)
      const [write] = writes
      if (writes.length > 1 || write?.kind !== 'update' || answers[0]?.kind !== 'version-conflict') return answers
      await directory.person.change(write.entryId, write.changes)
      return answers
    },
  }),
  'says gone for an entry that is not there any more': onAnswers((answers) =>
    answers.map((answer) => (answer.kind === 'gone' ? { kind: 'written', entry: null } : answer)),
  ),
  'keeps our mark and the group with what it creates': onPage((page) => ({
    ...page,
    entries: page.entries.map(({ contactId: _contactId, ...entry }) => entry),
  })),
  'makes the other changes where one can’t be made': (directory) => ({
    ...directory,
    write: async (writes, options) => {
      const [first, ...rest] = writes
      if (first === undefined || rest.length === 0 || !(await isOld(directory, first))) {
        return directory.write(writes, options)
      }
      const answers = await directory.write([first], options)
      return [...answers, ...rest.map(() => ({ kind: 'version-conflict' }) as const)]
    },
  }),
  'says postponed only if nothing was changed': (directory) => ({
    ...directory,
    write: async (writes, options) => {
      const answers = await directory.write(writes, options)
      if (answers[0]?.kind === 'postponed') await directory.write(writes, options)
      return answers
    },
  }),
  'says unknown where the answer is lost': onAnswers((answers) =>
    answers.map((answer) => (answer.kind === 'unknown' ? { kind: 'postponed', problem: answer.problem } : answer)),
  ),
  'rejects for mistakes of the caller': (directory) => ({
    ...directory,
    write: async (writes, options) =>
      directory.write(writes, options).catch(() => writes.map(() => ({ kind: 'version-conflict' }) as const)),
  }),
  'makes the group if there is none, once': (directory) => {
    let made = 0
    return {
      ...directory,
      ensureGroup: async (name, options) => {
        made += 1
        return directory.ensureGroup(made === 2 ? `${name} (1)` : name, options)
      },
    }
  },
}

async function isOld(
  directory: MemoryDirectory,
  write: Parameters<ContactDirectory['write']>[0][number],
): Promise<boolean> {
  if (write.kind === 'create') return false
  return directory.entries().some(({ entryId, version }) => entryId === write.entryId && version !== write.version)
}

function onRead(change: (answer: DirectoryReadAnswer) => DirectoryReadAnswer): Change {
  return (directory) => ({ ...directory, readPage: async (...args) => change(await directory.readPage(...args)) })
}

function onPage(
  change: (page: DirectoryPage, read: Parameters<ContactDirectory['readPage']>[0]) => DirectoryPage,
): Change {
  return (directory) => ({
    ...directory,
    readPage: async (read, options) => {
      const answer = await directory.readPage(read, options)
      return answer.kind === 'page' ? change(answer, read) : answer
    },
  })
}

function onAnswers(change: (answers: readonly DirectoryWriteAnswer[]) => readonly DirectoryWriteAnswer[]): Change {
  return (directory) => ({ ...directory, write: async (...args) => change(await directory.write(...args)) })
}

describe('Saboteurs among directories', () => {
  const cases = Object.entries(contactDirectoryContract.cases)

  it('every case has one, and every one a case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(cases.map(([name]) => name).toSorted())
  })

  it.each(cases)('is caught, and by nothing else: %s', async (name) => {
    const change = saboteurs[name]
    if (change === undefined) throw new Error(`no saboteur for “${name}”`)
    const failing: string[] = []
    for (const [other, check] of cases) {
      const failure = await runCase(check, { make: makeWith(change) }).catch((error: unknown) => error)
      if (failure !== undefined) {
        failing.push(other)
        expect(failure).toBeInstanceOf(ContractFailure)
      }
    }
    expect(failing).toEqual([name])
  })
})
