/**
 * `crmkit sync google --demo`: the commands themselves, with Google on this machine and records in memory, so that anybody
 * may try them in a minute. @module
 */
import { randomBytes } from 'node:crypto'
import { createCrm } from 'crmkit'
import { memoryStore, memoryTokens } from 'crmkit/memory'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { silentRedirectUri } from './google-access.ts'
import type { CliIo } from './io.ts'
import { contactsCommand } from './list-commands.ts'
import { openOrCreateWorkspace, workspaceNamed } from './workspace.ts'

type RunVerb = (argv: readonly string[], io: CliIo) => Promise<ExitCode>

const label = 'you@gmail.example'
const here = [
  { givenName: 'Anna', familyName: 'Pépin', emails: ['anna@pomme.example'] },
  { givenName: 'Luc', familyName: 'Noyer', emails: ['luc@poire.example'] },
  { givenName: 'Zoé', familyName: 'Verger', emails: ['zoe@prune.example'] },
]
const there = [
  { givenName: 'Anna', familyName: 'Pépin', homeEmails: ['anna@pomme.example'], mobilePhones: ['+33639980001'] },
  { givenName: 'Max', familyName: 'Quetsche', homeEmails: ['max@cerise.example'] },
]

/** Connects, looks, synchronizes, and does so once more; then somebody adds a number on his telephone. */
export async function runSyncDemo(runVerb: RunVerb, io: CliIo): Promise<ExitCode> {
  const { peopleApi, serveOnLoopback, testClient } = await import('@crmkit/google-contacts/testing')
  const { googleContacts } = await import('@crmkit/google-contacts')
  const api = peopleApi({ client: { ...testClient, redirectUris: [silentRedirectUri] } })
  const server = await serveOnLoopback(api.handle)
  try {
    const google = { rootUrl: server.url, tokenUrl: `${server.url}/token`, revokeUrl: `${server.url}/revoke` }
    const you = api.account(label)
    const auth = { getAccessToken: async () => ({ token: you.accessToken }) }
    const found = await googleContacts({ auth, rootUrl: server.url }).ensureGroup('crmkit', { timeoutMs: 10_000 })
    const groupIds = found.kind === 'group' ? [found.group.groupId] : []
    for (const person of there) await you.person.add(person, groupIds)

    const opened = { store: memoryStore(), tokens: memoryTokens(), close: async () => undefined }
    const { desk } = await openOrCreateWorkspace(createCrm({ store: opened.store }), workspaceNamed('default'), 'FR')
    for (const contact of here) await desk.contacts.create(contact)

    let [consentUrl, isAnswered] = ['', false]
    const demoIo: CliIo = {
      ...io,
      google,
      stores: { openExisting: async () => opened, openOrCreate: async () => opened },
      env: {
        CRMKIT_STORE: 'pglite:in-memory',
        CRMKIT_GOOGLE_CLIENT_ID: testClient.clientId,
        CRMKIT_GOOGLE_CLIENT_SECRET: testClient.clientSecret,
        CRMKIT_TOKEN_KEY: randomBytes(32).toString('hex'),
      },
      stderr: {
        write: (text) => {
          if (isAnswered) return io.stderr.write(text)
          // The address of consent leads to the real Google, which does not know this application.
          consentUrl = /https:\/\/\S+/.exec(text)?.[0] ?? consentUrl
          return undefined
        },
      },
      readLine: async () => {
        isAnswered = true
        io.stderr.write('Here you would open an address of Google, and consent. That is done for you.\n')
        return you.consent(consentUrl)
      },
    }
    const say = (text: string): unknown => io.stdout.write(`${text}\n`)
    const steps: readonly (readonly [said: string, argv: readonly string[]])[] = [
      ['google connect --label you@gmail.example', ['google', 'connect', '--paste', '--label', label]],
      ['google preview', ['google', 'preview']],
      ['google run', ['google', 'run']],
      ['google run   # again: nothing changes', ['google', 'run']],
    ]
    say(`Google is played by this machine (${server.url}), records are in memory: nothing of yours is touched.\n`)
    say(`In your address book: ${there.map(nameOf).join(', ')}. In the CRM: ${here.map(nameOf).join(', ')}.\n`)
    for (const [said, argv] of steps) {
      say(`$ crmkit sync ${said}`)
      const code = await runVerb(argv, demoIo)
      say('')
      if (code !== exitCodes.done) return code
    }
    const changed = you.people().find((person) => JSON.stringify(person).includes('Luc'))
    await you.person.change(String(changed?.['resourceName']), { mobilePhones: ['+33639980099'] })
    say('Now somebody gives Luc a number, on his telephone.\n\n$ crmkit sync google run')
    await runVerb(['google', 'run'], demoIo)
    say('\n$ crmkit contacts')
    const code = await contactsCommand.run([], demoIo)
    say(`\nIn your address book, too: ${you.people().length} people.`)
    return code
  } finally {
    await server.close()
  }
}

function nameOf({ givenName, familyName }: { readonly givenName: string; readonly familyName: string }): string {
  return `${givenName} ${familyName}`
}
