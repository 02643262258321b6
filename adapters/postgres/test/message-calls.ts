/** Every statement of a store about messages, consent and providers' events. */
import type { AccessScope, MessageQuery, Store } from 'crmkit'
import { parseEmail } from 'crmkit/domain'
import { buildCommit, buildMessage, buildMessageTemplate } from 'crmkit/testing'
import { id, workspaceA } from './fixtures.ts'
import { fillMessages } from './message-reads.ts'

/** Calls whatever reads and writes them. */
export async function callMessages(store: Store, scopes: readonly AccessScope[]): Promise<void> {
  const bare = buildCommit({ workspaceId: workspaceA })
  const name = { topic: 'mail', provider: 'sendgrid', key: 'event 1' } as const
  await store.commit({ ...bare, ...fillMessages([1, 2]) })
  await store.commit({
    ...bare,
    writes: [
      {
        ...{ op: 'update', kind: 'message', record: buildMessage({ id: id(13, 1), version: 2 }) },
        namesAdded: [{ provider: 'sendgrid', providerMessageId: 'name 9' }],
      },
    ],
    messagesBlanked: [id(13, 1)],
    suppressionsBlanked: ['x'],
    consentsBlanked: [id(2, 1)],
    smsCredit: { parts: -1, needsCredit: true },
    providerEventsSettled: [{ ...name, state: 'interpreted', aboutId: id(13, 1) }],
    providerEventsReplayed: { topic: 'sms', provider: 'twilio', from: 1, until: 2 },
    providerEventsBlanked: [id(13, 1)],
  })
  await store.commit({ ...bare, smsCredit: { parts: -99, needsCredit: true } })
  const after = { at: 1, id: id(13, 1) }
  const queries: readonly Partial<MessageQuery>[] = [
    {},
    { after, interactionId: id(10, 1), memberId: id(9, 1), channel: 'email', states: ['failed'] },
    { after, contactIds: [id(2, 1)] },
  ]
  for (const scope of scopes) {
    for (const query of queries) await store.messages.list(scope, { limit: 5, ...query })
  }
  await store.messages.findMany(workspaceA, [id(13, 1)])
  await store.messages.findWords(workspaceA, id(13, 1))
  await store.messages.findByProviderNames(workspaceA, [{ provider: 'sendgrid', providerMessageId: 'name 1' }])
  await store.messages.listSent(workspaceA, { from: 0, until: 9, limit: 5 })
  await store.messages.listSent(workspaceA, { from: 0, until: 9, limit: 5, after })
  await store.messages.listOfPerson(workspaceA, id(2, 1), { limit: 5 })
  await store.messages.listOfPerson(workspaceA, id(2, 1), { limit: 5, after: id(13, 1) })
  await store.messages.smsCredit(workspaceA)
  await store.messages.listTemplates(workspaceA)
  await store.messages.findTemplate(workspaceA, id(29, 1))
  const template = buildMessageTemplate({ id: id(29, 1), key: 'ripe-1', version: 2 })
  await store.commit({ ...bare, writes: [{ op: 'update', kind: 'message-template', record: template }] })
  const purge = { op: 'purge', kind: 'message-template', id: id(29, 1), expectedVersion: 2 } as const
  await store.commit({ ...bare, writes: [purge] })
  const { normalized: address } = parseEmail('anna@pomme.example')
  await store.consents.suppressionsOf(workspaceA, 'email', address === undefined ? [] : [address])
  await store.consents.listSuppressions(workspaceA, { limit: 5 })
  await store.consents.listSuppressions(workspaceA, { channel: 'sms', limit: 5, after: { at: 1, id: 'x' } })
  await store.consents.consentsOf(workspaceA, [id(2, 1)])
  await store.providerEvents.listPending(workspaceA, 'mail', 5)
  for (const state of ['pending', 'unknown'] as const) {
    await store.providerEvents.list(workspaceA, { state, limit: 5 })
    await store.providerEvents.list(workspaceA, { state, limit: 5, after: 1 })
  }
  await store.providerEvents.prune(workspaceA, { before: 9, limit: 5 })
}
