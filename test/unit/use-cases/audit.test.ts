import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf } from './stores.ts'

describe('Audit', () => {
  onEveryStore((begin) => {
    it('ACC-5 the audit is asked by record, member, command and time, and comes latest first, page by page', async () => {
      const { anne, ben, benId, job, clock } = await begin()
      const start = clock.now()
      clock.advance(10)
      const { record: pomme } = await ben.companies.create({ name: 'Pomme' })
      clock.advance(10)
      const { record: poire } = await anne.companies.create({ name: 'Poire' })
      clock.advance(10)
      await ben.companies.update(pomme.id, { name: 'Pommes' })
      const commands = async (query: Parameters<typeof anne.audit.list>[0]): Promise<readonly string[]> =>
        (await anne.audit.list(query)).items.map(({ command, subject }) => `${command} ${subject.id}`)
      const [first, second, third] = [
        `companies.create ${pomme.id}`,
        `companies.create ${poire.id}`,
        `companies.update ${pomme.id}`,
      ]
      expect(await commands({ from: start + 1 })).toEqual([third, second, first])
      expect(await commands({ recordId: pomme.id.toUpperCase() })).toEqual([third, first])
      expect(await commands({ memberId: benId })).toEqual([third, first])
      expect(await commands({ command: 'companies.create', memberId: benId })).toEqual([first])
      expect(await commands({ from: start + 10, until: start + 30 })).toEqual([second, first])

      const page = await job.audit.list({ from: start + 1, limit: 2 })
      expect(page.items.map(({ subject }) => subject.id)).toEqual([pomme.id, poire.id])
      const rest = await job.audit.list({ from: start + 1, limit: 2, cursor: page.nextCursor })
      expect(rest.items.map(({ command }) => command)).toEqual(['companies.create'])
      expect(rest.nextCursor).toBeUndefined()
      // The cursor is of one question.
      expect(await issuesOf(anne.audit.list({ limit: 2, cursor: page.nextCursor }))).toEqual(['cursor damaged'])
    })

    it('ACC-5 it takes an administrator or a system job; others read the history of what they see', async () => {
      const { ben } = await begin()
      expect(await refusalOf(ben.audit.list())).toMatchObject({ code: 'forbidden' })
      const { record } = await ben.companies.create({ name: 'Pomme' })
      expect((await ben.companies.history(record.id)).items).toHaveLength(1)
    })
  })
})
