/** How an account is opened, and why it can't be. @module */
import { isCrmError } from 'crmkit'
import { fieldsOf, readJson, textOf } from './json.ts'
import type { GoogleAuth } from './options.ts'

/** A token that opens an account. */
export interface Access {
  readonly kind: 'access'
  readonly token: string
}

/** Why there is none. */
export type NoAccess =
  | { readonly kind: 'unreached'; readonly problem: string }
  | { readonly kind: 'no-consent'; readonly problem: string }

/** The present token of an account. Whatever goes wrong, nothing was asked of the People API yet. */
export async function accessOf(auth: GoogleAuth): Promise<Access | NoAccess> {
  try {
    const { token } = await auth.getAccessToken()
    if (typeof token === 'string' && token !== '') return { kind: 'access', token }
    return { kind: 'no-consent', problem: 'there is no access token' }
  } catch (error) {
    return accessFailure(error) ?? { kind: 'unreached', problem: 'no access token' }
  }
}

/** What an error of somebody who refreshes tokens says of the consent; `null`: nothing. */
export function accessFailure(error: unknown): NoAccess | null {
  if (isCrmError(error)) {
    return error.retryable
      ? { kind: 'unreached', problem: error.message }
      : { kind: 'no-consent', problem: error.message }
  }
  // google-auth-library: a refresh token that is not taken, or none at all.
  const { response, message } = fieldsOf(error)
  const { data } = fieldsOf(response)
  const { error: code } = fieldsOf(typeof data === 'string' ? readJson(data) : data)
  if (code === 'invalid_grant') return { kind: 'no-consent', problem: 'invalid_grant' }
  const isMissing = /^No (access|refresh) token/.test(textOf(message))
  return isMissing ? { kind: 'no-consent', problem: 'there is no refresh token' } : null
}
