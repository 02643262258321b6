/**
 * The kill test of address books: a process synchronizes PostgreSQL with the People API of the tests, and is ended with
 * SIGKILL at random moments, while others work on both sides. Afterwards everybody stands on both sides once, the same.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { googleContacts } from '@crmkit/google-contacts'
import { peopleApi, serveOnLoopback } from '@crmkit/google-contacts/testing'
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm } from 'crmkit'
import pg from 'pg'
import { expect, it } from 'vitest'
import {
  connection,
  dropDatabase,
  makeDatabase,
  startPostgresInMemory,
} from '../../adapters/postgres/test/postgres-server.ts'

const kills = Number(process.env['CRMKIT_SOAK_SYNC_KILLS'] ?? 6)
const aheadMs = 120_000

it('SYN-4 a synchronization that is killed again and again loses nobody and doubles nobody', {
  timeout: 600_000,
}, async () => {
  const server = await startPostgresInMemory()
  const database = await makeDatabase(server.port)
  const pool = new pg.Pool({ ...connection(server.port, database), max: 2 })
  const api = peopleApi()
  const people = await serveOnLoopback(api.handle)
  const google = api.account('anne')
  const token = google.accessToken
  try {
    await migrate({ pool })
    let ahead = 0
    const directory = googleContacts({ auth: { getAccessToken: async () => ({ token }) }, rootUrl: people.url })
    const clock = { now: () => Date.now() + ahead }
    const crm = createCrm({ store: postgresStore({ pool }), clock, directories: () => directory })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'kill test' })
      .workspaces.create({ name: 'Kill', country: 'FR', administrator: { name: 'Anne' } })
    const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    const { id } = await desk.directories.connect({ provider: 'google', label: 'anne' })
    await desk.directories.preview(id)
    const [group = ''] = google.groups().flatMap(({ name, resourceName }) => (name === 'crmkit' ? resourceName : []))
    let count = 0
    let sent = 0
    const addSome = async (): Promise<void> => {
      for (let n = 0; n < 60; n += 1) {
        count += 1
        const names = { givenName: `Given ${count}`, familyName: `Family ${count}` }
        const email = `person${count}@pomme.example`
        if (count % 2 === 0) await desk.contacts.create({ ...names, emails: [email] })
        else await google.person.add({ ...names, homeEmails: [email] }, [group])
      }
    }
    const { host, user, password } = connection(server.port, database)
    const url = `postgres://${user}:${String(password)}@${host}:${server.port}/${database}`
    for (let kill = 1; kill <= kills; kill += 1) {
      await addSome()
      const before = google.people().length
      ahead += aheadMs
      const given = [url, workspace.id, administrator.id, id, people.url, token, String(ahead)]
      const child = spawn(process.execPath, [join(import.meta.dirname, 'sync-child.ts'), ...given], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await new Promise((resolve) => child.stdout.once('data', resolve))
      // Not too long: most of what was added is to be under way.
      await pause(100 + ((kill * 331) % 1_500))
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
      sent += google.people().length - before
    }
    expect(sent, 'people who were sent by processes that were killed').toBeGreaterThan(0)
    for (let pass = 0; pass < 3; pass += 1) {
      // New entries whose answer was lost are asked for again after a quarter of an hour.
      ahead += 16 * 60_000
      expect((await desk.directories.sync(id)).outcome).toBe('complete')
    }
    const there = google.people().map((person) => /person\d+@pomme\.example/.exec(JSON.stringify(person))?.[0] ?? '')
    const here: string[] = []
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const page = await desk.contacts.list({ limit: 500, cursor })
      here.push(...page.items.flatMap(({ emails }) => emails.map(({ typed }) => typed)))
      cursor = page.nextCursor
    }
    const all = Array.from({ length: count }, (_, index) => `person${index + 1}@pomme.example`).toSorted()
    expect(there.toSorted()).toEqual(all)
    expect(here.toSorted()).toEqual(all)
    expect((await desk.directories.cases(id)).items).toEqual([])
  } finally {
    await people.close()
    await pool.end()
    await dropDatabase(server.port, database)
    await server.stop()
  }
})
