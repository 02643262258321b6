/** Whether a mailbox can be used, without changing anything in it. @module */
import type { ConfigurationProblem } from 'crmkit'
import type { ImapFlow } from 'imapflow'
import { connect, failureOf, type MailboxFailure } from './imap-session.ts'
import type { ImapMailboxOptions } from './options.ts'
import { unreachable, wrongLogin, wrongSecurity } from './problems.ts'

/** What is wrong with how mail is fetched. */
export async function checkMailbox(
  options: ImapMailboxOptions,
  signal: AbortSignal,
): Promise<readonly ConfigurationProblem[]> {
  const { folder = 'INBOX', afterFiling } = options
  let client: ImapFlow | null = null
  try {
    client = await connect(options, signal)
    const found: ConfigurationProblem[] = []
    if (!(await isThere(client, folder))) found.push(missing('folder'))
    if (afterFiling?.kind === 'move' && !(await isThere(client, afterFiling.folder))) found.push(missing('afterFiling'))
    return found
  } catch (failure) {
    return [problemOf[failureOf(failure)]]
  } finally {
    await client?.logout().catch(() => client?.close())
  }
}

const problemOf: Readonly<Record<MailboxFailure, ConfigurationProblem>> = {
  login: wrongLogin,
  security: wrongSecurity,
  missing: missing('folder'),
  refused: unreachable,
  unreachable,
}

function missing(field: string): ConfigurationProblem {
  return { field, problem: 'missing', remedy: 'Make this folder in the mailbox, or name one that is there.' }
}

async function isThere(client: ImapFlow, folder: string): Promise<boolean> {
  try {
    await client.status(folder, { messages: true })
    return true
  } catch (failure) {
    if (failureOf(failure) === 'missing') return false
    throw failure
  }
}
