/**
 * Installs what the other scripts need, when it is not there yet. Runs under whatever Node the machine has, and so does
 * nothing but start npm. With `--build` it builds the packages too, when their sources are newer than their output; with
 * `--prism` it installs what `npm run prism` needs besides.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const built = join(root, 'dist', '.crmkit-built')

function run(folder, ...args) {
  const { status } = spawnSync('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}

function timeOf(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

function newest(folder) {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true }).reduce(
    (latest, name) => Math.max(latest, timeOf(join(folder, name))),
    0,
  )
}

function install(folder, what) {
  const installed = join(folder, 'node_modules', '.crmkit-installed')
  if (timeOf(installed) >= timeOf(join(folder, 'package-lock.json'))) return
  console.log(`Installing ${what} …`)
  run(folder, 'ci', '--no-audit', '--no-fund', '--loglevel=error')
  writeFileSync(installed, '')
}

install(root, 'the dependencies (once; with the build, one to two minutes)')
if (process.argv.includes('--prism')) install(join(root, 'test', 'prism'), 'Prism (once; 75 MB)')

if (process.argv.includes('--build')) {
  const adapters = readdirSync(join(root, 'adapters')).map((name) => join('adapters', name))
  const sources = ['.', ...adapters].map((folder) => newest(join(root, folder, 'src')))
  if (timeOf(built) < Math.max(...sources, timeOf(join(root, 'tsup.config.ts')))) {
    console.log('Building the packages …')
    run(root, 'run', '--silent', 'build')
    writeFileSync(built, '')
  }
}
