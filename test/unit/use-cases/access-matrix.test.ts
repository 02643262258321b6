/** Every role with every call: what happens is what the rules say, what was explained, and what history tells. */
import { type CallName, type Capability, createCrm, type Role } from 'crmkit'
import { callRules, roles } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { callNames } from './access-calls.ts'
import {
  type Matrix,
  type Observed,
  type Ownership,
  observeCall,
  observeRecordCall,
  openMatrix,
  ownerships,
  playRole,
  recordCase,
} from './access-matrix-scene.ts'
import { capabilityFor, expected, isReading, isSeen, needOf, type RecordCase } from './access-oracle.ts'
import { telephones } from './call-scene.ts'
import { providers } from './message-scene.ts'
import { begin, onEveryStore } from './stores.ts'

const recordCalls = callNames.filter((call) => needOf(call) !== null)
const otherCalls = callNames.filter((call) => needOf(call) === null)

const channels = () => ({ ...providers().channels, ...telephones })

/** What can be taken away, seen from the capability that a call takes. */
const takings = ['nothing', 'it from the role', 'it from the member', 'all others'] as const
type Taking = (typeof takings)[number]
const all: readonly Capability[] = ['financial', 'export', 'import', 'delete', 'bulk-mail', 'reports', 'settings']

describe('The access matrix', () => {
  it('ACC-1 each call of a desk has a rule, and each rule a call', () => {
    const desk = createCrm({ store: memoryStore() }).as({ workspaceId: countedId(1), memberId: countedId(2) })
    expect([...namesOf(desk)].toSorted()).toEqual(Object.keys(callRules).toSorted())
    expect(callNames.toSorted()).toEqual(Object.keys(callRules).toSorted())
  })

  it.each(roles)('ACC-1 … ACC-3, ACC-5 calls about a record, as %s', { timeout: 120_000 }, async (role) => {
    const matrix = await openMatrix(await begin(memoryStore(), { channels }))
    for (const taking of takings) {
      const affected = recordCalls.filter((call) => taking === 'nothing' || capabilityFor(call) !== null)
      const withheld = await take(matrix, role, taking, 'delete')
      for (const call of affected) {
        for (const ownership of ownerships) await checkRecordCall(matrix, { role, withheld }, call, ownership)
      }
    }
  })

  it.each(roles)('ACC-1, ACC-5 calls about no record, as %s', { timeout: 120_000 }, async (role) => {
    const matrix = await openMatrix(await begin(memoryStore(), { channels }))
    for (const taking of takings) {
      for (const call of otherCalls) {
        await checkCall(matrix, { role, withheld: await take(matrix, role, taking, capabilityFor(call)) }, call)
      }
    }
  })

  onEveryStore((open) => {
    it('ACC-1 … ACC-5 some of all calls, in the roles that differ most', { timeout: 120_000 }, async () => {
      const matrix = await openMatrix(await open({ channels }))
      let cell = 0
      for (const role of ['user', 'restricted', 'read-only', 'manager'] as const) {
        const withheld = await take(matrix, role, 'nothing', null)
        for (const call of role === 'manager' ? [] : recordCalls) {
          // In steps that come by every ownership before the first one again.
          cell += 7
          const ownership = ownerships[cell % ownerships.length]
          if (ownership !== undefined) await checkRecordCall(matrix, { role, withheld }, call, ownership)
        }
        for (const call of otherCalls.filter((_each, index) => (index + cell) % 5 === 0)) {
          await checkCall(matrix, { role, withheld }, call)
        }
      }
    })
  })
})

interface Caller {
  readonly role: Role
  readonly withheld: readonly Capability[]
}

/** Gives Ben the role, takes away what is said, and tells what is missing then. */
async function take(
  matrix: Matrix,
  role: Role,
  taking: Taking,
  capability: Capability | null,
): Promise<readonly Capability[]> {
  const it = capability === null ? all : [capability]
  const others = all.filter((each) => each !== capability)
  switch (taking) {
    case 'nothing':
      await playRole(matrix, role, [], [])
      return []
    case 'it from the role':
      await playRole(matrix, role, it, [])
      return it
    case 'it from the member':
      await playRole(matrix, role, [], it)
      return it
    case 'all others':
      await playRole(matrix, role, others, others)
      return others
  }
}

async function checkRecordCall(matrix: Matrix, caller: Caller, call: CallName, ownership: Ownership): Promise<void> {
  const where = `${call} as ${caller.role} without ${caller.withheld.join(', ')}: ${Object.values(ownership).join(', ')}`
  expect(await observeRecordCall(matrix, call, ownership), where).toEqual(
    expectedOf(call, caller, recordCase(ownership)),
  )
}

async function checkCall(matrix: Matrix, caller: Caller, call: CallName): Promise<void> {
  const where = `${call} as ${caller.role} without ${caller.withheld.join(', ')}`
  expect(await observeCall(matrix, call), where).toEqual(expectedOf(call, caller, null))
}

function expectedOf(call: CallName, caller: Caller, record: RecordCase | null): Observed {
  const { outcome, ...why } = expected(call, caller, record)
  // Nobody is told more of a record that he may not see than that it is not there, whatever else he lacks.
  const toHimself = record === null || isSeen(caller.role, record) ? null : 'hidden'
  if ('because' in why) return { outcome, explained: [toHimself ?? why.because, why.because] }
  const explained = `allowed as ${why.right}`
  return { outcome, ...(!isReading(call) && { right: why.right }), explained: [explained, explained] }
}

/** The calls of a desk, however deep: `workspace.members.add`. */
function namesOf(desk: object, path = ''): readonly string[] {
  return Object.entries(desk).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'function') return [`${path}${name}`]
    return typeof value === 'object' && value !== null ? namesOf(value, `${path}${name}.`) : []
  })
}
