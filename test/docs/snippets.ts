/** Taking the TypeScript snippets out of the documentation and writing them as files. @module */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const root: string = resolve(import.meta.dirname, '../..')

/** Where the snippets of this run are written; git ignores it. */
export const snippetFolder: string = join(root, `.tmp/docs-${process.pid}`)

/** A page of the documentation, by its path from the root. */
export interface Page {
  readonly path: string
  readonly text: string
}

/** README, CONTRIBUTING and everything in `docs`. */
export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file))
    .sort(),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** Where the links of a page lead, as they are written; those in code are none. */
export function linksOf(text: string): readonly string[] {
  const words = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
  return [...words.matchAll(/\]\(([^)\s]+)\)/g)].map(({ 1: target = '' }) => target)
}

/** A fenced block. */
export interface Block {
  /** What stands behind the fence: `ts`, `ts no-run`, `text`. */
  readonly kind: string
  readonly body: string
  /** The line of its fence, counted from 1. */
  readonly line: number
}

/** The fenced blocks of a page. */
export function blocksOf({ text }: Page): readonly Block[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(({ 1: kind = '', 2: body = '', index }) => ({
    kind: kind.trim(),
    body,
    line: text.slice(0, index).split('\n').length,
  }))
}

/** Snippets that make up one program. */
export interface Program {
  readonly page: string
  readonly file: string
  readonly runs: boolean
  readonly steps: readonly Step[]
}

/** One snippet of a program, and what it prints. */
export interface Step {
  readonly line: number
  readonly body: string
  /** What the page says that it prints; `null` where it says nothing. */
  readonly output: string | null
}

/** Printed between the steps of a program. */
export const stepMark = '\u0001step'

/**
 * The programs of a page: all `ts` snippets are one, in order, as a reader would type them one below the other; each
 * `ts no-run` is one of its own.
 */
export function programsOf(page: Page): readonly Program[] {
  const blocks = blocksOf(page)
  const steps = blocks.flatMap((block, index) => (block.kind === 'ts' ? stepOf(block, blocks[index + 1]) : []))
  const alone = blocks.filter(({ kind }) => kind === 'ts no-run')
  const name = page.path.replace(/\.md$/, '').replaceAll(/[\\/]/g, '-').toLowerCase()
  return [
    ...(steps.length === 0 ? [] : [{ page: page.path, file: `${name}.ts`, runs: true, steps }]),
    ...alone.map(({ line, body }) => ({
      page: page.path,
      file: `${name}-line-${line}.ts`,
      runs: false,
      steps: [{ line, body, output: null }],
    })),
  ]
}

/** The output stands in a `text` block right below, or in comments that begin with an arrow. */
function stepOf({ line, body }: Block, next: Block | undefined): Step {
  const comments = [...body.matchAll(/\/\/ → (.*)$/gm)].map(({ 1: output = '' }) => output)
  if (next?.kind === 'text') return { line, body, output: next.body.trimEnd() }
  return { line, body, output: comments.length === 0 ? null : comments.join('\n') }
}

/** Writes programs as files, with a `tsconfig.json` that checks them all at once. */
export function writePrograms(programs: readonly Program[]): void {
  rmSync(snippetFolder, { recursive: true, force: true })
  for (const { file, steps, runs } of programs) {
    const path = join(snippetFolder, file)
    mkdirSync(dirname(path), { recursive: true })
    const mark = runs ? `console.log(${JSON.stringify(stepMark)})\n` : ''
    writeFileSync(path, `${steps.map(({ body }) => body).join(mark)}\nexport {}\n`)
  }
  const up = relative(snippetFolder, root)
  const options = { noUnusedLocals: false, noPropertyAccessFromIndexSignature: false }
  const config = { extends: `${up}/tsconfig.json`, compilerOptions: options, include: ['*.ts'], exclude: [] }
  writeFileSync(join(snippetFolder, 'tsconfig.json'), JSON.stringify(config))
}
