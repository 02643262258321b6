import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { root } from './consumer.ts'

/**
 * Bytes, minified and zipped, with every dependency: what a browser would load. Phone numbers of the whole world are
 * most of it. Raise a budget together with what is worth it, and say so in the commit.
 */
const budgets: Readonly<Record<string, number>> = {
  crmkit: 341_000,
  'crmkit/domain': 189_400,
  'crmkit/ical': 17_400,
  'crmkit/vcard': 22_000,
}

describe('Size', () => {
  for (const [subpath, budget] of Object.entries(budgets))
    it(`${subpath} stays within ${budget} bytes, minified and zipped`, async () => {
      const bytes = await zippedSize(subpath)
      console.log(JSON.stringify({ size: subpath, minGzipBytes: bytes, budget }))
      expect(bytes).toBeLessThanOrEqual(budget)
    })
})

async function zippedSize(subpath: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(subpath)}`, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error('esbuild gave nothing')
  return (await promisify(gzip)(output.contents, { level: 9 })).length
}
