/** The packages, the core first: whatever builds, checks or resolves them reads this list. @module */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** tsup reads this file as a part of its configuration, which lies in the same folder. */
const root = import.meta.dirname

/** A package that is published. */
export interface Package {
  readonly name: string
  /** From the root of the repository: `.`, `adapters/smtp`. */
  readonly folder: string
  /** What it may import without bringing it along. */
  readonly dependencies: readonly string[]
  readonly entries: readonly Entry[]
}

/** What can be imported of a package. */
export interface Entry {
  /** As an import names it: `crmkit/domain`. */
  readonly subpath: string
  /** Where it is built, from `dist`, without its ending: `schemas/index`. */
  readonly output: string
  /** Its source, from the root of the repository. */
  readonly source: string
}

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, string | { readonly default: string }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** All that are published; examples are not. */
export const packages: readonly Package[] = [
  '.',
  ...readdirSync(join(root, 'adapters'))
    .sort()
    .map((name) => `adapters/${name}`),
]
  .filter((folder) => existsSync(join(root, folder, 'package.json')))
  .map(readPackage)

function readPackage(folder: string): Package {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const { name, exports = {}, dependencies = {}, peerDependencies = {} } = manifest
  const entries = Object.entries(exports).flatMap(([key, target]) =>
    typeof target === 'string' ? [] : [entryOf(folder, `${name}${key.slice(1)}`, target.default)],
  )
  return { name, folder, dependencies: Object.keys({ ...dependencies, ...peerDependencies }), entries }
}

/** What is built of `src` has the same path in `dist`. */
function entryOf(folder: string, subpath: string, built: string): Entry {
  const output = built.replace(/^\.\/dist\//, '').replace(/\.js$/, '')
  return { subpath, output, source: `${folder === '.' ? '' : `${folder}/`}src/${output}.ts` }
}
