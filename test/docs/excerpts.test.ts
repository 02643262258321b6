/** What the documentation quotes from a file is what stands in it, between `#region` and `#endregion`. @module */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blocksOf, pages, root } from './snippets.ts'

const excerpts = pages.flatMap((page) =>
  blocksOf(page).flatMap(({ kind, body, line }) => {
    const [, file, region] = /^ts from (\S+)#(\S+)$/.exec(kind) ?? []
    return file === undefined || region === undefined ? [] : [{ where: `${page.path}:${line}`, file, region, body }]
  }),
)

/** A region of a file, without the indentation that it has there. */
function regionOf(file: string, region: string): string {
  const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : ''
  const marked = new RegExp(`^( *)// #region ${region}\\n([\\s\\S]*?)^ *// #endregion$`, 'm').exec(text)
  if (marked === null) throw new Error(`${file} has no region ${region}`)
  const [, indentation = '', body = ''] = marked
  return body.replaceAll(new RegExp(`^${indentation}`, 'gm'), '')
}

describe('Excerpts of the documentation', () => {
  it('are there', () => expect(excerpts.length).toBeGreaterThan(5))

  it.each(excerpts)('$where is what stands in $file', ({ file, region, body }) => {
    expect(body).toBe(regionOf(file, region))
  })
})
