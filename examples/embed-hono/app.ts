/**
 * An application with a login of its own, and crmkit behind it. The way from a request to crmkit is always the same:
 * session → user → seat → desk.
 * @module
 */
import { randomUUID } from 'node:crypto'
import type { Crm, Desk } from 'crmkit'
import { type Context, Hono } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { errorAnswer } from './error-answer.ts'
import type { Seat, User, Users } from './users.ts'

/** What the application is made of. */
export interface AppOptions {
  readonly crm: Crm
  readonly users: Users
  /** Signs the sessions. */
  readonly secret: string
}

/** What a request carries once its user is known. */
interface Logged {
  readonly Variables: { readonly user: User; readonly desk: Desk }
}

/** Makes the application. */
export function createApp({ crm, users, secret }: AppOptions): Hono<Logged> {
  const app = new Hono<Logged>()

  /** Put your own login here: this one believes whoever gives an e-mail address. */
  async function logIn(c: Context, user: User): Promise<void> {
    await setSignedCookie(c, 'session', user.id, secret, { httpOnly: true, sameSite: 'Lax', path: '/' })
  }

  async function requireNewcomer(email: string): Promise<void> {
    if ((await users.findByEmail(email)) !== null) throw new HTTPException(409, { message: 'This address is known.' })
  }

  app.post('/login', async (c) => {
    const { email } = { ...(await c.req.json<{ email: string }>()) }
    const user = await users.findByEmail(String(email))
    if (user === null) throw new HTTPException(401, { message: 'Who is that?' })
    await logIn(c, user)
    return c.body(null, 204)
  })

  // #region sign-up
  app.post('/sign-up', async (c) => {
    const form = await c.req.json<{ organization: string; name: string; email: string }>()
    const { organization, name, email } = { ...form }
    await requireNewcomer(String(email))
    const seat: Seat = { workspaceId: randomUUID(), memberId: randomUUID() }
    await crm.asSystem({ reason: 'sign-up' }).workspaces.create({
      id: seat.workspaceId,
      name: organization,
      administrator: { id: seat.memberId, name, email },
    })
    const user: User = { id: randomUUID(), email, seat }
    await users.add(user)
    await logIn(c, user)
    return c.json(seat, 201)
  })
  // #endregion

  // #region session
  // From here on there is a user, and one desk a request. Nothing in a form or an address says who acts, or where.
  app.use(async (c, next) => {
    const id = await getSignedCookie(c, secret, 'session')
    const user = typeof id === 'string' ? await users.find(id) : null
    if (user === null) throw new HTTPException(401, { message: 'Log in first.' })
    c.set('user', user)
    c.set('desk', crm.as(user.seat))
    await next()
  })
  // #endregion

  // #region invitation
  app.post('/invitations', async (c) => {
    const { name, email } = { ...(await c.req.json<{ name: string; email: string }>()) }
    await requireNewcomer(String(email))
    // At the inviter's own desk: crmkit refuses it to who is no administrator.
    const member = await c.get('desk').workspace.members.add({ name, email })
    const { workspaceId } = c.get('user').seat
    await users.add({ id: randomUUID(), email, seat: { workspaceId, memberId: member.id } })
    return c.json(member, 201)
  })
  // #endregion

  app.post('/members/:id/lock', async (c) => c.json(await c.get('desk').workspace.members.lock(c.req.param('id'))))
  app.post('/members/:id/unlock', async (c) => c.json(await c.get('desk').workspace.members.unlock(c.req.param('id'))))

  // #region companies
  app.get('/companies', async (c) => {
    const { search, cursor } = c.req.query()
    return c.json(await c.get('desk').companies.list({ search, cursor }))
  })
  // What came in is handed over as it is: crmkit checks it, and says everything that is wrong with it.
  app.post('/companies', async (c) => c.json(await c.get('desk').companies.create(await c.req.json()), 201))
  app.get('/companies/:id', async (c) => c.json(await c.get('desk').companies.get(c.req.param('id'))))
  app.patch('/companies/:id', async (c) => {
    const expectedVersion = Number(c.req.header('if-match') ?? Number.NaN)
    if (!Number.isInteger(expectedVersion)) throw new HTTPException(428, { message: 'Send the version as If-Match.' })
    const changes = await c.req.json()
    return c.json(await c.get('desk').companies.update(c.req.param('id'), changes, { expectedVersion }))
  })
  // #endregion

  // #region errors
  app.onError(async (error, c) => {
    if (error instanceof HTTPException) return c.json({ code: error.message }, error.status)
    if (error instanceof SyntaxError) return c.json({ code: 'no-json' }, 400)
    const { status, body } = await errorAnswer(error, c.get('desk'))
    if (status >= 500) console.error(error)
    return c.json(body, status)
  })
  // #endregion

  return app
}
