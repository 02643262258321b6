/**
 * Unsubscribing with one click: the token of a message says which it was, and nobody but us can make one. Nothing is kept
 * of it, so that it works for as long as there is the message. Rules: docs/concepts/messages.md (MSG-3).
 * @see https://www.rfc-editor.org/rfc/rfc8058
 * @module
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { isUuid, type MessageId, type WorkspaceId } from '../kernel/ids.ts'
import type { MailHeader } from './received-mail.ts'

/** Which message a token is of, and whose. Such a message goes to one recipient. */
export interface UnsubscribeTarget {
  readonly workspaceId: WorkspaceId
  readonly messageId: MessageId
  /** Of the recipient's address, by `suppressionHash`: it is taken off even where the address itself was erased. */
  readonly addressHash: string
}

/** A token that was read, and what proves it. */
export interface UnsubscribeToken extends UnsubscribeTarget {
  readonly proof: string
}

/** The least that a secret has: 24 characters by chance are beyond guessing. */
export const shortestSecret = 24

/** The token of a message. @param secret by chance, of at least {@link shortestSecret} characters */
export function unsubscribeToken(target: UnsubscribeTarget, secret: string): string {
  return `${target.workspaceId}.${target.messageId}.${target.addressHash}.${proofOf(target, secret)}`
}

/** Reads a token; `null` if it is nothing of the kind. Whether it is one of ours, {@link isUnsubscribeToken} says. */
export function parseUnsubscribeToken(text: string): UnsubscribeToken | null {
  const [workspaceId = '', messageId = '', addressHash = '', proof = '', ...rest] = text.split('.')
  const isToken = isUuid(workspaceId) && isUuid(messageId) && isHash(addressHash) && isHash(proof) && rest.length === 0
  return isToken ? { workspaceId, messageId, addressHash, proof } : null
}

/** Whether a token was made with one of these secrets; how long it takes says nothing. */
export function isUnsubscribeToken({ proof, ...target }: UnsubscribeToken, secrets: readonly string[]): boolean {
  const matches = secrets.map((secret) => isSame(proof, proofOf(target, secret)))
  return matches.includes(true)
}

/** The headers by which a mail program offers to unsubscribe. @param url to which the token is put */
export function unsubscribeHeaders(url: string, token: string): readonly MailHeader[] {
  return [
    { name: 'List-Unsubscribe', value: `<${url}${token}>` },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ]
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

function proofOf({ workspaceId, messageId, addressHash }: UnsubscribeTarget, secret: string): string {
  const target = `unsubscribe ${workspaceId} ${messageId} ${addressHash}`
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(target)))
}

function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let index = 0; index < one.length; index += 1) difference |= one.charCodeAt(index) ^ other.charCodeAt(index)
  return difference === 0
}
