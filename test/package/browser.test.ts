import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumArgs, findChromium } from '../chromium.ts'
import { root } from './consumer.ts'

/** What the page runs: a form that looks for duplicates, and an import of a `File` that is previewed and applied. */
const pageScript = `
import { createCrm } from 'crmkit'
import { companyIdentity, decideCompany, normalizeCompany } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'

window.match = (...companies) => {
  const [one, other] = companies.map((company) =>
    companyIdentity(normalizeCompany(company, { ownerId: null, visibility: 'write', country: 'FR' }).value, 'FR'))
  return decideCompany(one, [{ recordId: 'known', identity: other }])
}

window.importFile = async (bytes) => {
  const crm = createCrm({ store: memoryStore() })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'sign-up' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const preview = await desk.imports.preview(new File([new Uint8Array(bytes)], 'clients.csv', { type: 'text/csv' }))
  const before = await desk.companies.count()
  const receipt = await desk.imports.apply(preview)
  const { items } = await desk.companies.list()
  return { preview, before, receipt, names: items.map(({ name }) => name) }
}
`

interface PageFunctions {
  match(...companies: readonly object[]): unknown
  importFile(bytes: readonly number[]): Promise<unknown>
}

const program = findChromium()
const script = await bundle(pageScript)

describe('In a browser', () => {
  it('the core is bundled without any of Node’s modules and without shims', () => {
    expect(script).not.toMatch(/["']node:/)
    expect(script).not.toMatch(/\brequire\(/)
  })

  describe.skipIf(program === null)('in headless Chromium', () => {
    let server: Server
    let browser: BrowserContext
    let folder: string
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'crmkit-chromium-'))
      server = await serve(script)
      browser = await chromium.launchPersistentContext(folder, {
        executablePath: program ?? '',
        headless: true,
        args: [...chromiumArgs],
      })
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      server?.close()
      await rm(folder, { recursive: true, force: true })
    })

    it('IDN-2 two companies are matched', async () => {
      const page = await openPage(browser, server)
      const verdict = await page.evaluate(() =>
        (globalThis as unknown as PageFunctions).match(
          { name: 'S.A.R.L. Pomme & Fils', addresses: [{ postcode: '75002', city: 'Paris Cedex 02' }] },
          { name: 'Pomme et fils', siret: '732 829 320 00074', addresses: [{ postcode: '75002', city: 'PARIS' }] },
        ),
      )
      expect(verdict).toMatchObject({ verdict: 'same', recordId: 'known', by: { type: 'npc' } })
      await page.close()
    })

    it('IMP-1 IMP-5 a File in windows-1252 is previewed, nothing written, then applied', async () => {
      const page = await openPage(browser, server)
      const text =
        'Société;SIRET;Ville;Prénom;Nom;E-mail\r\n' +
        'Pépin SARL;73282932000074;Orléans;Zoé;Léger;zoe@pepin.example\r\n' +
        'Pépin;732 829 320 00074;Orléans;Anaïs;Noël;anais@pepin.example\r\n' +
        'Poire;73282932000075;Lyon;Bob;Durand;bob@poire.example\r\n'
      const bytes = [...Buffer.from(text, 'latin1')]
      const answer = await page.evaluate((file) => (globalThis as unknown as PageFunctions).importFile(file), bytes)
      expect(answer).toMatchObject({
        preview: {
          table: { encoding: 'windows-1252' },
          counts: { rows: 3, invalid: 1, companies: { created: 1 }, contacts: { created: 2 } },
          issues: [{ column: 'SIRET', rows: 1, firstRow: 3 }],
        },
        before: 0,
        receipt: { counts: { companies: { created: 1 }, contacts: { created: 2 } } },
        names: ['Pépin SARL'],
      })
      await page.close()
    })
  })
})

/** Fails on whatever is not there in a browser. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
  })
  return outputFiles[0]?.text ?? ''
}

function serve(script: string): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      const isScript = request.url === '/page.js'
      response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8')
      response.end(isScript ? script : '<!doctype html><meta charset="utf-8"><script src="/page.js"></script>')
    })
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

async function openPage(browser: BrowserContext, server: Server) {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`http://127.0.0.1:${address.port}/`)
  expect(errors).toEqual([])
  return page
}
