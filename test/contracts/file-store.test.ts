/** The contract of file stores holds of the one in memory, and each of its cases can fail. @module */
import type { FileStore } from 'crmkit'
import { memoryFiles } from 'crmkit/memory'
import { ContractFailure, describeContract, fileStoreContract, runCase } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

describeContract({ describe, it }, fileStoreContract, { make: async () => ({ subject: memoryFiles() }) })

const hereId = '0190a000-0000-7000-8000-000000000001'

/** Stores that are wrong in one respect: by the case that has to find it out. */
const saboteurs: Readonly<Record<string, (files: FileStore) => FileStore>> = {
  'keeps a file byte for byte': (files) => ({
    ...files,
    open: async (...of) => {
      const pieces = await files.open(...of)
      return pieces === null ? null : withoutFirstOfLater(pieces)
    },
  }),
  'says how long it is, and its hash': (files) => ({
    ...files,
    put: async (...of) => ({ ...(await files.put(...of)), hash: 'none' }),
  }),
  'leaves a file that is there already as it is, and says what that is': (files) => ({
    ...files,
    put: async (workspaceId, fileId, bytes) => {
      await files.remove(workspaceId, fileId)
      return files.put(workspaceId, fileId, bytes)
    },
  }),
  'leaves nothing behind if the bytes end with an error': (files) => ({
    ...files,
    put: async (workspaceId, fileId, bytes) => {
      const read: Uint8Array[] = []
      try {
        for await (const piece of bytes) read.push(piece)
      } catch (failure) {
        await files.put(workspaceId, fileId, asPieces(read))
        throw failure
      }
      return files.put(workspaceId, fileId, asPieces(read))
    },
  }),
  'gives no file of another workspace': (files) => ({
    ...files,
    put: (_workspaceId, ...of) => files.put(hereId, ...of),
    open: (_workspaceId, ...of) => files.open(hereId, ...of),
  }),
  'does nothing where there is none': (files) => ({
    ...files,
    remove: async (...of) => {
      if ((await files.open(...of)) === null) throw new ContractFailure('there is no such file')
      await files.remove(...of)
    },
  }),
  'removes no file of another workspace': (files) => ({
    ...files,
    remove: (_workspaceId, ...of) => files.remove(hereId, ...of),
  }),
}

describe('FileStore saboteurs', () => {
  it('there is one for every case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(Object.keys(fileStoreContract.cases).toSorted())
  })

  for (const [name, sabotage] of Object.entries(saboteurs)) {
    it(`a store that breaks it is found out: ${name}`, async () => {
      const check = fileStoreContract.cases[name]
      if (check === undefined) throw new Error('there is no such case')
      const make = async () => ({ subject: sabotage(memoryFiles()) })
      await expect(runCase(check, { make })).rejects.toThrow(ContractFailure)
    })
  }
})

async function* asPieces(pieces: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* pieces
}

async function* withoutFirstOfLater(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let count = 0
  for await (const piece of pieces) {
    count += 1
    yield count === 1 ? piece : piece.subarray(1)
  }
}
