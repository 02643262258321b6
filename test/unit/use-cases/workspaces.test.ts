import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf } from './stores.ts'

describe('Workspaces', () => {
  onEveryStore((begin) => {
    it('WS-2 a workspace begins with settings and one administrator', async () => {
      const { crm, anne, anneId } = await begin()
      const { settings } = await anne.workspace.get()
      expect(settings).toMatchObject({ name: 'Verger', country: 'FR', currency: 'EUR', timeZone: 'Europe/Paris' })
      const members = await anne.workspace.members.list()
      expect(members.find(({ id }) => id === anneId)).toMatchObject({ role: 'administrator', state: 'active' })

      const { workspace } = await crm.asSystem({ reason: 'sign-up' }).workspaces.create({
        name: 'Livada SRL',
        country: 'România',
        currency: 'ron',
        locale: 'ro',
        timeZone: 'Europe/Bucharest',
        vat: '18547290',
        administrator: { name: 'Dan', email: 'dan@livada.example' },
      })
      expect(workspace.settings).toMatchObject({ country: 'RO', currency: 'RON', locale: 'ro', vat: 'RO18547290' })
    })

    it('WS-2 a workspace is created once under an id of the host', async () => {
      const { crm, workspaceId } = await begin()
      const again = crm
        .asSystem({ reason: 'sign-up' })
        .workspaces.create({ id: workspaceId, name: 'Verger', administrator: { name: 'Eve' } })
      expect(await refusalOf(again)).toMatchObject({ code: 'duplicate', details: { recordId: workspaceId } })
    })

    it('WS-2 everything that is wrong with a new workspace is said at once', async () => {
      const { crm } = await begin()
      const call = crm.asSystem({ reason: 'sign-up' }).workspaces.create({
        name: ' ',
        currency: 'EURO',
        timeZone: 'Paris',
        workingHours: [
          { weekday: 1, from: '18:00', until: '09:00' },
          { weekday: 2, from: '09:00', until: '24:00' },
          { weekday: 3, from: '09:00', until: '25:00' },
          { weekday: 4, from: '9:00', until: '18:00' },
        ],
        administrator: { name: 'Dan' },
      })
      expect(await issuesOf(call)).toEqual([
        'name missing',
        'currency unknown-currency',
        'timeZone unknown-time-zone',
        'workingHours.0 out-of-range',
        'workingHours.2 out-of-range',
        'workingHours.3 out-of-range',
      ])
    })

    it('WS-2 settings are changed by administrators and system jobs only', async () => {
      const { anne, ben, job } = await begin()
      expect(await refusalOf(ben.workspace.changeSettings({ name: 'Mine' }))).toMatchObject({ code: 'forbidden' })
      const changed = await anne.workspace.changeSettings({ locale: 'fr', logo: 'logo.svg' })
      expect(changed).toMatchObject({ version: 2, settings: { locale: 'fr', logo: 'logo.svg', name: 'Verger' } })
      const cleared = await job.workspace.changeSettings({ logo: null })
      expect(cleared.settings.logo).toBeUndefined()
    })

    it('WS-2 the country is fixed once there are records, whose keys depend on it', async () => {
      const { anne } = await begin()
      await anne.workspace.changeSettings({ country: 'BE' })
      await anne.companies.create({ name: 'Poire', visibility: 'private' })
      expect(await issuesOf(anne.workspace.changeSettings({ country: 'FR' }))).toEqual(['country in-use'])
    })

    it('ACC-1 members are added by administrators only', async () => {
      const { anne, ben } = await begin()
      expect(await refusalOf(ben.workspace.members.add({ name: 'Eve', role: 'administrator' }))).toMatchObject({
        code: 'forbidden',
      })
      const eve = await anne.workspace.members.add({ name: 'Eve', role: 'administrator' })
      expect(await refusalOf(anne.workspace.members.add({ id: eve.id, name: 'Eve' }))).toMatchObject({
        code: 'duplicate',
      })
      expect((await ben.workspace.members.list()).map(({ name }) => name)).toEqual(['Anne', 'Ben', 'Cara', 'Eve'])
    })

    it('WS-4 resources are changed by administrators, seen by all members, audited and told', async () => {
      const { anne, ben, job, store, workspaceId } = await begin()
      const { resources } = anne.workspace
      const van = await resources.add({ name: 'White van', kind: 'vehicle', color: '#3A7' }, { commandId: 'van' })
      expect(await resources.add({ name: 'White van', kind: 'vehicle', color: '#3A7' }, { commandId: 'van' })).toEqual(
        van,
      )
      expect(van).toMatchObject({ version: 1, state: 'in-use', color: '#33aa77' })
      expect(await ben.workspace.resources.list()).toEqual([van])
      expect(await ben.workspace.resources.get(van.id.toUpperCase())).toEqual(van)
      const room = await job.workspace.resources.add({ id: countedId(7), name: 'Room 1', kind: 'room' })
      expect(await refusalOf(resources.add({ id: room.id, name: 'x', kind: 'y' }), 'duplicate')).toMatchObject({
        details: { kind: 'resource', recordId: room.id },
      })
      for (const call of [
        () => ben.workspace.resources.add({ name: 'x', kind: 'y' }),
        () => ben.workspace.resources.update(van.id, { name: 'Mine' }),
        () => ben.workspace.resources.retire(van.id),
        () => ben.workspace.resources.reinstate(van.id),
      ]) {
        expect(await refusalOf(call(), 'forbidden')).toMatchObject({ details: { needs: 'settings' } })
      }
      expect(await refusalOf(resources.reinstate(van.id), 'transition-refused')).toMatchObject({
        details: { kind: 'resource', id: van.id, state: 'in-use', asked: 'reinstate', allowed: ['retire'] },
      })
      expect(await resources.update(van.id, { color: null, description: 'Seats 9' })).not.toHaveProperty('color')
      expect(await resources.update(van.id, { description: 'Seats 9' })).toMatchObject({ version: 2 })
      expect(await refusalOf(resources.retire(van.id, { expectedVersion: 1 }), 'version-conflict')).toBeDefined()
      expect(await resources.retire(van.id)).toMatchObject({ state: 'retired', version: 3, description: 'Seats 9' })
      await resources.reinstate(van.id)
      expect(await refusalOf(resources.get('nothing'), 'not-found')).toMatchObject({ details: { kind: 'resource' } })
      expect(await issuesOf(resources.update(van.id, { name: ' ', color: 'red' }))).toEqual([
        'name missing',
        'color invalid-format',
      ])
      const audit = await store.history.listAudit(workspaceId, { subjectId: van.id, limit: 9 })
      expect(audit.toReversed().map(({ command }) => command.replace('workspace.resources.', ''))).toEqual([
        ...['add', 'update', 'retire', 'reinstate'],
      ])
      const events = (await store.history.listEvents(workspaceId, { limit: 99 })).filter(
        (it) => it.subject.id === van.id,
      )
      expect(events.map(({ type, version }) => `${type} ${version}`)).toEqual([
        'resource.added 1',
        'resource.updated 2',
        'resource.retired 3',
        'resource.reinstated 4',
      ])
    })

    it('WS-1 nobody acts in a workspace that he is no member of', async () => {
      const { crm, workspaceId, benId } = await begin()
      const other = await begin()
      const stranger = crm.as({ workspaceId: other.workspaceId, memberId: benId })
      expect(await refusalOf(stranger.companies.list())).toMatchObject({ code: 'forbidden' })
      const nowhere = crm.as({ workspaceId: countedId(1, 0xffff), memberId: benId })
      expect(await refusalOf(nowhere.companies.list())).toMatchObject({ code: 'not-found' })
      const garbage = crm.as({ workspaceId, memberId: 'ben' })
      expect(await refusalOf(garbage.companies.list())).toMatchObject({ code: 'forbidden' })
    })
  })

  it('ACC-5 a system job must say why it runs, and where', () => {
    const crm = createCrm({ store: memoryStore() })
    expect(() => crm.asSystem({ reason: ' ' })).toThrow(/^reason /)
    const forgotten: { workspaceId: string; reason: string } = JSON.parse('{"reason":"job","workspaceId":null}')
    expect(() => crm.asSystem(forgotten)).toThrow(/^workspaceId /)
  })
})
