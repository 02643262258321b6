import { describe, expect, it } from 'vitest'
import { readTable } from '../../../src/import/read-table.ts'
import { openSource } from '../../../src/import/source.ts'

async function firstOf(source: AsyncIterable<Uint8Array | string>): Promise<Uint8Array | string | undefined> {
  for await (const chunk of source) return chunk
  return undefined
}

describe('IMP-1 sources', () => {
  it('IMP-1 text, bytes, blobs, streams and iterables are all files', async () => {
    const bytes = new TextEncoder().encode('a,b\n1,2\n')
    const sources = [
      'a,b\n1,2\n',
      bytes,
      new Blob([bytes]),
      () => new Blob([bytes]).stream(),
      async function* () {
        yield bytes
      },
    ]
    for (const source of sources) {
      const table = await readTable(source)
      expect(table).toMatchObject({ ok: true, value: { headers: ['a', 'b'] } })
    }
  })

  it('IMP-1 a stream is asked for pieces one by one, and canceled when the reader stops', async () => {
    let pulled = 0
    let canceled = false
    const stream = () =>
      new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            pulled++
            controller.enqueue(new Uint8Array(10))
          },
          cancel() {
            canceled = true
          },
        },
        { highWaterMark: 0 },
      )
    await firstOf(openSource(stream))
    expect(pulled).toBe(1)
    expect(canceled).toBe(true)
  })

  it('IMP-1 an aborted signal ends the reading with its reason', async () => {
    const controller = new AbortController()
    const table = await readTable(`a,b\n${'1,2\n'.repeat(100_000)}`)
    if (!table.ok) throw new Error(table.error.code)
    const read = async () => {
      for await (const _ of table.value.rows(controller.signal)) controller.abort(new Error('enough'))
    }
    await expect(read()).rejects.toThrow('enough')
  })
})
