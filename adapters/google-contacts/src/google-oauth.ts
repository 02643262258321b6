/** Connecting accounts: consent, tokens that are kept and refreshed, and their end. Rules: docs/adapters/google-contacts.md. @module */

import { textOf } from '@crmkit/adapter-kit'
import {
  type Chance,
  type Clock,
  CrmError,
  type DirectoryAccountId,
  type DirectoryTokens,
  isCrmError,
  type KeptTokens,
  type WorkspaceId,
} from 'crmkit'
import { ConsentEnded } from './access.ts'
import { contactsScope, type GoogleTokens, readTokens, writeTokens } from './kept-tokens.ts'
import {
  consentAddress,
  exchangeCode,
  type GoogleApplication,
  refreshAccess,
  revokeGrant,
  type TokenAnswer,
} from './oauth-client.ts'
import type { GoogleAuth } from './options.ts'

/** An application, and where the tokens of accounts are kept. Nothing is read from the environment. */
export interface GoogleOAuthOptions extends GoogleApplication {
  readonly tokens: DirectoryTokens
  /** Default: the system's. */
  readonly clock?: Clock
  /** Default: the runtime's. */
  readonly chance?: Chance
  /** How long to wait for a new access token. Default: 15,000. */
  readonly timeoutMs?: number
}

/** Which account of which workspace. */
export interface GoogleAccountName {
  readonly workspaceId: WorkspaceId
  readonly accountId: DirectoryAccountId
}

/** What is to be kept of a consent that was asked for, until the person comes back: in his session, say. */
export interface AskedConsent {
  readonly state: string
  readonly codeVerifier: string
}

/** What came of a consent. */
export type ConsentOutcome =
  | { readonly kind: 'connected' }
  | {
      readonly kind: 'refused'
      /**
       * `denied`: the person did not want to. `wrong-state`: this is no answer to what was asked, and may be a stranger's.
       * `missing-scope`: contacts were left out. `wrong-code`: it was used already, or is too old. `wrong-application`:
       * Google does not know the application so.
       */
      readonly why: 'denied' | 'wrong-state' | 'missing-scope' | 'wrong-code' | 'wrong-application'
    }
  /** Google could not be asked, or somebody connects this account at the same time: ask for the consent anew. */
  | { readonly kind: 'postponed' }

/** Connects accounts, and opens those that are connected. */
export interface GoogleOAuth {
  /** Begins: lead the person to `url`, and keep the rest. @param loginHint the address of the account, if it is known */
  ask(loginHint?: string): Promise<AskedConsent & { readonly url: string }>
  /** Ends: keeps the tokens of who came back. @param url the whole address that he came back to */
  finish(account: GoogleAccountName, url: string, asked: AskedConsent): Promise<ConsentOutcome>
  /** What opens an account; refreshed, and kept, whenever it is asked for too late. */
  account(account: GoogleAccountName): GoogleAuth
  /** Ends a consent at Google, and forgets its tokens, even if Google could not be asked. */
  disconnect(account: GoogleAccountName): Promise<{ readonly isRevoked: boolean }>
}

/** Tokens are refreshed so long before they end. */
const earlyMs = 60_000

/**
 * Connects accounts of Google.
 *
 * @example
 * const google = googleOAuth({ clientId, clientSecret, redirectUri, tokens: sealedTokens({ tokens, keys }) })
 */
export function googleOAuth(options: GoogleOAuthOptions): GoogleOAuth {
  const { tokens, clock = systemClock, chance = systemChance, timeoutMs = 15_000 } = options
  return {
    async ask(loginHint) {
      const [state, codeVerifier] = [base64Url(chance.bytes(24)), base64Url(chance.bytes(48))]
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier))
      const codeChallenge = base64Url(new Uint8Array(digest))
      const hint = loginHint === undefined ? {} : { loginHint }
      return { url: consentAddress(options, { state, codeChallenge, ...hint }), state, codeVerifier }
    },

    async finish({ workspaceId, accountId }, url, { state, codeVerifier }) {
      const { searchParams: query } = new URL(url, 'http://back.example')
      if (query.get('state') !== state) return { kind: 'refused', why: 'wrong-state' }
      const code = query.get('code')
      if (code === null) return { kind: 'refused', why: 'denied' }
      const answer = await exchangeCode(options, { code, codeVerifier }, timeoutMs)
      if (answer.kind === 'postponed') return answer
      if (answer.kind === 'refused') {
        return { kind: 'refused', why: answer.code === 'invalid_grant' ? 'wrong-code' : 'wrong-application' }
      }
      const given = tokensOf(answer, clock.now())
      if (given === null) return { kind: 'refused', why: 'wrong-application' }
      if (!given.scopes.includes(contactsScope)) return { kind: 'refused', why: 'missing-scope' }
      const kept = await readOrForget(tokens, { workspaceId, accountId })
      const expectedVersion = kept?.version ?? null
      const written = await tokens.write(workspaceId, accountId, { secret: writeTokens(given), expectedVersion })
      return written.kind === 'written' ? { kind: 'connected' } : { kind: 'postponed' }
    },

    account: (account) => keptAccount(options, { clock, timeoutMs }, account),

    async disconnect({ workspaceId, accountId }) {
      const kept = await readOrForget(tokens, { workspaceId, accountId })
      const known = kept === null ? null : readTokens(kept.secret)
      const answer = known === null ? null : await revokeGrant(options, known.refreshToken, timeoutMs)
      await tokens.remove(workspaceId, accountId)
      // What Google does not know any more is revoked as well.
      return { isRevoked: answer !== null && answer.kind !== 'postponed' }
    },
  }
}

function keptAccount(
  options: GoogleOAuthOptions,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
  { workspaceId, accountId }: GoogleAccountName,
): GoogleAuth {
  const { tokens } = options
  const discarded = new Set<string>()
  let refreshing: Promise<string> | null = null

  const isGood = ({ accessToken, expiresAt }: GoogleTokens) => {
    return accessToken !== '' && !discarded.has(accessToken) && expiresAt - earlyMs > clock.now()
  }

  async function read(): Promise<{ readonly known: GoogleTokens; readonly version: number }> {
    const kept = await tokens.read(workspaceId, accountId)
    const known = kept === null ? null : readTokens(kept.secret)
    if (kept === null || known === null) throw new ConsentEnded(accountId, 'is not connected')
    return { known, version: kept.version }
  }

  async function refresh(): Promise<string> {
    const { known, version } = await read()
    if (isGood(known)) return known.accessToken
    const answer = await refreshAccess(options, known.refreshToken, timeoutMs)
    if (answer.kind === 'postponed') {
      const message = `Google did not answer for a new access token (${answer.problem}). Try again later.`
      throw new CrmError('backend-unavailable', { message, retryable: true })
    }
    if (answer.kind === 'refused') {
      // Somebody may have connected the account again meanwhile.
      const now = await read()
      if (now.version !== version && isGood(now.known)) return now.known.accessToken
      if (answer.code === 'invalid_grant')
        throw new ConsentEnded(accountId, 'has taken its consent back, or it has ended (invalid_grant)')
      const message = `Google refuses the application (${answer.code}): look at clientId and clientSecret.`
      throw new CrmError('backend-refused', { message })
    }
    const given = tokensOf(answer, clock.now(), known)
    if (given === null) throw new ConsentEnded(accountId, 'got no new access token')
    const secret = writeTokens(given)
    const written = await tokens.write(workspaceId, accountId, { secret, expectedVersion: version })
    if (written.kind === 'written') return given.accessToken
    // Another process was first. Its tokens are kept, and ours are as good.
    const { known: theirs } = await read()
    return isGood(theirs) ? theirs.accessToken : given.accessToken
  }

  return {
    async getAccessToken() {
      refreshing ??= refresh().finally(() => {
        refreshing = null
      })
      return { token: await refreshing }
    },
    discard: (token) => {
      discarded.add(token)
    },
  }
}

/** What is kept for an account; what can't be opened any more, for its key is gone, is forgotten. */
async function readOrForget(
  tokens: DirectoryTokens,
  { workspaceId, accountId }: GoogleAccountName,
): Promise<KeptTokens | null> {
  try {
    return await tokens.read(workspaceId, accountId)
  } catch (error) {
    if (!isCrmError(error, 'backend-refused')) throw error
    await tokens.remove(workspaceId, accountId)
    return null
  }
}

/** The tokens of an answer; `null`: it has none. A refresh token comes with a consent only, and may be replaced later. */
function tokensOf(
  { value }: Extract<TokenAnswer, { readonly kind: 'answered' }>,
  now: number,
  known?: GoogleTokens,
): GoogleTokens | null {
  const { access_token, refresh_token, expires_in, scope } = value
  const refreshToken = textOf(refresh_token) || (known?.refreshToken ?? '')
  const accessToken = textOf(access_token)
  if (accessToken === '' || refreshToken === '') return null
  const scopes = textOf(scope) === '' ? (known?.scopes ?? []) : textOf(scope).split(' ')
  const livesMs = typeof expires_in === 'number' ? expires_in * 1_000 : 0
  return { refreshToken, accessToken, expiresAt: now + livesMs, scopes }
}

const systemClock: Clock = { now: () => Date.now() }
const systemChance: Chance = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) }

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
