/** Whether an account at SendGrid is set up, by asking for its settings. @module */

import { type Exchange, type Fields, fieldsOf, itemsOf, readJson, textOf } from '@crmkit/adapter-kit'
import type { ConfigurationProblem } from 'crmkit'
import type { SendgridInboundOptions, SendgridMailerOptions, SendgridOptions } from './options.ts'
import { ask } from './sendgrid-client.ts'

/** What is wrong with what sends mail. */
export async function checkMailer(
  options: SendgridMailerOptions,
  timeoutMs: number,
): Promise<readonly ConfigurationProblem[]> {
  const scopes = await scopesOf(options, timeoutMs)
  if ('problem' in scopes) return [scopes]
  const problems: ConfigurationProblem[] = []
  if (!scopes.includes('mail.send')) problems.push(notAllowed('mail.send'))
  if (options.emailActivity === true && !activityScopes.some((scope) => scopes.includes(scope))) {
    problems.push(notAllowed('email_activity.read'))
  }
  const { eventKeys = [] } = options
  if (eventKeys.length === 0 || !scopes.includes('user.webhooks.event.settings.read')) return problems
  const answer = await readSetting(options, '/v3/user/webhooks/event/settings/all', timeoutMs)
  if (answer === null) return [...problems, unreachable]
  const webhooks = itemsOf(answer['webhooks']).map(fieldsOf)
  if (!webhooks.some(({ enabled }) => enabled === true)) {
    const remedy = 'Set up an Event Webhook at SendGrid, with all events and the signature, and enable it.'
    problems.push({ field: 'Event Webhook', problem: 'missing', remedy })
  } else if (!webhooks.some((webhook) => webhook['enabled'] === true && isKnown(webhook['public_key'], eventKeys))) {
    const remedy = 'Enable the signature of the Event Webhook at SendGrid, and give its public key.'
    problems.push({ field: 'eventKeys', problem: 'wrong', remedy })
  }
  return problems
}

/** What is wrong with what receives mail. */
export async function checkInbound(
  options: SendgridInboundOptions,
  timeoutMs: number,
): Promise<readonly ConfigurationProblem[]> {
  const scopes = await scopesOf(options, timeoutMs)
  if ('problem' in scopes) return [scopes]
  const problems: ConfigurationProblem[] = []
  if (!scopes.includes('user.webhooks.parse.settings.read')) return problems
  const settings = await readSetting(options, '/v3/user/webhooks/parse/settings', timeoutMs)
  const policies = await readSetting(options, '/v3/user/webhooks/security/policies', timeoutMs)
  if (settings === null) return [unreachable]
  if (itemsOf(settings['result']).length === 0) {
    const remedy = 'Set up a host for Inbound Parse at SendGrid, with an MX record that leads to it.'
    problems.push({ field: 'Inbound Parse', problem: 'missing', remedy })
  }
  if (policies === null) return problems
  const keys = itemsOf(policies['policies']).map((policy) => fieldsOf(fieldsOf(policy)['signature'])['public_key'])
  if (!keys.some((key) => isKnown(key, options.inboundKeys))) {
    const remedy = 'Make a security policy with a signature for Inbound Parse at SendGrid, and give its public key.'
    problems.push({ field: 'inboundKeys', problem: 'wrong', remedy })
  }
  return problems
}

/** SendGrid has called it both. */
const activityScopes = ['email_activity.read', 'messages.read']

const unreachable: ConfigurationProblem = {
  field: 'baseUrl',
  problem: 'unreachable',
  remedy: 'Try again later; if that does not help, look whether this machine can reach SendGrid.',
}

function notAllowed(scope: string): ConfigurationProblem {
  return { field: 'apiKey', problem: 'not-allowed', remedy: `Give the key the permission ${scope} at SendGrid.` }
}

/** What the key may do; or why nobody can tell. */
async function scopesOf(
  options: SendgridOptions,
  timeoutMs: number,
): Promise<readonly string[] | ConfigurationProblem> {
  const answer = await ask(options, '/v3/scopes', timeoutMs)
  if (answer.kind === 'answered' && (answer.status === 401 || answer.status === 403)) {
    return { field: 'apiKey', problem: 'wrong', remedy: 'Make a new key at SendGrid, and give that one.' }
  }
  const fields = readAnswer(answer)
  return fields === null ? unreachable : itemsOf(fields['scopes']).map(textOf)
}

async function readSetting(options: SendgridOptions, url: string, timeoutMs: number): Promise<Fields | null> {
  return readAnswer(await ask(options, url, timeoutMs))
}

function readAnswer(answer: Exchange): Fields | null {
  if (answer.kind !== 'answered' || answer.status !== 200) return null
  const read = readJson(answer.body)
  return read === undefined ? null : fieldsOf(read)
}

function isKnown(key: unknown, known: readonly string[]): boolean {
  const plain = (shown: string) => shown.replace(/-----[A-Z ]+-----|\s/g, '')
  return typeof key === 'string' && known.some((one) => plain(one) === plain(key))
}
