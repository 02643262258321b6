/** Handing reminders over: here to the terminal, elsewhere to a mail server. @module */
import type { Desk, Notifier, ReminderNotice, WorkspaceId } from 'crmkit'
import { detail, finding } from './say.ts'
import { onClock } from './story.ts'

/** A notifier that prints. One serves all workspaces: whom a notice names is looked up in the notice's own. */
export function postman(deskOf: (workspaceId: WorkspaceId) => Desk): Notifier {
  const delivered = new Set<string>()
  return {
    deliver: async (notice) => {
      // A machine that is killed before its answer is written is followed by one that asks again, under the same key.
      if (!delivered.has(notice.key)) {
        const { on, at } = onClock(notice.dueAt)
        const isRoutine = notice.audience.kind === 'member' && notice.schedule.kind === 'meeting'
        const say = isRoutine ? detail : finding
        say(on, [
          `${at} reminder to ${await nameOf(deskOf(notice.workspaceId), notice)}: “${notice.interaction.subject}” ${when(notice)}`,
        ])
      }
      delivered.add(notice.key)
      return { kind: 'delivered' }
    },
  }
}

async function nameOf(desk: Desk, { audience }: ReminderNotice): Promise<string> {
  if (audience.kind === 'member') return (await desk.workspace.members.get(audience.id)).name
  const { givenName, familyName } = await desk.contacts.get(audience.id)
  return `${[givenName, familyName].filter(Boolean).join(' ')}, the customer`
}

function when({ schedule }: ReminderNotice): string {
  return schedule.kind === 'task' ? `by ${schedule.due.on}` : `on ${schedule.start.on} at ${schedule.start.at}`
}
