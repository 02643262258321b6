/** The hosts among the examples, used as a browser would: over the network of this machine. @module */
import { openPglite, pgliteStore } from '@crmkit/postgres/pglite'
import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start as startExpress } from '../../examples/embed-express/start.ts'
import { start as startHono } from '../../examples/embed-hono/start.ts'
import { openUsers } from '../../examples/embed-hono/users.ts'

interface Host {
  readonly url: string
  close(): Promise<void>
}

const secret = 'a secret of this test'

const hosts: Readonly<Record<string, () => Promise<Host>>> = {
  Hono: async () => {
    const db = await openPglite()
    const app = await startHono(
      { crm: createCrm({ store: pgliteStore({ db }) }), users: await openUsers(db), secret },
      0,
    )
    return { url: app.url, close: () => app.close().then(() => db.close()) }
  },
  Express: () => startExpress({ crm: createCrm({ store: memoryStore() }), users: new Map(), secret }, 0),
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Somebody with a browser: it keeps the session's cookie. */
interface Browser {
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  patch(path: string, version: string, body: unknown): Promise<Answer>
}

function browser(url: string, cookie = ''): Browser {
  let session = cookie
  async function send(path: string, init: RequestInit): Promise<Answer> {
    const headers = { ...init.headers, cookie: session, 'content-type': 'application/json' }
    const response = await fetch(url + path, { ...init, headers })
    session = response.headers.get('set-cookie')?.split(';')[0] ?? session
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }
  return {
    get: (path) => send(path, {}),
    post: (path, body = {}) =>
      send(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
    patch: (path, version, body) =>
      send(path, { method: 'PATCH', headers: { 'if-match': version }, body: JSON.stringify(body) }),
  }
}

const siret = '732 829 320 00074'
const verger = { organization: 'Verger', name: 'Anne', email: 'anne@verger.example' }
const livada = { organization: 'Livada', name: 'Dan', email: 'dan@livada.example' }
const ben = { name: 'Ben', email: 'ben@verger.example' }

describe.each(Object.entries(hosts))('A host on %s', (_, open) => {
  let host: Host
  let browsers: { anne: Browser; ben: Browser; dan: Browser; stranger: Browser }
  beforeAll(async () => {
    host = await open()
    const fresh = () => browser(host.url)
    browsers = { anne: fresh(), ben: fresh(), dan: fresh(), stranger: fresh() }
    expect(await browsers.anne.post('/sign-up', verger)).toMatchObject({ status: 201 })
    expect(await browsers.dan.post('/sign-up', livada)).toMatchObject({ status: 201 })
    expect(await browsers.anne.post('/invitations', ben)).toMatchObject({ status: 201, body: { role: 'user' } })
    expect(await browsers.ben.post('/login', { email: ben.email })).toMatchObject({ status: 204 })
  })
  afterAll(() => host?.close())

  it('ACC-1 a user who is logged in acts as his member, and nobody else does', async () => {
    const created = await browsers.ben.post('/companies', { name: 'Cerise' })
    expect(created).toMatchObject({ status: 201, body: { record: { name: 'Cerise' } } })
    const listed = await browsers.anne.get('/companies?search=cerise')
    expect(listed).toMatchObject({ status: 200, body: { items: [{ name: 'Cerise' }] } })
    expect(await browsers.stranger.get('/companies')).toMatchObject({ status: 401 })
    const forged = browser(host.url, 'session=0190a4c2-0000-7000-8000-000000000001.c2lnbmF0dXJl')
    expect(await forged.get('/companies')).toMatchObject({ status: 401 })
    expect(await browsers.stranger.post('/login', { email: 'eve@verger.example' })).toMatchObject({ status: 401 })
  })

  it('IDN-9 a duplicate is refused, with whom to ask', async () => {
    const { body } = await browsers.anne.post('/companies', { name: 'Pomme SARL', siret, visibility: 'private' })
    expect(body).toMatchObject({ record: { siret: '73282932000074' } })
    const refused = await browsers.ben.post('/companies', { name: 'Pomme', siret })
    expect(refused).toMatchObject({ status: 409, body: { code: 'duplicate', details: { by: 'siret' }, ask: 'Anne' } })
    expect(JSON.stringify(refused.body)).not.toContain('Pomme')
  })

  it('WS-1 an id of another workspace is found by nobody', async () => {
    const { body } = await browsers.dan.post('/companies', { name: 'Livada SRL' })
    const id = new Map(Object.entries(body['record'] ?? {})).get('id')
    expect(await browsers.dan.get(`/companies/${id}`)).toMatchObject({ status: 200 })
    expect(await browsers.anne.get(`/companies/${id}`)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await browsers.anne.get('/companies/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  it('WS-3 a member who is locked is refused at his next request, though his session lives on', async () => {
    const carl = browser(host.url)
    const { body } = await browsers.anne.post('/invitations', { name: 'Carl', email: 'carl@verger.example' })
    await carl.post('/login', { email: 'carl@verger.example' })
    expect(await carl.get('/companies')).toMatchObject({ status: 200 })
    expect(await browsers.ben.post(`/members/${body['id']}/lock`)).toMatchObject({ status: 403 })
    expect(await browsers.anne.post(`/members/${body['id']}/lock`)).toMatchObject({
      status: 200,
      body: { state: 'locked' },
    })
    expect(await carl.get('/companies')).toMatchObject({ status: 403, body: { details: { state: 'locked' } } })
    expect(await browsers.anne.post(`/members/${body['id']}/lock`)).toMatchObject({ status: 409 })
    await browsers.anne.post(`/members/${body['id']}/unlock`)
    expect(await carl.get('/companies')).toMatchObject({ status: 200 })
  })

  it('ACC-1 members are invited by administrators only, each once', async () => {
    const eve = { name: 'Eve', email: 'eve@verger.example' }
    expect(await browsers.ben.post('/invitations', eve)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await browsers.anne.post('/invitations', ben)).toMatchObject({ status: 409 })
    expect(await browsers.stranger.post('/sign-up', { ...verger, organization: 'Mine' })).toMatchObject({ status: 409 })
  })

  it('ACC-5 who has seen an old version is told so, and changes nothing', async () => {
    const { body } = await browsers.ben.post('/companies', { name: 'Prune' })
    const id = new Map(Object.entries(body['record'] ?? {})).get('id')
    const path = `/companies/${id}`
    expect(await browsers.ben.patch(path, '1', { name: 'Prune SAS' })).toMatchObject({ status: 200 })
    const late = await browsers.anne.patch(path, '1', { name: 'Pruneau' })
    expect(late).toMatchObject({ status: 409, body: { code: 'version-conflict' } })
    expect(await browsers.anne.get(path)).toMatchObject({ body: { name: 'Prune SAS', version: 2 } })
    expect(await browsers.anne.patch(path, 'x', {})).toMatchObject({ status: 428 })
  })

  it('what is wrong with a request is said, and is the fault of the one who sends it', async () => {
    const refused = await browsers.anne.post('/companies', { name: ' ', siret: '732 829 320 00075', color: 'red' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid-input' } })
    expect(await browsers.anne.get('/companies?cursor=x')).toMatchObject({ status: 422 })
    expect(await browsers.anne.post('/companies', '{"name":')).toMatchObject({ status: 400 })
    expect(await browsers.stranger.post('/sign-up', {})).toMatchObject({ status: 422 })
  })
})
