/** A workspace, and a desk in it. @module */
import { type Crm, type Desk, isCrmError } from 'crmkit'

/**
 * Ids are the host's to choose: your application knows which customer is which workspace, and who is logged in. These
 * are the ids that `crmkit` on the command line gives to `--workspace default` and `own`, so that it finds them.
 */
const workspaces = {
  default: { id: '3629c424-36ba-5fc1-abe7-35dc2bcf9467', name: 'Verger' },
  own: { id: '2b1264a7-bbe8-5ab7-8217-0f5231d4c9e0', name: 'own' },
} as const

const memberId = '0190a4c2-0000-7000-8000-000000000001'

/** Opens the desk of the one member of a workspace, who begins it if need be. */
export async function openDesk(crm: Crm, name: keyof typeof workspaces): Promise<Desk> {
  const { id: workspaceId, name: workspaceName } = workspaces[name]
  const desk = crm.as({ workspaceId, memberId })
  try {
    await desk.workspace.get()
  } catch (error) {
    if (!isCrmError(error, 'not-found')) throw error
    await crm.asSystem({ reason: 'quick start' }).workspaces.create({
      id: workspaceId,
      name: workspaceName,
      country: 'FR',
      locale: 'en',
      administrator: { id: memberId, name: 'Anne Reinette' },
    })
  }
  return desk
}
