/** Unpacking a tar file of plain files and folders, as PGlite writes its data directories. @module */
import type { Buffer } from 'node:buffer'
import { CrmError } from 'crmkit'
import { failureCode } from './backend-error.ts'

/** Unpacks beside the directory and moves it there as a whole, so that being killed leaves no half of a database. */
export async function unpackInto(directory: string, tar: Buffer): Promise<void> {
  const [{ mkdirSync, writeFileSync }, { mkdir, mkdtemp, rename, rm, rmdir }, { basename, dirname, join, resolve }] =
    await Promise.all([import('node:fs'), import('node:fs/promises'), import('node:path')])
  const target = resolve(directory)
  await mkdir(dirname(target), { recursive: true })
  const unpacked = await mkdtemp(join(dirname(target), `.${basename(target)}-`))
  try {
    for (const { path, content } of readTar(tar)) {
      if (content === null) mkdirSync(join(unpacked, path), { recursive: true, mode: 0o700 })
      else writeFileSync(join(unpacked, path), content, { mode: 0o600 })
    }
    // An empty directory may be in the way; anything else must not be lost.
    await rmdir(target).catch((failure: unknown) => {
      if (failureCode(failure) !== 'ENOENT') throw notOurs(target, failure)
    })
    await rename(unpacked, target)
  } catch (failure) {
    await rm(unpacked, { recursive: true, force: true })
    throw failure
  }
}

function notOurs(target: string, cause: unknown): CrmError {
  return new CrmError('backend-refused', {
    message: `${target} holds something else than a database, which is left as it is; name an empty directory, or one that is not there yet`,
    retryable: false,
    cause,
    details: {},
  })
}

const blockSize = 512

/** A file (with its content) or folder in a tar file; paths have no leading slash. */
interface TarEntry {
  readonly path: string
  /** `null` for a folder. */
  readonly content: Uint8Array | null
}

/**
 * Reads a tar file (ustar), the first entry first.
 * @throws {Error} if an entry is neither file nor folder, or would lie outside of the directory.
 */
function* readTar(tar: Buffer): Generator<TarEntry> {
  let offset = 0
  while (offset + blockSize <= tar.length && tar[offset] !== 0) {
    const field = (start: number, length: number): string =>
      tar.toString('latin1', offset + start, offset + start + length).replace(/\0.*$/s, '')
    const name = field(0, 100)
    const prefix = field(345, 155)
    const size = Number.parseInt(field(124, 12).trim() || '0', 8)
    const type = field(156, 1)
    const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/^\/+|\/+$/g, '')
    if (path.split('/').includes('..')) throw new Error(`a prepared data directory holds an unsafe path: ${path}`)
    if (type !== '' && type !== '0' && type !== '5')
      throw new Error(`a prepared data directory holds a ${type} at ${path}`)
    offset += blockSize
    yield { path, content: type === '5' ? null : tar.subarray(offset, offset + size) }
    offset += Math.ceil(size / blockSize) * blockSize
  }
}
