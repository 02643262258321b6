/** Workspaces by name: the same name means the same workspace, whenever it is said. @module */
import { createHash } from 'node:crypto'
import { type Crm, type Desk, isCrmError } from 'crmkit'
import { parseCountry } from 'crmkit/domain'
import { UsageError } from './usage-error.ts'

/** A workspace as the command line names it: by its id, or by a name that an id follows from. */
export interface NamedWorkspace {
  readonly id: string
  readonly name: string
}

/** The workspace that a name or an id means. @throws {UsageError} it is blank */
export function workspaceNamed(nameOrId: string): NamedWorkspace {
  const name = nameOrId.trim()
  if (name === '') throw new UsageError('--workspace is a name or an id, not blank.')
  return uuidShape.test(name) ? { id: name.toLowerCase(), name } : { id: idFor(`workspace ${name}`), name }
}

/** The country that a name or a code means. @throws {UsageError} none does */
export function countryNamed(text: string): string {
  const country = parseCountry(text)
  if (country !== null) return country
  throw new UsageError(`--country takes a two-letter code such as FR, BE or RO, not "${text}".`)
}

/** The administrator's desk of a workspace that is there, or `null`. */
export async function openWorkspace(crm: Crm, { id }: NamedWorkspace): Promise<Desk | null> {
  const members = crm.asSystem({ workspaceId: id, reason }).workspace.members
  const known = await members.list().catch((failure: unknown) => {
    if (isCrmError(failure, 'not-found')) return null
    throw failure
  })
  if (known === null) return null
  const administrators = known.filter(({ role, state }) => role === 'administrator' && state === 'active')
  const own = administrators.find((member) => member.id === administratorOf(id).id) ?? administrators[0]
  const member = own ?? (await members.add({ ...administratorOf(id), role: 'administrator' }))
  return crm.as({ workspaceId: id, memberId: member.id })
}

/** The administrator's desk of a workspace, which is created if it is not there. */
export async function openOrCreateWorkspace(
  crm: Crm,
  named: NamedWorkspace,
  country: string | undefined,
): Promise<{ readonly desk: Desk; readonly isNew: boolean }> {
  const known = await openWorkspace(crm, named)
  if (known !== null) return { desk: known, isNew: false }
  const { id, name } = named
  const administrator = administratorOf(id)
  try {
    await crm.asSystem({ reason }).workspaces.create({ id, name, administrator, country })
  } catch (failure) {
    // Another import made it at the same time.
    if (!isCrmError(failure, 'duplicate')) throw failure
  }
  return { desk: crm.as({ workspaceId: id, memberId: administrator.id }), isNew: true }
}

const reason = 'crmkit on the command line'
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The member that the program acts as. */
function administratorOf(workspaceId: string): { readonly id: string; readonly name: string } {
  return { id: idFor(`administrator of ${workspaceId}`), name: 'Administrator' }
}

/** A UUID of version 5 (RFC 9562) in a namespace of the program's own. */
function idFor(name: string): string {
  const namespace = Buffer.from('3f1c9e2a7d404b5f9d0e6a8b21c4d7e5', 'hex')
  const bytes = createHash('sha1').update(namespace).update(name.normalize('NFC')).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
