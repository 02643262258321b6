/** What providers call. Nothing else of the host is for the world: put a tunnel or a proxy in front of these alone. @module */
import { type Crm, providerHandler } from 'crmkit'
import { Hono } from 'hono'

/** The same at each start, so that the addresses which providers know stay right. */
export const workspaceId = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f01'

/** Where SendGrid tells. */
export const mailPath: string = `/hooks/${workspaceId}/mail`

/** Below which Twilio tells and asks. */
export const twilioPath: string = `/hooks/${workspaceId}/twilio`

/** The routes for all topics. The handler reads bodies itself, for signatures are over bytes. */
export function createHooks(crm: Crm): Hono {
  const heard = providerHandler(crm)
  const app = new Hono().basePath('/hooks/:workspace')
  app.post('/mail', ({ req }) => heard(req.raw, { workspaceId: req.param('workspace'), topic: 'mail' }))
  app.post('/twilio/sms/*', ({ req }) => heard(req.raw, { workspaceId: req.param('workspace'), topic: 'sms' }))
  app.post('/twilio/voice/*', ({ req }) => heard(req.raw, { workspaceId: req.param('workspace'), topic: 'calls' }))
  return app
}
