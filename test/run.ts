/**
 * Everything that `npm test` proves: format and lint, types, dead code, the packages as they would be published, and all
 * tests. Ends with the counts of the runner's own report.
 */
import { spawn } from 'node:child_process'
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

/** Looks at the sources, and builds of them what the rest looks at. */
const sources: readonly Step[] = [
  { name: 'Build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'Format and lint', command: ['biome', 'check', '.'] },
  { name: 'Types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'Dead code', command: ['knip'] },
]

const published = packages.flatMap(({ folder }): Step[] => [
  { name: `Package ${folder}: publint`, command: ['publint', '--strict', folder] },
  {
    name: `Package ${folder}: types wrong?`,
    command: ['attw', '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--quiet', '--pack', folder],
  },
])

const tests: Step = {
  name: 'Tests',
  command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
}

interface RunnerReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly success: boolean
}

const failed = [...(await runTwoAtOnce(sources)), ...(await runTwoAtOnce(published))]
if (!(await runStep(tests, 'inherit'))) failed.push(tests.name)
const counts = readReport()
rmSync(join(report, '..'), { recursive: true, force: true })
const skipped = counts.numPendingTests + counts.numTodoTests
if (hasSharedData && skipped > 0) failed.push(`${skipped} skipped although the shared data is there`)
if (counts.numPassedTests === 0) failed.push('no test ran')
// Asked of the report, too: a program that is started in the runner may end it with 0.
if (!counts.success && !failed.includes(tests.name)) failed.push('a test or the set-up of a file failed')
if (failed.length > 0) console.error(`\nFailed: ${failed.join('; ')}`)
console.log(`\n${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped} skipped`)
process.exitCode = failed.length === 0 ? 0 : 1

/** Runs steps of which none needs another, two at a time. @returns the names of those that failed */
async function runTwoAtOnce(steps: readonly Step[]): Promise<readonly string[]> {
  const left = [...steps]
  const failures: string[] = []
  const lane = async (): Promise<void> => {
    for (let step = left.shift(); step !== undefined; step = left.shift()) {
      if (!(await runStep(step, 'pipe'))) failures.push(step.name)
    }
  }
  await Promise.all([lane(), lane()])
  return failures
}

/** Runs a program. @param output whether it is shown as it comes, or in one piece once the program has ended */
async function runStep({ name, command }: Step, output: 'inherit' | 'pipe'): Promise<boolean> {
  const started = performance.now()
  if (output === 'inherit') console.log(`\n── ${name}`)
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32',
  })
  const said: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
  const status = await new Promise((resolve) => child.once('error', resolve).once('close', resolve))
  if (output === 'pipe') console.log(`\n── ${name}\n${Buffer.concat(said).toString('utf8').trim()}`)
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
