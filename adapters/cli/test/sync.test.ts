import { readFileSync } from 'node:fs'
import { peopleApi, serveOnLoopback, testClient } from '@crmkit/google-contacts/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CliIo } from '../src/io.ts'
import { customers } from './files.ts'
import { type Finished, jsonOf, openTerminal, type Terminal } from './terminal.ts'

const key = 'a1'.repeat(32)
const label = 'anne@gmail.example'

/** Somebody with contacts here and an address book at Google, which is on this machine. */
async function open() {
  const redirectUris: string[] = []
  const api = peopleApi({ client: { ...testClient, redirectUris } })
  const server = await serveOnLoopback(api.handle)
  onTestFinished(() => server.close())
  const { url } = server
  const terminal = openTerminal()
  terminal.write('customers.csv', customers)
  terminal.write('client.json', JSON.stringify({ installed: clientFields }))
  terminal.write('key', `${key}\n`)
  await terminal.crmkit('import', 'customers.csv')
  const google = { rootUrl: url, tokenUrl: `${url}/token`, revokeUrl: `${url}/revoke` }
  const said: string[] = []

  /** With the files of secrets, and somebody in front of a browser. */
  const sync = (argv: readonly string[], io: Partial<CliIo> = {}): Promise<Finished> =>
    terminal.crmkitWith({ google, ...io }, 'sync', 'google', ...argv)
  const files = ['--client', 'client.json', '--key-file', 'key']

  /** Connects by way of the port, after a stranger has knocked at it. */
  async function connect(answer: { readonly denies?: boolean } = {}): Promise<Finished> {
    let came: Promise<unknown> = Promise.resolve()
    const write = (text: string) => {
      said.push(text)
      const asked = /https:\/\/\S+/.exec(text)?.[0]
      if (asked === undefined) return
      const back = new URL(asked).searchParams.get('redirect_uri') ?? ''
      redirectUris.push(back)
      came = (async () => {
        expect((await fetch(`${back}?state=wrong&code=stolen`)).status).toBe(404)
        expect((await fetch(api.account('anne').consent(asked, answer))).status).toBe(200)
      })()
    }
    const finished = await sync(['connect', '--label', label, ...files], { stderr: { write } })
    await came
    return { ...finished, err: said.join('') }
  }
  return { terminal, api, anne: api.account('anne'), sync, files, connect, redirectUris }
}

const clientFields = { client_id: testClient.clientId, client_secret: testClient.clientSecret }

describe('crmkit sync google', () => {
  it('SYN-4 connects by a port of this machine, looks, synchronizes, and finds nothing to do the second time', async () => {
    const { anne, sync, files, connect } = await open()
    expect(await connect()).toMatchObject({ code: 0, out: `${label} is connected.\n` })
    const preview = await sync(['preview', ...files])
    expect(preview.out).toMatch(/^Create an entry of contact .*\n\nA run would come to: 3 created there\.\n$/s)
    expect(anne.people()).toHaveLength(0)
    expect(await sync(['run', ...files])).toMatchObject({ code: 0, out: `${label}: 3 created there.\n`, err: '' })
    expect(JSON.stringify(anne.people())).toContain('Reinette')
    expect((await sync(['run', ...files])).out).toBe(`${label}: nothing to do.\n`)
    expect(jsonOf(await sync(['run', '--json', ...files]))).toMatchObject({ outcome: 'complete', cases: 0 })
    expect((await sync([])).out).toContain(label)
  })

  it('SYN-4 shows neither secret, key nor token, and keeps tokens sealed', async () => {
    const { anne, sync, files, connect, terminal } = await open()
    const said = [await connect(), await sync(['run', '--debug', ...files]), await sync(['list', '--json'])]
    const env = { CRMKIT_GOOGLE_CLIENT_ID: testClient.clientId, CRMKIT_GOOGLE_CLIENT_SECRET: testClient.clientSecret }
    // Another key does not open what this one sealed.
    const other = await sync(['run', '--debug'], { env: { ...env, CRMKIT_TOKEN_KEY: 'b2'.repeat(32) } })
    expect(other.code).toBe(1)
    expect(other.err).toContain('Give that key, or connect the account again')
    const same = await sync(['run'], { env: { ...env, CRMKIT_TOKEN_KEY: Buffer.from(key, 'hex').toString('base64') } })
    expect(same).toMatchObject({ code: 0 })
    // What is wrong with a file of secrets is told without its content.
    terminal.write('broken.json', `{ "installed": { "client_secret": "${testClient.clientSecret}" `)
    terminal.write('short', 'a1a1a1a1a1')
    const wrong = [
      await sync(['run', '--debug', '--client', 'broken.json', '--key-file', 'key']),
      await sync(['run', '--debug', '--client', 'client.json', '--key-file', 'short']),
    ]
    expect(wrong.map(({ code }) => code)).toEqual([2, 2])
    const all = [...said, other, same, ...wrong].map(({ out, err }) => out + err).join('\n')
    for (const secret of [testClient.clientSecret, key, 'b2b2b2', 'a1a1a1a1a1', 'ya29.', '1//', anne.accessToken]) {
      expect(all, secret).not.toContain(secret)
    }
  })

  it('SYN-3 reports whom it can’t tell, and does what somebody decides', async () => {
    const { anne, sync, files, connect } = await open()
    await connect()
    await sync(['run', ...files])
    const [group] = anne.groups().filter(({ name }) => name === 'crmkit')
    await anne.person.add({ homePhones: ['+33199000001'] }, [group?.resourceName ?? ''])
    const run = await sync(['run', ...files])
    expect(run.out).toBe(
      `${label}: 1 without a name.\nThere is something to look at, 1 case: crmkit sync google report\n`,
    )
    expect((await sync(['report'])).out).toMatch(/^“unnamed people\/\w+”\n {2}.*\n\n1 case\n$/s)
    const [{ key: name } = { key: '' }] = casesOf(await sync(['report', '--json']))
    expect((await sync(['resolve', name, 'shrug'])).err).toContain('one of link, create, leave, seen, not "shrug"')
    expect((await sync(['resolve', name, 'link'])).err).toContain('--contact')
    expect((await sync(['resolve', name, 'seen'])).code).toBe(2)
    expect(await sync(['resolve', name, 'leave'])).toMatchObject({ code: 0, out: 'Decided; the next run does it.\n' })
    expect((await sync(['report'])).out).toBe('0 cases\n')
    expect((await sync(['run', ...files])).out).toBe(`${label}: nothing to do.\n`)
  })

  it('SYN-4 says when to go on, stops at Ctrl+C, and asks for a consent that was taken back', async () => {
    const { anne, sync, files, connect } = await open()
    await connect()
    anne.failReads('quota')
    const postponed = await sync(['run', ...files])
    expect(postponed).toMatchObject({ code: 1, out: `${label}: nothing was done.\n` })
    expect(postponed.err).toContain('Google wants a pause: repeat the command after')
    const stopped = await sync(['run', ...files], { signal: AbortSignal.abort() })
    expect(stopped).toMatchObject({ code: 130, err: expect.stringContaining('What was done stays') })
    anne.revoke()
    const refused = await sync(['preview', ...files])
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('"crmkit sync google connect"') })
    expect(await connect()).toMatchObject({ code: 0 })
    expect(jsonOf(await sync(['list', '--json']))['accounts']).toHaveLength(1)
    expect(await sync(['run', ...files])).toMatchObject({ code: 0 })
  })

  it('SYN-4 ends the consent with the connection, and leaves both sides alone', async () => {
    const { anne, terminal, sync, files, connect } = await open()
    await connect()
    await sync(['run', ...files])
    expect(await sync(['disconnect', ...files])).toMatchObject({ code: 0, out: `${label} is disconnected.\n` })
    expect(anne.people()).toHaveLength(3)
    expect((await terminal.crmkit('contacts')).out).toContain('3 contacts')
    expect((await sync(['list'])).out).toBe('No address book is connected.\n')
    expect((await sync(['run', ...files])).err).toContain('No address book is connected')
  })

  it('SYN-4 keeps nothing of a consent that was not given', async () => {
    const { sync, files, connect, redirectUris } = await open()
    const denied = await connect({ denies: true })
    expect(denied).toMatchObject({ code: 2, err: expect.stringContaining('the consent was not given') })
    redirectUris.push('http://127.0.0.1/')
    const paste = ['connect', '--paste', '--label', label, ...files]
    const wrong = await sync(paste, { readLine: async () => 'http://127.0.0.1/?state=wrong&code=x' })
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('no answer to this question') })
    expect(await sync(paste, { readLine: async () => null })).toMatchObject({ code: 130 })
    expect(await sync(['connect', '--label', label, ...files], { signal: AbortSignal.abort() })).toMatchObject({
      code: 130,
    })
    expect(jsonOf(await sync(['list', '--json']))).toEqual({ accounts: [] })
  })

  it('says what is missing', async () => {
    const { sync, terminal } = await open()
    const errors = [
      await sync(['run']),
      await sync(['run', '--client', 'client.json']),
      await sync(['run', '--client', 'none.json']),
      await sync(['connect', '--client', 'client.json', '--key-file', 'key']),
      await sync(['run', '--client', 'client.json', '--key-file', 'key']),
      await sync(['report', '--client', 'client.json']),
      await terminal.crmkit('sync', 'outlook', 'run'),
      await terminal.crmkit('sync'),
    ]
    expect(errors.map(({ code }) => code)).toEqual(errors.map(() => 2))
    expect(errors.map(({ err }) => err.slice('crmkit: '.length).split(/[:.] /)[0])).toEqual([
      'Say which application of yours asks Google',
      'Give the key that seals tokens',
      expect.stringMatching(/none\.json can't be read$/),
      'Say with --label whose address book it is',
      'No address book is connected',
      '--client does not go with "report"',
      '"outlook" is not known here',
      'Say "google" first',
    ])
  })

  it('SYN-4 is tried with --demo, without an account, a store or a key', async () => {
    const terminal: Terminal = openTerminal()
    const { code, out, err } = await terminal.bare(['sync', 'google', '--demo'])
    expect(code).toBe(0)
    expect(err).toBe('Here you would open an address of Google, and consent. That is done for you.\n')
    expect(out.match(/^you@gmail\.example.*$/gm)).toEqual([
      'you@gmail.example is connected.',
      'you@gmail.example: 1 recognized, 1 created here, 2 created there.',
      'you@gmail.example: nothing to do.',
      'you@gmail.example: 1 updated here.',
    ])
    const guide = readFileSync(new URL('../../../docs/guides/command-line.md', import.meta.url), 'utf8')
    const excerpts = [...guide.matchAll(/```text\n(\$ crmkit sync .*?)```/gs)].map(([, excerpt = '']) => excerpt)
    expect(excerpts).toHaveLength(2)
    for (const excerpt of excerpts) expect(out).toContain(excerpt)
    expect(out).toMatch(/Noyer, Luc +luc@poire\.example +\+33639980099/)
    expect(await terminal.bare(['sync', 'google', '--demo', 'run'])).toMatchObject({ code: 2 })
    expect(await terminal.bare(['sync', 'outlook', '--demo'])).toMatchObject({ code: 2 })
  })
})

function casesOf(finished: Finished): readonly { readonly key: string }[] {
  const { cases } = jsonOf(finished)
  return Array.isArray(cases) ? cases : []
}
