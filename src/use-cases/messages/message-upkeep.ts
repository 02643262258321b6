/** What administrators do about messages: credit, and having events interpreted again. Rules: docs/concepts/messages.md (MSG-2, MSG-5). @module */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { ProviderEventReplay } from '../../ports/provider-event-log.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import type { Session } from '../context.ts'
import { interpretation } from '../providers/interpretation-job.ts'

/** Adds to the credit for text messages, or takes from it. */
export function addCredit(
  session: Session,
  parts: number,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<number> {
  const { store, actor } = session
  return carryOut(
    session,
    { command: 'messages.addSmsCredit', input: { parts }, options },
    async (): Promise<Decision<number>> => {
      const before = await store.messages.smsCredit(actor.workspaceId)
      const changes = [{ field: 'parts', after: parts }]
      return {
        effect: {
          writes: [],
          // What is taken away is taken whatever is left: it corrects a mistake.
          smsCredit: { parts, needsCredit: false },
          happenings: [happening(session, 'messages.addSmsCredit', 'workspace.sms-credit-added', changes, { parts })],
        },
        answer: aboutRecord(actor.workspaceId),
        outcome: () => before + parts,
      }
    },
    () => store.messages.smsCredit(actor.workspaceId),
  )
}

/** Has what providers told interpreted once more. */
export function replayProviderEvents(
  session: Session,
  replay: ProviderEventReplay,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<void> {
  const { actor, ids, clock } = session
  return carryOut(
    session,
    { command: 'messages.replayEvents', input: replay, options },
    async (): Promise<Decision<void>> => {
      const changes = Object.entries(replay).map(([field, after]) => ({ field, after }))
      return {
        effect: {
          writes: [],
          providerEventsReplayed: replay,
          jobs: [interpretation(replay.topic, ids.next(), clock.now())],
          happenings: [happening(session, 'messages.replayEvents', 'provider-events.replayed', changes, { ...replay })],
        },
        answer: aboutRecord(actor.workspaceId),
        outcome: () => {},
      }
    },
    async () => {},
  )
}

function happening(
  { actor }: Session,
  command: string,
  event: string,
  changes: Happening['changes'],
  data: Happening['data'] & {},
): Happening {
  const subject = { kind: 'workspace', id: actor.workspaceId } as const
  return { command, right: actorRight(actor), subject, changes, event, data }
}
