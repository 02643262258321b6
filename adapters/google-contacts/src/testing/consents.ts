/** Google's side of OAuth: consents, codes, tokens, and their end. RFC 6749, RFC 7636, RFC 7009. @module */
import { createHash } from 'node:crypto'
import type { Clock } from 'crmkit'

/** The scope with which contacts are read and written. */
const contactsScope = 'https://www.googleapis.com/auth/contacts'

/** An application as it is registered. */
export interface RegisteredClient {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
}

/** A consent of somebody. */
interface Grant {
  readonly account: string
  readonly scopes: readonly string[]
  isRevoked: boolean
}

/** What an access token opens. */
interface Access {
  readonly grant: Grant
  readonly expiresAt: number
}

/** How somebody answers the question for his consent. */
export interface ConsentAnswer {
  /** Default: all that was asked for. */
  readonly scopes?: readonly string[]
  readonly denies?: boolean
}

/** All consents of an application. */
export interface Consents {
  /** Somebody answers at an address of consent: the address that he is led back to. @throws {Error} where it is none */
  answer(account: string, url: string, answer?: ConsentAnswer): string
  /** A new access token, without a consent page. */
  mint(account: string, scopes?: readonly string[]): string
  /** What a token opens; `null`: nothing any more. */
  accessOf(token: string): Access | null
  /** Ends all consents of somebody, as he does in the settings of his account. */
  revokeAll(account: string): void
  /** `/token` */
  exchange(form: URLSearchParams): Response
  /** `/revoke` */
  revoke(form: URLSearchParams): Response
}

const livesMs = 3_599_000

interface Code {
  readonly grant: Grant
  readonly redirectUri: string
  readonly challenge: string | null
}

/** Registers an application. */
export function openConsents(clock: Clock, client: RegisteredClient): Consents {
  const grants: Grant[] = []
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, Grant>()
  const accessTokens = new Map<string, Access>()
  let count = 0

  function next(prefix: string): string {
    count += 1
    return `${prefix}${String(count).padStart(6, '0')}`
  }

  function grantOf(account: string, scopes: readonly string[]): Grant {
    const grant = { account, scopes, isRevoked: false }
    grants.push(grant)
    return grant
  }

  function accessTo(grant: Grant): string {
    const token = next('ya29.access-')
    accessTokens.set(token, { grant, expiresAt: clock.now() + livesMs })
    return token
  }

  function tokensOf(grant: Grant): Readonly<Record<string, unknown>> {
    return { access_token: accessTo(grant), expires_in: 3_599, scope: grant.scopes.join(' '), token_type: 'Bearer' }
  }

  return {
    answer(account, url, { scopes, denies = false } = {}) {
      const { searchParams: query } = new URL(url)
      const redirectUri = query.get('redirect_uri') ?? ''
      if (query.get('client_id') !== client.clientId) throw new Error('Error 401: invalid_client')
      if (!client.redirectUris.includes(redirectUri)) throw new Error('Error 400: redirect_uri_mismatch')
      if (query.get('response_type') !== 'code') throw new Error('Error 400: unsupported_response_type')
      const back = new URL(redirectUri)
      const state = query.get('state')
      if (state !== null) back.searchParams.set('state', state)
      if (denies) {
        back.searchParams.set('error', 'access_denied')
        return back.href
      }
      const granted = scopes ?? (query.get('scope') ?? '').split(' ')
      const code = next('4/0code-')
      const grant = grantOf(account, granted)
      codes.set(code, { grant, redirectUri, challenge: query.get('code_challenge') })
      // Without `access_type=offline` there is no refresh token.
      if (query.get('access_type') === 'offline') refreshTokens.set(`1//${code}`, grant)
      back.searchParams.set('code', code)
      back.searchParams.set('scope', granted.join(' '))
      return back.href
    },
    mint: (account, scopes = [contactsScope]) => accessTo(grantOf(account, scopes)),
    accessOf(token) {
      const access = accessTokens.get(token)
      if (access === undefined || access.grant.isRevoked || access.expiresAt <= clock.now()) return null
      return access
    },
    revokeAll(account) {
      for (const grant of grants) if (grant.account === account) grant.isRevoked = true
    },
    exchange(form) {
      if (form.get('client_id') !== client.clientId || form.get('client_secret') !== client.clientSecret) {
        return refuse(401, 'invalid_client', 'The OAuth client was not found.')
      }
      if (form.get('grant_type') === 'refresh_token') {
        const grant = refreshTokens.get(form.get('refresh_token') ?? '')
        if (grant === undefined || grant.isRevoked) {
          return refuse(400, 'invalid_grant', 'Token has been expired or revoked.')
        }
        return Response.json(tokensOf(grant))
      }
      if (form.get('grant_type') !== 'authorization_code') {
        return refuse(400, 'unsupported_grant_type', 'Invalid grant_type.')
      }
      const name = form.get('code') ?? ''
      const code = codes.get(name)
      codes.delete(name)
      if (code === undefined) return refuse(400, 'invalid_grant', 'Malformed auth code.')
      if (code.redirectUri !== form.get('redirect_uri')) return refuse(400, 'redirect_uri_mismatch', 'Bad Request')
      if (code.challenge !== null && code.challenge !== challengeOf(form.get('code_verifier') ?? '')) {
        return refuse(400, 'invalid_grant', 'Invalid code verifier.')
      }
      const refreshToken = refreshTokens.has(`1//${name}`) ? { refresh_token: `1//${name}` } : {}
      return Response.json({ ...tokensOf(code.grant), ...refreshToken })
    },
    revoke(form) {
      const token = form.get('token') ?? ''
      const grant = refreshTokens.get(token) ?? accessTokens.get(token)?.grant
      if (grant === undefined || grant.isRevoked) return refuse(400, 'invalid_token', 'Token expired or revoked')
      grant.isRevoked = true
      return Response.json({})
    },
  }
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

function refuse(status: number, error: string, error_description: string): Response {
  return Response.json({ error, error_description }, { status })
}
