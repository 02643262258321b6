/** Google's own OAuth client, one for each question, and what came of it. RFC 6749. @module */

import { type Exchange, type Fields, fieldsOf, readJson, textOf } from '@crmkit/adapter-kit'
import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library'
import { carefulOptions } from './careful-transport.ts'
import { contactsScope } from './kept-tokens.ts'
import type { FetchHandler } from './options.ts'

/** An application, as it is registered in the Google Cloud console. */
export interface GoogleApplication {
  /** `….apps.googleusercontent.com` */
  readonly clientId: string
  readonly clientSecret: string
  /** Where Google leads back to, exactly as it is registered. */
  readonly redirectUri: string
  /** Where people are asked for their consent. Default: Google's. */
  readonly consentUrl?: string
  /** Where tokens are given. Default: Google's. */
  readonly tokenUrl?: string
  /** Where consents end. Default: Google's. */
  readonly revokeUrl?: string
  /** Makes the requests. Default: Node. */
  readonly fetch?: FetchHandler
}

/** What came of asking for tokens. */
export type TokenAnswer =
  | { readonly kind: 'answered'; readonly value: Fields }
  /** The error of RFC 6749: `invalid_grant`. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'postponed'; readonly problem: string }

/** The address at which somebody is asked for his consent: to contacts, for good, whoever he was before. */
export function consentAddress(
  application: GoogleApplication,
  asked: { readonly state: string; readonly codeChallenge: string; readonly loginHint?: string },
): string {
  return clientOf(application).generateAuthUrl({
    scope: [contactsScope],
    access_type: 'offline',
    // Without it, only the first consent of all comes with a refresh token.
    prompt: 'consent',
    state: asked.state,
    code_challenge: asked.codeChallenge,
    code_challenge_method: CodeChallengeMethod.S256,
    ...(asked.loginHint !== undefined && { login_hint: asked.loginHint }),
  })
}

/** Exchanges the code that somebody came back with. */
export function exchangeCode(
  application: GoogleApplication,
  { code, codeVerifier }: { readonly code: string; readonly codeVerifier: string },
  timeoutMs: number,
): Promise<TokenAnswer> {
  return askForTokens(application, timeoutMs, (client) => client.getToken({ code, codeVerifier }))
}

/** Asks for a new access token. */
export function refreshAccess(
  application: GoogleApplication,
  refreshToken: string,
  timeoutMs: number,
): Promise<TokenAnswer> {
  return askForTokens(application, timeoutMs, (client) => {
    client.setCredentials({ refresh_token: refreshToken })
    return client.refreshAccessToken()
  })
}

/** Ends a consent. */
export function revokeGrant(application: GoogleApplication, token: string, timeoutMs: number): Promise<TokenAnswer> {
  return askForTokens(application, timeoutMs, (client) => client.revokeToken(token))
}

async function askForTokens(
  application: GoogleApplication,
  timeoutMs: number,
  question: (client: OAuth2Client) => Promise<unknown>,
): Promise<TokenAnswer> {
  let outcome: Exchange = { kind: 'unreached', problem: 'not asked' }
  const careful = carefulOptions({ fetch: application.fetch, timeoutMs }, (told) => {
    outcome = told
  })
  // What it makes of the answer does not count: it reads the system's clock.
  await question(clientOf(application, careful))
  return readAnswer(outcome)
}

function readAnswer(outcome: Exchange): TokenAnswer {
  if (outcome.kind !== 'answered') return { kind: 'postponed', problem: outcome.problem }
  const said = readJson(outcome.body)
  if (outcome.status >= 200 && outcome.status < 300) return { kind: 'answered', value: fieldsOf(said) }
  const code = textOf(fieldsOf(said)['error'])
  const isTheirs = outcome.status >= 500 || outcome.status === 429
  if (isTheirs || !/^\w{1,80}$/.test(code)) return { kind: 'postponed', problem: String(outcome.status) }
  return { kind: 'refused', code }
}

function clientOf(application: GoogleApplication, transporterOptions = {}): OAuth2Client {
  const { clientId, clientSecret, redirectUri, consentUrl, tokenUrl, revokeUrl } = application
  return new OAuth2Client({
    ...{ clientId, clientSecret, redirectUri, transporterOptions },
    endpoints: {
      ...(consentUrl !== undefined && { oauth2AuthBaseUrl: consentUrl }),
      ...(tokenUrl !== undefined && { oauth2TokenUrl: tokenUrl }),
      ...(revokeUrl !== undefined && { oauth2RevokeUrl: revokeUrl }),
    },
  })
}
