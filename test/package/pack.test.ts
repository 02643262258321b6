import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packages } from '../../packages.ts'
import { linksOf } from '../docs/snippets.ts'
import { type Consumer, compiler, makeConsumer } from './consumer.ts'
import { smokeAnswer, smokeScript } from './smoke.ts'

/** A host in TypeScript: what it takes from the packages, with the types that it would write down. */
const hostScript = `
import { type Exchange, exchange } from '@crmkit/adapter-kit'
import { readWholeMail, type WholeMail } from '@crmkit/adapter-kit/mail'
import { migrate, type PostgresStoreOptions, postgresStore } from '@crmkit/postgres'
import { mailjetMailer } from '@crmkit/mailjet'
import { sendgridMailer } from '@crmkit/sendgrid'
import { imapMailbox, smtpMailer } from '@crmkit/smtp'
import { googleContacts } from '@crmkit/google-contacts'
import { peopleApi } from '@crmkit/google-contacts/testing'
import { twilioSms } from '@crmkit/twilio'
import { nodeWebhookSender } from '@crmkit/webhooks'
import {
  type Company, createCrm, type Crm, CrmError, type Desk, type ImportPreview, type ImportReceipt, isCrmError,
  type Mailer, type Page, type RowPlan, type RunReport, type Store,
} from 'crmkit'
import { companyIdentity, decideCompany, foldCompanyName, type Verdict } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { parseNewCompany } from 'crmkit/schemas'
import { countedIds, fixedClock, storeContract } from 'crmkit/testing'

const store: Store = memoryStore()
const webhooks = { sender: nodeWebhookSender() }
const crm: Crm = createCrm({ store, clock: fixedClock(), ids: countedIds(1), webhooks })
const report: RunReport = await crm.runDue()
const { workspace, administrator } = await crm
  .asSystem({ reason: 'sign-up' })
  .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
const desk: Desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
const plans: RowPlan[] = []
const preview: ImportPreview = await desk.imports.preview('Company;City\\nPomme;Paris\\n', { mode: 'fill-blank' })
const receipt: ImportReceipt = await desk.imports.apply(preview, { onRow: (plan) => plans.push(plan) })
const page: Page<Company> = await desk.companies.list({ order: 'name' })
const verdict: Verdict = decideCompany(companyIdentity({ name: 'Pomme' }, 'FR'), [])
try {
  await desk.companies.get('nobody')
} catch (error) {
  if (!isCrmError(error, 'not-found')) throw error
}
const kept = [sendgridMailer, mailjetMailer, postgresStore, migrate, parseNewCompany, storeContract.name, CrmError, foldCompanyName('Pomme SA').key, twilioSms, imapMailbox, googleContacts, peopleApi, exchange, readWholeMail]
export const mailers: readonly Mailer[] = [
  sendgridMailer({ apiKey: 'SG.key' }),
  mailjetMailer({ apiKey: 'key', apiSecret: 'secret' }),
  smtpMailer({ host: 'mail.verger.example' }),
]
export const outcome: Exchange = { kind: 'lost', problem: 'timeout' }
export const mail: Promise<WholeMail> = readWholeMail(new Uint8Array())
export function openStore(options: PostgresStoreOptions): Store {
  return postgresStore(options)
}
export const answer: string = JSON.stringify({
  created: receipt.counts.companies.created, plans: plans.length, items: page.items.length, verdict: verdict.verdict,
  kept: kept.length, done: report.done,
})
`

const strictest = {
  target: 'es2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  outDir: 'out',
  rootDir: '.',
} as const

/** Projects of two kinds; zod's own types need one of the two worlds. */
const projects = {
  'a server, with the types of Node and without the DOM': {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    lib: ['es2023'],
    types: ['node'],
  },
  'a bundler, with the DOM and without the types of Node': {
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom'],
    types: [],
  },
} as const

describe('The packages as published', () => {
  let consumer: Consumer
  beforeAll(async () => {
    consumer = await makeConsumer(
      packages.map(({ folder }) => ({ folder, peers: folder === '.' ? ['@types/node'] : [] })),
    )
    await consumer.write('host.ts', hostScript)
  }, 60_000)
  afterAll(() => consumer?.remove())

  it('hold code, declarations, licence and readme, no sources and no tests', () => {
    for (const [name, files] of Object.entries(consumer.files)) {
      expect(files, name).toContain('package.json')
      const strange = files.filter(
        (path) => !/^(dist\/|bin\/|docs\/.*\.md$|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(path),
      )
      expect(strange, name).toEqual([])
      expect(
        files.filter((path) => /\.test\.|(?<!\.d)\.ts$/.test(path)),
        name,
      ).toEqual([])
    }
    expect(consumer.files['crmkit']).toEqual(expect.arrayContaining(['LICENSE', 'dist/index.js', 'dist/index.d.ts']))
    // What the declarations and the README name is there to be read, by editors too.
    expect(consumer.files['crmkit']).toEqual(
      expect.arrayContaining(['docs/concepts/imports.md', 'docs/errors/README.md']),
    )
  })

  it('have pages whose links lead to a file of the package, or to an address', async () => {
    for (const [name, files] of Object.entries(consumer.files)) {
      const pages = files.filter((path) => path.endsWith('.md'))
      expect(pages.length, name).toBeGreaterThan(0)
      for (const page of pages) {
        const text = await readFile(join(consumer.folder, 'node_modules', name, page), 'utf8')
        const outward = linksOf(text)
          .filter((target) => !target.startsWith('https://'))
          .map((target) => join(dirname(page), target.split('#')[0] || basename(page)))
        expect(
          outward.filter((path) => !files.includes(path)),
          `${name}/${page}`,
        ).toEqual([])
      }
    }
  })

  it('run in a project that has only what they declare', async () => {
    await consumer.write('smoke.mjs', smokeScript)
    expect(JSON.parse(await consumer.run(process.execPath, 'smoke.mjs'))).toEqual(smokeAnswer)
  })

  for (const [project, options] of Object.entries(projects))
    it(`type-check in the strictest TypeScript, libraries included, in ${project}`, async () => {
      const compilerOptions = { ...strictest, ...options }
      await consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['host.ts'] }))
      await consumer.run(process.execPath, compiler, '-p', 'tsconfig.json')
      await consumer.write('print.mjs', "console.log((await import('./out/host.js')).answer)")
      const printed = await consumer.run(process.execPath, 'print.mjs')
      expect(JSON.parse(printed)).toEqual({ created: 1, plans: 1, items: 1, verdict: 'none', kept: 14, done: 0 })
    }, 60_000)
})
