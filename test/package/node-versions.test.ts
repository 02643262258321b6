import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packages } from '../../packages.ts'
import { type Consumer, makeConsumer } from './consumer.ts'
import { firstStartAnswer, firstStartScript, smokeAnswer, smokeScript } from './smoke.ts'

/** The oldest release line that is supported, the one that we develop on, and the newest. */
const versions = ['22.23.3', '24.21.0', '26.10.0'] as const
const cache = join(tmpdir(), 'crmkit-node-versions')
const run = promisify(execFile)

const programs = new Map<string, string>()
for (const version of versions) {
  const program = await nodeProgram(version)
  if (program !== null) programs.set(version, program)
}

describe('Versions of Node', () => {
  let consumer: Consumer
  beforeAll(async () => {
    consumer = await makeConsumer(
      packages.map(({ folder }) => ({
        folder,
        peers: folder === 'adapters/postgres' ? ['@electric-sql/pglite', 'pg'] : [],
      })),
    )
    const imports = packages.flatMap(({ entries }) => entries.map(({ subpath }) => `import '${subpath}'`))
    await consumer.write('packages.mjs', imports.join('\n'))
    await consumer.write('smoke.mjs', smokeScript)
    await consumer.write('first-start.mjs', firstStartScript)
    await consumer.write('customers.csv', 'Company,VAT\nPomme,FR44732829320\n')
  }, 60_000)
  afterAll(() => consumer?.remove())

  for (const version of versions)
    describe.skipIf(!programs.has(version))(version, { timeout: 60_000 }, () => {
      const program = programs.get(version) ?? ''

      it('crmkit imports a file', async () => {
        expect((await consumer.run(program, '--version')).trim()).toBe(`v${version}`)
        expect(JSON.parse(await consumer.run(program, 'smoke.mjs'))).toEqual(smokeAnswer)
      })

      it('every package can be imported', async () => {
        expect(await consumer.run(program, 'packages.mjs')).toBe('')
      })

      it('PGlite starts from the directory that the package brings, and none is made', async () => {
        expect(JSON.parse(await consumer.run(program, 'first-start.mjs', `data-${version}`))).toEqual(firstStartAnswer)
      })

      it('the command line imports a file', async () => {
        const command = ['import', 'customers.csv', '--store', `pglite:cli-${version}`, '--json']
        const receipt = await consumer.run(program, 'node_modules/@crmkit/cli/bin/crmkit.js', ...command)
        expect(JSON.parse(receipt)).toMatchObject({ rows: 1, companies: { created: 1 } })
      })
    })
})

/** The program of a version: this very one, or npm's, fetched once into a folder of the system. */
async function nodeProgram(version: string): Promise<string | null> {
  if (process.version === `v${version}`) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(cache, `${version}-${platform}-${process.arch}`)
  const program = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(program)) return program
  const making = `${folder}.${process.pid}`
  try {
    await mkdir(making, { recursive: true })
    const name = `node-${platform}-${process.arch}@${version}`
    const { stdout } = await run('npm', ['pack', name, '--json', '--pack-destination', making], {
      cwd: making,
      timeout: 120_000,
    })
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[]
    await run('tar', ['-xzf', join(making, packed?.filename ?? ''), '-C', making, '--strip-components', '1'])
    await rm(join(making, packed?.filename ?? ''))
    await rename(making, folder)
  } catch {
    // Without the registry the version is reported as skipped.
    await rm(making, { recursive: true, force: true })
  }
  return existsSync(program) ? program : null
}
