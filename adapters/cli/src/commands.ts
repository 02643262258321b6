/** The commands of the program, in the order of the help. @module */
import { agendaCommand } from './agenda-command.ts'
import type { Command } from './command.ts'
import { duplicatesCommand } from './duplicates-command.ts'
import { exportCommand } from './export-command.ts'
import { feedCommand } from './feed-command.ts'
import { importCommand } from './import-command.ts'
import { importsCommand } from './imports-command.ts'
import { interactionsCommand } from './interactions-command.ts'
import { companiesCommand, contactsCommand } from './list-commands.ts'
import { migrateCommand } from './migrate-command.ts'
import { remindCommand } from './remind-command.ts'
import { syncCommand } from './sync-command.ts'
import { undoCommand } from './undo-command.ts'
import { vcardCommand } from './vcard-command.ts'

/** Every command. */
export const commands: readonly Command[] = [
  importCommand,
  undoCommand,
  importsCommand,
  companiesCommand,
  contactsCommand,
  duplicatesCommand,
  interactionsCommand,
  agendaCommand,
  feedCommand,
  remindCommand,
  exportCommand,
  vcardCommand,
  syncCommand,
  migrateCommand,
]

/** The command of this name, or `null`. */
export function findCommand(name: string): Command | null {
  return commands.find((command) => command.name === name) ?? null
}
