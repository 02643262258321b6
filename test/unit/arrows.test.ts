/** Arrows go one way: kernel ← rooms ← ports ← inputs ← schemas ← use cases; memory and testing stop at the ports. @module */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../../src')

/** The pure rooms. */
const domainRooms = [
  'kernel',
  'party',
  'access',
  'identity',
  'import',
  'job',
  'webhook',
  'interaction',
  'template',
  'calendar',
  'reminder',
  'message',
  'call',
  'directory',
] as const

/** Which rooms a room may import from, besides itself: rooms above it in this list, and no others. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  party: ['kernel'],
  access: ['kernel', 'party'],
  identity: ['kernel', 'party'],
  import: ['kernel', 'party', 'access', 'identity'],
  job: ['kernel'],
  webhook: ['kernel', 'party', 'job'],
  interaction: ['kernel', 'party', 'access'],
  template: ['kernel', 'party', 'access', 'interaction'],
  calendar: ['kernel', 'party', 'access', 'interaction'],
  reminder: ['kernel', 'party', 'access', 'interaction', 'calendar'],
  message: ['kernel', 'party', 'access', 'job', 'interaction', 'template'],
  call: ['kernel', 'party', 'access', 'interaction', 'calendar'],
  directory: ['kernel', 'party', 'identity'],
  ical: ['kernel', 'interaction', 'calendar'],
  vcard: ['kernel', 'party', 'import'],
  ports: [...domainRooms],
  inputs: [...domainRooms, 'ports'],
  schemas: [...domainRooms, 'ports', 'inputs'],
  'use-cases': [...domainRooms, 'ports', 'inputs', 'schemas'],
  memory: [...domainRooms, 'ports'],
  testing: [...domainRooms, 'ports'],
}

/** Errors quote what rules of every room say: this file names types of rooms that import the kernel, and types only. */
const namesTypesOfAllRooms = 'kernel/crm-error-details.ts'

interface Import {
  readonly file: string
  readonly target: string
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map((match) => ({ file, target: match[1] ?? '' }))
}

function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '(root)'
}

function isOfTypes(file: string): boolean {
  return file === namesTypesOfAllRooms || roomOf(file) === 'inputs'
}

describe('The rooms of the house', () => {
  it('every file stands in a room that the rules know', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== '(root)'))
    expect([...rooms].filter((room) => !Object.hasOwn(mayImport, room))).toEqual([])
  })

  it('a room is allowed only what stands above it, so that no two rooms import from each other', () => {
    const rooms = Object.keys(mayImport)
    const wrong = rooms.flatMap((room, place) =>
      (mayImport[room] ?? [])
        .filter((target) => !rooms.slice(0, place).includes(target))
        .map((target) => `${room} → ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('arrows go one way', () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file)
      if (room === '(root)' || file === namesTypesOfAllRooms) return []
      return importsOf(file)
        .filter(({ target }) => target.startsWith('.'))
        .map(({ target }) => relative(src, resolve(src, dirname(file), target)))
        .filter((target) => roomOf(target) !== room && !mayImport[room]?.includes(roomOf(target)))
        .map((target) => `${file} → ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('what a room shows is for those outside: inside, files are imported by themselves', () => {
    const wrong = files
      .flatMap(importsOf)
      .filter(({ file, target }) => roomOf(file) !== '(root)' && /^\..*\/index\.ts$/.test(target))
      .map(({ file, target }) => `${file} → ${target}`)
    expect(wrong).toEqual([])
  })

  it('inputs and the details of errors name types only', () => {
    const wrong = files
      .filter(isOfTypes)
      .filter((file) =>
        /^(?:import (?!type )|export (?!interface |type ))/m.test(readFileSync(join(src, file), 'utf8')),
      )
    expect(wrong).toEqual([])
  })

  it('only schemas imports zod, and nothing imports Node', () => {
    const wrong = files
      .flatMap(importsOf)
      .filter(({ file, target }) => target.startsWith('node:') || (target === 'zod' && roomOf(file) !== 'schemas'))
    expect(wrong).toEqual([])
  })

  it('clock and chance come in through one file only', () => {
    const reads = /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(|getRandomValues\(/
    const wrong = files.filter(
      (file) => file !== 'use-cases/default-ports.ts' && reads.test(readFileSync(join(src, file), 'utf8')),
    )
    expect(wrong).toEqual([])
  })

  it('adapters and examples import public subpaths only', () => {
    const root = resolve(src, '..')
    const outside = ['adapters', 'examples'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !/node_modules|dist\//.test(file))
        .map((file) => join(folder, file)),
    )
    const wrong = outside.filter(
      (file) =>
        /from '[^']*\.\.\/src\/|from '(?:\.\.\/)+src\//.test(readFileSync(join(root, file), 'utf8')) &&
        !/\/test\//.test(file),
    )
    expect(wrong).toEqual([])
  })
})
