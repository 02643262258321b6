import type { Commit } from 'crmkit'
import { buildCommit } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { onlyKeepsEvents } from '../src/simple-commit.ts'
import { peopleCommit, workspaceA } from './fixtures.ts'

const kept = [{ topic: 'mail', provider: 'sendgrid', key: 'a', raw: '{}', receivedAt: 1 }] as const
const settled = [{ topic: 'mail', provider: 'sendgrid', key: 'a', state: 'interpreted' }] as const
const commit = (fields: Partial<Commit>): Commit => buildCommit({ workspaceId: workspaceA, ...fields })

describe('A commit whose statements have one plan', () => {
  it('is one that keeps what providers told, and nothing else', () => {
    expect(onlyKeepsEvents(commit({ providerEventsKept: kept }))).toBe(true)
  })

  it.each<[string, Partial<Commit>]>([
    ['keeps nothing', {}],
    ['settles what was told', { providerEventsKept: kept, providerEventsSettled: settled }],
    ['has it worked out again', { providerEventsKept: kept, providerEventsReplayed: { topic: 'mail' } }],
    ['does jobs again', { providerEventsKept: kept, replays: [{ key: 'a', dueAt: 1 }] }],
    ['writes records', { ...peopleCommit(workspaceA, [1]), providerEventsKept: kept }],
  ])('is not one that %s', (_what, fields) => {
    expect(onlyKeepsEvents(commit(fields))).toBe(false)
  })
})
