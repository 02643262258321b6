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

console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakRssMb: Math.max(peak, process.memoryUsage.rss()) / 2 ** 20,
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

/** Holds the import's decisions against what was planted, row by row. */
function truthChecker(
  rows: number,
  seed: number,
): {
  note(plan: { readonly row: number; readonly company?: { readonly recordId?: string } }): void
  verdict(): { missed: number; wrong: number; missedRows: readonly unknown[]; wrongRows: readonly unknown[] }
} {
  const planted = new Int32Array(rows)
  const kinds: string[] = []
  for (const { truth: rowTruths } of generateRows({ rows, seed })) {
    for (const row of rowTruths) {
      planted[row.row] = row.companyTruth
      kinds[row.row] = row.kind
    }
  }
  const idOfTruth = new Map<number, string>()
  const truthOfId = new Map<string, number>()
  const missedRows: unknown[] = []
  const wrongRows: unknown[] = []
  let missed = 0
  let wrong = 0
  return {
    note: ({ row, company }) => {
      const id = company?.recordId ?? `none ${row}`
      const truth = planted[row - 1] ?? -1
      const known = idOfTruth.get(truth)
      if (known === undefined) idOfTruth.set(truth, id)
      else if (known !== id) {
        missed += 1
        if (missedRows.length < 20) missedRows.push({ row, kind: kinds[row - 1] })
      }
      const other = truthOfId.get(id)
      if (other === undefined) truthOfId.set(id, truth)
      else if (other !== truth) {
        wrong += 1
        if (wrongRows.length < 20) wrongRows.push({ row, kind: kinds[row - 1] })
      }
    },
    verdict: () => ({ missed, wrong, missedRows, wrongRows }),
  }
}
