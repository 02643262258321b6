/** Whether an account at Mailjet is set up, by asking for its settings. @module */

import { type Fields, textOf } from '@crmkit/adapter-kit'
import type { ConfigurationProblem } from 'crmkit'
import { ask, rowsOf } from './mailjet-client.ts'
import type { MailjetAddress, MailjetInboundOptions, MailjetMailerOptions, MailjetOptions } from './options.ts'

/** What Mailjet has to call for: one address each. */
const neededEvents = ['sent', 'open', 'click', 'bounce', 'blocked', 'spam', 'unsub'] as const

/** What is wrong with what sends mail. */
export async function checkMailer(
  options: MailjetMailerOptions,
  timeoutMs: number,
): Promise<readonly ConfigurationProblem[]> {
  const callbacks = await settings(options, 'eventcallbackurl', timeoutMs)
  if ('problem' in callbacks) return [callbacks]
  const { events } = options
  if (events === undefined) return []
  return neededEvents.flatMap((event): ConfigurationProblem[] => {
    const field = `Event API: ${event}`
    const set = callbacks.filter(({ EventType, IsBackup }) => EventType === event && IsBackup !== true)
    if (set.length === 0) {
      return [{ field, problem: 'missing', remedy: `Give Mailjet the address for the event ${event}.` }]
    }
    if (!set.some(({ Url }) => leadsTo(Url, events))) {
      const remedy = `Give Mailjet the whole address for the event ${event}: path, user and password.`
      return [{ field, problem: 'wrong', remedy }]
    }
    if (set.some(({ Status }) => Status === 'dead')) {
      const remedy = `Mailjet gave the address for the event ${event} up: give it anew once it answers with 200.`
      return [{ field, problem: 'wrong', remedy }]
    }
    return []
  })
}

/** What is wrong with what receives mail. */
export async function checkInbound(
  options: MailjetInboundOptions,
  timeoutMs: number,
): Promise<readonly ConfigurationProblem[]> {
  const routes = await settings(options, 'parseroute', timeoutMs)
  if ('problem' in routes) return [routes]
  const field = 'Parse API'
  if (routes.length === 0) {
    return [{ field, problem: 'missing', remedy: 'Make a parse route at Mailjet that leads to the address.' }]
  }
  if (routes.some(({ Url }) => leadsTo(Url, options.inbound))) return []
  const remedy = 'Give the parse route at Mailjet the whole address: path, user and password.'
  return [{ field, problem: 'wrong', remedy }]
}

async function settings(
  options: MailjetOptions,
  resource: string,
  timeoutMs: number,
): Promise<readonly Fields[] | ConfigurationProblem> {
  const answer = await ask(options, resource, { Limit: 100 }, timeoutMs)
  if (answer.kind === 'answered' && (answer.status === 401 || answer.status === 403)) {
    return {
      field: 'apiKey',
      problem: 'wrong',
      remedy: 'Give the key and the secret that Mailjet shows for the account.',
    }
  }
  return (
    rowsOf(answer) ?? {
      field: 'baseUrl',
      problem: 'unreachable',
      remedy: 'Try again later; if that does not help, look whether this machine can reach Mailjet.',
    }
  )
}

function leadsTo(url: unknown, { path, user, passwords }: MailjetAddress): boolean {
  if (!URL.canParse(textOf(url))) return false
  const { protocol, pathname, username, password } = new URL(textOf(url))
  const isUser = decoded(username) === user && passwords.includes(decoded(password))
  return protocol === 'https:' && pathname === path.split('?')[0] && isUser
}

/** What stands in an address; as it is, where it is no code. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
