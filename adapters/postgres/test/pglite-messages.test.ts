/** What is said to PGlite in messages, where something goes wrong or somebody else speaks to it as well. */
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { copyRows } from '../src/copy-rows.ts'
import { type CopyIn, type Executor, type Step, statement } from '../src/executor.ts'
import { pgliteExecutor } from '../src/pglite-executor.ts'
import type { Table } from '../src/table.ts'

type Pair = readonly [number, string]

const pairs: Table<Pair> = {
  name: 'pairs',
  columns: [
    { name: 'n', type: 'integer', value: ([n]) => n },
    { name: 's', type: 'text', value: ([, s]) => s },
  ],
}
const many = Array.from({ length: 60_000 }, (_, n): Pair => [n + 10, 'x'.repeat(20)])

function copy(rows: readonly Pair[], target = 'pairs (n, s)'): CopyIn {
  return { target, encode: () => copyRows(pairs, rows) }
}

function copyOf(encode: CopyIn['encode']): CopyIn {
  return { target: 'pairs (n, s)', encode }
}

describe('PGlite, spoken to in messages', () => {
  let db: PGlite
  let executor: Executor
  beforeAll(async () => {
    db = await PGlite.create()
    executor = pgliteExecutor(db)
  })
  afterAll(() => db.close())
  beforeEach(async () => {
    await db.exec("DROP TABLE IF EXISTS pairs; CREATE TABLE pairs (n integer PRIMARY KEY, s text CHECK (s <> 'bad'))")
  })
  const kept = async (): Promise<unknown[]> => (await db.query('SELECT n, s FROM pairs ORDER BY n')).rows
  const commit = (steps: readonly Step[]) =>
    executor.transaction([], async (session) => ({ commit: true, value: await session.run(steps) }))
  const cellOf = async (text: string, ...values: readonly (string | null)[]) =>
    (await executor.read([], [statement(text, ...values)]))[0]?.rows[0]

  it('undoes everything where a statement fails in the middle, and the next ones are fresh', async () => {
    const insert = statement("INSERT INTO pairs VALUES (1, 'a')")
    const failing = executor.write([], [insert, statement('SELECT 1/0'), insert])
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await kept()).toEqual([])
    expect(db.isInTransaction()).toBe(false)
    expect(await cellOf('SELECT 2')).toEqual(['2'])
  })

  it.each([
    ['a row that is there', '23505', [copy(many), copy([[10, 'a']]), statement('SELECT 1')]],
    ['a row that is refused, with more behind it', '23514', [copy([[1, 'bad']]), copy(many), statement('SELECT 1')]],
    ['no such table', '42P01', [copy(many, 'nowhere (n, s)'), statement('SELECT 1')]],
    ['bytes that are no rows', '22P04', [copyOf(() => new Uint8Array(100)), copy(many)]],
    ['no bytes', '22P04', [copy(many), copyOf(() => new Uint8Array(0)), copy(many)]],
  ] as const)('gives the reason where a COPY fails: %s', async (_, code, steps) => {
    await expect(commit(steps)).rejects.toMatchObject({ code })
    expect(await kept()).toEqual([])
  })

  it('gives the first reason where rows cannot be encoded, and takes in the next ones', async () => {
    const failing = copyOf(() => {
      throw new Error('no such value')
    })
    await expect(commit([copy(many), failing, statement('SELECT 1')])).rejects.toThrow('no such value')
    expect(await kept()).toEqual([])
    const answers = await commit([copy(many), statement('SELECT count(*) FROM pairs'), copy([[1, 'é😀']])])
    expect(answers.map(({ count }) => count)).toEqual([many.length, 1, 1])
    expect(answers[1]?.rows).toEqual([[String(many.length)]])
    expect(await cellOf('SELECT s FROM pairs WHERE n = 1')).toEqual(['é😀'])
  })

  it('gives the event loop its turn between one COPY and the next', async () => {
    let turns = 0
    let isOver = false
    const count = (): void => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    const turnsBefore: number[] = []
    const { execProtocol } = db
    const watch = vi.spyOn(db, 'execProtocol').mockImplementation((...said) => {
      turnsBefore.push(turns)
      return execProtocol.apply(db, said)
    })
    await commit([copy([[1, 'a']]), copy([[2, 'b']]), copy([[3, 'c']]), statement('SELECT 1')])
    isOver = true
    watch.mockRestore()
    expect(turnsBefore).toHaveLength(4)
    expect(new Set(turnsBefore).size).toBe(4)
  })

  it('takes texts as they are: long ones, none, blank ones, quotes', async () => {
    const long = 'é'.repeat(5_000_000)
    const [none, blank, quoted, back] =
      (await cellOf('SELECT $1::text, $2::text, $3::text, $4::text', null, '', "a'\\b\n$1", long)) ?? []
    expect([none, blank, quoted]).toEqual([null, '', "a'\\b\n$1"])
    expect(back === long).toBe(true)
    await expect(cellOf('SELECT $1::text', 'a\0b')).rejects.toMatchObject({ code: '22021' })
  })

  it('passes over what the database notes between two answers', async () => {
    const answers = await executor.write(
      [],
      [
        statement('DROP TABLE IF EXISTS never'),
        statement('SELECT 1'),
        statement("DO $$ BEGIN RAISE WARNING 'noted'; END $$"),
        statement('SELECT 2'),
      ],
    )
    expect(answers.map(({ rows }) => rows)).toEqual([[], [['1']], [], [['2']]])
  })

  it('reads the same whatever parsers and serializers the host has set', async () => {
    const hosts = await PGlite.create({
      parsers: { 23: () => 7, 25: () => 'never' },
      serializers: { 25: () => 'never' },
    })
    const answers = await pgliteExecutor(hosts).read([], [statement('SELECT $1::text, 3', 'a')])
    expect(answers[0]?.rows).toEqual([['a', '3']])
    await hosts.close()
  })

  it('gives each of several users at once his own answers', async () => {
    const others = pgliteExecutor(db)
    const asks = [
      async (n: number) =>
        (await executor.write([], [statement(`INSERT INTO pairs VALUES (${n}, 'a') RETURNING n`)]))[0]?.rows[0]?.[0],
      async (n: number) =>
        others.transaction([], async (session) => {
          const first = await session.runOne(statement(`SELECT ${n}`))
          await new Promise((resolve) => setTimeout(resolve, 1))
          const second = await session.runOne(statement(`SELECT ${first.rows[0]?.[0]}`))
          return { commit: n % 8 === 1, value: second.rows[0]?.[0] }
        }),
      async (n: number) => (await db.query<{ n: string }>(`SELECT '${n}' AS n`)).rows[0]?.n,
    ]
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => asks[n % 3]?.(n)))
    expect(answers).toEqual(answers.map((_, n) => String(n)))
  })

  it('gives statements that one transaction asks for at once their own answers, and their own errors', async () => {
    const ask = (texts: readonly string[]) =>
      executor.transaction([statement('SELECT 0')], async (session) => ({
        commit: true,
        value: await Promise.all(texts.map((text) => session.runOne(statement(text)))),
      }))
    const answers = await ask(['SELECT 1', 'SELECT 2', 'SELECT 3'])
    expect(answers.map(({ rows }) => rows)).toEqual([[['1']], [['2']], [['3']]])
    await expect(ask(['SELECT 1/0', 'SELECT 2'])).rejects.toMatchObject({ code: '22012' })
  })

  it('commits nothing after a failure that nobody minded', async () => {
    const careless = executor.transaction([], async (session) => {
      await session.runOne(statement("INSERT INTO pairs VALUES (1, 'a')"))
      await session.runOne(statement('SELECT 1/0')).catch(() => undefined)
      return { commit: true, value: null }
    })
    await expect(careless).rejects.toThrow()
    expect(await kept()).toEqual([])
  })

  it('keeps what was committed before its writer goes on', async () => {
    const isWithin: boolean[] = []
    const keep = vi.spyOn(db, 'syncToFs').mockImplementation(async () => {
      isWithin.push(db.isInTransaction())
    })
    await executor.write([], [statement("INSERT INTO pairs VALUES (1, 'a')")])
    expect(isWithin.at(-1)).toBe(false)
    isWithin.length = 0
    await commit([statement("INSERT INTO pairs VALUES (2, 'b')")])
    expect(isWithin.at(-1)).toBe(false)
    keep.mockRestore()
  })
})
