/** Whether a request came to the whole address: Mailjet signs nothing. @module */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { ProviderDistrust, ProviderRequest } from 'crmkit'
import type { MailjetAddress } from './options.ts'

/** @throws {Error} for an address that anybody could guess */
export function checkAddress({ path, user, passwords }: MailjetAddress): void {
  if (!/^\/[^?]+/.test(path)) throw new Error('Mailjet calls no root: give a path, with a part that nobody can guess.')
  if (user === '' || passwords.length === 0 || passwords.includes('')) {
    throw new Error('Give the address of Mailjet a user and a password: it signs nothing.')
  }
}

/** Why a request is not to be trusted; `null`: it is. */
export function distrustOf(request: ProviderRequest, address: MailjetAddress): ProviderDistrust | null {
  const given = authorizationOf(request)
  if (given === '') return { code: 'missing-signature' }
  const [path = ''] = request.path.split('?')
  const [expectedPath = ''] = address.path.split('?')
  const isThere = areEqual(path, expectedPath)
  // All are compared, whichever fits: how long it takes says nothing.
  const fitting = address.passwords.filter((password) => {
    const expected = Buffer.from(`${address.user}:${password}`).toString('base64')
    return areEqual(given.replace(/^basic\s+/i, ''), expected)
  })
  return isThere && fitting.length > 0 ? null : { code: 'wrong-password' }
}

function authorizationOf({ headers }: ProviderRequest): string {
  if ('get' in headers && typeof headers.get === 'function') return headers.get('authorization') ?? ''
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === 'authorization') ?? []
  return typeof value === 'string' ? value : ''
}

function areEqual(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
