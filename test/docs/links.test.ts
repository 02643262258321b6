/** Every link of the documentation leads somewhere, and so does every page that a source file names. @module */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packages } from '../../packages.ts'
import { linksOf, type Page, pages, root } from './snippets.ts'

const linked: readonly Page[] = [
  ...pages,
  ...['adapters', 'examples']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name, 'README.md')))
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
]

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

/** Where pages are read by those who have a package and no repository. */
const published = 'https://github.com/crmkit/crmkit/blob/main/'

function brokenLinks({ path, text }: Page): readonly string[] {
  return linksOf(text)
    .filter((target) => target.startsWith(published) || !/^[a-z]+:/.test(target))
    .filter((target) => {
      const isPublished = target.startsWith(published)
      const [file = '', anchor] = target.slice(isPublished ? published.length : 0).split('#')
      const found = file === '' ? join(root, path) : resolve(root, isPublished ? '' : dirname(path), file)
      if (!existsSync(found)) return true
      if (anchor === undefined || statSync(found).isDirectory()) return anchor !== undefined
      return !anchorsOf(readFileSync(found, 'utf8')).has(anchor)
    })
}

describe('Links of the documentation', () => {
  it.each(linked)('$path: every link to a page of ours leads somewhere', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })

  it('what is published without docs names them by the address of the repository', () => {
    const { repository }: { readonly repository: { readonly url: string } } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    )
    expect(published).toContain(repository.url.replace(/^git\+/, '').replace(/\.git$/, ''))
    const readmes = linked.filter(({ path }) => path.startsWith('adapters/'))
    expect(readmes.length).toBeGreaterThan(5)
    for (const page of readmes) {
      expect(
        linksOf(page.text).filter((target) => target.startsWith('..')),
        page.path,
      ).toEqual([])
      expect(page.text, page.path).toContain(published)
    }
  })

  it('every page of docs can be reached from README', () => {
    const reached = new Set<string>(['README.md'])
    for (const path of reached) {
      const page = pages.find((candidate) => candidate.path === path)
      for (const target of page === undefined ? [] : linksOf(page.text)) {
        const [file = ''] = target.split('#')
        if (file.startsWith(published)) reached.add(file.slice(published.length))
        else if (!/^[a-z]+:/.test(file)) reached.add(join(dirname(path), file))
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
