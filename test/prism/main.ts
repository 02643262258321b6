/**
 * `npm run prism`: everything that the adapters ask Twilio, SendGrid and Mailjet for, of servers that Prism makes of the
 * providers' own descriptions. Fails where one of them refuses something, or something of the adapters' tables was not asked
 * for, or a request that is wrong is taken. Prints a line for each operation.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exchange } from '@crmkit/adapter-kit'
import { operationOf } from '../operations.ts'
import { hasSharedData } from '../shared-data-path.ts'
import { type Description, describe } from './description.ts'
import { type Heard, listen } from './listen.ts'
import { startPrism } from './prism-server.ts'
import { type Provider, providers } from './providers.ts'

const folder = mkdtempSync(join(tmpdir(), 'crmkit-prism-'))
const problems: string[] = []
try {
  if (!hasSharedData) console.log('Skipped: the descriptions are not here. CRMKIT_DATA names the folder that has them.')
  else if (isInstalled()) for (const provider of providers) await check(provider)
  else problems.push('Prism could not be installed.')
} finally {
  rmSync(folder, { recursive: true })
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

function isInstalled(): boolean {
  const install = join(import.meta.dirname, '..', '..', '.ci', 'install.mjs')
  return spawnSync(process.execPath, [install, '--prism'], { stdio: 'inherit' }).status === 0
}

async function check(provider: Provider): Promise<void> {
  const { name, operations, answers, mistakes } = provider
  const description = describe(operations, answers)
  const prism = await startPrism(description.document, join(folder, `${name}.json`))
  try {
    const heard = await listen(prism.url, async () => {
      // What was asked before it broke off is said as well.
      await provider.walk(prism.url).catch((failure: unknown) => problems.push(`${name}: ${failure}`))
    })
    problems.push(...heard.flatMap((each) => against(provider, description, each)))
    problems.push(...prism.complaints().map((complaint) => `${name}: ${complaint}`))
    for (const operation of [...operations.described, ...operations.undescribed]) {
      const times = heard.filter(({ method, url }) => operationOf(operations, method, url.pathname) === operation)
      if (times.length === 0) problems.push(`${name}: ${operation} was not asked for.`)
      const note = operations.undescribed.includes(operation) ? ', described nowhere' : ''
      console.log(`${name}: ${operation}: ${times.length}${note}`)
    }
    let byPrism = 0
    for (const { name: mistake, path, ...request } of mistakes) {
      const url = `${prism.url}${path}`
      const wrong = await listen(prism.url, () => exchange({ ...request, url }, { timeoutMs: 10_000 }))
      const found = wrong.flatMap((each) => against(provider, description, each))
      if (found.length === 0) problems.push(`${name} takes ${mistake}.`)
      if (wrong.some(({ status }) => status >= 400)) byPrism += 1
    }
    console.log(`${name}: of ${mistakes.length} mistakes, Prism refused ${byPrism}; the others are seen here`)
  } finally {
    await prism.stop()
  }
}

/** What there is against a request. */
function against({ name, operations }: Provider, description: Description, heard: Heard): readonly string[] {
  const { method, url, status, violations } = heard
  const operation = operationOf(operations, method, url.pathname)
  if (operation === undefined) return [`${name}: ${method} ${url.pathname} is in no table of operations.`]
  if (operations.undescribed.includes(operation)) return []
  const known = description.queryOf(operation)
  // Prism does not look at parameters that it does not know.
  const strange = [...url.searchParams.keys()].filter((key) => !known.includes(key))
  return [
    ...strange.map((key) => `${name}: ${operation} has no parameter ${key}.`),
    ...(status >= 400 || violations !== undefined ? [`${name}: ${operation}: ${status} ${violations ?? ''}`] : []),
  ]
}
