/** The example of messages and calls, used in a browser: what is done to a contact appears on her timeline. @module */
import { generateKeyPairSync } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAccounts } from '../../examples/messaging/accounts.ts'
import { actionsOfOthers } from '../../examples/messaging/actions.ts'
import { readConfig } from '../../examples/messaging/config.ts'
import { mailPath, twilioPath, workspaceId } from '../../examples/messaging/hooks.ts'
import { type Running, start } from '../../examples/messaging/start.ts'
import { chromiumArgs, findChromium } from '../chromium.ts'

const program = findChromium()
const anyPorts = { PORT: '0', HOOKS_PORT: '0' }
const patient = { timeout: 20_000 }

/** Whom this process has connected to, or looked up. */
const reached = new Set<string>()

function watch(message: unknown): void {
  if (typeof message !== 'object' || message === null || !('socket' in message)) return
  const { socket } = message
  if (!(socket instanceof Socket)) return
  socket.on('lookup', (_error, _address, _family, host) => reached.add(host))
  socket.on('connectionAttempt', (address) => reached.add(address))
}

const sendgridKeys = {
  ...{ SENDGRID_API_KEY: 'SG.key', MAIL_FROM: 'anne@verger.example', CONTACT_EMAIL: 'carla@pomme.example' },
  SENDGRID_EVENT_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64'),
}
const twilioKeys = {
  ...{ TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token', TWILIO_NUMBER: '+33123458073' },
  ...{
    TWILIO_KEY_SID: `SK${'b'.repeat(32)}`,
    TWILIO_KEY_SECRET: 'secret',
    TWILIO_APPLICATION_SID: `AP${'c'.repeat(32)}`,
  },
  ...{ OPERATOR_PHONE: '+33612345679', CONTACT_PHONE: '+33612345678', PUBLIC_URL: 'https://crm.example' },
}

describe('The keys of the example', () => {
  const hooks = { mailUrl: 'http://127.0.0.1:1/mail', twilioUrl: 'http://127.0.0.1:1/twilio' }

  it.each([
    ['no provider', {}, ['deliver', 'open', 'bounce', 'answer-stop', 'ring', 'let-ring']],
    ['SendGrid', sendgridKeys, ['answer-stop', 'ring', 'let-ring']],
    ['Twilio', twilioKeys, ['deliver', 'open', 'bounce']],
    ['both', { ...sendgridKeys, ...twilioKeys }, []],
  ])('of %s leave only the others to be played', async (_, env, played) => {
    const config = readConfig(env)
    const accounts = await openAccounts(config, hooks)
    expect(Object.keys(actionsOfOthers(accounts, config))).toEqual(played)
    await accounts.close()
  })

  it('lead Twilio to the hooks at the public address, and Anne’s calls to her telephone', async () => {
    const { twilio } = readConfig(twilioKeys)
    expect(twilio).toMatchObject({ publicUrl: `https://crm.example${twilioPath}`, operatorPhone: '+33612345679' })
    const accounts = await openAccounts(readConfig(twilioKeys), hooks)
    expect(await accounts.channels.calls?.target?.('anne')).toEqual({ memberId: 'anne', number: '+33612345679' })
    await accounts.close()
  })

  it.each([...Object.keys(sendgridKeys).slice(1), ...Object.keys(twilioKeys).slice(1)])(
    'are refused without %s, by its name',
    (name) => {
      expect(() => readConfig({ ...sendgridKeys, ...twilioKeys, [name]: '' })).toThrow(`${name} is missing`)
    },
  )

  it.each([
    ['CONTACT_EMAIL', 'Carla', 'e-mail address'],
    ['CONTACT_PHONE', '06 12 34 56 78', 'international form'],
    ['PORT', 'http', '0 to 65535'],
    ['PUBLIC_URL', 'crm.example', 'https://crm.example'],
  ])('are refused where %s is “%s”', (name, value, said) => {
    expect(() => readConfig({ ...sendgridKeys, ...twilioKeys, [name]: value })).toThrow(said)
  })
})

describe('The example of messages and calls', () => {
  let example: Running
  let browser: BrowserContext | undefined
  let page: Page
  let folder: string
  const asked = new Set<string>()
  beforeAll(async () => {
    subscribe('net.client.socket', watch)
    example = await start(readConfig(anyPorts))
    folder = await mkdtemp(join(tmpdir(), 'crmkit-chromium-'))
    if (program === null) return
    browser = await chromium.launchPersistentContext(folder, { executablePath: program, args: [...chromiumArgs] })
    browser.on('request', (request) => asked.add(new URL(request.url()).host))
    page = await browser.newPage()
    await page.goto(example.url)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
    await example?.close()
    unsubscribe('net.client.socket', watch)
  })

  it('MSG-2 takes in nothing without proof, and shows nothing else to whoever calls the hooks', async () => {
    const { twilio, mail } = { twilio: `${example.hooksUrl}${twilioPath}`, mail: `${example.hooksUrl}${mailPath}` }
    const status = async (url: string, method = 'POST') => (await fetch(url, { method })).status
    for (const url of [mail, `${twilio}/sms/in`, `${twilio}/voice/in`]) expect(await status(url)).toBe(403)
    expect(await status(mail.replace(workspaceId, crypto.randomUUID()))).toBe(404)
    for (const path of ['/', '/timeline']) expect(await status(example.hooksUrl + path, 'GET')).toBe(404)
    expect(await status(`${example.hooksUrl}/actions/write`)).toBe(404)
    const strange = { method: 'POST', headers: { origin: 'https://stranger.example' } }
    expect((await fetch(`${example.url}/actions/write`, strange)).status).toBe(403)
    const own = { method: 'POST', headers: { origin: example.url } }
    expect((await fetch(`${example.url}/actions/constructor`, own)).status).toBe(404)
  })

  describe.skipIf(program === null)('in headless Chromium', () => {
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const row = (...words: readonly string[]) =>
      words.reduce((rows, hasText) => rows.filter({ hasText }), page.getByRole('listitem'))
    const sees = (...words: readonly string[]) =>
      row(...words)
        .first()
        .waitFor(patient)
    const reads = (words: string) => page.getByRole('status').filter({ hasText: words }).waitFor(patient)

    it('MSG-1 a mail is taken, delivered and opened', { timeout: 60_000 }, async () => {
      await press('Deliver')
      await reads('There is no mail yet')
      await press('Write')
      await sees('Apples for Carla', 'accepted')
      await press('Deliver')
      await sees('Apples for Carla', 'delivered')
      await press('Open')
      await sees('Apples for Carla', 'delivered', 'opened')
    })

    it('MSG-3 an address that bounces is not written to again, and the page says why', {
      timeout: 60_000,
    }, async () => {
      await press('Write')
      await sees('Apples for Carla', 'accepted')
      await press('Bounce')
      await sees('Apples for Carla', 'bounced 550 5.1.1')
      await sees('No more mail to this address')
      await press('Write')
      await reads('Not sent: the address bounced. Leave this recipient out, or lift the suppression')
    })

    it('MSG-5 a text that is answered STOP is the last one', { timeout: 60_000 }, async () => {
      await press('Text')
      await sees('The apples are ripe', 'delivered')
      await press('Answer STOP')
      await sees('No more texts to this number')
      await press('Text')
      await reads('Not sent: the number has answered STOP.')
    })

    it('TEL-3 a call rings, is missed, and is called back', { timeout: 60_000 }, async () => {
      await press('Nobody answers')
      await reads('Nobody is calling.')
      await press('Somebody calls')
      await sees('Carla calls', 'ringing')
      await press('Nobody answers')
      await sees('Carla calls', 'missed')
      await page.getByText('One missed call').waitFor(patient)
      await press('Call back')
      await sees('Anne calls Carla', 'answered')
      await page.getByText('One missed call').waitFor({ ...patient, state: 'hidden' })
    })

    it('ends with everything on the timeline, the latest first, and has reached nobody but this machine', async () => {
      const titles = await page.getByRole('listitem').locator('.title').allTextContents()
      expect(titles.filter((title) => title.startsWith('Apples'))).toHaveLength(2)
      expect(titles.slice(0, 2)).toEqual(['Anne calls Carla', 'Carla calls'])
      expect(titles.at(-1)).toBe('Carla is a contact')
      expect([...asked]).toEqual([new URL(example.url).host])
      expect([...reached]).toEqual(['127.0.0.1'])
    })
  })
})
