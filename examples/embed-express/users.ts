/** The application's own users, and the cookies that name them: crmkit knows nothing of it. @module */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Where a user sits in the CRM. */
export interface Seat {
  readonly workspaceId: string
  readonly memberId: string
}

/** Somebody who can log in. */
export interface User {
  readonly id: string
  readonly email: string
  readonly seat: Seat
}

/** The session's cookie of a user. */
export function sessionOf({ id }: User, secret: string): string {
  return `session=${id}.${sign(id, secret)}; HttpOnly; SameSite=Lax; Path=/`
}

/** The id of the user whose session these cookies hold; `null` where nobody's, or a forged one. */
export function readSession(cookies: string | undefined, secret: string): string | null {
  const [, id = '', signature = ''] = /(?:^|; *)session=([^.;]*)\.([^;]*)/.exec(cookies ?? '') ?? []
  const [given, right] = [Buffer.from(signature), Buffer.from(sign(id, secret))]
  return given.length === right.length && timingSafeEqual(given, right) ? id : null
}

function sign(id: string, secret: string): string {
  return createHmac('sha256', secret).update(id).digest('base64url')
}
