/**
 * Everything that `npm test` proves, one step after the other: format and lint, types, dead code, the packages as they
 * would be published, and all tests. Ends with the counts of the runner's own report.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packages } from '../packages.ts'
import { hasSharedData } from './shared-data-path.ts'

const root = join(import.meta.dirname, '..')
const report = join(mkdtempSync(join(tmpdir(), 'crmkit-test-')), 'report.json')

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

const steps: readonly Step[] = [
  { name: 'Format and lint', command: ['biome', 'check', '.'] },
  { name: 'Types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'Dead code', command: ['knip'] },
  { name: 'Build', command: ['npm', 'run', '--silent', 'build'] },
  ...packages.flatMap(({ folder }): Step[] => [
    { name: `Package ${folder}: publint`, command: ['publint', '--strict', folder] },
    {
      name: `Package ${folder}: types wrong?`,
      command: ['attw', '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--quiet', '--pack', folder],
    },
  ]),
  { name: 'Tests', command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`] },
]

interface RunnerReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly success: boolean
}

const failed = steps.filter(({ name, command }) => !runStep(name, command)).map(({ name }) => name)
const counts = readReport()
rmSync(join(report, '..'), { recursive: true, force: true })
const skipped = counts.numPendingTests + counts.numTodoTests
if (hasSharedData && skipped > 0) failed.push(`${skipped} skipped although the shared data is there`)
if (counts.numPassedTests === 0) failed.push('no test ran')
if (failed.length > 0) console.error(`\nFailed: ${failed.join('; ')}`)
console.log(`\n${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped} skipped`)
process.exitCode = failed.length === 0 ? 0 : 1

function runStep(name: string, command: readonly string[]): boolean {
  const started = performance.now()
  console.log(`\n── ${name}`)
  const [program = '', ...args] = command
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  console.log(`── ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  return status === 0
}

function readReport(): RunnerReport {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as RunnerReport
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, success: false }
  }
}
