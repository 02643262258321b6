/**
 * The kill test: the importing process is ended with SIGKILL at random moments, counted in batches that it wrote, and
 * started again, until it comes to its end. Every table must then equal that of an import that nobody disturbed; likewise for an undo.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm } from 'crmkit'
import { countedIds, fixedClock } from 'crmkit/testing'
import pg from 'pg'
import { connection, dropDatabase, makeDatabase } from '../../adapters/postgres/test/postgres-server.ts'
import { generateRows } from '../bench/generate.ts'

export interface KillOptions {
  readonly port: number
  readonly rows: number
  /** How often the process is killed while it imports, and again while it undoes. */
  readonly kills: number
  readonly seed: number
}

export interface KillReport {
  /** How often a process was really killed before it had ended. */
  readonly killedApplying: Kills
  readonly killedUndoing: Kills
  /** Tables whose rows differ from those of the undisturbed run; empty when all is well. */
  readonly differences: readonly string[]
}

/** Kills that hit a process alive. */
export interface Kills {
  readonly all: number
  /** Those after it had written something: what it began has to be gone on with. */
  readonly halfway: number
}

const tables = [
  ['companies', 'id'],
  ['contacts', 'id'],
  ['affiliations', 'id'],
  ['identity_keys', 'key, kind, record_id'],
  ['imports', 'id'],
  ['import_touches', 'import_id, record_id'],
  ['import_refused', 'import_id, row'],
  ['import_settled', 'import_id, first_row'],
  ['audit', 'id'],
  ['events', 'id'],
  ['personal_values', 'person_id, source_id, item_id'],
  ['workspace_counters', 'workspace_id'],
  ['jobs', 'key'],
  ['job_queues', 'workspace_id'],
] as const

/** Runs the test against a server. */
export async function killImport({ port, rows, kills, seed }: KillOptions): Promise<KillReport> {
  const folder = await mkdtemp(join(tmpdir(), 'crmkit-kill-'))
  const databases: string[] = []
  try {
    const file = join(folder, 'rows.csv')
    await writeFile(file, [...generateRows({ rows, seed })].map(({ text }) => text).join(''))
    const scene = async (name: string): Promise<Scene> => {
      const made = await makeScene(port, file, join(folder, `${name}.json`))
      databases.push(made.database)
      return made
    }
    const calm = await scene('calm')
    const rough = await scene('rough')
    const random = randomFrom(seed)
    const applying = await runToEnd(calm, 'apply', file)
    const killedApplying = await runKilled(rough, 'apply', file, momentsIn(applying, kills, random))
    const afterApply = await differencesBetween(port, calm.database, rough.database)
    const undoing = await runToEnd(calm, 'undo', file)
    const killedUndoing = await runKilled(rough, 'undo', file, momentsIn(undoing, kills, random))
    const afterUndo = await differencesBetween(port, calm.database, rough.database)
    return {
      killedApplying,
      killedUndoing,
      differences: [
        ...afterApply.map((table) => `after apply: ${table}`),
        ...afterUndo.map((table) => `after undo: ${table}`),
      ],
    }
  } finally {
    for (const database of databases) await dropDatabase(port, database)
    await rm(folder, { recursive: true, force: true })
  }
}

interface Scene {
  readonly database: string
  readonly arguments: readonly string[]
  readonly previewFile: string
}

/** A database with a workspace, a first import that the second one meets, and the second one's preview. */
async function makeScene(port: number, file: string, previewFile: string): Promise<Scene> {
  const database = await makeDatabase(port)
  const pool = new pg.Pool({ ...connection(port, database), max: 2 })
  try {
    await migrate({ pool, appRole: 'crmkit_app', loaderRole: 'crmkit_loader' })
    const store = postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' })
    const crm = createCrm({ store, clock: fixedClock(), ids: countedIds(1) })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'kill test' })
      .workspaces.create({ name: 'Kill', administrator: { name: 'Anne' } })
    const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    const first = [...generateRows({ rows: 300, seed: 4711 })].map(({ text }) => text).join('')
    await desk.imports.run(first)
    const { readFile } = await import('node:fs/promises')
    const preview = await desk.imports.preview(await readFile(file, 'utf8'))
    await writeFile(previewFile, JSON.stringify(preview))
    const { host, user, password } = connection(port, database)
    const url = `postgres://${user}:${String(password)}@${host}:${port}/${database}`
    return { database, previewFile, arguments: [url, workspace.id, administrator.id] }
  } finally {
    await pool.end()
  }
}

function start(scene: Scene, command: 'apply' | 'undo', file: string): ChildProcess {
  const script = join(import.meta.dirname, 'import-child.ts')
  return spawn(process.execPath, [script, command, ...scene.arguments, file, scene.previewFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** A run that nobody disturbs. */
interface Run {
  /** From `ready` to its end. */
  readonly ms: number
  /** How many batches or pages it wrote. */
  readonly written: number
}

/** Lets the process run undisturbed. */
async function runToEnd(scene: Scene, command: 'apply' | 'undo', file: string): Promise<Run> {
  const child = start(scene, command, file)
  const errors = textOf(child)
  const said = listen(child)
  await said.until(0)
  const began = performance.now()
  const { code } = await ended(child)
  if (code !== 0) throw new Error(`${command} failed: ${await errors}`)
  return { ms: performance.now() - began, written: said.written() }
}

/** When a process is killed. */
interface Moment {
  /** After so many batches or pages that it wrote. */
  readonly written: number
  /** And so much later, which is somewhere within the next one. */
  readonly ms: number
}

/** Together they come to about two thirds of an undisturbed run, so that most of them hit it alive. */
function momentsIn({ ms, written }: Run, kills: number, random: () => number): readonly Moment[] {
  return Array.from({ length: kills }, () => ({
    written: Math.round((random() * written * 4) / 3 / kills),
    ms: (random() * ms) / written,
  }))
}

/** Kills the process at these moments, one start each, then lets it end. */
async function runKilled(
  scene: Scene,
  command: 'apply' | 'undo',
  file: string,
  moments: readonly Moment[],
): Promise<Kills> {
  let all = 0
  let halfway = 0
  for (const { written, ms } of moments) {
    const child = start(scene, command, file)
    const said = listen(child)
    await said.until(written)
    const timer = setTimeout(() => child.kill('SIGKILL'), ms)
    const { signal } = await ended(child)
    clearTimeout(timer)
    if (signal !== 'SIGKILL') continue
    all += 1
    if (said.written() > 0) halfway += 1
  }
  await runToEnd(scene, command, file)
  return { all, halfway }
}

/** Listens to what a process says. */
function listen(child: ChildProcess): {
  written(): number
  /** Until it is ready and has written so often, or has ended. */
  until(written: number): Promise<void>
} {
  let text = ''
  const heard = new Set<() => void>()
  const tell = (): void => {
    for (const each of heard) each()
  }
  child.stdout?.on('data', (chunk) => {
    text += String(chunk)
    tell()
  })
  child.once('exit', tell)
  const written = (): number => text.split('written').length - 1
  return {
    written,
    until: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          const hasEnded = child.exitCode !== null || child.signalCode !== null
          if (hasEnded || (text.includes('ready') && written() >= count)) resolve()
        }
        heard.add(look)
        look()
      }),
  }
}

function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null)
      resolve({ code: child.exitCode, signal: child.signalCode })
    else child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

async function textOf(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stderr ?? []) text += String(chunk)
  return text
}

/** Names the tables whose rows are not the same in both databases. The order of keys within a JSON value says nothing. */
async function differencesBetween(port: number, one: string, other: string): Promise<readonly string[]> {
  const [left, right] = await Promise.all([digests(port, one), digests(port, other)])
  return tables.map(([table]) => table).filter((table) => left.get(table) !== right.get(table))
}

async function digests(port: number, database: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client(connection(port, database))
  await client.connect()
  try {
    const found = new Map<string, string>()
    for (const [table, order] of tables) {
      const { rows } = await client.query<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(to_jsonb(t)::text, E'\\n' ORDER BY ${order})), '') AS digest FROM crmkit.${table} AS t`,
      )
      found.set(table, rows[0]?.digest ?? '')
    }
    return found
  } finally {
    await client.end()
  }
}

/** Mulberry32: a small generator whose seed says which run it was. */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
