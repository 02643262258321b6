/** Google Contacts as an address book. @module */
import type { ContactDirectory } from 'crmkit'
import { checkAccount } from './check-account.ts'
import { ensureGroup } from './find-group.ts'
import { checkOptions, type GoogleContactsOptions } from './options.ts'
import { asking } from './people-client.ts'
import { readEntries, readPage } from './read-people.ts'
import { mostWrites, writePeople } from './write-people.ts'

/**
 * Opens the contacts of one account.
 *
 * @example
 * const contacts = googleContacts({ auth: google.account(workspaceId, accountId) })
 * @throws {Error} if the options can't be meant
 */
export function googleContacts(options: GoogleContactsOptions): ContactDirectory {
  checkOptions(options)
  const { pageSize = 1_000 } = options
  let last: Promise<unknown> = Promise.resolve()

  /** Google wants the changes of an account one after the other. */
  function inTurn<Answer>(change: () => Promise<Answer>): Promise<Answer> {
    const turn = last.then(change)
    last = turn.catch(() => null)
    return turn
  }

  return {
    provider: 'google',
    mostWrites,
    check: ({ timeoutMs }) => checkAccount(asking(options, timeoutMs)),
    readPage: (read, { timeoutMs }) => readPage(asking(options, timeoutMs), pageSize, read),
    readEntries: (entryIds, { timeoutMs }) => readEntries(asking(options, timeoutMs), entryIds),
    write: (writes, { timeoutMs }) => inTurn(() => writePeople(asking(options, timeoutMs), writes)),
    ensureGroup: (name, { timeoutMs }) => inTurn(() => ensureGroup(asking(options, timeoutMs), name)),
  }
}
