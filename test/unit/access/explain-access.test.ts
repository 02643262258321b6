import type { Actor, CallName, Role } from 'crmkit'
import { capabilitiesOf, explainAccess, roleRules, roles } from 'crmkit/domain'
import { countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

const [workspaceId, anne, ben, group] = [1, 2, 3, 4].map((count) => countedId(count)) as [
  string,
  string,
  string,
  string,
]

function actor(role: Role): Actor {
  const capabilities = capabilitiesOf({ role, withheld: [] }, {})
  return { kind: 'member', workspaceId, memberId: anne, role, capabilities, groupIds: [group] }
}

const bens = { ownerId: ben, visibility: 'private' } as const
const shared = { ...bens, shares: [{ with: group, level: 'write' }] } as const

describe('Explaining access', () => {
  it.each([
    ['user', 'companies.get', bens, 'hidden', 'companies.get is refused: there is no such record that may be seen.'],
    [
      'user',
      'companies.update',
      shared,
      'share',
      'Allowed: the record is shared with the actor, or with a group that the actor is in.',
    ],
    [
      'user',
      'companies.share',
      shared,
      'not-own',
      `companies.share is refused: that is its owner's to decide. Ask its owner, member ${ben}, or an administrator.`,
    ],
    ['manager', 'companies.purge', bens, 'manager', 'Allowed: the role manager sees and changes all records.'],
    [
      'read-only',
      'companies.update',
      shared,
      'reads-only',
      'companies.update is refused: the role read-only changes nothing.',
    ],
    [
      'restricted',
      'companies.get',
      { ownerId: null, visibility: 'private' },
      'visibility',
      "Allowed: the record is nobody's.",
    ],
    [
      'user',
      'workspace.changeSettings',
      null,
      'capability',
      'workspace.changeSettings is refused: it takes the capability settings, which the role user does not have. Ask an administrator.',
    ],
    [
      'user',
      'workspace.members.handOver',
      null,
      'role',
      'workspace.members.handOver is refused to the role user: it takes a manager or an administrator.',
    ],
    ['user', 'companies.list', null, 'member', 'Allowed: the role may do this.'],
  ] as const)('ACC-3 %s, %s: %#', (role, call: CallName, record, why, inWords) => {
    const { verdict, ...explanation } = explainAccess(actor(role), call, record)
    expect(verdict.allowed ? verdict.right : verdict.because).toBe(why)
    expect(explanation).toEqual({ call, inWords })
  })

  it('ACC-1 a capability can be taken from every role but the administrator, and given to none', () => {
    for (const role of roles) {
      const { capabilities } = roleRules[role]
      for (const capability of roleRules.administrator.capabilities) {
        const left = capabilitiesOf({ role, withheld: [capability] }, {})
        const fromRole = role === 'administrator' ? {} : { [role]: [capability] }
        expect(capabilitiesOf({ role, withheld: [] }, fromRole)).toEqual(left)
        const isKept = role === 'administrator'
        expect(left).toEqual(isKept ? capabilities : capabilities.filter((name) => name !== capability))
      }
    }
  })
})
