/** How connections are kept from others. @module */
import type { ConnectionOptions } from 'node:tls'
import type { MailServerOptions } from './options.ts'

/** How a server is spoken to, if nobody says. */
export function securityOf(
  { security, port }: MailServerOptions,
  usual: 'tls' | 'starttls',
): 'tls' | 'starttls' | 'none' {
  return security ?? (port === 465 ? 'tls' : usual)
}

/** What TLS has to be: whatever the environment says, certificates are looked at. */
export function tlsOf({ ca }: MailServerOptions): ConnectionOptions {
  const trusted = typeof ca === 'string' ? [ca] : ca
  return { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(trusted !== undefined && { ca: [...trusted] }) }
}
