/** What may be wrong with any mail server, and what to do about it. @module */
import type { ConfigurationProblem } from 'crmkit'

/** Whether a problem is one of certificates or of speaking TLS at all. */
export function isAboutTls(problem: string): boolean {
  return /TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(problem)
}

/** The login is not one. */
export const wrongLogin: ConfigurationProblem = {
  field: 'login',
  problem: 'wrong',
  remedy: 'Look at the name and the password; some servers want one that is made for programs, or an access token.',
}

/** TLS does not come about. */
export const wrongSecurity: ConfigurationProblem = {
  field: 'security',
  problem: 'wrong',
  remedy: 'Look whether the port goes with the security, and whether the server’s certificate is for this host.',
}

/** Nobody answers. */
export const unreachable: ConfigurationProblem = {
  field: 'host',
  problem: 'unreachable',
  remedy: 'Look at the host and the port, and whether this machine may connect to them; then try again later.',
}
