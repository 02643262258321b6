/** Writing a file as a whole: it is there with all its lines, or as it was before. @module */
import { accessSync, constants, createWriteStream, statSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UsageError } from './usage-error.ts'

/** Makes sure, before any work is done, that a file can be written. @throws {UsageError} it can't */
export function checkWritable(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new UsageError(`${path} is a directory. Name a file in it.`)
  }
  try {
    accessSync(dirname(path), constants.W_OK)
  } catch (cause) {
    throw new UsageError(`${path} can't be written: its directory is missing or closed to you.`, { cause })
  }
}

/**
 * Writes lines as UTF-8, with the mark that spreadsheets tell it by.
 * @returns how many lines were written
 */
export async function writeTextFile(path: string, lines: AsyncIterable<string>): Promise<number> {
  const unfinished = `${path}.${process.pid}.part`
  let written = 0
  async function* counting(): AsyncGenerator<string> {
    yield '\uFEFF'
    for await (const line of lines) {
      written += 1
      yield line
    }
  }
  try {
    await pipeline(counting(), createWriteStream(unfinished, 'utf8'))
    await rename(unfinished, path)
  } catch (failure) {
    await rm(unfinished, { force: true })
    throw failure
  }
  return written
}
