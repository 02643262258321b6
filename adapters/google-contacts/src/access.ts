/** How an account is opened, and why it can't be. @module */

import { fieldsOf, readJson, textOf } from '@crmkit/adapter-kit'
import { CrmError, isCrmError } from 'crmkit'
import type { GoogleAuth } from './options.ts'

/** A token that opens an account. */
export interface Access {
  readonly kind: 'access'
  readonly token: string
}

/** Why there is none. */
export type NoAccess =
  | { readonly kind: 'unreached'; readonly problem: string }
  /** The owner has to consent once more. */
  | { readonly kind: 'no-consent'; readonly problem: string }
  /** No consent helps: Google refuses the application, or what is kept can't be opened. */
  | { readonly kind: 'no-access'; readonly problem: string }

/** There is no consent any more. */
export class ConsentEnded extends CrmError<'backend-refused'> {
  constructor(accountId: string, problem: string) {
    super('backend-refused', { message: `The account ${accountId} ${problem}. Its owner has to connect it again.` })
  }
}

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

/** What an error of whoever refreshes tokens says of the consent; `null`: nothing. */
export function accessFailure(error: unknown): NoAccess | null {
  if (error instanceof ConsentEnded) return { kind: 'no-consent', problem: error.message }
  if (isCrmError(error)) return { kind: error.retryable ? 'unreached' : 'no-access', problem: error.message }
  // google-auth-library: a token that is not taken, an application that is not known, or no token at all.
  const { response, message } = fieldsOf(error)
  const { data } = fieldsOf(response)
  const code = textOf(fieldsOf(typeof data === 'string' ? readJson(data) : data)['error'])
  if (code === 'invalid_grant') return { kind: 'no-consent', problem: code }
  if (/^\w{1,80}$/.test(code)) return { kind: 'no-access', problem: code }
  const isMissing = /^No (access|refresh) token/.test(textOf(message))
  return isMissing ? { kind: 'no-consent', problem: 'there is no refresh token' } : null
}
