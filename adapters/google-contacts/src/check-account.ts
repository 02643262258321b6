/** Whether an account is connected as it has to be, by asking for its groups. @module */
import type { ConfigurationProblem } from 'crmkit'
import { readAnswer } from './answers.ts'
import type { Ask } from './people-client.ts'

/** What is wrong with an account. */
export async function checkAccount(ask: Ask): Promise<readonly ConfigurationProblem[]> {
  const asked = await ask((client, options) => client.contactGroups.list({ pageSize: 1, groupFields: 'name' }, options))
  if (asked.kind === 'answered') return []
  if (asked.kind === 'no-consent') return [notConnected]
  if (asked.kind === 'no-access') return [wrongApplication]
  if (asked.kind === 'refused') {
    if (asked.reasons.some((reason) => reason === 'SERVICE_DISABLED' || reason === 'accessNotConfigured'))
      return [noApi]
    const answer = readAnswer(asked)
    if (answer.kind === 'refused') return [answer.remedy === 'connect-again' ? noScope : notAllowed]
  }
  return [unreachable]
}

const notConnected: ConfigurationProblem = {
  field: 'auth',
  problem: 'wrong',
  remedy: 'Connect the account again: Google does not take its tokens any more.',
}

const wrongApplication: ConfigurationProblem = {
  field: 'clientId',
  problem: 'wrong',
  remedy: 'Look up the id and the secret of the OAuth client in the Google Cloud console, and the keys of the tokens.',
}

const noScope: ConfigurationProblem = {
  field: 'auth',
  problem: 'not-allowed',
  remedy: 'Connect the account again, and allow that contacts are read and written.',
}

const noApi: ConfigurationProblem = {
  field: 'People API',
  problem: 'missing',
  remedy: 'Enable the People API in the project of the OAuth client, in the Google Cloud console.',
}

const notAllowed: ConfigurationProblem = {
  field: 'auth',
  problem: 'not-allowed',
  remedy: 'Look in the Google Cloud console, and with the administrator of the account, what forbids the People API.',
}

const unreachable: ConfigurationProblem = {
  field: 'rootUrl',
  problem: 'unreachable',
  remedy: 'Try again later; if that does not help, look whether this machine can reach Google.',
}
