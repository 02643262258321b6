/** The example of messages and calls, used in a browser: what is done to a contact appears on her timeline. @module */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../examples/messaging/config.ts'
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

describe('The example of messages and calls', () => {
  describe.skipIf(program === null)('in headless Chromium', () => {
    let example: Running
    let browser: BrowserContext
    let folder: string
    let page: Page
    const asked = new Set<string>()
    beforeAll(async () => {
      subscribe('net.client.socket', watch)
      example = await start(readConfig(anyPorts))
      folder = await mkdtemp(join(tmpdir(), 'crmkit-chromium-'))
      const executablePath = program ?? ''
      browser = await chromium.launchPersistentContext(folder, { executablePath, args: [...chromiumArgs] })
      browser.on('request', (request) => asked.add(new URL(request.url()).host))
      page = await browser.newPage()
      await page.goto(example.url)
    }, 120_000)
    afterAll(async () => {
      await browser?.close()
      await example?.close()
      unsubscribe('net.client.socket', watch)
      await rm(folder, { recursive: true, force: true })
    })

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
      await sees('Anne calls Carla', 'in-progress')
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
