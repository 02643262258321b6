/** What is kept of a consent, as a text of a `DirectoryTokens`. @module */
import { fieldsOf, readJson, textOf } from '@crmkit/adapter-kit'

/** The scope with which contacts and their groups are read and written. */
export const contactsScope = 'https://www.googleapis.com/auth/contacts'

/** The tokens of an account. */
export interface GoogleTokens {
  readonly refreshToken: string
  readonly accessToken: string
  /** When the access token ends, in epoch milliseconds. */
  readonly expiresAt: number
  readonly scopes: readonly string[]
}

/** Tokens as a text. */
export function writeTokens(tokens: GoogleTokens): string {
  return JSON.stringify(tokens)
}

/** Tokens of a text; `null`: it is none of ours. */
export function readTokens(text: string): GoogleTokens | null {
  const { refreshToken, accessToken, expiresAt, scopes } = fieldsOf(readJson(text))
  if (typeof refreshToken !== 'string' || refreshToken === '') return null
  return {
    refreshToken,
    accessToken: textOf(accessToken),
    expiresAt: typeof expiresAt === 'number' ? expiresAt : 0,
    scopes: Array.isArray(scopes) ? scopes.map(textOf) : [],
  }
}
