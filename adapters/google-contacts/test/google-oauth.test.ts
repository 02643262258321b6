/** Connecting an account: consents, tokens that are kept, refreshed and taken back. */

import { people_v1 } from '@googleapis/people'
import { CrmError, type DirectoryTokens, isCrmError, sealedTokens } from 'crmkit'
import { memoryTokens } from 'crmkit/memory'
import { type FixedClock, fixedClock } from 'crmkit/testing'
import { OAuth2Client } from 'google-auth-library'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GoogleOAuth, googleContacts, googleOAuth } from '../src/index.ts'
import { readTokens } from '../src/kept-tokens.ts'
import { type LoopbackServer, type PeopleApi, peopleApi, serveOnLoopback, testClient } from '../src/testing/index.ts'

const patient = { timeoutMs: 10_000 }
const account = { workspaceId: 'w1', accountId: 'a1' }
const hour = 3_600_000

let clock: FixedClock
let api: PeopleApi
let tokens: DirectoryTokens
let server: LoopbackServer
/** The bodies of the requests for tokens. */
let exchanges: URLSearchParams[]
beforeEach(async () => {
  clock = fixedClock()
  api = peopleApi({ clock })
  tokens = memoryTokens()
  exchanges = []
  server = await serveOnLoopback(async (request) => {
    if (request.url.endsWith('/token')) exchanges.push(new URLSearchParams(await request.clone().text()))
    return api.handle(request)
  })
})
afterEach(() => server.close())

function open(kept: DirectoryTokens = tokens): GoogleOAuth {
  return googleOAuth({
    ...{ clientId: testClient.clientId, clientSecret: testClient.clientSecret, clock, tokens: kept },
    redirectUri: 'https://crm.example/google/connected',
    tokenUrl: `${server.url}/token`,
    revokeUrl: `${server.url}/revoke`,
  })
}

async function connect(google: GoogleOAuth = open()): Promise<GoogleOAuth> {
  const asked = await google.ask()
  expect(await google.finish(account, api.account('anna').consent(asked.url), asked)).toEqual({ kind: 'connected' })
  return google
}

async function kept() {
  const read = await tokens.read('w1', 'a1')
  return read === null ? null : { ...readTokens(read.secret), version: read.version }
}

function pageOf(google: GoogleOAuth) {
  return googleContacts({ auth: google.account(account), rootUrl: server.url }).readPage({}, patient)
}

describe('A consent', () => {
  it('is asked for contacts only, for good, with a state and a challenge', async () => {
    const google = open()
    const [asked, other] = [await google.ask('anna@pomme.example'), await google.ask()]
    const { origin, pathname, searchParams } = new URL(asked.url)
    expect(origin + pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth')
    expect(Object.fromEntries(searchParams)).toEqual({
      scope: 'https://www.googleapis.com/auth/contacts',
      access_type: 'offline',
      prompt: 'consent',
      response_type: 'code',
      client_id: testClient.clientId,
      redirect_uri: 'https://crm.example/google/connected',
      state: asked.state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      login_hint: 'anna@pomme.example',
    })
    expect(asked.url).not.toContain(asked.codeVerifier)
    expect(asked.codeVerifier).toMatch(/^[\w-]{64}$/)
    expect(new Set([asked.state, other.state, asked.codeVerifier, other.codeVerifier]).size).toBe(4)
  })

  it('opens the account', async () => {
    const google = await connect()
    expect((await pageOf(google)).kind).toBe('page')
    expect(await googleContacts({ auth: google.account(account), rootUrl: server.url }).check(patient)).toEqual([])
    const [exchange] = exchanges
    expect([exchange?.get('grant_type'), exchange?.get('client_secret')]).toEqual([
      'authorization_code',
      testClient.clientSecret,
    ])
    expect(await kept()).toMatchObject({ expiresAt: clock.now() + 3_599_000, version: 1 })
  })

  it.each([
    ['denied', (url: string) => api.account('anna').consent(url, { denies: true })],
    ['missing-scope', (url: string) => api.account('anna').consent(url, { scopes: ['openid'] })],
    [
      'wrong-state',
      (url: string) =>
        api
          .account('anna')
          .consent(url)
          .replace(/state=[\w-]+/, 'state=other'),
    ],
    [
      'wrong-code',
      (url: string) =>
        api
          .account('anna')
          .consent(url)
          .replace(/code=[^&]+/, 'code=other'),
    ],
  ])('that is %s is refused, and nothing is kept', async (why, answer) => {
    const google = open()
    const asked = await google.ask()
    expect(await google.finish(account, answer(asked.url), asked)).toEqual({ kind: 'refused', why })
    expect(await kept()).toBeNull()
  })

  it('is taken once, and only from who asked for it', async () => {
    const google = open()
    const [asked, other] = [await google.ask(), await google.ask()]
    const stolen = api.account('anna').consent(asked.url)
    const withState = { state: asked.state, codeVerifier: other.codeVerifier }
    const refused = { kind: 'refused', why: 'wrong-code' }
    expect(await google.finish(account, stolen, withState)).toEqual(refused)
    const url = api.account('anna').consent(asked.url)
    expect(await google.finish(account, url, asked)).toEqual({ kind: 'connected' })
    expect(await google.finish(account, url, asked)).toEqual(refused)
  })

  it('of an application that Google knows otherwise is refused', async () => {
    const google = open()
    const asked = await google.ask()
    const url = api.account('anna').consent(asked.url)
    const wrong = googleOAuth({
      ...{ clientId: testClient.clientId, clientSecret: 'another', tokens, tokenUrl: `${server.url}/token` },
      redirectUri: 'https://crm.example/google/connected',
    })
    expect(await wrong.finish(account, url, asked)).toEqual({ kind: 'refused', why: 'wrong-application' })
  })

  it('is postponed where nobody answers', async () => {
    const google = open()
    const asked = await google.ask()
    const url = api.account('anna').consent(asked.url)
    await server.close()
    expect((await google.finish(account, url, asked)).kind).toBe('postponed')
  })

  it('takes the place of an older one, and of one that can’t be opened any more', async () => {
    await connect()
    await connect()
    expect((await kept())?.version).toBe(2)
    let isSealed = true
    const sealed: DirectoryTokens = {
      ...tokens,
      read: async (...at) => {
        if (isSealed) throw new CrmError('backend-refused', { message: 'no key' })
        return tokens.read(...at)
      },
      remove: async (...at) => {
        isSealed = false
        await tokens.remove(...at)
      },
    }
    await connect(open(sealed))
    expect((await kept())?.version).toBe(3)
  })
})

describe('An access token', () => {
  it('is kept until it ends, and then refreshed, once for all who ask at once', async () => {
    const google = await connect()
    await pageOf(google)
    expect(exchanges.length).toBe(1)
    clock.advance(hour)
    const auth = google.account(account)
    const given = await Promise.all([1, 2, 3].map(() => auth.getAccessToken()))
    expect(new Set(given.map(({ token }) => token)).size).toBe(1)
    expect(exchanges.map((exchange) => exchange.get('grant_type'))).toEqual(['authorization_code', 'refresh_token'])
    expect(await kept()).toMatchObject({ version: 2, refreshToken: expect.stringMatching(/^1\/\//) })
    expect((await pageOf(google)).kind).toBe('page')
    expect(exchanges.length).toBe(2)
  })

  it('is refreshed a minute before it ends', async () => {
    const google = await connect()
    clock.advance(3_599_000 - 60_001)
    await google.account(account).getAccessToken()
    expect(exchanges.length).toBe(1)
    clock.advance(1)
    await google.account(account).getAccessToken()
    expect(exchanges.length).toBe(2)
  })

  it('of another process counts, where both refresh at once: no refresh token is overwritten', async () => {
    await connect()
    clock.advance(hour)
    const [first, second] = [open().account(account), open().account(account)]
    const given = await Promise.all([first.getAccessToken(), second.getAccessToken()])
    expect((await kept())?.version).toBe(2)
    const after = await open().account(account).getAccessToken()
    expect(after.token).toBe((await kept())?.accessToken)
    expect(given.map(({ token }) => token)).toContain(after.token)
  })

  it('that ends before its time is replaced, and the question asked again', async () => {
    const google = await connect()
    const auth = google.account(account)
    const { token } = await auth.getAccessToken()
    let refused = 0
    const contacts = googleContacts({
      auth,
      fetch: async (request) => {
        if (request.headers.get('authorization') !== `Bearer ${token}`) return api.handle(request)
        refused += 1
        return Response.json({ error: { status: 'UNAUTHENTICATED' } }, { status: 401 })
      },
    })
    expect((await contacts.readPage({}, patient)).kind).toBe('page')
    expect([refused, exchanges.length]).toEqual([1, 2])
  })

  it('can’t be had where Google does not answer: the directory is postponed', async () => {
    const google = await connect()
    clock.advance(hour)
    const auth = google.account(account)
    await server.close()
    const error = await auth.getAccessToken().catch((caught: unknown) => caught)
    expect(isCrmError(error, 'backend-unavailable') && error.retryable).toBe(true)
    const contacts = googleContacts({ auth, fetch: api.handle })
    expect(await contacts.readPage({}, patient)).toMatchObject({ kind: 'postponed', problem: expect.any(String) })
  })
})

describe('A consent that was taken back', () => {
  const connectAgain = { kind: 'refused', remedy: 'connect-again' }

  it('refuses reading and changing, and says to connect again', async () => {
    const google = await connect()
    const contacts = googleContacts({ auth: google.account(account), rootUrl: server.url })
    expect((await contacts.readPage({}, patient)).kind).toBe('page')
    api.account('anna').revoke()
    const create = { contactId: 'c1', fields: { givenName: 'Anna' }, groupId: 'contactGroups/starred' }
    expect(await contacts.readPage({}, patient)).toMatchObject(connectAgain)
    expect(await contacts.write([{ kind: 'create', ...create }], patient)).toMatchObject([connectAgain])
    expect(await contacts.ensureGroup('crmkit', patient)).toMatchObject(connectAgain)
    expect(await contacts.check(patient)).toMatchObject([{ field: 'auth', problem: 'wrong' }])
    const error = await google
      .account(account)
      .getAccessToken()
      .then(({ token }) => token)
    // The kept token has not ended yet, as far as anybody here knows.
    expect(error).toBe((await kept())?.accessToken)
    clock.advance(hour)
    await expect(google.account(account).getAccessToken()).rejects.toMatchObject({
      code: 'backend-refused',
      message: expect.stringContaining('connect it again'),
    })
  })

  it('does not hold up who has connected the account again meanwhile', async () => {
    const google = await connect()
    clock.advance(hour)
    api.account('anna').revoke()
    const again = await google.ask()
    const url = api.account('anna').consent(again.url)
    // While one process is refused, another one connects.
    const slow = googleOAuth({
      ...{ clientId: testClient.clientId, clientSecret: testClient.clientSecret, clock, tokens },
      redirectUri: 'https://crm.example/google/connected',
      fetch: async (request) => {
        const response = await api.handle(request)
        await google.finish(account, url, again)
        return response
      },
    })
    expect((await slow.account(account).getAccessToken()).token).toBe((await kept())?.accessToken)
  })

  it('is refused where an account was never connected', async () => {
    expect(await pageOf(open())).toMatchObject({ kind: 'refused', remedy: 'connect-again' })
  })

  it('is what a consent to reading alone is for changes', async () => {
    const scopes = ['https://www.googleapis.com/auth/contacts.readonly']
    const google = open()
    const asked = await google.ask()
    const url = api.account('anna').consent(asked.url, { scopes })
    expect(await google.finish(account, url, asked)).toEqual({ kind: 'refused', why: 'missing-scope' })
  })

  it('ends at Google by disconnecting, and nothing is kept', async () => {
    const google = await connect()
    const { token } = await google.account(account).getAccessToken()
    expect(await google.disconnect(account)).toEqual({ isRevoked: true })
    expect(await kept()).toBeNull()
    const auth = { getAccessToken: async () => ({ token: token ?? '' }) }
    const contacts = googleContacts({ auth, rootUrl: server.url })
    expect(await contacts.readPage({}, patient)).toMatchObject(connectAgain)
    expect(await google.disconnect(account)).toEqual({ isRevoked: false })
  })

  it('is forgotten though Google does not answer', async () => {
    const google = await connect()
    await server.close()
    expect(await google.disconnect(account)).toEqual({ isRevoked: false })
    expect(await kept()).toBeNull()
  })
})

describe('An application that Google does not know', () => {
  it('refuses, and no consent would help', async () => {
    await connect()
    clock.advance(hour)
    const wrong = googleOAuth({
      ...{ clientId: testClient.clientId, clientSecret: 'another', clock, tokens, tokenUrl: `${server.url}/token` },
      redirectUri: 'https://crm.example/google/connected',
    })
    const contacts = googleContacts({ auth: wrong.account(account), rootUrl: server.url })
    const answer = await contacts.readPage({}, patient)
    expect(answer).toEqual({ kind: 'refused', problem: expect.stringContaining('invalid_client') })
    expect(await contacts.check(patient)).toMatchObject([{ field: 'clientId', problem: 'wrong' }])
  })

  it('is told of by google-auth-library too', async () => {
    const endpoints = { oauth2TokenUrl: `${server.url}/token` }
    const auth = new OAuth2Client({ clientId: 'other', clientSecret: 'another', endpoints })
    auth.setCredentials({ refresh_token: '1//any' })
    const refused = { kind: 'refused', problem: 'invalid_client' }
    expect(await googleContacts({ auth, rootUrl: server.url }).readPage({}, patient)).toEqual(refused)
    const client = new people_v1.People({ auth, rootUrl: server.url })
    expect(await googleContacts({ client }).readPage({}, patient)).toEqual(refused)
  })

  it('and a key that is missing are no reason to connect again', async () => {
    const keys = [{ id: 'k1', bytes: new Uint8Array(32).fill(1) }] as const
    await connect(open(sealedTokens({ tokens, keys })))
    const other = [{ id: 'k2', bytes: new Uint8Array(32).fill(2) }] as const
    const answer = await pageOf(open(sealedTokens({ tokens, keys: other })))
    expect(answer).toEqual({ kind: 'refused', problem: expect.stringContaining('k1') })
  })
})

describe('A client of the host’s own', () => {
  function clientOf(auth: OAuth2Client) {
    return new people_v1.People({ auth, rootUrl: server.url })
  }

  async function consented(): Promise<OAuth2Client> {
    const endpoints = { oauth2TokenUrl: `${server.url}/token` }
    const [redirectUri = ''] = testClient.redirectUris
    const auth = new OAuth2Client({ ...testClient, redirectUri, endpoints })
    const url = auth.generateAuthUrl({ scope: 'https://www.googleapis.com/auth/contacts', access_type: 'offline' })
    const back = new URL(api.account('anna').consent(url))
    auth.setCredentials((await auth.getToken(back.searchParams.get('code') ?? '')).tokens)
    return auth
  }

  it.each([
    ['googleapis', (auth: OAuth2Client) => ({ client: clientOf(auth) })],
    ['google-auth-library', (auth: OAuth2Client) => ({ auth, rootUrl: server.url })],
  ])('of %s reads, changes, and tells of what is refused', async (_what, options) => {
    const contacts = googleContacts(options(await consented()))
    const found = await contacts.ensureGroup('crmkit', patient)
    if (found.kind !== 'group') throw new Error(found.kind)
    const { groupId } = found.group
    const create = { kind: 'create', contactId: 'c1', fields: { givenName: 'Anna' }, groupId } as const
    expect(await contacts.write([create], patient)).toMatchObject([{ kind: 'written' }])
    expect(await contacts.readPage({}, patient)).toMatchObject({ kind: 'page', entries: [{ contactId: 'c1' }] })
    api.account('anna').failReads('quota')
    expect(await contacts.readPage({}, patient)).toEqual({ kind: 'postponed', problem: 'quota', retryAfterMs: 90_000 })
    api.account('anna').failChanges('answer-lost')
    expect(await contacts.write([create], patient)).toMatchObject([{ kind: 'unknown' }])
    api.account('anna').revoke()
    expect(await contacts.readPage({}, patient)).toMatchObject({ kind: 'refused', remedy: 'connect-again' })
    await server.close()
    expect(await contacts.readPage({}, patient)).toMatchObject({ kind: expect.stringMatching(/postponed|refused/) })
  })

  it('tells of a consent that has ended when it refreshes', async () => {
    const auth = await consented()
    api.account('anna').revoke()
    auth.setCredentials({ ...auth.credentials, expiry_date: 1 })
    const refused = { kind: 'refused', problem: 'invalid_grant', remedy: 'connect-again' }
    expect(await googleContacts({ client: clientOf(auth) }).readPage({}, patient)).toEqual(refused)
    expect(await googleContacts({ auth, rootUrl: server.url }).readPage({}, patient)).toEqual(refused)
  })

  it('is not asked to try again', async () => {
    let asked = 0
    const auth = new OAuth2Client({ credentials: { access_token: api.account('anna').accessToken } })
    const counting = await serveOnLoopback(async () => {
      asked += 1
      return new Response(null, { status: 503 })
    })
    const client = new people_v1.People({ auth, rootUrl: counting.url })
    expect(await googleContacts({ client }).readPage({}, patient)).toMatchObject({
      kind: 'postponed',
      problem: expect.any(String),
    })
    expect(asked).toBe(1)
    await counting.close()
  })
})
