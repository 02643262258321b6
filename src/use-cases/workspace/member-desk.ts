/** The desk of the members: who comes, goes and hands over. Rules: docs/concepts/access.md (WS-3, WS-5, ACC-1, ACC-4). @module */
import type { MemberChanges, NewMember } from '../../access/change-settings.ts'
import type { HourlyCost, NewHourlyCost } from '../../access/hourly-cost.ts'
import { type Member, shownMember } from '../../access/member.ts'
import type { MemberStep } from '../../access/member-states.ts'
import type { Capability, Role } from '../../access/role.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { MemberId } from '../../kernel/ids.ts'
import { parseAuthorized, parseWithheld } from '../../schemas/access.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import { parsePipelineKeys } from '../../schemas/pipeline.ts'
import { parseMemberChanges, parseNewHourlyCost, parseNewMember, parseRole } from '../../schemas/workspace.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import {
  addMember,
  authorizeSms,
  changeRole,
  setCost,
  stepMember,
  updateMember,
  withhold,
  withholdPipelines,
} from './change-member.ts'
import { getMember } from './get-member.ts'
import { type HandOver, handOver, previewHandOver } from './hand-over.ts'

/** The members of the workspace. Whatever changes one takes the capability `settings`. */
export interface MemberDesk {
  /**
   * Adds a member, who may act at once.
   * @throws {CrmError} forbidden, invalid-input
   * @throws {CrmError} duplicate - there is a member with that id
   */
  add(input: NewMember, options?: Pick<CommandOptions, 'commandId'>): Promise<Member>

  /** One member. @throws {CrmError} not-found */
  get(id: MemberId): Promise<Member>

  /** All members, in the order of their ids. */
  list(): Promise<readonly Member[]>

  /**
   * Changes name and e-mail; what is left out keeps its value.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   * @throws {CrmError} transition-refused - the member is anonymized
   */
  update(id: MemberId, changes: MemberChanges, options?: CommandOptions): Promise<Member>

  /**
   * Gives a member another role.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   * @throws {CrmError} last-administrator - nobody else could change anything
   * @throws {CrmError} transition-refused - the member is anonymized
   */
  changeRole(id: MemberId, role: Role, options?: CommandOptions): Promise<Member>

  /**
   * Takes capabilities from a member that the role would give: all that are to be missing, the list that is there is
   * replaced. An administrator keeps them all.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   * @throws {CrmError} transition-refused - the member is anonymized
   * @example
   * await desk.workspace.members.withhold(bob.id, ['import', 'financial'])
   */
  withhold(id: MemberId, capabilities: readonly Capability[], options?: CommandOptions): Promise<Member>

  /**
   * Takes pipelines from a member: he neither creates matters of them nor moves matters to them. What is named replaces
   * what was named before; the built-in ones can be withheld from nobody (INT-11).
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   */
  withholdPipelines(id: MemberId, keys: readonly string[], options?: CommandOptions): Promise<Member>

  /**
   * Lets a member send text messages, which cost (MSG-5), or (`false`) does so no longer.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   * @throws {CrmError} transition-refused - the member is anonymized
   */
  authorizeSms(id: MemberId, authorized: boolean, options?: CommandOptions): Promise<Member>

  /** Keeps a member out until he is unlocked. @throws {CrmError} as {@link MemberDesk.deactivate} */
  lock(id: MemberId, options?: CommandOptions): Promise<Member>

  /** Lets a locked member in again. @throws {CrmError} forbidden, not-found, transition-refused, version-conflict */
  unlock(id: MemberId, options?: CommandOptions): Promise<Member>

  /**
   * Ends a member's access: he has left. What he owns stays his until it is handed over.
   * @throws {CrmError} forbidden, not-found, version-conflict
   * @throws {CrmError} last-administrator - nobody else could change anything
   * @throws {CrmError} transition-refused - the state does not allow it; the details say what it would allow
   */
  deactivate(id: MemberId, options?: CommandOptions): Promise<Member>

  /** Lets somebody who had left act again. @throws {CrmError} forbidden, not-found, transition-refused, version-conflict */
  reactivate(id: MemberId, options?: CommandOptions): Promise<Member>

  /**
   * Blanks name and e-mail of a deactivated member, for good. The id stays, as author of the past.
   * @throws {CrmError} forbidden, not-found, transition-refused, version-conflict
   */
  anonymize(id: MemberId, options?: CommandOptions): Promise<Member>

  /**
   * What {@link MemberDesk.handOver} would move, counted now.
   * @throws {CrmError} forbidden, not-found
   * @throws {CrmError} invalid-input - who is to get it is the same member, or not active
   */
  previewHandOver(fromId: MemberId, toId: MemberId): Promise<HandOver>

  /**
   * Makes an active member the owner of everything that another one owns, in pages, each of which is written as a whole.
   * If it is interrupted, the same call goes on where it stopped. Who did what in the past stays as it is. Telephone
   * numbers stay, too, where the actor may not change them (`settings`): `left` says how many.
   * @returns what this call has moved; under a `commandId` that was carried out, what the first call to the end moved
   * @throws {CrmError} forbidden, not-found, transaction-conflict
   * @throws {CrmError} invalid-input - who is to get it is the same member, or not active
   */
  handOver(fromId: MemberId, toId: MemberId, options?: Pick<CommandOptions, 'commandId'>): Promise<HandOver>

  /**
   * What an hour of a member costs, by the day from which on; `costAt` of `crmkit/domain` finds the one of a day.
   * It takes a manager or an administrator who has the capability `financial`.
   * @throws {CrmError} forbidden, not-found
   */
  hourlyCosts(id: MemberId): Promise<readonly HourlyCost[]>

  /**
   * Sets what an hour costs from a day on. What it cost before stays.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   */
  setHourlyCost(id: MemberId, cost: NewHourlyCost, options?: CommandOptions): Promise<readonly HourlyCost[]>
}

/** The member desk of whoever the session is opened for. */
export function memberDesk(open: OpenSession): MemberDesk {
  const step =
    (asked: MemberStep): MemberDesk['lock'] =>
    async (id, options = {}) => {
      const [known, how] = [readId(id, 'memberId'), accept(parseCommandOptions(options))]
      return shownMember(await stepMember(await open(`workspace.members.${asked}`), known, asked, how))
    }
  return {
    add: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewMember(input)), accept(parseCommandOptions(options))]
      return shownMember(await addMember(await open('workspace.members.add'), asked, how))
    },
    get: async (id) => {
      const known = readId(id, 'memberId')
      return shownMember(await getMember(await open('workspace.members.get'), known))
    },
    list: async () => {
      const { store, actor } = await open('workspace.members.list')
      return (await store.workspaces.listMembers(actor.workspaceId)).map(shownMember)
    },
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'memberId')
      const [asked, how] = [accept(parseMemberChanges(changes)), accept(parseCommandOptions(options))]
      return shownMember(await updateMember(await open('workspace.members.update'), known, asked, how))
    },
    changeRole: async (id, role, options = {}) => {
      const known = readId(id, 'memberId')
      const [asked, how] = [accept(parseRole(role)), accept(parseCommandOptions(options))]
      return shownMember(await changeRole(await open('workspace.members.changeRole'), known, asked, how))
    },
    withhold: async (id, capabilities, options = {}) => {
      const known = readId(id, 'memberId')
      const [asked, how] = [accept(parseWithheld(capabilities)), accept(parseCommandOptions(options))]
      return shownMember(await withhold(await open('workspace.members.withhold'), known, asked, how))
    },
    withholdPipelines: async (id, keys, options = {}) => {
      const known = readId(id, 'memberId')
      const [asked, how] = [accept(parsePipelineKeys(keys)), accept(parseCommandOptions(options))]
      const session = await open('workspace.members.withholdPipelines')
      return shownMember(await withholdPipelines(session, known, asked, how))
    },
    authorizeSms: async (id, authorized, options = {}) => {
      const known = readId(id, 'memberId')
      const [asked, how] = [accept(parseAuthorized(authorized)), accept(parseCommandOptions(options))]
      return shownMember(await authorizeSms(await open('workspace.members.authorizeSms'), known, asked, how))
    },
    lock: step('lock'),
    unlock: step('unlock'),
    deactivate: step('deactivate'),
    reactivate: step('reactivate'),
    anonymize: step('anonymize'),
    previewHandOver: async (fromId, toId) => {
      const [from, to] = [readId(fromId, 'fromId'), readId(toId, 'toId')]
      return previewHandOver(await open('workspace.members.previewHandOver'), from, to)
    },
    handOver: async (fromId, toId, options = {}) => {
      const [from, to] = [readId(fromId, 'fromId'), readId(toId, 'toId')]
      const how = accept(parseCommandOptions(options))
      return handOver(await open('workspace.members.handOver'), from, to, how)
    },
    hourlyCosts: async (id) => {
      const known = readId(id, 'memberId')
      const session = await open('workspace.members.hourlyCosts')
      return (await getMember(session, known)).hourlyCosts
    },
    setHourlyCost: async (id, cost, options = {}) => {
      const known = readId(id, 'memberId')
      const [asked, how] = [accept(parseNewHourlyCost(cost)), accept(parseCommandOptions(options))]
      return (await setCost(await open('workspace.members.setHourlyCost'), known, asked, how)).hourlyCosts
    },
  }
}
