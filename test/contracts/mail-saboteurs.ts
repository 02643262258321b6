/** Stores with one fault each in what they do with mail that came in. @module */
import type { Commit, FiledMail, InboundAddress, MailRegister, Store, Write } from 'crmkit'
import { peopleOfMail } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const mailSaboteurs: Readonly<Record<string, () => Store>> = {
  'a mail is given back as it was filed, in its workspace only': onMails((mails) => ({
    find: async (workspaceId, id) => {
      const mail = await mails.find(workspaceId, id)
      return mail === null ? null : { ...mail, automatic: null }
    },
  })),
  'a mail is filed once: its id follows from what it is': onWrites((write) => {
    // Whatever is there is replaced.
    return write.kind === 'mail' && write.op === 'create' ? { isForced: true, write } : { isForced: false, write }
  }),
  'a mail is replaced in the version before, with what it is found by': onFirst((first) => ({
    findByMailIds: async (_workspaceId, mailIds) =>
      first().filter((mail) => mail.mailIds.some((id) => mailIds.includes(id))),
  })),
  'a mail is found by its files and its ids among mails, in its workspace only': onFirst((first) => ({
    findByFile: async (_workspaceId, fileId) =>
      first().find(({ files }) => files.some((file) => file.fileId === fileId)) ?? null,
  })),
  'a mail is found by its sender and by those whose it may be, in its workspace only, until they are gone': onFirst(
    (first) => ({
      findByPeople: async (_workspaceId, people) =>
        first().filter((mail) => peopleOfMail(mail).some((person) => people.includes(person))),
    }),
  ),
  'the mails on a matter come page by page, by id': onMails((mails) => ({
    listOf: (workspaceId, interactionId, { limit }) => mails.listOf(workspaceId, interactionId, { limit }),
  })),
  'purging an interaction leaves its mails, on no matter, and removes its address': onAddresses((first, mails) => ({
    findAddresses: async (workspaceId, tokens) => {
      const found = await mails.findAddresses(workspaceId, tokens)
      return found.length === 0 ? found : first().filter(({ token }) => tokens.includes(token))
    },
  })),
  'an address is found by its token and by whose it is, in its workspace only, until it is revoked': onAddresses(
    (first) => ({
      findAddresses: async (_workspaceId, tokens) => first().filter(({ token }) => tokens.includes(token)),
    }),
  ),
  'an address is made once: its id follows from whose it is': onWrites((write) => {
    return { isForced: write.kind === 'inbound-address' && write.op === 'create', write }
  }),
  'how far a mailbox was read is kept by its provider': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: ({ mailCursor, ...commit }) =>
        store.commit(
          mailCursor === undefined ? commit : { ...commit, mailCursor: { ...mailCursor, provider: 'imap' } },
        ),
    }
  },
}

function onMails(change: (mails: MailRegister) => Partial<MailRegister>): () => Store {
  return () => {
    const store = memoryStore()
    return { ...store, mails: { ...store.mails, ...change(store.mails) } }
  }
}

/** A store that answers by the mails as they were first written, wherever that was. */
function onFirst(change: (first: () => readonly FiledMail[]) => Partial<MailRegister>): () => Store {
  return () => {
    const first: FiledMail[] = []
    const store = noting((write) => {
      if (write.kind === 'mail' && write.op === 'create') first.push(write.record)
    })
    return { ...store, mails: { ...store.mails, ...change(() => first) } }
  }
}

function onAddresses(
  change: (first: () => readonly InboundAddress[], mails: MailRegister) => Partial<MailRegister>,
): () => Store {
  return () => {
    const first: InboundAddress[] = []
    const store = noting((write) => {
      if (write.kind === 'inbound-address' && write.op === 'create') first.push(write.record)
    })
    return { ...store, mails: { ...store.mails, ...change(() => first, store.mails) } }
  }
}

function noting(note: (write: Write) => void): Store {
  const store = memoryStore()
  return {
    ...store,
    commit: async (commit) => {
      const result = await store.commit(commit)
      if (result.ok) for (const write of commit.writes) note(write)
      return result
    },
  }
}

/** A store that writes something else than it was given. @param change a write that is forced succeeds in any case */
function onWrites(change: (write: Write) => { readonly isForced: boolean; readonly write: Write }): () => Store {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const changed = commit.writes.map(change)
        const asked: Commit = { ...commit, writes: changed.map(({ write }) => write) }
        const result = await store.commit(asked)
        if (result.ok || !changed.some(({ isForced }) => isForced)) return result
        return store.commit({ ...asked, writes: [] })
      },
    }
  }
}
