import { spawnSync } from 'node:child_process'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createCrm } from 'crmkit'
import { describeContract, storeContract } from 'crmkit/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJournalStore } from './journal-store.ts'
import { freshJournal, reopenedJournal } from './subjects.ts'

describeContract({ describe, it }, storeContract, { make: freshJournal })
describeContract({ describe, it }, { ...storeContract, name: 'Store, reopened' }, { make: reopenedJournal })

describe('a journal', () => {
  it('passes under the test runner of Node too, on the built packages', () => {
    const { status, stdout } = spawnSync(process.execPath, ['--test', 'contract.ts'], {
      cwd: resolve(import.meta.dirname),
      encoding: 'utf8',
    })
    expect(status, stdout).toBe(0)
    expect(stdout).toMatch(/fail 0/)
  })

  it('forgets a commit that the process died in, and goes on after it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'journal-store-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    const path = join(directory, 'journal.jsonl')
    const store = await openJournalStore(path)
    const { workspace, administrator } = await createCrm({ store })
      .asSystem({ reason: 'sign-up' })
      .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
    await store.close()
    const whole = await readFile(path, 'utf8')
    await appendFile(path, '{"workspaceId":"019')

    const again = await openJournalStore(path)
    expect(await readFile(path, 'utf8')).toBe(whole)
    const desk = createCrm({ store: again }).as({ workspaceId: workspace.id, memberId: administrator.id })
    const { record } = await desk.companies.create({ name: 'Pomme SARL', siret: '732 829 320 00074' })
    await again.close()

    const third = await openJournalStore(path)
    const later = createCrm({ store: third }).as({ workspaceId: workspace.id, memberId: administrator.id })
    expect(await later.companies.get(record.id)).toEqual(record)
    await third.close()
  })
})
