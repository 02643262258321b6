/**
 * What calls hold of a person: told on request, and erased. The line stays in the log: that somebody called, when and how
 * long. Rules: docs/concepts/privacy.md (PTY-6), docs/concepts/calls.md (TEL-3).
 * @module
 */
import type { StoredCall } from '../../call/stored-call.ts'
import type { CallId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'
import { changesBetween } from '../record-changes.ts'
import { forgetRecordingsJob } from './forget-recordings.ts'
import type { PersonalDataPart, PersonOnFile } from './personal-data-parts.ts'

/** How many are read together. */
const pageSize = 500

/** Calls that name the person: numbers, notes, recordings, and what the provider told. */
export const personalCalls: PersonalDataPart = {
  name: 'calls',
  export: async (session, person) =>
    (await callsOf(session, person)).map(({ route: _ours, files: _kept, early: _raw, ...call }) => call),
  async erase(session, person) {
    const now = session.clock.now()
    const blanked = (await callsOf(session, person))
      .filter(({ erasedAt }) => erasedAt === undefined)
      .map((before) => ({ before, after: { ...erasedCall(before, now), version: before.version + 1, updatedAt: now } }))
    return {
      writes: blanked.map(({ after }) => ({ op: 'update', kind: 'call', record: after })),
      changes: blanked.flatMap(({ before, after }) => changesBetween(saidOf(before), saidOf(after), 'call.')),
      follows: {
        jobs: blanked.flatMap(({ before }) => forgetRecordingsJob(session.actor.workspaceId, before, now) ?? []),
        providerEventsBlanked: blanked.map(({ before }) => before.id),
      },
    }
  },
}

/** What was asked of the call goes, too: a provider may have named its questions by the number. */
function erasedCall({ note: _words, route: _questions, ...call }: StoredCall, at: number): StoredCall {
  return {
    ...call,
    number: null,
    files: [],
    recordings: call.recordings.map((recording) => ({ ...recording, state: 'deleted' })),
    erasedAt: at,
  }
}

function saidOf({ number, note, recordings }: StoredCall): object {
  return { number: number ?? undefined, note, recordings: recordings.length === 0 ? undefined : recordings }
}

/** All calls that name the person, under any id that he has had. */
async function callsOf({ store, actor }: Session, { id, otherIds }: PersonOnFile): Promise<readonly StoredCall[]> {
  const calls = new Map<CallId, StoredCall>()
  for (const contactId of [id, ...otherIds]) {
    for (let after: CallId | undefined; ; ) {
      const page = await store.calls.listOfPerson(actor.workspaceId, contactId, {
        limit: pageSize,
        ...(after !== undefined && { after }),
      })
      for (const call of page) calls.set(call.id, call)
      after = page.at(-1)?.id
      if (page.length < pageSize) break
    }
  }
  return [...calls.values()]
}
