/**
 * What opens Google: the user's own application, and the key that seals the tokens. Both come from his environment or from
 * files of his, and are written nowhere. @module
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { GoogleOAuth } from '@crmkit/google-contacts'
import { type DirectoryTokens, type OpenDirectory, type SealingKey, sealedTokens } from 'crmkit'
import type { CliIo } from './io.ts'
import { UsageError } from './usage-error.ts'

/** Where Google is, if not at its own addresses. */
export interface GoogleAddresses {
  readonly rootUrl: string
  readonly tokenUrl: string
  readonly revokeUrl: string
}

/** Google, as the user may get there. */
export interface GoogleAccess {
  /** Asks for consents. @param redirectUri where people come back to */
  oauth(tokens: DirectoryTokens, redirectUri: string): GoogleOAuth
  /** Opens the address books that are connected. */
  directories(tokens: DirectoryTokens): OpenDirectory
}

/** Options that name files with secrets. */
export interface SecretFiles {
  readonly client?: string | undefined
  readonly 'key-file'?: string | undefined
}

/** Where somebody comes back to when nobody listens: the address bar of his browser keeps what he is to paste. */
export const silentRedirectUri = 'http://127.0.0.1/'

/** Reads application and key. @throws {UsageError} that says which one is missing, and quotes neither */
export async function googleAccess(files: SecretFiles, io: CliIo): Promise<GoogleAccess> {
  const [application, key] = [await readApplication(files.client, io), await readKey(files['key-file'], io)]
  // The other commands need not wait until Google's own client is loaded.
  const { googleContacts, googleOAuth } = await import('@crmkit/google-contacts')
  const { google } = io
  const where = google === undefined ? {} : { tokenUrl: google.tokenUrl, revokeUrl: google.revokeUrl }
  const oauth = (tokens: DirectoryTokens, redirectUri: string) =>
    googleOAuth({ ...application, ...where, redirectUri, tokens: sealedTokens({ tokens, keys: [key] }) })
  return {
    oauth,
    directories: (tokens) => {
      const opened = oauth(tokens, silentRedirectUri)
      const root = google === undefined ? {} : { rootUrl: google.rootUrl }
      return ({ id, provider }, workspaceId) =>
        provider === 'google' ? googleContacts({ auth: opened.account({ workspaceId, accountId: id }), ...root }) : null
    },
  }
}

interface Application {
  readonly clientId: string
  readonly clientSecret: string
}

async function readApplication(path: string | undefined, io: CliIo): Promise<Application> {
  if (path !== undefined) return applicationIn(await readSecretFile(path, io), path)
  const [clientId, clientSecret] = [io.env['CRMKIT_GOOGLE_CLIENT_ID'], io.env['CRMKIT_GOOGLE_CLIENT_SECRET']]
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret }
  throw new UsageError(
    'Say which application of yours asks Google: --client FILE.json, as its Cloud console gives it, or the variables CRMKIT_GOOGLE_CLIENT_ID and CRMKIT_GOOGLE_CLIENT_SECRET.',
  )
}

/** The file of the Cloud console: `{ "installed": { "client_id": …, "client_secret": … } }`, or `web`. */
function applicationIn(text: string, path: string): Application {
  const file = fieldsIn(parsed(text))
  const { client_id: clientId, client_secret: clientSecret } = fieldsIn(file['installed'] ?? file['web'])
  if (typeof clientId === 'string' && typeof clientSecret === 'string') return { clientId, clientSecret }
  throw new UsageError(`${path} holds no client_id and client_secret: download it from the Cloud console again.`)
}

/** JSON; what is none is nothing, for an error would quote it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function fieldsIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

const howToMakeKey = '32 bytes in hexadecimal or base64, such as "openssl rand -hex 32" prints'

async function readKey(path: string | undefined, io: CliIo): Promise<SealingKey> {
  const text = path === undefined ? io.env['CRMKIT_TOKEN_KEY'] : await readSecretFile(path, io)
  if (text === undefined || text.trim() === '') {
    throw new UsageError(
      `Give the key that seals tokens: --key-file FILE, or the variable CRMKIT_TOKEN_KEY. It is ${howToMakeKey}.`,
    )
  }
  const bytes = keyBytes(text.trim())
  if (bytes === null) throw new UsageError(`The key that seals tokens is ${howToMakeKey}; this one is not.`)
  // It says which key sealed a token, and nothing else about it.
  const digest = createHash('sha256').update('crmkit/cli key').update(bytes).digest('hex')
  return { id: `cli-${digest.slice(0, 8)}`, bytes: new Uint8Array(bytes) }
}

function keyBytes(text: string): Uint8Array | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null
}

async function readSecretFile(path: string, io: CliIo): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, path), 'utf8')
  } catch (cause) {
    throw new UsageError(`${path} can't be read.`, { cause })
  }
}
