/** Stores with one fault each in their messages and in the credit for text messages. @module */
import { type Commit, type InteractionRepository, type MessageRepository, ok, type Store } from 'crmkit'
import type { MessageTemplate } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'

type Sabotage = () => Store

/** Case name → a store that differs from a right one in what the case is about. */
export const messageSaboteurs: Readonly<Record<string, Sabotage>> = {
  'a guarded message or call whose version is not the one expected refuses the commit': onCommit(
    async ({ recordGuards: _gone, ...commit }) => commit,
  ),
  'of two concurrent commits, one that erases a message and one that settles an event about it under a guard, nothing is left to read':
    onCommit(async (commit, { messages }) => {
      const { recordGuards = [], ...rest } = commit
      const ids = recordGuards.flatMap(({ kind, id }) => (kind === 'message' ? id : []))
      // Looks first and writes then: between the two, another one does the same.
      const found = await messages.findMany(commit.workspaceId, ids)
      const holds = found.length === recordGuards.length && found.every(({ version }) => version === 1)
      return holds ? rest : commit
    }),
  'messages come back with every field, by id, in their workspace only': onMessages((messages) => ({
    findMany: async (workspaceId, ids) =>
      (await messages.findMany(workspaceId, ids)).map(({ interactionId: _lost, ...message }) => message),
  })),
  'a message whose version is not the one expected, or whose id is taken, refuses the commit': onCommit(
    async (commit, { messages }) => {
      const { workspaceId, writes } = commit
      const updated = await Promise.all(
        writes.map(async (write) => {
          if (write.kind !== 'message' || write.op !== 'update') return write
          const [stored = write.record] = await messages.findMany(workspaceId, [write.record.id])
          // The last writer wins.
          const version = write.record.version > stored.version ? stored.version + 1 : write.record.version
          return { ...write, record: { ...write.record, version } }
        }),
      )
      return { ...commit, writes: updated }
    },
  ),
  'a message is stored with its words; they stay as they are when it is replaced, and are gone once they are blanked':
    onCommit(async ({ messagesBlanked: _forgotten, ...commit }) => commit),
  'a message whose provider calls it by a name is found by that name': onMessages((messages) => ({
    // Whoever's name it is.
    findByProviderNames: async (workspaceId, names) => {
      const all = names.flatMap((name) => ['sendgrid', 'mailjet'].map((provider) => ({ ...name, provider })))
      return messages.findByProviderNames(workspaceId, all)
    },
  })),
  'what was written in a period is listed a recipient each, page by page': onMessages((messages) => ({
    listSent: async (workspaceId, { after, ...page }) =>
      // By instant alone: what was written at the same time is lost between two pages.
      messages.listSent(workspaceId, after === undefined ? page : { ...page, from: after.at + 1 }),
  })),
  'the messages to a person are listed with what they say, by id, page by page': onMessages((messages) => ({
    listOfPerson: async (workspaceId, contactId, page) => {
      const rows = await messages.listOfPerson(workspaceId, contactId, page)
      return rows.filter(({ message }) => message.recipients.length === 1)
    },
  })),
  'templates of messages come back with every field, by key, in their workspace only': onMessages((messages) => ({
    listTemplates: async (workspaceId) => {
      const bare = (key: string): string => key.replaceAll('-', '')
      // As dictionaries sort: a hyphen is none.
      const templates = await messages.listTemplates(workspaceId)
      return templates.toSorted((a, b) => (bare(a.key) < bare(b.key) ? -1 : 1))
    },
  })),
  'templates of messages are updated and purged by version': onCommit(async (commit, { messages }) => {
    const { workspaceId, writes } = commit
    const known = await messages.listTemplates(workspaceId)
    const updated = writes.map((write) => {
      if (write.kind !== 'message-template' || write.op !== 'purge') return write
      // Whatever it has become.
      const stored = known.find(({ id }) => id === write.id)
      return { ...write, expectedVersion: stored?.version ?? write.expectedVersion }
    })
    return { ...commit, writes: updated }
  }),
  'a template of messages beyond the most that a workspace may have refuses the commit with too-many': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== 'too-many') return result
        // Makes room by itself.
        const [oldest] = await store.messages.listTemplates(commit.workspaceId)
        if (oldest === undefined) return result
        const { id, version: expectedVersion } = oldest
        const purge = { op: 'purge', kind: 'message-template', id, expectedVersion } as const
        return store.commit({ ...commit, writes: [purge, ...commit.writes] })
      },
    }
  },
  'of concurrent commits that add the last template of messages, one succeeds at most': () => {
    const store = memoryStore()
    const beyond = new Map<string, MessageTemplate>()
    return {
      ...store,
      messages: {
        ...store.messages,
        listTemplates: async (id) => [...(await store.messages.listTemplates(id)), ...beyond.values()],
      },
      commit: async (commit) => {
        // Looked at first, written afterwards.
        const known = await store.messages.listTemplates(commit.workspaceId)
        await Promise.resolve()
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== 'too-many' || known.length >= result.error.most) return result
        for (const write of commit.writes) {
          if (write.kind === 'message-template' && write.op === 'create') beyond.set(write.record.id, write.record)
        }
        return ok({ numbers: new Map(), identityBefore: 0, identityAfter: 0 })
      },
    }
  },
  'credit is what was added less what was taken, in its workspace only': onCommit(async (commit) => {
    // Nobody takes as much as that.
    const { smsCredit } = commit
    const parts = Math.max(smsCredit?.parts ?? 0, -50)
    return smsCredit === undefined ? commit : { ...commit, smsCredit: { ...smsCredit, parts } }
  }),
  'credit that is taken where too little is left refuses the commit with no-credit': onCommit(async (commit) => {
    const { smsCredit } = commit
    return smsCredit === undefined ? commit : { ...commit, smsCredit: { ...smsCredit, needsCredit: false } }
  }),
  'of concurrent commits that take the last of the credit, one succeeds at most': onCommit(
    async (commit, { messages }) => {
      const { smsCredit, workspaceId } = commit
      if (smsCredit === undefined || !smsCredit.needsCredit) return commit
      // Looked at first, taken afterwards.
      const isEnough = (await messages.smsCredit(workspaceId)) + smsCredit.parts >= 0
      await Promise.resolve()
      return { ...commit, smsCredit: { ...smsCredit, needsCredit: !isEnough } }
    },
  ),
  'messages are listed latest first, ties by id, page by page': onMessages((messages) => ({
    list: async (scope, { after, ...query }) => {
      const rows = await messages.list(scope, { ...query, limit: 1_000 })
      return rows.filter(({ createdAt }) => after === undefined || createdAt < after.at).slice(0, query.limit)
    },
  })),
  'a list of messages meets every condition of its query': onMessages((messages) => ({
    list: async (scope, query) => {
      const { contactIds, ...rest } = query
      return messages.list(scope, contactIds?.length === 0 ? rest : query)
    },
  })),
  'a list of messages holds those of a purpose, and those of members or of nobody': onMessages((messages) => ({
    // Takes its page first, and what is asked for from that.
    list: async (scope, { purpose, isByMember, ...query }) =>
      (await messages.list(scope, query)).filter(
        (message) =>
          (purpose === undefined || message.purpose === purpose) &&
          (isByMember === undefined || (message.memberId !== null) === isByMember),
      ),
  })),
  'a message is seen by who sees its matter, or else a contact that it is to, or who wrote it': onMessages(
    (messages) => ({
      // Who wrote it sees it, whatever it is about.
      list: async (scope, query) => {
        const rows = await messages.list(scope, query)
        const { filter, workspaceId } = scope
        if (filter.sees === 'everything') return rows
        const all = await messages.list({ workspaceId, filter: { sees: 'everything' } }, query)
        return all.filter(({ id, memberId }) => memberId === filter.memberId || rows.some((row) => row.id === id))
      },
    }),
  ),
  'a list of messages holds nothing of a matter in the trash, unless it is asked for': onMessages(
    (messages, store) => ({
      list: async (scope, query) => {
        const rows = await messages.list(scope, query)
        const ids = rows.flatMap(({ interactionId }) => interactionId ?? [])
        const matters = await store.interactions.findMany(scope, ids)
        const trashed = new Set(matters.filter(({ trashedAt }) => trashedAt !== undefined).map(({ id }) => id))
        return rows.filter(({ interactionId = '' }) => !trashed.has(interactionId))
      },
    }),
  ),
  'a message to a contact that was merged is seen by who sees the one that it became': onMessages(
    (messages, store) => ({
      list: async (scope, query) => {
        const rows = await messages.list(scope, query)
        const { filter, workspaceId } = scope
        if (filter.sees === 'everything') return rows
        const all = await messages.list({ workspaceId, filter: { sees: 'everything' } }, query)
        const ids = all.flatMap(({ recipients }) => recipients.flatMap(({ contactId }) => contactId ?? []))
        // By the record that was merged, too.
        const merged = (await store.contacts.findMany(scope, ids)).filter(({ mergedInto }) => mergedInto !== undefined)
        const seen = new Set(merged.map(({ id }) => id))
        const there = new Set(rows.map(({ id }) => id))
        return all.filter(({ id, recipients }) => {
          return there.has(id) || recipients.some(({ contactId = '' }) => seen.has(contactId))
        })
      },
    }),
  ),
  'messages that were sent stand on timelines at the instant at which they were written, with what became of them by now':
    onTimeline((interactions) => ({
      timeline: async (scope, { kind, ids }, page) =>
        interactions.timeline(scope, { kind, ids: ids.slice(0, 1) }, page),
    })),
  'a timeline holds no message of a matter that the scope does not see, or that is in the trash': () => {
    const store = memoryStore()
    const { interactions, messages } = store
    return {
      ...store,
      interactions: {
        ...interactions,
        timeline: async (scope, place, page) => {
          const entries = await interactions.timeline(scope, place, page)
          if (place.kind !== 'contact') return entries
          const there = new Set(entries.map(({ id }) => id))
          // Whatever is to the contact, whatever it is about.
          const everything = { ...scope, filter: { sees: 'everything' } } as const
          const all = await messages.list(everything, { contactIds: place.ids, limit: 99 })
          const hidden = all
            .filter(({ id, interactionId }) => interactionId !== undefined && !there.has(id))
            .map((message) => ({ kind: 'message', at: message.createdAt, id: message.id, message }) as const)
          return [...entries, ...hidden]
        },
      },
    }
  },
}

function onMessages(change: (messages: MessageRepository, store: Store) => Partial<MessageRepository>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, messages: { ...store.messages, ...change(store.messages, store) } }
  }
}

function onTimeline(change: (interactions: InteractionRepository) => Partial<InteractionRepository>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, interactions: { ...store.interactions, ...change(store.interactions) } }
  }
}

function onCommit(change: (commit: Commit, store: Store) => Promise<Commit>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, commit: async (commit) => store.commit(await change(commit, store)) }
  }
}
