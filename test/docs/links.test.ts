/** Every link of the documentation leads somewhere, and so does every page that a source file names. @module */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packages } from '../../packages.ts'
import { type Page, pages, root } from './snippets.ts'

const linked: readonly Page[] = [
  ...pages,
  ...['adapters', 'examples']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name, 'README.md')))
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
]

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
}

/** The anchors of a page, as they are made from its headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)
  return new Set(
    [...headings].map(({ 1: heading = '' }) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  )
}

function brokenLinks({ path, text }: Page): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(({ 1: target = '' }) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = '', anchor] = target.split('#')
      const found = file === '' ? join(root, path) : resolve(root, dirname(path), file)
      if (!existsSync(found)) return true
      if (anchor === undefined || statSync(found).isDirectory()) return anchor !== undefined
      return !anchorsOf(readFileSync(found, 'utf8')).has(anchor)
    })
}

describe('Links of the documentation', () => {
  it.each(linked)('$path: every relative link leads somewhere', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })

  it('every page of docs can be reached from README', () => {
    const reached = new Set<string>(['README.md'])
    for (const path of reached) {
      const page = pages.find((candidate) => candidate.path === path)
      for (const { 1: target = '' } of withoutCode(page?.text ?? '').matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue
        reached.add(join(dirname(path), target.split('#')[0] ?? ''))
      }
    }
    expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([])
  })

  it('every page that a source file names is there', () => {
    const sources = packages.flatMap(({ folder }) =>
      readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join(folder, 'src', file)),
    )
    const missing = sources.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\bdocs\/[\w/-]+\.md\b/g)]
        .filter(([page]) => !existsSync(join(root, page)))
        .map(([page]) => `${file}: ${page}`),
    )
    expect(missing).toEqual([])
  })
})
