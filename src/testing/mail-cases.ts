/** The store contract: mail that came in, and the addresses to which it is sent. @module */
import type { FiledMail, InboundAddress } from '../message/filed-mail.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildFiledMail, buildInboundAddress } from './builders.ts'
import { newInteraction } from './interaction-scene.ts'
import { anne, ben, contactId, elsewhere, here, open, otherId, refusal, type StoreCases, write } from './store-scene.ts'

const [one, two, three] = [otherId(1), otherId(2), otherId(3)]
const matterId = otherId(40)
const [fileId, otherFileId] = [otherId(50), otherId(51)]

/** Everything that a mail may have. */
const whole: FiledMail = {
  id: one,
  version: 1,
  provider: 'sendgrid',
  receivedAt: 5,
  filing: { kind: 'pending', because: 'several-contacts' },
  direction: 'inbound',
  automatic: 'auto-reply',
  interactionId: matterId,
  noteId: otherId(60),
  candidates: [contactId(1), contactId(2)],
  mailIds: ['1@pomme.example', 'zweite@pomme.example'],
  head: { from: '"Carla" <carla@pomme.example>', to: ['à@verger.example'], cc: [], subject: 'Été “\\ 100 %”' },
  files: [
    { fileId, name: 'offre à.pdf', type: 'application/pdf', size: 7, hash: 'ab', contentId: 'logo' },
    { fileId: otherFileId, name: '', type: 'image/png', size: 0, hash: 'cd' },
  ],
}

/** Mails, their ids and files, addresses, and cursors of mailboxes. */
export const mailCases: StoreCases = {
  'a mail is given back as it was filed, in its workspace only': async (store) => {
    await beginWithMatter(store)
    await write(store, [{ op: 'create', kind: 'mail', record: whole }])
    expectEqual(await store.mails.find(here, one), whole, 'the mail')
    expectEqual(await store.mails.find(here, two), null, 'another one')
    expectEqual(await store.mails.find(elsewhere, one), null, 'elsewhere')
  },

  'a mail is filed once: its id follows from what it is': async (store) => {
    await beginWithMatter(store)
    await write(store, [{ op: 'create', kind: 'mail', record: whole }])
    const again = buildFiledMail({ id: one, provider: 'imap' })
    const conflict = { code: 'version-conflict', subject: { kind: 'mail', id: one } }
    expectEqual(await refusal(store, [{ op: 'create', kind: 'mail', record: again }]), conflict, 'a second time')
    expectEqual(await store.mails.find(here, one), whole, 'the mail')
  },

  'a mail is replaced in the version before, with what it is found by': async (store) => {
    await beginWithMatter(store)
    await write(store, [{ op: 'create', kind: 'mail', record: whole }])
    const changed: FiledMail = { ...whole, version: 2, filing: { kind: 'linked' }, mailIds: [], head: null, files: [] }
    await write(store, [{ op: 'update', kind: 'mail', record: changed }])
    expectEqual(await store.mails.find(here, one), changed, 'the changed mail')
    expectEqual(await store.mails.findByMailIds(here, ['1@pomme.example']), [], 'by an id that it has no more')
    expectEqual(await store.mails.findByFile(here, fileId), null, 'by a file that it has no more')
    const conflict = { code: 'version-conflict', subject: { kind: 'mail', id: one } }
    expectEqual(await refusal(store, [{ op: 'update', kind: 'mail', record: changed }]), conflict, 'a stale change')
  },

  'a mail is found by its files and its ids among mails, in its workspace only': async (store) => {
    await beginWithMatter(store)
    const other = buildFiledMail({ id: two, mailIds: ['2@pomme.example', '1@pomme.example'] })
    const records = [whole, other]
    await write(
      store,
      records.map((record) => ({ op: 'create', kind: 'mail', record })),
    )
    expectEqual(await store.mails.findByFile(here, otherFileId), whole, 'by a file')
    expectEqual(await store.mails.findByFile(here, otherId(59)), null, 'by a file that nobody has')
    expectEqual(await store.mails.findByFile(elsewhere, fileId), null, 'by a file, elsewhere')
    const found = async (workspaceId: string, ids: readonly string[]): Promise<readonly string[]> => {
      return (await store.mails.findByMailIds(workspaceId, ids)).map(({ id }) => id).toSorted()
    }
    expectEqual(await found(here, ['1@pomme.example', 'zweite@pomme.example']), [one, two], 'by ids, each once')
    expectEqual(await found(here, ['2@pomme.example', 'nobody@pomme.example']), [two], 'by an id that one has')
    expectEqual(await found(here, []), [], 'by no id')
    expectEqual(await found(elsewhere, ['1@pomme.example']), [], 'by an id, elsewhere')
  },

  'a mail is found by its sender and by those whose it may be, in its workspace only, until they are gone': async (
    store,
  ) => {
    await beginWithMatter(store)
    const other = buildFiledMail({
      id: two,
      candidates: [contactId(2)],
      head: { from: 'nobody', to: ['carla@pomme.example'], cc: [], subject: '' },
    })
    await write(
      store,
      [whole, other].map((record) => ({ op: 'create', kind: 'mail', record })),
    )
    const found = async (workspaceId: string, people: readonly string[]): Promise<readonly string[]> => {
      return (await store.mails.findByPeople(workspaceId, people)).map(({ id }) => id).toSorted()
    }
    expectEqual(await found(here, ['carla@pomme.example', contactId(1)]), [one], 'by its sender, once')
    expectEqual(await found(here, [contactId(2), 'somebody@pomme.example']), [one, two], 'by whose it may be')
    expectEqual(await found(here, []), [], 'by nobody')
    expectEqual(await found(elsewhere, ['carla@pomme.example', contactId(1)]), [], 'elsewhere')
    await write(store, [{ op: 'update', kind: 'mail', record: { ...whole, version: 2, head: null, candidates: [] } }])
    expectEqual(await found(here, ['carla@pomme.example', contactId(1)]), [], 'once they are gone')
  },

  'the mails on a matter come page by page, by id': async (store) => {
    await beginWithMatter(store)
    const records = [three, one, two].map((id) => buildFiledMail({ id, interactionId: matterId }))
    const elsewhereOn = buildFiledMail({ id: otherId(4), interactionId: null })
    await write(
      store,
      [...records, elsewhereOn].map((record) => ({ op: 'create', kind: 'mail', record })),
    )
    const page = async (after?: string): Promise<readonly string[]> => {
      const asked = { limit: 2, ...(after !== undefined && { after }) }
      return (await store.mails.listOf(here, matterId, asked)).map(({ id }) => id)
    }
    expectEqual(await page(), [one, two], 'the first page')
    expectEqual(await page(two), [three], 'the second page')
    expectEqual(await store.mails.listOf(elsewhere, matterId, { limit: 9 }), [], 'elsewhere')
  },

  'purging an interaction leaves its mails, on no matter, and removes its address': async (store) => {
    await beginWithMatter(store)
    const ofMatter = address({ kind: 'interaction', targetId: matterId, token: 'b'.repeat(16) })
    const ofAnne = address({ token: 'c'.repeat(16) })
    await write(store, [
      { op: 'create', kind: 'mail', record: whole },
      ...[ofMatter, ofAnne].map((record) => ({ op: 'create', kind: 'inbound-address', record }) as const),
    ])
    await write(store, [{ op: 'purge', kind: 'interaction', id: matterId, expectedVersion: 1 }])
    expectEqual(await store.mails.find(here, one), { ...whole, interactionId: null, noteId: null }, 'the mail')
    expectEqual(await store.mails.findAddresses(here, [ofMatter.token, ofAnne.token]), [ofAnne], 'the addresses')
  },

  'an address is found by its token and by whose it is, in its workspace only, until it is revoked': async (store) => {
    await open(store)
    const record = address({})
    await write(store, [{ op: 'create', kind: 'inbound-address', record }])
    expectEqual(await store.mails.findAddresses(here, [record.token, 'z'.repeat(16)]), [record], 'by its token')
    expectEqual(await store.mails.findAddressOf(here, 'member', anne), record, 'by whose it is')
    expectEqual(await store.mails.findAddressOf(here, 'member', ben), null, 'of somebody else')
    expectEqual(await store.mails.findAddressOf(here, 'interaction', anne), null, 'of another kind')
    expectEqual(await store.mails.findAddresses(elsewhere, [record.token]), [], 'by its token, elsewhere')
    expectEqual(await store.mails.findAddressOf(elsewhere, 'member', anne), null, 'by whose it is, elsewhere')
    const stale = { op: 'purge', kind: 'inbound-address', id: record.id, expectedVersion: 2 } as const
    expectEqual((await refusal(store, [stale])).code, 'version-conflict', 'revoking another version of it')
    await write(store, [{ op: 'purge', kind: 'inbound-address', id: record.id, expectedVersion: 1 }])
    expectEqual(await store.mails.findAddresses(here, [record.token]), [], 'once it was revoked')
  },

  'an address is made once: its id follows from whose it is': async (store) => {
    await open(store)
    const record = address({})
    await write(store, [{ op: 'create', kind: 'inbound-address', record }])
    const second = { ...record, token: 'b'.repeat(16) }
    const conflict = { code: 'version-conflict', subject: { kind: 'inbound-address', id: record.id } }
    expectEqual(
      await refusal(store, [{ op: 'create', kind: 'inbound-address', record: second }]),
      conflict,
      'two of one',
    )
    expectEqual(await store.mails.findAddressOf(here, 'member', anne), record, 'the address')
  },

  'how far a mailbox was read is kept by its provider': async (store) => {
    await open(store)
    expectEqual(await store.mails.findCursor(here, 'imap'), null, 'before it was read')
    await write(store, [], { mailCursor: { provider: 'imap', cursor: '7:1' } })
    await write(store, [], { mailCursor: { provider: 'imap', cursor: '7:2' } })
    await write(store, [], { mailCursor: { provider: 'pop', cursor: 'x' } })
    expectEqual(await store.mails.findCursor(here, 'imap'), '7:2', 'the mailbox')
    expectEqual(await store.mails.findCursor(elsewhere, 'imap'), null, 'elsewhere')
  },
}

function address(fields: Partial<InboundAddress>): InboundAddress {
  return buildInboundAddress({ targetId: anne, ...fields })
}

async function beginWithMatter(store: Store): Promise<void> {
  await open(store)
  await write(store, [newInteraction({ id: matterId })])
}
