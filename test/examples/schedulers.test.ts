/** The schedulers among the examples hand a reminder over, once, however many of them there are. @module */
import { setTimeout as pause } from 'node:timers/promises'
import { migrate, postgresStore } from '@crmkit/postgres'
import { type Crm, createCrm, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import {
  connection,
  dropDatabase,
  makeDatabase,
  startPostgresInMemory,
} from '../../adapters/postgres/test/postgres-server.ts'
import { startBoss } from '../../examples/reminders-pg-boss/boss.ts'
import { startTimer } from '../../examples/reminders-timer/timer.ts'

interface Scene {
  readonly crm: Crm
  readonly heard: string[]
  /** Puts the clock forward to when the reminder is due. */
  wait(): void
}

/** A task of the day after tomorrow, on a clock that can be put forward. */
async function begin(store: Store): Promise<Scene> {
  const heard: string[] = []
  let ahead = 0
  const clock = { now: () => Date.now() + ahead }
  const notifier = {
    deliver: async ({ key }: { readonly key: string }) => {
      heard.push(key)
      return { kind: 'delivered' } as const
    },
  }
  const crm = createCrm({ store, clock, notifier })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', timeZone: 'UTC', administrator: { name: 'Anne' } })
  const dueOn = new Date(clock.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  await crm
    .as({ workspaceId: workspace.id, memberId: administrator.id })
    .interactions.create({ subject: 'Call', type: 'sale/first-contact', schedule: { task: { dueOn } } })
  return {
    crm,
    heard,
    wait: () => {
      ahead = Date.parse(`${dueOn}T09:00Z`) - 86_400_000 - Date.now()
    },
  }
}

async function heardSomething({ heard }: Scene): Promise<number> {
  const deadline = performance.now() + 20_000
  while (heard.length === 0 && performance.now() < deadline) await pause(20)
  await pause(300)
  return heard.length
}

describe('Schedulers', () => {
  it('REM-2 two timers hand a reminder over once', async () => {
    const scene = await begin(memoryStore())
    scene.wait()
    const timers = [startTimer(scene.crm), startTimer(scene.crm)]
    expect(await heardSomething(scene)).toBe(1)
    for (const timer of timers) await timer.stop()
  })

  it('REM-2 two workers of pg-boss hand a reminder over once', { timeout: 60_000 }, async () => {
    const server = await startPostgresInMemory()
    const database = await makeDatabase(server.port)
    const pool = new pg.Pool({ ...connection(server.port, database), max: 4 })
    pool.on('connect', (client) => client.on('error', () => {}))
    const { host, user, password } = connection(server.port, database)
    const url = `postgres://${user}:${String(password)}@${host}:${server.port}/${database}`
    await migrate({ pool })
    const scene = await begin(postgresStore({ pool }))
    scene.wait()
    const bosses = [await startBoss(scene.crm, url), await startBoss(scene.crm, url)]
    expect(await heardSomething(scene)).toBe(1)
    for (const boss of bosses) await boss.stop({ graceful: true })
    await pool.end()
    await dropDatabase(server.port, database)
    await server.stop()
  })
})
