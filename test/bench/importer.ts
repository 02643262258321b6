/**
 * The process that the import benchmark measures: imports one file and says what it took, as one JSON line.
 * Run by `import.ts`; uses the built packages, as a host does.
 */
import { createReadStream } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { postgresStore } from '@crmkit/postgres'
import { openPglite, pgliteStore } from '@crmkit/postgres/pglite'
import { createCrm, type Store } from 'crmkit'
import pg from 'pg'
import { generateRows } from './generate.ts'

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    rows: { type: 'string' },
    seed: { type: 'string' },
    connection: { type: 'string' },
    pglite: { type: 'string' },
    workspace: { type: 'string' },
    check: { type: 'boolean', default: false },
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

const truth = values.check ? truthChecker(Number(values.rows), Number(values.seed)) : null
const cpuBefore = process.cpuUsage()
const started = performance.now()
delay.enable()
const receipt = await desk.imports.run(() => createReadStream(file), {
  ...(truth === null ? {} : { onRow: truth.note }),
})
const seconds = (performance.now() - started) / 1000
delay.disable()
clearInterval(watch)
const cpu = process.cpuUsage(cpuBefore)
await close()

const peakRss = Math.max(peak, process.memoryUsage.rss())
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakRssMb: peakRss / 2 ** 20,
    loopDelayP99Ms: delay.percentile(99) / 1e6,
    loopDelayMaxMs: delay.max / 1e6,
    counts: receipt.counts,
    ...(truth === null ? {} : truth.verdict()),
  }),
)

async function openStore(): Promise<{ store: Store; close(): Promise<void> }> {
  if (values.pglite !== undefined) {
    const db = await openPglite({ directory: values.pglite })
    return { store: pgliteStore({ db }), close: () => db.close() }
  }
  const pool = new pg.Pool({ connectionString: values.connection, max: 3 })
  return { store: postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' }), close: () => pool.end() }
}

/**
 * Holds the import's decisions against what was planted. While the import runs, only the row that made each row's
 * company is written down: four bytes, so that the check does not count as the import's memory.
 */
function truthChecker(
  rows: number,
  seed: number,
): {
  note(plan: { readonly row: number; readonly company?: { readonly recordId?: string } }): void
  verdict(): { missed: number; wrong: number; missedRows: readonly unknown[]; wrongRows: readonly unknown[] }
} {
  const makers = new Int32Array(rows)
  return {
    note: ({ row, company }) => {
      // The last eight digits of an id say the row that made the record, and which of its records it is.
      makers[row - 1] = company?.recordId === undefined ? -row : Number.parseInt(company.recordId.slice(28), 16) >>> 3
    },
    verdict: () => {
      const makerOfTruth = new Map<number, number>()
      const truthOfMaker = new Map<number, number>()
      const missedRows: unknown[] = []
      const wrongRows: unknown[] = []
      let missed = 0
      let wrong = 0
      for (const { truth } of generateRows({ rows, seed })) {
        for (const { row, companyTruth, kind } of truth) {
          const maker = makers[row] ?? 0
          if ((makerOfTruth.get(companyTruth) ?? maker) !== maker) {
            missed += 1
            if (missedRows.length < 20) missedRows.push({ row, kind })
          } else makerOfTruth.set(companyTruth, maker)
          if ((truthOfMaker.get(maker) ?? companyTruth) !== companyTruth) {
            wrong += 1
            if (wrongRows.length < 20) wrongRows.push({ row, kind })
          } else truthOfMaker.set(maker, companyTruth)
        }
      }
      return { missed, wrong, missedRows, wrongRows }
    },
  }
}
