/** The contract of {@link FileStore}. @module */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import type { FileStore } from '../ports/file-store.ts'
import { ContractFailure, expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'

const here = '0190a000-0000-7000-8000-000000000001'
const elsewhere = '0190a000-0000-7000-8000-000000000002'
const one = '0190a000-0000-7000-8000-00000000000a'
const other = '0190a000-0000-7000-8000-00000000000b'

/** Every sentence of the port, as a case. */
export const fileStoreContract: Contract<FileStore> = {
  name: 'FileStore',
  cases: {
    'keeps a file byte for byte': async (files) => {
      const all = concatBytes(everyByte, new Uint8Array(200_000).fill(13), everyByte)
      await files.put(here, one, piecesOf(all, 70_000))
      expectThat(sameBytes(await readAll(files, here, one), all), 'other bytes than were put away')
      await files.put(here, other, piecesOf(new Uint8Array(), 1))
      expectEqual((await readAll(files, here, other))?.length, 0, 'the length of an empty file')
    },

    'says how long it is, and its hash': async (files) => {
      const stored = await files.put(here, one, piecesOf(everyByte, 100))
      expectEqual(stored, { size: everyByte.length, hash: bytesToHex(sha256(everyByte)) }, 'what is known of it')
    },

    'leaves a file that is there already as it is, and says what that is': async (files) => {
      const first = await files.put(here, one, piecesOf(everyByte, 100))
      const second = await files.put(here, one, piecesOf(Uint8Array.of(1, 2, 3), 100))
      expectEqual(second, first, 'what is known of it')
      expectThat(sameBytes(await readAll(files, here, one), everyByte), 'the file was replaced')
    },

    'leaves nothing behind if the bytes end with an error': async (files) => {
      const failure = new Error('the connection is gone')
      const put = files.put(here, one, breaking(failure)).then(
        () => null,
        (error: unknown) => error,
      )
      expectEqual(await put, failure, 'what the error is')
      expectEqual(await files.open(here, one), null, 'the file')
    },

    'gives no file of another workspace': async (files) => {
      await files.put(here, one, piecesOf(everyByte, 100))
      expectEqual(await files.open(elsewhere, one), null, 'the file')
      await files.put(elsewhere, one, piecesOf(Uint8Array.of(7), 1))
      expectThat(sameBytes(await readAll(files, here, one), everyByte), 'a file of another workspace')
    },

    'does nothing where there is none': async (files) => {
      await files.remove(here, one)
      await files.put(here, one, piecesOf(everyByte, 100))
      await files.remove(here, one)
      await files.remove(here, one)
      expectEqual(await files.open(here, one), null, 'the file')
    },

    'removes no file of another workspace': async (files) => {
      await files.put(here, one, piecesOf(everyByte, 100))
      await files.remove(elsewhere, one)
      expectThat((await files.open(here, one)) !== null, 'the file is gone')
    },
  },
}

const everyByte = Uint8Array.from({ length: 256 }, (_none, value) => value)

async function* piecesOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size)
}

async function* breaking(failure: Error): AsyncIterable<Uint8Array> {
  yield everyByte
  throw failure
}

async function readAll(files: FileStore, workspaceId: string, fileId: string): Promise<Uint8Array | null> {
  const pieces = await files.open(workspaceId, fileId)
  if (pieces === null) throw new ContractFailure('a file that was put away is not there')
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return concatBytes(...all)
}

function sameBytes(one: Uint8Array | null, other: Uint8Array): boolean {
  return one !== null && one.length === other.length && one.every((byte, at) => byte === other[at])
}
