/** What a workspace makes of its pipelines, and its templates. */
import { type CrmError, createCrm, type Desk, isCrmError } from 'crmkit'
import { definePipelinesOrThrow, presetPipelines } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

interface Scene {
  readonly anne: Desk
  readonly bob: Desk
  readonly bobId: string
}

async function openScene(options: Partial<Parameters<typeof createCrm>[0]> = {}): Promise<Scene> {
  const crm = createCrm({
    store: memoryStore(),
    clock: fixedClock(Date.parse('2026-11-22T09:00Z')),
    ids: countedIds(),
    ...options,
  })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'sign-up' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  const anne = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const { id: bobId } = await anne.workspace.members.add({ name: 'Bob' })
  return { anne, bob: crm.as({ workspaceId: workspace.id, memberId: bobId }), bobId }
}

async function refusalOf(work: Promise<unknown>): Promise<CrmError> {
  const failure: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!isCrmError(failure)) throw new Error('it was not refused')
  return failure
}

describe('pipelines of a workspace (INT-3)', () => {
  it('INT-3 are the presets until something is changed', async () => {
    const { bob } = await openScene()
    expect(await bob.workspace.pipelines.list()).toEqual(presetPipelines)
  })

  it('INT-3 are those that the host has defined', async () => {
    const pipelines = definePipelinesOrThrow([
      { key: 'lease', label: 'Lease', steps: [{ key: 'visit', kind: 'lead', label: 'Visit' }] },
    ])
    const { bob } = await openScene({ pipelines })
    const keys = (await bob.workspace.pipelines.list()).map(({ key }) => key)
    expect(keys).toEqual(['lease', 'email', 'email-pending', 'private'])
  })

  it('INT-3 change their labels, order, colors and probabilities at any time', async () => {
    const { anne, bob } = await openScene()
    const changed = await anne.workspace.pipelines.change('sale', {
      label: { en: 'Deals', fr: 'Affaires' },
      steps: [{ key: 'qualification', probability: 33, color: '#123456' }],
    })
    expect(changed.label).toEqual({ en: 'Deals', fr: 'Affaires' })
    const [sale] = await bob.workspace.pipelines.list()
    expect(sale).toEqual(changed)
    expect(sale?.steps[1]).toMatchObject({ key: 'qualification', probability: 33, color: '#123456' })
  })

  it('INT-3 get a pipeline of their own, before those that every workspace has, once', async () => {
    const { anne } = await openScene()
    const lease = { key: 'lease', label: 'Lease', steps: [{ key: 'visit', kind: 'lead', label: 'Visit' }] } as const
    expect(await anne.workspace.pipelines.add(lease)).toMatchObject({ key: 'lease', label: { en: 'Lease' } })
    const keys = (await anne.workspace.pipelines.list()).map(({ key }) => key)
    expect(keys.slice(-4)).toEqual(['lease', 'email', 'email-pending', 'private'])
    const again = await refusalOf(anne.workspace.pipelines.add(lease))
    expect(again).toMatchObject({ code: 'invalid-input', details: { issues: [{ path: 'key', value: 'lease' }] } })
  })

  it('INT-3 get a step before another, and lose it again', async () => {
    const { anne } = await openScene()
    const demo = { key: 'demo', kind: 'open', label: 'Demo' } as const
    const added = await anne.workspace.pipelines.addStep('sale', demo, { before: 'quote-sent' })
    expect(added.steps.map(({ key }) => key)).toContain('demo')
    expect(added.steps.findIndex(({ key }) => key === 'demo')).toBe(3)
    const removed = await anne.workspace.pipelines.removeStep('sale/demo')
    expect(removed).toEqual(presetPipelines.find(({ key }) => key === 'sale'))
  })

  it('INT-3 take the capability settings', async () => {
    const { bob } = await openScene()
    const refused = await refusalOf(bob.workspace.pipelines.change('sale', { label: 'Mine' }))
    expect(refused).toMatchObject({ code: 'forbidden', details: { needs: 'settings' } })
  })

  it('INT-3 answer a repeated command with the pipeline as it is', async () => {
    const { anne } = await openScene()
    const once = () => anne.workspace.pipelines.change('sale', { label: 'Deals' }, { commandId: 'rename' })
    expect(await once()).toEqual(await once())
  })

  it('INT-11 are withheld from a member, but for e-mail and private', async () => {
    const { anne, bob, bobId } = await openScene()
    const member = await anne.workspace.members.withholdPipelines(bobId, ['sale', 'hr', 'sale'])
    expect(member.withheldPipelines).toEqual(['hr', 'sale'])
    const keys = (await bob.templates.list()).map(({ key }) => key)
    expect(keys).not.toContain('sales-call')
    expect(keys).toContain('support-ticket')
    const refused = await refusalOf(anne.workspace.members.withholdPipelines(bobId, ['private']))
    expect(refused.code).toBe('invalid-input')
    expect(await anne.workspace.members.withholdPipelines(bobId, [])).not.toHaveProperty('withheldPipelines')
  })
})

describe('templates of a workspace (TPL-1)', () => {
  const apples = {
    key: 'apples',
    label: 'Apples',
    subject: 'Apples / {{company.name}} / {{date.year}}',
    type: 'sale/first-contact',
    schedule: { task: { dueInDays: 3 } },
  } as const

  it('TPL-1 begin with the fourteen, in the language of the workspace or another', async () => {
    const { bob } = await openScene()
    expect(await bob.templates.list()).toHaveLength(14)
    const french = await bob.templates.list({ locale: 'fr' })
    expect(french[0]?.subject).toContain('Ticket de support')
  })

  it('TPL-1 fill in a matter that can be created', async () => {
    const { anne, bob } = await openScene()
    await anne.templates.save(apples)
    const { record } = await bob.companies.create({ name: 'Pomme' })
    expect(await bob.templates.fill('apples', { companyId: record.id })).toEqual({
      subject: 'Apples / Pomme / 2026',
      type: 'sale/first-contact',
      companyId: record.id,
      schedule: { task: { dueOn: '2026-11-25' } },
    })
  })

  it('TPL-1 replace a built-in one of the same key, and bring it back', async () => {
    const { anne, bob } = await openScene()
    const own = { ...apples, key: 'sales-call', subject: 'Call' }
    await anne.templates.save(own)
    expect(await bob.templates.list()).toHaveLength(14)
    expect((await bob.templates.fill('sales-call')).subject).toBe('Call')
    await anne.templates.remove('sales-call')
    expect((await bob.templates.fill('sales-call')).subject).toContain('Sales call')
  })

  it('TPL-2 refuse unknown tags when they are saved', async () => {
    const { anne } = await openScene()
    const refused = await refusalOf(anne.templates.save({ ...apples, subject: '{{company.nome}}' }))
    expect(refused).toMatchObject({ code: 'invalid-input', details: { issues: [{ path: 'subject' }] } })
  })

  it('TPL-1 are not found by a key that nothing has, nor filled with what the actor does not see', async () => {
    const { anne, bob } = await openScene()
    expect(await refusalOf(bob.templates.fill('apples'))).toMatchObject({
      code: 'not-found',
      details: { kind: 'template', id: 'apples' },
    })
    expect(await refusalOf(anne.templates.remove('apples'))).toMatchObject({ code: 'not-found' })
    const { record } = await anne.companies.create({ name: 'Hidden', visibility: 'private' })
    expect(await refusalOf(bob.templates.fill('sales-call', { companyId: record.id }))).toMatchObject({
      code: 'not-found',
      details: { kind: 'company' },
    })
  })
})
