import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf } from './stores.ts'

describe('Members', () => {
  onEveryStore((begin) => {
    it('WS-3 a member is locked, let in again, deactivated, and comes back', async () => {
      const { anne, ben, benId } = await begin()
      const { members } = anne.workspace
      expect(await members.lock(benId)).toMatchObject({ state: 'locked', version: 2, name: 'Ben' })
      expect(await refusalOf(ben.companies.list(), 'forbidden')).toMatchObject({ details: { state: 'locked' } })
      await members.unlock(benId)
      expect((await ben.companies.list()).items).toEqual([])
      await members.deactivate(benId)
      expect(await refusalOf(ben.workspace.get(), 'forbidden')).toMatchObject({ details: { state: 'deactivated' } })
      expect(await members.reactivate(benId)).toMatchObject({ state: 'active', version: 5 })
      expect(await ben.workspace.members.get(benId)).toMatchObject({ name: 'Ben', email: 'ben@verger.example' })
    })

    it('WS-3 a step that the state does not allow says what it would allow', async () => {
      const { anne, benId } = await begin()
      expect(await refusalOf(anne.workspace.members.unlock(benId), 'transition-refused')).toMatchObject({
        details: { kind: 'member', id: benId, state: 'active', asked: 'unlock', allowed: ['lock', 'deactivate'] },
      })
      expect(await refusalOf(anne.workspace.members.anonymize(benId), 'transition-refused')).toBeDefined()
    })

    it('WS-3 anonymizing leaves no trace of name and e-mail; the author of the past stays', async () => {
      const { anne, ben, benId, store, workspaceId } = await begin()
      const { members } = anne.workspace
      const { record } = await ben.companies.create({ name: 'Pomme' })
      await members.update(benId, { name: 'Benjamin', email: 'benjamin@verger.example' })
      await members.deactivate(benId)
      expect(await members.anonymize(benId)).toMatchObject({ id: benId, name: '', state: 'anonymized' })
      const everything = [
        await members.list(),
        await store.history.listAudit(workspaceId, { limit: 500 }),
        await store.history.listEvents(workspaceId, { limit: 500 }),
      ]
      expect(JSON.stringify(everything)).not.toMatch(/ben(jamin)?[@"]/i)
      const [entry] = (await anne.companies.history(record.id)).items
      expect(entry?.author).toEqual({ kind: 'member', memberId: benId })
      for (const call of [
        () => members.update(benId, { name: 'Ben' }),
        () => members.changeRole(benId, 'administrator'),
        () => members.reactivate(benId),
        () => members.setHourlyCost(benId, { amountMinor: 1 }),
      ]) {
        expect(await refusalOf(call(), 'transition-refused')).toMatchObject({ details: { allowed: [] } })
      }
      expect(await refusalOf(ben.workspace.get(), 'forbidden')).toMatchObject({ details: { state: 'anonymized' } })
    })

    it('WS-3 who has left owns nothing new', async () => {
      const { anne, benId } = await begin()
      await anne.workspace.members.lock(benId)
      const { record } = await anne.companies.create({ name: 'Pomme', ownerId: benId })
      await anne.workspace.members.deactivate(benId)
      expect(await issuesOf(anne.companies.create({ name: 'Poire', ownerId: benId }))).toEqual([
        'ownerId unknown-member',
      ])
      expect(await anne.companies.get(record.id)).toMatchObject({ ownerId: benId })
    })

    it('ACC-1 members are changed by administrators and system jobs only', async () => {
      const { ben, job, caraId } = await begin()
      const { members } = ben.workspace
      for (const call of [
        () => members.update(caraId, { name: 'Eve' }),
        () => members.changeRole(caraId, 'administrator'),
        () => members.withhold(caraId, []),
        () => members.lock(caraId),
        () => members.deactivate(caraId),
      ]) {
        expect(await refusalOf(call(), 'forbidden')).toMatchObject({ details: { needs: 'settings' } })
      }
      for (const call of [
        () => members.previewHandOver(caraId, caraId),
        () => members.handOver(caraId, caraId),
        () => members.setHourlyCost(caraId, { amountMinor: 1 }),
        () => members.hourlyCosts(caraId),
      ]) {
        expect(await refusalOf(call(), 'forbidden')).toMatchObject({ details: { needs: 'manager' } })
      }
      const changed = await job.workspace.members.update(caraId, { name: 'Cara C.', email: 'cara@verger.example' })
      expect(changed).toMatchObject({ name: 'Cara C.', email: 'cara@verger.example', version: 2 })
      expect(await job.workspace.members.update(caraId, { email: null })).not.toHaveProperty('email')
      expect(await issuesOf(job.workspace.members.update(caraId, { name: ' ', email: 'cara' }))).toEqual([
        'name missing',
        'email invalid-format',
      ])
      expect(await refusalOf(job.workspace.members.get('nobody'), 'not-found')).toBeDefined()
    })

    it('ACC-4 the last active administrator stays, whatever is tried', async () => {
      const { anne, anneId, benId, job } = await begin()
      const { members } = job.workspace
      await members.changeRole(benId, 'administrator')
      await members.lock(benId)
      for (const call of [
        () => members.changeRole(anneId, 'user'),
        () => members.lock(anneId),
        () => members.deactivate(anneId),
        () => anne.workspace.members.deactivate(anneId),
      ]) {
        expect(await refusalOf(call(), 'last-administrator')).toMatchObject({ details: { memberId: anneId } })
      }
      await members.unlock(benId)
      expect(await members.deactivate(anneId)).toMatchObject({ state: 'deactivated', role: 'administrator' })
      expect(await refusalOf(members.changeRole(benId, 'user'), 'last-administrator')).toBeDefined()
    })

    it('ACC-4 of two administrators who are demoted at the same moment, one stays', async () => {
      const { anne, anneId, benId, ben, job } = await begin()
      await anne.workspace.members.changeRole(benId, 'administrator')
      const answers = await Promise.allSettled([
        anne.workspace.members.changeRole(benId, 'user', { expectedVersion: 2 }),
        ben.workspace.members.deactivate(anneId),
      ])
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const acting = (await job.workspace.members.list()).filter(
        ({ role, state }) => role === 'administrator' && state === 'active',
      )
      expect(acting).toHaveLength(1)
    })

    it('ACC-5 every change of a member is audited and told', async () => {
      const { anne, anneId, benId, store, workspaceId } = await begin()
      const { members } = anne.workspace
      await members.update(benId, { name: 'Benjamin' })
      await members.changeRole(benId, 'administrator', { commandId: 'promote' })
      expect(await members.changeRole(benId, 'administrator', { commandId: 'promote' })).toMatchObject({ version: 3 })
      await members.changeRole(benId, 'administrator')
      await members.setHourlyCost(benId, { amountMinor: 4250 })
      await members.lock(benId)
      await members.unlock(benId)
      await members.deactivate(benId)
      await members.reactivate(benId)
      const audit = await store.history.listAudit(workspaceId, { subjectId: benId, limit: 100 })
      expect(audit.toReversed().map(({ command }) => command.replace('workspace.members.', ''))).toEqual([
        ...['add', 'update', 'changeRole', 'setHourlyCost', 'lock', 'unlock', 'deactivate', 'reactivate'],
      ])
      expect(audit.at(-3)).toMatchObject({
        author: { kind: 'member', memberId: anneId },
        right: 'administrator',
        commandId: 'promote',
        changes: [{ field: 'role', before: 'user', after: 'administrator' }],
      })
      const events = await store.history.listEvents(workspaceId, { limit: 500 })
      const told = events.filter(({ subject }) => subject.id === benId)
      expect(told.map(({ type, version }) => `${type} ${version}`)).toEqual([
        'member.added 1',
        'member.updated 2',
        'member.role-changed 3',
        'member.hourly-cost-set 4',
        'member.locked 5',
        'member.unlocked 6',
        'member.deactivated 7',
        'member.reactivated 8',
      ])
    })

    it('ACC-5 a stale version is refused', async () => {
      const { anne, benId } = await begin()
      await anne.workspace.members.update(benId, { name: 'Benjamin' })
      const stale = anne.workspace.members.lock(benId, { expectedVersion: 1 })
      expect(await refusalOf(stale, 'version-conflict')).toMatchObject({ details: { kind: 'member', id: benId } })
    })

    it('WS-5 costs are kept with their history, and shown to administrators only', async () => {
      const { anne, ben, benId, clock } = await begin()
      const { members } = anne.workspace
      const first = await members.setHourlyCost(benId, { amountMinor: 4000, from: '2025-01-01' })
      expect(first).toEqual([{ from: '2025-01-01', amountMinor: 4000, currency: 'EUR' }])
      const next = await members.setHourlyCost(benId, { amountMinor: 4250, currency: 'ron' })
      expect(next).toHaveLength(2)
      expect(await issuesOf(members.setHourlyCost(benId, { amountMinor: 1, from: '2025-06-01' }))).toEqual([
        'from out-of-range',
      ])
      clock.advance(400 * 24 * 3_600_000)
      await members.setHourlyCost(benId, { amountMinor: 0 })
      expect((await members.hourlyCosts(benId)).slice(0, 2)).toEqual(next)
      const seen = [
        await ben.workspace.members.list(),
        await ben.workspace.members.get(benId),
        await members.get(benId),
      ]
      expect(JSON.stringify(seen)).not.toContain('hourlyCosts')
    })
  })
})
