/** How telephone numbers are handed over: whoever leaves answers none any more. Rules: docs/concepts/access.md (WS-3), docs/concepts/calls.md (TEL-1). @module */
import type { LineOperator } from '../../call/line.ts'
import type { StoredLine } from '../../call/stored-call.ts'
import type { MemberId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'
import { changesBetween } from '../record-changes.ts'
import type { HandOverOrder, HandOverPart } from '../workspace/hand-over-parts.ts'

const pageSize = 500

/** The hand-over of the numbers that a member answers. @param command its public name */
export function lines(command: string): HandOverPart {
  return {
    kind: 'line',
    // Else a manager would take an administrator's place at a number, which he can't do by changing it.
    takes: 'workspace.lines.update',
    takesChanges: 'telephone numbers',
    count: async (session, memberId) => (await linesOf(session, memberId)).length,
    // What was handed over is found no more: every page is the first one.
    async page(session, order) {
      const found = (await linesOf(session, order.fromId)).slice(0, pageSize)
      const updatedAt = session.clock.now()
      const changed = found.map((line) => {
        return { ...line, operators: operatorsAfter(line.operators, order), version: line.version + 1, updatedAt }
      })
      return {
        recordIds: changed.map(({ id }) => id),
        writes: changed.map((record) => ({ op: 'update', kind: 'line', record })),
        happenings: changed.map(({ id, version, operators }, index) => ({
          command,
          right: order.right,
          subject: { kind: 'line', id },
          changes: changesBetween({ operators: found[index]?.operators }, { operators }),
          event: 'line.updated',
          version,
        })),
      }
    },
  }
}

/** The numbers that a member answers. Those that were given back are the past. */
async function linesOf({ store, actor }: Session, memberId: MemberId): Promise<readonly StoredLine[]> {
  const all = await store.calls.listLines(actor.workspaceId)
  return all.filter(
    ({ state, operators }) => state !== 'released' && operators.some((one) => one.memberId === memberId),
  )
}

/** The receiver in the other's place, with what that one might do there; where he answers the number already, as he did. */
function operatorsAfter(operators: readonly LineOperator[], { fromId, toId }: HandOverOrder): readonly LineOperator[] {
  const isThere = operators.some(({ memberId }) => memberId === toId)
  return operators.flatMap((each) => {
    if (each.memberId !== fromId) return [each]
    return isThere ? [] : [{ ...each, memberId: toId }]
  })
}
