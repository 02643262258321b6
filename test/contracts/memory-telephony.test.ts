/** The telephone company in memory, played from both ends: what a host tests its calls with. */
import { createCrm, type PhoneE164 } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock, memoryTelephony } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

const ours = '+33123458073'
const carla = '+33612345678'

/** Anne, who answers a number, perhaps on a telephone of her own. */
async function begin(own: { readonly number?: PhoneE164 } = {}) {
  const clock = fixedClock(Date.UTC(2026, 10, 23, 10))
  const telephony = memoryTelephony({ clock, offers: [ours] })
  const { company } = telephony
  const crm = createCrm({
    ...{ store: memoryStore(), clock, ids: countedIds(77) },
    channels: () => ({ calls: { telephony, target: async (memberId) => ({ memberId, ...own }) } }),
  })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  const anne = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const operators = [{ memberId: administrator.id }]
  const line = await anne.workspace.lines.buy({ name: 'Sales', number: ours, operators })
  const host = (request: Parameters<typeof crm.receive>[0]) =>
    crm.receive(request, { workspaceId: workspace.id, topic: 'calls' })
  company.connect(host)
  const logged = async () => {
    await crm.runDue()
    return (await anne.calls.list()).items
  }
  return { clock, company, anne, anneId: administrator.id, line, logged }
}

describe('A telephone company in memory', () => {
  it('TEL-2 has an operator’s own telephone asked for a key before he is put through', async () => {
    const { company, anneId, logged } = await begin({ number: '+33698765432' as PhoneE164 })
    const call = await company.dial({ from: carla, to: ours })
    expect(call.instruction).toMatchObject({ operators: [{ memberId: anneId, number: '+33698765432' }] })
    await call.answer(anneId)
    await call.hangUp()
    await call.hangUp()
    expect(await logged()).toMatchObject([{ status: 'answered', memberId: anneId }])
  })

  it('TEL-3 tells of the recording of a talk, and of none where nobody may record', async () => {
    const { company, anne, anneId, line, logged } = await begin()
    const talk = async () => {
      const call = await company.dial({ from: carla, to: ours })
      await call.answer(anneId)
      await call.hangUp()
      return (await logged())[0]
    }
    expect((await talk())?.recordings).toEqual([])
    await anne.workspace.lines.update(line.id, { recording: true, operators: [{ memberId: anneId, recording: true }] })
    const recorded = await talk()
    expect(recorded?.recordings).toMatchObject([{ state: 'completed' }])
    const { bytes } = await anne.calls.recording(recorded?.id ?? '', recorded?.recordings[0]?.id ?? '')
    let length = 0
    for await (const piece of bytes) length += piece.length
    expect(length).toBeGreaterThan(0)
  })

  it('TEL-3 rejects a call to a number that is not set up, and takes a withheld one', async () => {
    const { company, logged } = await begin()
    const strange = await company.dial({ from: carla, to: '+33123458099' })
    expect([strange.instruction.kind, strange.hasEnded, strange.ringing]).toEqual(['reject', true, []])
    const withheld = await company.dial({ from: null, to: ours })
    expect(withheld.ringing).toHaveLength(1)
    await withheld.tell({ kind: 'rejected', at: 1 })
    await withheld.hangUp()
    const calls = (await logged()).map(({ number, missedBecause }) => [number, missedBecause])
    expect(calls).toEqual(
      expect.arrayContaining([
        [null, 'turned-down'],
        [carla, 'no-line'],
      ]),
    )
  })

  it('TEL-4 plays the other side of a call that was asked for: it is busy, or the operator may not call any more', async () => {
    const { company, anne, line, logged } = await begin()
    await anne.calls.call({ to: carla, lineId: line.id })
    const [busy] = company.made
    await expect(busy?.answer()).rejects.toThrow('nobody was put through')
    await busy?.pickUp()
    await busy?.beBusy()
    expect(await logged()).toMatchObject([{ status: 'rejected', missedBecause: null }])
    await anne.calls.call({ to: carla, lineId: line.id })
    await anne.workspace.lines.update(line.id, { outgoing: false })
    await company.made[1]?.pickUp()
    expect([company.made[1]?.instruction.kind, company.made[1]?.hasEnded]).toEqual(['hang-up', true])
    const { token } = await anne.calls.operatorToken()
    await expect(company.dialOut({ token, from: ours, to: carla })).rejects.toThrow('This pass lets nobody call out')
  })

  it('says what can’t happen: who is not rung takes nothing, and who is not asked leaves no message', async () => {
    const { company, anneId } = await begin()
    const call = await company.dial({ from: carla, to: ours })
    await expect(call.answer('somebody else')).rejects.toThrow('operator somebody else is not rung')
    await expect(call.leaveMessage()).rejects.toThrow('asked for no message')
    await call.answer(anneId)
    await expect(call.answer(anneId)).rejects.toThrow('is not rung')
    await expect(call.miss()).rejects.toThrow('nobody is rung')
    await expect(company.dial({ from: 'Carla', to: ours })).rejects.toThrow('Carla is no number')
    const alone = memoryTelephony({ clock: fixedClock() })
    await expect(alone.company.dial({ from: carla, to: ours })).rejects.toThrow('company.connect')
  })

  it('fails as a company does that is not there, and says whether to try again', async () => {
    const { company, anne, clock, logged, anneId } = await begin()
    const call = await company.dial({ from: carla, to: ours })
    await call.answer(anneId)
    await call.hangUp()
    await logged()
    await company.charge({ amountMicros: 1_000, currency: 'EUR' }, call.providerCallId)
    await company.behave('never')
    clock.advance(60_000)
    expect((await logged())[0]?.price).toBeUndefined()
    await expect(anne.workspace.lines.search({ country: 'FR' })).rejects.toMatchObject({
      code: 'backend-unavailable',
      retryable: true,
    })
    await company.behave('refuses')
    await expect(anne.workspace.lines.search({ country: 'FR' })).rejects.toMatchObject({
      code: 'backend-refused',
      retryable: false,
    })
    await company.behave('works')
    clock.advance(3_600_000)
    expect((await logged())[0]?.price).toEqual({ amountMicros: 1_000, currency: 'EUR' })
  })
})
