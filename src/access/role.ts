/** Roles, and the capabilities that can be taken from a role or from one member. Rules: docs/concepts/access.md (ACC-1). @module */

/**
 * What a member is here for:
 * - `administrator` sees and does everything, private records included;
 * - `manager` too, without the settings and without taking data out;
 * - `user` sees what is not private, what is his, and what is shared with him;
 * - `restricted` sees only what is his, what is nobody's, and what is expressly shared with him;
 * - `read-only` sees what a user sees, and changes nothing.
 */
export type Role = 'administrator' | 'manager' | 'user' | 'restricted' | 'read-only'

/**
 * What can be taken away one by one:
 * - `financial`: seeing what things and hours cost;
 * - `export`: taking data out;
 * - `import`: bringing files in, and taking imports back;
 * - `delete`: putting records into the trash, and removing them for good;
 * - `bulk-mail`: writing to many at once;
 * - `reports`: what adds up over records;
 * - `settings`: how the workspace is set up.
 */
export type Capability = 'financial' | 'export' | 'import' | 'delete' | 'bulk-mail' | 'reports' | 'settings'

/** How much of the workspace's records a role sees: `RecordFilter` says what each means. */
type Sight = 'everything' | 'granted' | 'assigned'

/** What a role begins with. */
export interface RoleRule {
  readonly sees: Sight
  readonly changes: boolean
  readonly capabilities: readonly Capability[]
}

/** All roles, the one that may most first. Docs and tests read this table. */
export const roleRules: Readonly<Record<Role, RoleRule>> = {
  administrator: {
    sees: 'everything',
    changes: true,
    capabilities: ['financial', 'export', 'import', 'delete', 'bulk-mail', 'reports', 'settings'],
  },
  manager: {
    sees: 'everything',
    changes: true,
    capabilities: ['financial', 'import', 'delete', 'bulk-mail', 'reports'],
  },
  user: { sees: 'granted', changes: true, capabilities: ['financial', 'import', 'delete', 'bulk-mail', 'reports'] },
  restricted: { sees: 'assigned', changes: true, capabilities: ['financial', 'import', 'delete', 'bulk-mail'] },
  'read-only': { sees: 'granted', changes: false, capabilities: ['financial', 'reports'] },
}

/** All roles, the one that may most first. */
export const roles: readonly Role[] = ['administrator', 'manager', 'user', 'restricted', 'read-only']

/** All capabilities. */
export const capabilities: readonly Capability[] = roleRules.administrator.capabilities

/** Capabilities that a workspace takes from a whole role. Nothing can be taken from administrators. */
export type WithheldFromRoles = Readonly<
  Partial<Record<Exclude<Role, 'administrator'>, readonly Capability[] | undefined>>
>

/** What a member may do: what the role begins with, less what was taken from the role and from the member. */
export function capabilitiesOf(
  member: { readonly role: Role; readonly withheld: readonly Capability[] },
  fromRoles: WithheldFromRoles,
): readonly Capability[] {
  const { role, withheld } = member
  const all = roleRules[role].capabilities
  if (role === 'administrator') return all
  const taken = new Set([...withheld, ...(fromRoles[role] ?? [])])
  return all.filter((capability) => !taken.has(capability))
}
