/** Numbers of a workspace: bought once, linked, changed, given back. Rules: docs/concepts/calls.md (TEL-1). */
import { expect, it } from 'vitest'
import { beginCalls, lineId, ours } from './call-scene.ts'
import { issuesOf, refusalOf } from './stores.ts'

const number = '+33123458074'

it('TEL-1 searches and buys a number, whose calls come here', async () => {
  const { ann, annId, company } = await beginCalls()
  const [, offer] = await ann.workspace.lines.search({ country: 'FR' })
  expect(offer?.number).toBe(number)
  const line = await ann.workspace.lines.buy({ name: 'Support', number, operators: [{ memberId: annId }] })
  expect(line).toMatchObject({ state: 'in-use', providerId: 'number-1', number, voicemail: true })
  expect(company.sold).toEqual([number])
  expect(await issuesOf(ann.workspace.lines.buy({ name: 'Again', number }))).toEqual(['number used-before'])
})

it.each(['hangs-up', 'never'] as const)('TEL-1 never buys twice of a provider that %s', async (script) => {
  const { ann, company } = await beginCalls()
  await company.behave(script)
  const asked = await ann.workspace.lines.buy({ name: 'Support', number }, { commandId: 'once' })
  expect(asked.state).toBe('buying')
  await company.behave('works')
  const again = await ann.workspace.lines.buy({ name: 'Support', number })
  const repeated = await ann.workspace.lines.buy({ name: 'Support', number }, { commandId: 'once' })
  const isOurs = script === 'hangs-up'
  expect([again.id, repeated.id]).toEqual([asked.id, asked.id])
  expect([again.state, company.sold.length]).toEqual(isOurs ? ['in-use', 1] : ['buying', 0])
})

it('TEL-1 says that the provider does not sell a number, and keeps none', async () => {
  const { ann, company } = await beginCalls()
  await company.behave('refuses')
  const refusal = await refusalOf(ann.workspace.lines.buy({ name: 'Support', number }), 'call-refused')
  expect(refusal.details.because).toBe('provider-refused')
  const lines = await ann.workspace.lines.list()
  expect(lines.filter(({ state: each }) => each !== 'released').map(({ id }) => id)).toEqual([lineId])
  await company.behave('works')
  expect((await ann.workspace.lines.buy({ name: 'Support', number })).state).toBe('in-use')
})

it('TEL-1 links a number that is ours, and gives it back', async () => {
  const { ann, company, telephony } = await beginCalls()
  const providerId = await company.own(number)
  const line = await ann.workspace.lines.link({ name: 'Support', number: number.replace('+33', '0') })
  expect(line.providerId).toBe(providerId)
  expect(await telephony.listNumbers()).toEqual([{ providerId, number, isLinked: true }])
  expect(await issuesOf(ann.workspace.lines.link({ name: 'Other', number: '+33123458075' }))).toEqual([
    'number unknown-record',
  ])
  expect((await ann.workspace.lines.release(line.id)).state).toBe('released')
  expect(await telephony.listNumbers()).toEqual([])
  expect((await ann.workspace.lines.release(line.id)).version).toBe(line.version + 1)
})

it('TEL-1 changes a number, and never gives an operator more than the number has', async () => {
  const { ann, annId, bobId } = await beginCalls()
  const operators = [{ memberId: annId, outgoing: true, recording: true }, { memberId: bobId }]
  const line = await ann.workspace.lines.update(lineId, {
    outgoing: false,
    recording: true,
    operators,
    queue: { seconds: 60 },
  })
  expect(line.operators).toEqual([
    { memberId: annId, outgoing: false, recording: true },
    { memberId: bobId, outgoing: false, recording: true },
  ])
  expect(line.queue).toEqual({ seconds: 60 })
  const without = await ann.workspace.lines.update(lineId, { queue: null, name: 'Sales 2' }, { expectedVersion: 2 })
  expect(without).toMatchObject({ name: 'Sales 2', version: 3, operators: line.operators })
  expect(without).not.toHaveProperty('queue')
  const stranger = [{ memberId: lineId }]
  expect(await issuesOf(ann.workspace.lines.update(lineId, { operators: stranger }))).toEqual([
    'operators.0.memberId unknown-member',
  ])
  expect(await issuesOf(ann.workspace.lines.update(lineId, { ringSeconds: 1 }))).toEqual(['ringSeconds out-of-range'])
})

it('TEL-1 takes the capability to change settings', async () => {
  const { bob } = await beginCalls()
  expect((await refusalOf(bob.workspace.lines.buy({ name: 'Support', number }))).code).toBe('forbidden')
  expect((await bob.workspace.lines.list()).map(({ id }) => id)).toEqual([lineId])
})

it('TEL-1 says in its own words what it is given, and in ours what it is not', async () => {
  const { ann, company } = await beginCalls()
  const said = {
    greeting: { play: 'https://verger.example/hello.mp3' },
    voicemail: { say: 'Speak!', locale: 'en' },
  } as const
  expect((await ann.workspace.lines.update(lineId, { announcements: said })).announcements).toEqual(said)
  const renamed = await ann.workspace.lines.update(lineId, { name: 'Sales 2' })
  expect(renamed.announcements).toEqual(said)
  const call = await company.dial({ from: '+33612345678', to: ours })
  await call.miss()
  expect(call.heard).toEqual([said.greeting, said.voicemail])
  expect(await ann.workspace.lines.update(lineId, { announcements: null })).not.toHaveProperty('announcements')
  const http = { greeting: { play: 'http://verger.example/hello.mp3' } }
  expect(await issuesOf(ann.workspace.lines.update(lineId, { announcements: http }))).toEqual([
    'announcements.greeting.play invalid-format',
  ])
})

it.each<[string, unknown, string]>([
  ['neither words nor a sound', { greeting: {} }, 'announcements.greeting'],
  ['both', { greeting: { say: 'Hello', play: 'https://verger.example/' } }, 'announcements.greeting'],
  ['a language that is none of ours', { closed: { say: 'Hallo', locale: 'de' } }, 'announcements.closed'],
  ['what no line says', { farewell: { say: 'Bye' } }, 'announcements'],
])('TEL-1 takes no announcement that is %s', async (_name, announcements, path) => {
  const { ann } = await beginCalls()
  const issues = await issuesOf(ann.workspace.lines.update(lineId, { announcements: announcements as never }))
  expect(issues.every((issue) => issue.startsWith(path))).toBe(true)
  expect(issues).not.toEqual([])
})
