/** `crmkit sync google connect` and `disconnect`: a consent begins, and ends. @module */
import type { ConsentOutcome, GoogleOAuth } from '@crmkit/google-contacts'
import type { DirectoryAccount } from 'crmkit'
import { foldText } from 'crmkit/domain'
import { oneOf } from './arguments.ts'
import { type ComingBack, listenForReturn, pastedReturn } from './come-back.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type GoogleAccess, silentRedirectUri } from './google-access.ts'
import type { CliIo } from './io.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { UsageError } from './usage-error.ts'

/** How an address book is connected. */
export interface ConnectWishes {
  readonly label?: string | undefined
  readonly contacts?: string | undefined
  readonly paste?: boolean | undefined
  readonly json?: boolean | undefined
}

/** Asks for a consent, for a new address book or for one of this label whose consent has ended. @throws {UsageError} it was not given */
export async function connectGoogle(
  { desk, tokens, scope }: OpenWorkspace,
  google: GoogleAccess,
  { label = '', contacts, paste = false, json = false }: ConnectWishes,
  io: CliIo,
): Promise<ExitCode> {
  if (label.trim() === '') throw new UsageError('Say with --label whose address book it is: anne@gmail.example.')
  const which = oneOf('contacts', contacts ?? 'visible', ['own', 'visible'])
  const known = (await desk.directories.list()).find(
    (account) => account.provider === 'google' && foldText(account.label) === foldText(label),
  )
  const back = paste ? pastedReturn(silentRedirectUri, io) : await listenForReturn(io.signal)
  try {
    const account = known ?? (await desk.directories.connect({ provider: 'google', label, contacts: which }))
    const name = { workspaceId: scope.workspaceId, accountId: account.id }
    const outcome = await askFor(google.oauth(tokens, back.redirectUri), name, { label, back }, io).catch(
      async (failure: unknown) => {
        if (known === undefined) await desk.directories.disconnect(account.id)
        throw failure
      },
    )
    if (outcome?.kind !== 'connected') {
      // Nobody wants an account without consent in his list.
      if (known === undefined) await desk.directories.disconnect(account.id)
      return notConnected(outcome)
    }
    io.stdout.write(json ? `${JSON.stringify({ account })}\n` : `${account.label} is connected.\n`)
    return exitCodes.done
  } finally {
    back.close()
  }
}

async function askFor(
  oauth: GoogleOAuth,
  name: Parameters<GoogleOAuth['finish']>[0],
  { label, back }: { readonly label: string; readonly back: ComingBack },
  io: CliIo,
): Promise<ConsentOutcome | null> {
  const asked = await oauth.ask(label.includes('@') ? label : undefined)
  io.stderr.write(`Open this address in your browser, and consent:\n${asked.url}\n`)
  const url = await back.wait(asked.state)
  return url === null ? null : oauth.finish(name, url, asked)
}

/** @throws {UsageError} where asking again as it was asked won't help */
function notConnected(outcome: Exclude<ConsentOutcome, { readonly kind: 'connected' }> | null): ExitCode {
  if (outcome === null) return exitCodes.interrupted
  if (outcome.kind === 'refused') throw new UsageError(`Nothing was connected: ${sentences[outcome.why]}.`)
  throw new Error('Nothing was connected, for Google did not answer. Repeat the command.')
}

const sentences: Readonly<Record<Extract<ConsentOutcome, { readonly kind: 'refused' }>['why'], string>> = {
  denied: 'the consent was not given',
  'wrong-state': 'that address is no answer to this question; begin again',
  'missing-scope': 'contacts were left out of the consent; tick them',
  'wrong-code': 'the answer was used before, or is too old; begin again',
  'wrong-application':
    'Google does not know the application so; look at its id, its secret, and that it is a desktop app',
}

/** Ends the consent at Google and forgets the address book; neither side is changed. */
export async function disconnectGoogle(
  { desk, tokens, scope }: OpenWorkspace,
  google: GoogleAccess,
  { account, json }: { readonly account: DirectoryAccount; readonly json: boolean },
  io: CliIo,
): Promise<ExitCode> {
  // With the address book go its tokens, which the consent is ended by: so that comes first, and may be repeated.
  const name = { workspaceId: scope.workspaceId, accountId: account.id }
  const { isRevoked } = await google.oauth(tokens, silentRedirectUri).disconnect(name)
  await desk.directories.disconnect(account.id)
  if (json) io.stdout.write(`${JSON.stringify({ id: account.id, isRevoked })}\n`)
  else {
    const hint = isRevoked ? '' : ' Google was not told: end the consent at myaccount.google.com.'
    io.stdout.write(`${account.label} is disconnected.${hint}\n`)
  }
  return exitCodes.done
}
