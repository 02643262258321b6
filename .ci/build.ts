/** Builds all packages anew: JavaScript, declarations, and the directory that PGlite starts from. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { packages } from '../packages.ts'

const root = join(import.meta.dirname, '..')
const projects = packages.map(({ folder }) => (folder === '.' ? 'tsconfig.build.json' : folder))

for (const { folder } of packages) rmSync(join(root, folder, 'dist'), { recursive: true, force: true })
run('tsup', '--silent')
run('tsc', '-b', ...projects)
run('node', 'adapters/postgres/scripts/prepare-pglite.ts')

function run(program: string, ...args: readonly string[]): void {
  const { status } = spawnSync(program, [...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}
