/**
 * The process that the import benchmark measures: imports one file and says what it took, as one JSON line.
 * Run by `import.ts` as JavaScript; uses the built packages, as a host does.
 */
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { postgresStore } from '@crmkit/postgres'
import { createCrm, type Store } from 'crmkit'
import pg from 'pg'

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    connection: { type: 'string' },
    pglite: { type: 'string' },
    workspace: { type: 'string' },
    rows: { type: 'string' },
    makers: { type: 'string' },
  },
})

const { file = '', workspace: workspaceId = '' } = values
const { store, close } = await openStore()
const crm = createCrm({ store })
const desk = crm.asSystem({ workspaceId, reason: 'benchmark' })

const delay = monitorEventLoopDelay({ resolution: 5 })
let peak = 0
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 50)

/**
 * The row that made each row's company: four bytes, written down while the import runs, so that what is checked
 * afterwards does not count as the import's memory.
 */
const makers = values.makers === undefined ? null : new Int32Array(Number(values.rows))
const cpuBefore = process.cpuUsage()
const started = performance.now()
delay.enable()
const receipt = await desk.imports.run(() => createReadStream(file), {
  ...(makers !== null && { onRow: ({ row, company }) => (makers[row - 1] = makerOf(row, company?.recordId)) }),
})
const seconds = (performance.now() - started) / 1000
delay.disable()
clearInterval(watch)
const cpu = process.cpuUsage(cpuBefore)
await close()
if (values.makers !== undefined && makers !== null) await writeFile(values.makers, makers)

const peakRss = Math.max(peak, process.memoryUsage.rss())
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakRssMb: peakRss / 2 ** 20,
    loopDelayP99Ms: delay.percentile(99) / 1e6,
    loopDelayMaxMs: delay.max / 1e6,
    counts: receipt.counts,
  }),
)

async function openStore(): Promise<{ store: Store; close(): Promise<void> }> {
  if (values.pglite !== undefined) {
    // Whoever stores elsewhere does not load it.
    const { openPglite, pgliteStore } = await import('@crmkit/postgres/pglite')
    const db = await openPglite({ directory: values.pglite })
    return { store: pgliteStore({ db }), close: () => db.close() }
  }
  const pool = new pg.Pool({ connectionString: values.connection, max: 3 })
  return { store: postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' }), close: () => pool.end() }
}

/** The last eight digits of an id say the row that made the record, and which of its records it is. */
function makerOf(row: number, companyId: string | undefined): number {
  return companyId === undefined ? -row : Number.parseInt(companyId.slice(28), 16) >>> 3
}
