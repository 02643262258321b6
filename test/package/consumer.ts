/**
 * A project of a stranger: the packages as they would be published, unpacked into its `node_modules`, with what they
 * declare as dependencies and nothing else.
 * @module
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export const root: string = join(import.meta.dirname, '..', '..')

/** A folder with unpacked packages. */
export interface Consumer {
  readonly folder: string
  /** The paths of the files that each tarball holds. */
  readonly files: Readonly<Record<string, readonly string[]>>
  write(path: string, text: string): Promise<void>
  /** Runs a program with arguments in the folder: what it printed. */
  run(program: string, ...args: readonly string[]): Promise<string>
  remove(): Promise<void>
}

/** A package to unpack: its folder, and the optional peers that the project has. */
export interface Packed {
  readonly folder: string
  readonly peers?: readonly string[]
}

/** Packs packages as `npm publish` would, and sets up a project that has them. */
export async function makeConsumer(packages: readonly Packed[]): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'crmkit-consumer-'))
  const run = async (program: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await runProgram(program, args, folder)
    return stdout
  }
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  const files: Record<string, readonly string[]> = {}
  const unpacked: (Packed & { readonly name: string })[] = []
  for (const each of packages) {
    const { name, paths } = await unpack(join(root, each.folder), folder)
    files[name] = paths
    unpacked.push({ ...each, name })
  }
  for (const { name, peers = [] } of unpacked) {
    const manifest = JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>
    }
    for (const dependency of [...Object.keys(manifest.dependencies ?? {}), ...peers]) await link(dependency, folder)
  }
  return { folder, files, write, run, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** The compiler of the project. */
export const compiler: string = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

async function unpack(
  source: string,
  folder: string,
): Promise<{ readonly name: string; readonly paths: readonly string[] }> {
  if (!existsSync(join(source, 'dist'))) throw new Error(`${source} is not built: npm run build`)
  const { stdout } = await runProgram(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    source,
  )
  const [packed] = JSON.parse(stdout) as readonly {
    readonly name: string
    readonly filename: string
    readonly files: readonly { readonly path: string }[]
  }[]
  if (packed === undefined) throw new Error(`npm packed nothing in ${source}`)
  const target = join(folder, 'node_modules', packed.name)
  await mkdir(target, { recursive: true })
  await runProgram('tar', ['-xzf', join(folder, packed.filename), '-C', target, '--strip-components', '1'], folder)
  await rm(join(folder, packed.filename))
  return { name: packed.name, paths: packed.files.map(({ path }) => path) }
}

async function link(dependency: string, folder: string): Promise<void> {
  const target = join(folder, 'node_modules', dependency)
  if (existsSync(target)) return
  const source = [
    join(root, 'node_modules', dependency),
    join(root, 'adapters', 'postgres', 'node_modules', dependency),
  ]
  const found = source.find((path) => existsSync(path))
  if (found === undefined) throw new Error(`${dependency} is not installed`)
  await mkdir(dirname(target), { recursive: true })
  await symlink(found, target, 'junction')
}

/** Runs a program; its output is part of the error when it fails. */
async function runProgram(program: string, args: readonly string[], cwd: string): Promise<{ readonly stdout: string }> {
  try {
    return await promisify(execFile)(program, [...args], { cwd, maxBuffer: 64 * 1024 * 1024 })
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause })
  }
}
