/** The store contract: messages and the credit for text messages. @module */
import { startRecipients } from '../message/message.ts'
import { mostMessageTemplates } from '../message/saved-template.ts'
import type { CreateWrite, Write } from '../ports/commit.ts'
import type { MessagePosition, StoredMessage } from '../ports/message-repository.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildCommit, buildMessageTemplate } from './builders.ts'
import { addressOf, buildMessage, changedMessage, message, messageId, newMessage, words } from './message-scene.ts'
import { contactId, elsewhere, here, idsOf, open, otherId, refusal, type StoreCases, write } from './store-scene.ts'

const [anna, bob] = [addressOf('anna'), addressOf('bob')]

/** A message with every field. */
const full = buildMessage({
  id: messageId(1),
  interactionId: otherId(1),
  purpose: 'reminder',
  sending: { state: 'accepted', attempts: 2, acceptedAt: 2_000 },
  recipients: [
    {
      kind: 'to',
      address: anna,
      contactId: contactId(1),
      providerMessageId: 'Xy.1',
      price: { amountMicros: 7_500, currency: 'USD' },
      delivery: { status: 'bounced', statusAt: 3_000, reason: '550 5.1.1', marks: { opened: 2_500 } },
    },
    { kind: 'cc', address: bob, delivery: { status: 'pending', marks: {} } },
  ],
})
const bare = buildMessage({ id: messageId(2), memberId: null, headline: null, channel: 'sms', parts: 3 })

/** Messages, what they say, and credit. */
export const messageCases: StoreCases = {
  'messages come back with every field, by id, in their workspace only': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await add(store, [full, bare])
    expectEqual(await message(store, full.id), full, 'a full one')
    expectEqual(await message(store, bare.id), bare, 'a bare one')
    const many = await store.messages.findMany(here, [bare.id, messageId(9), bare.id])
    expectEqual(many, [bare], 'one that is named twice, and one that is unknown')
    expectEqual(await store.messages.findMany(elsewhere, [full.id, bare.id]), [], 'both, elsewhere')
  },

  'a message whose version is not the one expected, or whose id is taken, refuses the commit': async (store) => {
    await open(store)
    await add(store, [bare])
    const subject = { kind: 'message', id: bare.id } as const
    const conflict = { code: 'version-conflict', subject } as const
    const update = (version: number) =>
      refusal(store, [{ op: 'update', kind: 'message', record: { ...bare, version, parts: 4 }, namesAdded: [] }])
    expectEqual(await update(3), conflict, 'a version too many')
    expectEqual(await update(1), conflict, 'a version too few')
    expectEqual(await refusal(store, [newMessage({ id: bare.id })]), conflict, 'an id that is taken')
    expectEqual(await message(store, bare.id), bare, 'the message')
  },

  'a message is stored with its words; they stay as they are when it is replaced, and are gone once they are blanked':
    async (store) => {
      await open(store)
      await open(store, elsewhere)
      await add(store, [full, buildMessage({ id: messageId(3) })])
      expectEqual(await store.messages.findWords(here, full.id), words, 'what it says')
      expectEqual(await store.messages.findWords(elsewhere, full.id), null, 'what it says, elsewhere')
      expectEqual(await store.messages.findWords(here, messageId(9)), null, 'what an unknown one says')
      const failed = { state: 'failed', attempts: 3, failedAt: 4_000, problem: 'x' } as const
      await write(store, [await changedMessage(store, full.id, { sending: failed, headline: 'Pears' })])
      const replaced = { ...full, version: 2, sending: failed }
      expectEqual(await message(store, full.id), replaced, 'the message, replaced')
      expectEqual(await store.messages.findWords(here, full.id), words, 'what it says, replaced')
      await write(store, [], { messagesBlanked: [full.id] })
      expectEqual(await message(store, full.id), { ...replaced, headline: null }, 'the message, blanked')
      expectEqual(await store.messages.findWords(here, full.id), null, 'what it says, blanked')
      await write(store, [await changedMessage(store, full.id, { sending: full.sending, headline: 'Pears' })])
      expectEqual((await message(store, full.id)).headline, null, 'the beginning, replaced after it was blanked')
      expectEqual(await store.messages.findWords(here, messageId(3)), words, 'what another one says')
    },

  'a message whose provider calls it by a name is found by that name': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await add(store, [full, buildMessage({ id: messageId(3) })])
    const named = startRecipients([
      { kind: 'to', address: anna },
      { kind: 'to', address: bob },
    ]).map((recipient, place) => ({ ...recipient, providerMessageId: `m${place}` }))
    await write(store, [await changedMessage(store, messageId(3), { recipients: named, provider: 'mailjet' })])
    // The names that it had stay.
    await write(store, [await changedMessage(store, full.id, { recipients: [] })])
    const name = (provider: string, providerMessageId: string) => ({ provider, providerMessageId })
    const found = async (workspaceId: string) => {
      const names = ['Xy.1', 'xy.1', 'm0', 'm1'].flatMap((each) => [name('sendgrid', each), name('mailjet', each)])
      const rows = await store.messages.findByProviderNames(workspaceId, names)
      return rows.map((row) => `${row.name.provider} ${row.name.providerMessageId} ${row.messageId}`).toSorted()
    }
    const expected = [`mailjet m0 ${messageId(3)}`, `mailjet m1 ${messageId(3)}`, `sendgrid Xy.1 ${full.id}`]
    expectEqual(await found(here), expected, 'what has a name')
    expectEqual(await found(elsewhere), [], 'what has a name, elsewhere')
  },

  'what was written in a period is listed a recipient each, page by page': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const [one = full.recipients[0]] = full.recipients
    if (one === undefined) return
    const at = (n: number, createdAt: number, recipients: StoredMessage['recipients']) =>
      buildMessage({ id: messageId(n), createdAt, recipients })
    await add(store, [at(1, 10, [one]), at(4, 20, [one, one]), at(3, 20, [one]), at(5, 30, [one]), at(6, 40, [one])])
    const page = async (after?: MessagePosition, limit = 2) => {
      const period = { from: 20, until: 40, limit, ...(after !== undefined && { after }) }
      const { items, last } = await store.messages.listSent(here, period)
      return { at: items.map((item) => item.at), last }
    }
    const first = await page()
    expectEqual(first, { at: [20, 20, 20], last: { at: 20, id: messageId(4) } }, 'the first two messages')
    const rest = await page(first.last ?? undefined)
    expectEqual(rest, { at: [30], last: { at: 30, id: messageId(5) } }, 'what follows')
    expectEqual(await page(rest.last ?? undefined), { at: [], last: null }, 'the end')
    const alone = await page(undefined, 1)
    expectEqual(alone, { at: [20], last: { at: 20, id: messageId(3) } }, 'the first message')
    expectEqual((await page(alone.last ?? undefined, 1)).at, [20, 20], 'what was written at the same instant')
    const { items } = await store.messages.listSent(here, { from: 10, until: 11, limit: 9 })
    const item = { channel: 'email', at: 10, state: 'queued', delivery: one.delivery } as const
    expectEqual(items, [item], 'what the report looks at')
    const all = { from: 0, until: 99, limit: 9 }
    expectEqual((await store.messages.listSent(elsewhere, all)).items, [], 'elsewhere')
  },

  'the messages to a person are listed with what they say, by id, page by page': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const to = (n: number, ...people: readonly number[]) =>
      buildMessage({
        id: messageId(n),
        createdAt: 100 - n,
        recipients: startRecipients(
          people.map((each) => ({ kind: 'to', address: addressOf(`p${each}`), contactId: contactId(each) })),
        ),
      })
    await add(store, [to(2, 1, 2), to(1, 1), to(3, 2), to(4, 1)])
    await write(store, [], { messagesBlanked: [messageId(4)] })
    const all = await store.messages.listOfPerson(here, contactId(1), { limit: 9 })
    expectEqual(idsOf(all.map((each) => each.message)), [1, 2, 4].map(messageId), 'all of them')
    expectEqual(
      all.map((each) => each.words),
      [words, words, null],
      'what they say',
    )
    expectEqual(all[1]?.message, to(2, 1, 2), 'a message')
    const rest = await store.messages.listOfPerson(here, contactId(1), { after: messageId(1), limit: 1 })
    expectEqual(idsOf(rest.map((each) => each.message)), [messageId(2)], 'one that follows')
    expectEqual(await store.messages.listOfPerson(elsewhere, contactId(1), { limit: 9 }), [], 'elsewhere')
  },

  'templates of messages come back with every field, by key, in their workspace only': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const texts = { subject: '“Été” \\ {{contact.name}}', text: 'Été', html: '<p>Été</p>' }
    const missing = { 'company.name': { fallback: '?' }, 'company.vat': 'refuse' } as const
    const more = { channel: 'email', locale: 'fr', label: { fr: 'Été' }, missing, ...texts } as const
    const mail = buildMessageTemplate({ id: otherId(1), key: 'summer', ...more })
    // Between hyphens and letters, collations differ.
    const hyphen = buildMessageTemplate({ id: otherId(2), key: 'sum-up' })
    const text = buildMessageTemplate({ id: otherId(3), key: 'sumac' })
    await write(
      store,
      [mail, text, hyphen].map((record) => ({ op: 'create', kind: 'message-template', record })),
    )
    expectEqual(await store.messages.listTemplates(here), [hyphen, text, mail], 'templates')
    expectEqual(await store.messages.findTemplate(here, otherId(1)), mail, 'the mail')
    expectEqual(await store.messages.findTemplate(here, otherId(3)), text, 'the text')
    expectEqual(await store.messages.findTemplate(here, otherId(9)), null, 'an unknown one')
    expectEqual(await store.messages.findTemplate(elsewhere, otherId(1)), null, 'the mail, elsewhere')
    expectEqual(await store.messages.listTemplates(elsewhere), [], 'templates elsewhere')
  },

  'templates of messages are updated and purged by version': async (store) => {
    await open(store)
    const record = buildMessageTemplate({ id: otherId(1), key: 'ripe' })
    const subject = { kind: 'message-template', id: otherId(1) } as const
    const conflict = { code: 'version-conflict', subject } as const
    await write(store, [{ op: 'create', kind: 'message-template', record }])
    const second = refusal(store, [{ op: 'create', kind: 'message-template', record }])
    expectEqual(await second, conflict, 'a second one of the key')
    const changed = { ...record, version: 2, text: 'Still ripe.', updatedAt: 9 }
    await write(store, [{ op: 'update', kind: 'message-template', record: changed }])
    expectEqual(await store.messages.findTemplate(here, otherId(1)), changed, 'the changed template')
    const stale = refusal(store, [{ op: 'update', kind: 'message-template', record: changed }])
    expectEqual(await stale, conflict, 'a stale change')
    const purge = { op: 'purge', ...subject } as const
    expectEqual(await refusal(store, [{ ...purge, expectedVersion: 1 }]), conflict, 'a stale purge')
    await write(store, [{ ...purge, expectedVersion: 2 }])
    expectEqual(await store.messages.listTemplates(here), [], 'templates')
    await write(store, [{ op: 'create', kind: 'message-template', record }])
    expectEqual(await store.messages.listTemplates(here), [record], 'one of the same key, made anew')
  },

  'a template of messages beyond the most that a workspace may have refuses the commit with too-many': async (
    store,
  ) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, templates(1, mostMessageTemplates))
    const [one] = templates(mostMessageTemplates + 1, mostMessageTemplates + 1)
    if (one === undefined) throw new Error('there is one more')
    const full = { code: 'too-many', kind: 'message-template', most: mostMessageTemplates } as const
    expectEqual(await refusal(store, [one]), full, 'one more')
    expectEqual(await store.messages.findTemplate(here, one.record.id), null, 'the one more')
    const first = { kind: 'message-template', id: otherId(1) } as const
    const record = { ...buildMessageTemplate({ id: first.id, key: 'ripe-1' }), version: 2, text: 'Still ripe.' }
    await write(store, [{ op: 'update', kind: 'message-template', record }])
    expectEqual(await store.messages.findTemplate(here, first.id), record, 'a change of one')
    await write(store, [{ op: 'purge', ...first, expectedVersion: 2 }, one])
    expectEqual((await store.messages.listTemplates(here)).length, mostMessageTemplates, 'with one in place of another')
    const other = buildCommit({ workspaceId: elsewhere, writes: [one] })
    expectEqual((await store.commit(other)).ok, true, 'in another workspace')
  },

  'of concurrent commits that add the last template of messages, one succeeds at most': async (store) => {
    await open(store)
    await write(store, templates(1, mostMessageTemplates - 1))
    // Where there are connections to be opened, they are.
    await Promise.all([1, 2, 3, 4].map(() => store.messages.listTemplates(here)))
    const last = templates(mostMessageTemplates, mostMessageTemplates + 3)
    const add = (each: Write) => store.commit(buildCommit({ workspaceId: here, writes: [each] }))
    for (const round of ['first', 'second', 'third']) {
      const results = await Promise.all(last.map(add))
      expectEqual(results.filter((result) => result.ok).length, 1, `how many succeeded, the ${round} time`)
      const there = new Set((await store.messages.listTemplates(here)).map(({ id }) => id))
      expectEqual(there.size, mostMessageTemplates, `templates, the ${round} time`)
      const id = last.map(({ record }) => record.id).find((each) => there.has(each)) ?? ''
      await write(store, [{ op: 'purge', kind: 'message-template', id, expectedVersion: 1 }])
    }
  },

  'credit is what was added less what was taken, in its workspace only': async (store) => {
    await open(store)
    await open(store, elsewhere)
    expectEqual(await store.messages.smsCredit(here), 0, 'where nobody has said')
    await write(store, [], { smsCredit: { parts: 100, needsCredit: false } })
    await write(store, [newMessage({ id: messageId(1), parts: 3 })], { smsCredit: { parts: -3, needsCredit: true } })
    expectEqual(await store.messages.smsCredit(here), 97, 'what is left')
    await write(store, [], { smsCredit: { parts: -100, needsCredit: false } })
    expectEqual(await store.messages.smsCredit(here), -3, 'what was sent after all')
    await write(store, [], { smsCredit: { parts: 2, needsCredit: true } })
    expectEqual(await store.messages.smsCredit(here), -1, 'what was given back')
    expectEqual(await store.messages.smsCredit(elsewhere), 0, 'elsewhere')
  },

  'credit that is taken where too little is left refuses the commit with no-credit': async (store) => {
    await open(store)
    const taking = { parts: -3, needsCredit: true }
    const queued = [newMessage({ id: messageId(1), parts: 3 })]
    const none = { code: 'no-credit', needed: 3, available: 0 } as const
    expectEqual(await refusal(store, queued, { smsCredit: taking }), none, 'without any credit')
    await write(store, [], { smsCredit: { parts: 2, needsCredit: false } })
    expectEqual(await refusal(store, queued, { smsCredit: taking }), { ...none, available: 2 }, 'with too little')
    expectEqual(await store.messages.findMany(here, [messageId(1)]), [], 'the message')
    await write(store, [], { smsCredit: { parts: 1, needsCredit: false } })
    await write(store, queued, { smsCredit: taking })
    expectEqual(await store.messages.smsCredit(here), 0, 'what is left of enough')
  },

  'of concurrent commits that take the last of the credit, one succeeds at most': async (store) => {
    await open(store)
    await write(store, [], { smsCredit: { parts: 5, needsCredit: false } })
    const take = (n: number) =>
      store.commit(
        buildCommit({
          workspaceId: here,
          writes: [newMessage({ id: messageId(n), parts: 3 })],
          smsCredit: { parts: -3, needsCredit: true },
        }),
      )
    const results = await Promise.all([1, 2, 3, 4].map(take))
    expectEqual(results.filter((result) => result.ok).length, 1, 'how many succeeded')
    expectEqual(await store.messages.smsCredit(here), 2, 'what is left')
  },
}

/** Templates of messages to create, from one number to another. */
function templates(from: number, to: number): Extract<CreateWrite, { readonly kind: 'message-template' }>[] {
  return Array.from({ length: to - from + 1 }, (_none, index) => ({
    ...{ op: 'create', kind: 'message-template' },
    record: buildMessageTemplate({ id: otherId(from + index), key: `ripe-${from + index}` }),
  }))
}

async function add(store: Store, messages: readonly StoredMessage[]): Promise<void> {
  await write(
    store,
    messages.map((record) => ({ op: 'create', kind: 'message', record, words })),
  )
}
