/**
 * An application with a login of its own, and crmkit behind it. The way from a request to crmkit is always the same:
 * session → user → seat → desk.
 * @module
 */
import { randomUUID } from 'node:crypto'
import type { Crm, Desk } from 'crmkit'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { errorAnswer } from './error-answer.ts'
import { readSession, type Seat, sessionOf, type User } from './users.ts'

/** What the application is made of. */
export interface AppOptions {
  readonly crm: Crm
  /** By id. */
  readonly users: Map<string, User>
  /** Signs the sessions. */
  readonly secret: string
}

/** Makes the application. */
export function createApp({ crm, users, secret }: AppOptions): Express {
  const app = express()
  app.use(express.json())

  /** The desks of the requests that are being answered: one each. */
  const desks = new WeakMap<Request, Desk>()

  function deskOf(request: Request): Desk {
    const desk = desks.get(request)
    if (desk === undefined) throw new Error('a route without login asked for a desk')
    return desk
  }

  function userOf(request: Request): User | undefined {
    return users.get(readSession(request.headers.cookie, secret) ?? '')
  }

  function findByEmail(email: unknown): User | undefined {
    return [...users.values()].find((user) => user.email === email)
  }

  /** Put your own login here: this one believes whoever gives an e-mail address. */
  app.post('/login', (request, response) => {
    const user = findByEmail(request.body?.email)
    if (user === undefined) response.status(401).json({ code: 'unknown-user' })
    else response.setHeader('Set-Cookie', sessionOf(user, secret)).status(204).end()
  })

  app.post('/sign-up', async (request, response) => {
    const { organization, name, email } = { ...request.body }
    if (findByEmail(email) !== undefined) return void response.status(409).json({ code: 'known-address' })
    const seat: Seat = { workspaceId: randomUUID(), memberId: randomUUID() }
    await crm.asSystem({ reason: 'sign-up' }).workspaces.create({
      id: seat.workspaceId,
      name: organization,
      administrator: { id: seat.memberId, name, email },
    })
    const user: User = { id: randomUUID(), email, seat }
    users.set(user.id, user)
    response.setHeader('Set-Cookie', sessionOf(user, secret)).status(201).json(seat)
  })

  // #region session
  // From here on there is a user, and one desk a request. Nothing in a form or an address says who acts, or where.
  app.use((request, response, next) => {
    const user = userOf(request)
    if (user === undefined) return void response.status(401).json({ code: 'not-logged-in' })
    desks.set(request, crm.as(user.seat))
    next()
  })
  // #endregion

  app.post('/invitations', async (request, response) => {
    const { name, email } = { ...request.body }
    const inviter = userOf(request)
    if (inviter === undefined || findByEmail(email) !== undefined) {
      return void response.status(409).json({ code: 'known-address' })
    }
    // At the inviter's own desk: crmkit refuses it to who is no administrator.
    const member = await deskOf(request).workspace.members.add({ name, email })
    const user: User = { id: randomUUID(), email, seat: { ...inviter.seat, memberId: member.id } }
    users.set(user.id, user)
    response.status(201).json(member)
  })

  app.post('/members/:id/lock', async (request, response) => {
    response.json(await deskOf(request).workspace.members.lock(request.params.id))
  })
  app.post('/members/:id/unlock', async (request, response) => {
    response.json(await deskOf(request).workspace.members.unlock(request.params.id))
  })

  app.get('/companies', async (request, response) => {
    const { search, cursor } = request.query
    // What came in is handed over as it is: crmkit checks it, and says everything that is wrong with it.
    const query: object = { search, cursor }
    response.json(await deskOf(request).companies.list(query))
  })
  app.post('/companies', async (request, response) => {
    response.status(201).json(await deskOf(request).companies.create(request.body))
  })
  app.get('/companies/:id', async (request, response) => {
    response.json(await deskOf(request).companies.get(request.params.id))
  })
  app.patch('/companies/:id', async (request, response) => {
    const expectedVersion = Number(request.headers['if-match'] ?? Number.NaN)
    if (!Number.isInteger(expectedVersion)) return void response.status(428).json({ code: 'version-missing' })
    response.json(await deskOf(request).companies.update(request.params.id, request.body, { expectedVersion }))
  })

  // Express knows a handler of errors by its four parameters.
  app.use(async (error: unknown, request: Request, response: Response, _next: NextFunction) => {
    if (error instanceof SyntaxError) return void response.status(400).json({ code: 'no-json' })
    const { status, body } = await errorAnswer(error, desks.get(request))
    if (status >= 500) console.error(error)
    response.status(status).json(body)
  })

  return app
}
