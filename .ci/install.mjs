/**
 * Installs what the other scripts need, when it is not there yet. Runs under whatever Node the machine has, and so does
 * nothing but start npm. With `--build` it builds the packages too, when their sources are newer than their output.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const installed = join(root, 'node_modules', '.crmkit-installed')
const built = join(root, 'dist', '.crmkit-built')

function run(...args) {
  const { status } = spawnSync('npm', args, {
    cwd: root,
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

if (timeOf(installed) < timeOf(join(root, 'package-lock.json'))) {
  console.log('Installing the dependencies (once; with the build, one to two minutes) …')
  run('ci', '--no-audit', '--no-fund', '--loglevel=error')
  writeFileSync(installed, '')
}

if (process.argv.includes('--build')) {
  const adapters = readdirSync(join(root, 'adapters')).map((name) => join('adapters', name))
  const sources = ['.', ...adapters].map((folder) => newest(join(root, folder, 'src')))
  if (timeOf(built) < Math.max(...sources, timeOf(join(root, 'tsup.config.ts')))) {
    console.log('Building the packages …')
    run('run', '--silent', 'build')
    writeFileSync(built, '')
  }
}
