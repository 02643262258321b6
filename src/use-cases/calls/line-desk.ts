/** The desk of telephone numbers. Rules: docs/concepts/calls.md (TEL-1). @module */
import type { NewLine } from '../../call/line.ts'
import type { StoredLine } from '../../call/stored-call.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { LineChanges, NumberQuery } from '../../inputs/telephone.ts'
import type { LineId } from '../../kernel/ids.ts'
import type { NumberOffer } from '../../ports/telephony.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import { parseLineChanges, parseNewLine, parseNumberQuery } from '../../schemas/telephone.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { requireCallAccount } from './call-account.ts'
import { changeLine } from './change-line.ts'
import { buyLine, linkLine, releaseLine } from './own-lines.ts'

/** The telephone numbers of the workspace. All members see them; whatever changes one takes the capability `settings`. */
export interface LineDesk {
  /** Numbers that can be bought. Buys nothing. @throws {CrmError} forbidden, invalid-input, call-refused */
  search(query: NumberQuery): Promise<readonly NumberOffer[]>

  /**
   * Buys a number, and has its calls come here. What came of it may not be known: then its state is `buying`, and buying it
   * again looks it up at the provider. It is never bought twice.
   * @throws {CrmError} call-refused - the provider does not sell it
   * @throws {CrmError} no-account
   * @throws {CrmError} forbidden, invalid-input
   * @example
   * const line = await desk.workspace.lines.buy({ name: 'Sales', number: '+33123458073', operators: [{ memberId }] })
   */
  buy(input: NewLine, options?: Pick<CommandOptions, 'commandId'>): Promise<StoredLine>

  /** Has the calls of a number come here that is ours at the provider. @throws {CrmError} call-refused, forbidden, invalid-input */
  link(input: NewLine, options?: Pick<CommandOptions, 'commandId'>): Promise<StoredLine>

  /** Gives a number back, for good. Its calls stay in the log. @throws {CrmError} call-refused, forbidden, not-found, version-conflict */
  release(id: LineId, options?: CommandOptions): Promise<StoredLine>

  /** All numbers, those that were given back too, in the order of their ids. */
  list(): Promise<readonly StoredLine[]>

  /**
   * Changes who answers a number, and what it may be used for. Operators' switches are never wider than the number's.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   */
  update(id: LineId, changes: LineChanges, options?: CommandOptions): Promise<StoredLine>
}

/** The desk of numbers of whoever the session is opened for. */
export function lineDesk(open: OpenSession): LineDesk {
  return {
    search: async (query) => {
      const { kind = 'local', limit = 20, country, contains, takesSms } = accept(parseNumberQuery(query))
      const { telephony } = await requireCallAccount(await open('workspace.lines.search'))
      const wanted = { ...(contains !== undefined && { contains }), ...(takesSms !== undefined && { takesSms }) }
      return telephony.searchNumbers({ country, kind, limit, ...wanted })
    },
    buy: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewLine(input)), accept(parseCommandOptions(options))]
      return buyLine(await open('workspace.lines.buy'), asked, how)
    },
    link: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewLine(input)), accept(parseCommandOptions(options))]
      return linkLine(await open('workspace.lines.link'), asked, how)
    },
    release: async (id, options = {}) => {
      const [known, how] = [readId(id, 'lineId'), accept(parseCommandOptions(options))]
      return releaseLine(await open('workspace.lines.release'), known, how)
    },
    list: async () => {
      const { store, actor } = await open('workspace.lines.list')
      return store.calls.listLines(actor.workspaceId)
    },
    update: async (id, changes, options = {}) => {
      const [known, asked] = [readId(id, 'lineId'), accept(parseLineChanges(changes))]
      const how = accept(parseCommandOptions(options))
      return changeLine(await open('workspace.lines.update'), known, asked, how)
    },
  }
}
