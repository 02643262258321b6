/** What `crmkit help` says. @module */
import type { Command, OptionHelp } from './command.ts'
import { commands } from './commands.ts'

const everywhere: readonly OptionHelp[] = [
  { option: '--store ADDRESS', meaning: 'pglite:DIRECTORY or postgres://… (default: the variable CRMKIT_STORE)' },
  { option: '--workspace NAME', meaning: 'a name or an id (default: "default")' },
  { option: '--debug', meaning: 'show where an error comes from' },
]

/** Commands that are about all workspaces of a store. */
const ofTheStore: ReadonlySet<string> = new Set(['migrate', 'remind'])

/** Help on the program as a whole. */
export function describeProgram(): string {
  return [
    'crmkit: companies, contacts and what is done with them, from the command line',
    '',
    lined([
      ...commands.map(({ name, summary }) => ({ option: name, meaning: summary })),
      { option: 'help [COMMAND]', meaning: 'What a command can do' },
    ]),
    '',
    'For example:',
    '  crmkit import customers.csv --store pglite:crm-data --dry-run',
    '  crmkit import customers.csv --store pglite:crm-data --refused refused.csv',
    '  crmkit companies --search paris --store pglite:crm-data',
  ].join('\n')
}

/** Help on one command. */
export function describeCommand({ name, summary, synopsis, options, notes }: Command): string {
  const usual = everywhere.filter(({ option }) => !ofTheStore.has(name) || !option.startsWith('--workspace'))
  return [
    `${summary}.`,
    '',
    `  crmkit ${name} ${synopsis}`,
    '',
    lined([...options, ...usual]),
    ...(notes === '' ? [] : ['', notes]),
  ].join('\n')
}

function lined(options: readonly OptionHelp[]): string {
  const width = Math.max(...options.map(({ option }) => option.length)) + 2
  return options.map(({ option, meaning }) => `  ${option.padEnd(width)}${meaning}`).join('\n')
}
