/** The quick start: a first screen that fits one, all of it where it is asked for, and the sample of its page. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { followSale } from '../../examples/quick-start/follow-sale.ts'
import { openDesk } from '../../examples/quick-start/open-desk.ts'
import { tellAll } from '../../examples/quick-start/say.ts'
import { showState, walkThrough } from '../../examples/quick-start/walk-through.ts'
import { blocksOf, root } from '../docs/snippets.ts'

/** What a start prints, line by line. */
async function linesOf(all: boolean): Promise<readonly string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const store = memoryStore()
  const desk = await openDesk(createCrm({ store }), 'default')
  tellAll(all)
  await walkThrough(desk)
  await followSale(store)
  await showState(desk)
  return log.mock.calls.flatMap(([text]) => stripVTControlCharacters(String(text)).split('\n'))
}

describe('The quick start', () => {
  afterEach(() => vi.restoreAllMocks())

  it('tells its story on one screen, as its page has it', async () => {
    const lines = await linesOf(false)
    expect(lines.length).toBeLessThanOrEqual(45)
    const path = 'examples/quick-start/README.md'
    const page = { path, text: readFileSync(join(root, path), 'utf8') }
    const [sample] = blocksOf(page).filter(({ kind }) => kind === 'text')
    expect(lines.join('\n')).toContain(sample?.body.trimEnd() ?? 'no sample')
    for (const found of ['sibling', 'ambiguous', 'invalid', 'damaged', 'undone', 'refused', 'free'])
      expect(lines.filter((line) => line.startsWith(`  ${found} `))).not.toEqual([])
  })

  it('tells everything where it is asked for', async () => {
    const lines = await linesOf(true)
    expect(lines.length).toBeGreaterThan(90)
    for (const found of ['columns', 'restored', 'the week', 'the story'])
      expect(lines.filter((line) => line.startsWith(`  ${found} `))).not.toEqual([])
  })
})
