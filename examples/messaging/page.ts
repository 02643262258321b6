/** The page, what it shows, and what its buttons do. It has no login: put it where only you are. @module */
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import type { Actions } from './actions.ts'
import { refusalSentence } from './refusal.ts'
import type { Scene } from './scene.ts'
import { readRows } from './timeline.ts'

/** Makes the page. */
export function createPage(scene: Scene, actions: Actions): Hono {
  const app = new Hono()
  app.use(csrf(), secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'] } }))
  for (const [path, file, type] of files) {
    app.get(path, async (c) =>
      c.body(await readFile(`${import.meta.dirname}/page/${file}`), 200, { 'content-type': type }),
    )
  }
  app.get('/timeline', async (c) => {
    const [rows, missed] = await Promise.all([readRows(scene), scene.desk.calls.missed()])
    return c.json({ rows, missed: missed.items.length, actions: Object.keys(actions) })
  })
  app.post('/actions/:name', async (c) => {
    const act = new Map(Object.entries(actions)).get(c.req.param('name'))
    if (act === undefined) return c.notFound()
    await act()
    return c.body(null, 204)
  })
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    const sentence = refusalSentence(error)
    if (sentence !== null) return c.json({ sentence }, 409)
    console.error(error)
    return c.json({ sentence: 'That went wrong here. The terminal says why.' }, 500)
  })
  return app
}

const files = [
  ['/', 'page.html', 'text/html; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
] as const
