/** `crmkit remind`: reminders that are due are printed, and count as handed over. @module */
import { type Crm, createCrm, type Notifier, type ReminderNotice, type WorkspaceId } from 'crmkit'
import { readArguments, storeOptions } from './arguments.ts'
import type { Command } from './command.ts'
import { describeInstant, describeSchedule, interactionLine } from './describe-interaction.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { readPlace } from './place.ts'
import { counted } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { shownAddress } from './with-desk.ts'

/** More workspaces than this are not looked through for what was missed. */
const mostWorkspaces = 1_000
const reason = 'crmkit remind on the command line'

/** `crmkit remind`. */
export const remindCommand: Command = {
  name: 'remind',
  summary: 'Hand over the reminders that are due, by printing them',
  synopsis: '--store ADDRESS [options]',
  options: [{ option: '--json', meaning: 'one line of JSON a reminder, for a program that sends them' }],
  notes: [
    'It does so for all workspaces of the store, and once: what was printed is not printed again. Whoever pipes the',
    'lines into a program of his own must not lose them. Events and webhooks are left to your application.',
  ].join('\n'),
  run: runRemind,
}

async function runRemind(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { store } = storeOptions
  const { values } = readArguments(argv, { store, json: { type: 'boolean' } }, [])
  const { stores, address, clock } = readPlace({ ...values, workspace: 'default' }, io)
  const opened = await stores.openExisting(address)
  if (opened === null) throw new UsageError(`There are no records yet in ${shownAddress(address)}.`)
  try {
    const time = clock === undefined ? {} : { clock }
    const plain = createCrm({ store: opened.store, ...time })
    const notifier = printingNotifier(plain, values.json === true, io)
    const crm = createCrm({ store: opened.store, ...time, notifier })
    const startedAt = clock?.now() ?? Date.now()
    const waiting = (await opened.store.jobs.listWaiting(mostWorkspaces)).filter(
      ({ nextDueAt }) => nextDueAt <= startedAt,
    )
    const signal = io.signal === undefined ? {} : { signal: io.signal }
    const { retried, dead } = await crm.runDue({ only: 'reminders', ...signal })
    if (values.json !== true) {
      const missed = await missedSince(
        plain,
        waiting.map(({ workspaceId }) => workspaceId),
        startedAt,
      )
      const failed = retried + dead === 0 ? '' : `, ${retried + dead} failed`
      io.stdout.write(`${counted(notifier.printed(), 'reminder')} handed over, ${missed} missed${failed}\n`)
    }
    return io.signal?.aborted === true ? exitCodes.interrupted : exitCodes.done
  } finally {
    await opened.close()
  }
}

function printingNotifier(crm: Crm, json: boolean, io: CliIo): Notifier & { printed(): number } {
  let printed = 0
  return {
    printed: () => printed,
    deliver: async (notice) => {
      io.stdout.write(`${json ? JSON.stringify(notice) : await describeNotice(crm, notice)}\n`)
      printed += 1
      return { kind: 'delivered' }
    },
  }
}

/** A reminder in a line: who is reminded of what. */
async function describeNotice(crm: Crm, notice: ReminderNotice): Promise<string> {
  const desk = crm.asSystem({ workspaceId: notice.workspaceId, reason })
  const { audience, dueAt, interaction, schedule } = notice
  const { settings } = await desk.workspace.get()
  const who =
    audience.kind === 'member' ? await desk.workspace.members.get(audience.id) : await desk.contacts.get(audience.id)
  const name = 'name' in who ? who.name : [who.givenName, who.familyName].filter(Boolean).join(' ')
  const when = describeSchedule(schedule, settings.timeZone)
  return `${describeInstant(dueAt, settings.timeZone)}  ${name}: ${interactionLine(interaction)}, ${when}`
}

/** How many reminders of these workspaces were found to be too late. */
async function missedSince(crm: Crm, workspaceIds: readonly WorkspaceId[], startedAt: number): Promise<number> {
  let missed = 0
  for (const workspaceId of workspaceIds) {
    const { reminders } = crm.asSystem({ workspaceId, reason })
    let cursor: string | undefined
    do {
      const page = await reminders.list({ state: 'missed', limit: 500, cursor })
      missed += page.items.filter(({ settledAt = 0 }) => settledAt >= startedAt).length
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }
  return missed
}
