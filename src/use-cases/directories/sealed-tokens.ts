/**
 * Tokens as they are kept: sealed with a key of the host's, so that who reads the table, or a copy of it, opens no address
 * book. AES-256-GCM of the runtime; each text belongs to its account, and can't be put in the place of another one.
 * Rules: docs/concepts/directory.md. @module
 */
import { fromBase64, toBase64 } from '../../kernel/base64.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Chance } from '../../ports/chance.ts'
import type { DirectoryTokens } from '../../ports/directory-tokens.ts'
import { systemChance } from '../default-ports.ts'

/** A key that seals. */
export interface SealingKey {
  /** Stands in front of what it sealed, in clear: letters, digits, `-` and `_`. */
  readonly id: string
  /** 32 bytes that nobody can guess. */
  readonly bytes: Uint8Array
}

/** What is sealed, and with what. */
export interface SealedTokensOptions {
  readonly tokens: DirectoryTokens
  /** The present one first: it seals. The others open what was sealed before, until it is written again. */
  readonly keys: readonly [SealingKey, ...SealingKey[]]
  /** Default: the runtime's. */
  readonly chance?: Chance
}

const ivBytes = 12

/**
 * Keeps tokens sealed where they were kept in clear.
 *
 * @example
 * const tokens = sealedTokens({ tokens: memoryTokens(), keys: [{ id: '2026', bytes: key }] })
 * @throws {Error} if a key is none
 */
export function sealedTokens({ tokens, keys, chance = systemChance }: SealedTokensOptions): DirectoryTokens {
  checkKeys(keys)
  return {
    async read(workspaceId, accountId) {
      const kept = await tokens.read(workspaceId, accountId)
      if (kept === null) return null
      return { ...kept, secret: await open(keys, kept.secret, [workspaceId, accountId]) }
    },
    async write(workspaceId, accountId, { secret, expectedVersion }) {
      const sealed = await seal(keys[0], secret, [workspaceId, accountId], chance)
      return tokens.write(workspaceId, accountId, { secret: sealed, expectedVersion })
    },
    remove: (workspaceId, accountId) => tokens.remove(workspaceId, accountId),
  }
}

function checkKeys(keys: readonly SealingKey[]): void {
  for (const { id, bytes } of keys) {
    if (!/^[\w-]{1,60}$/.test(id)) throw new Error('The id of a sealing key has to be letters, digits, - and _.')
    if (bytes.length !== 32) throw new Error(`The sealing key ${id} has to be 32 bytes.`)
  }
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error('Two sealing keys have one id.')
}

type Place = readonly [workspaceId: string, accountId: string]

async function seal(key: SealingKey, text: string, place: Place, chance: Chance): Promise<string> {
  const iv = new Uint8Array(chance.bytes(ivBytes))
  const bytes = new TextEncoder().encode(text)
  const sealed = await crypto.subtle.encrypt(algorithm(iv, key.id, place), await imported(key, 'encrypt'), bytes)
  return ['v1', key.id, toBase64(iv), toBase64(new Uint8Array(sealed))].join('.')
}

async function open(keys: readonly SealingKey[], sealed: string, place: Place): Promise<string> {
  const [form, id = '', iv = '', content = '', ...rest] = sealed.split('.')
  const key = keys.find((candidate) => candidate.id === id)
  if (form !== 'v1' || rest.length > 0) throw refusal(place, 'are not sealed, or in a way that is not known here')
  if (key === undefined) throw refusal(place, `are sealed with the key “${id}”, which is none of those that were given`)
  try {
    const [ivRead, bytes] = [fromBase64(iv), fromBase64(content)]
    if (ivRead === null || bytes === null) throw new Error('no base64')
    const given = algorithm(new Uint8Array(ivRead), id, place)
    return new TextDecoder().decode(
      await crypto.subtle.decrypt(given, await imported(key, 'decrypt'), new Uint8Array(bytes)),
    )
  } catch (cause) {
    throw refusal(place, `can’t be opened with the key “${id}”: it is another one, or the text was changed`, cause)
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, keyId: string, place: Place) {
  const additionalData = new TextEncoder().encode(JSON.stringify(['crmkit/directory-tokens', keyId, ...place]))
  return { name: 'AES-GCM', iv, additionalData }
}

function imported({ bytes }: SealingKey, use: 'encrypt' | 'decrypt') {
  return crypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, [use])
}

function refusal([, accountId]: Place, problem: string, cause?: unknown): CrmError {
  const message = `The tokens of the account ${accountId} ${problem}. Give that key, or connect the account again.`
  return new CrmError('backend-refused', { message, cause })
}
