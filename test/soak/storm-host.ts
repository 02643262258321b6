/** What a host of the storm gives to its CRM: a mailer that takes a provider's word for everything. */
import type { Channels, Mailer, MailFact, Store } from 'crmkit'
import { ok, parseEmail, presetPipelines } from 'crmkit/domain'
import type { CrmPorts } from '../../src/use-cases/context.ts'
import { withOutbox } from '../../src/use-cases/outbox.ts'

const mailer: Mailer = {
  provider: 'postbox',
  lookup: null,
  events: {
    read: async ({ body }) => {
      const told = JSON.parse(new TextDecoder().decode(body)) as readonly {
        readonly key: string
        readonly raw: string
      }[]
      return ok(told.map(({ key, raw }) => ({ key, raw, fact: understand(raw) })))
    },
    understand,
  },
  send: async () => ({ kind: 'refused', problem: 'nothing is sent here' }),
  check: async () => [],
}

/** The accounts of every workspace. */
export function stormChannels(): Channels {
  const { normalized } = parseEmail('verger@verger.example')
  if (normalized === undefined) throw new Error('no address')
  return { mail: { mailer, from: { address: normalized } } }
}

/** The ports of a CRM, for runs that do one kind of job. */
export function systemPorts(store: Store): CrmPorts {
  const clock = { now: () => Date.now() }
  const ids = { next: () => crypto.randomUUID() }
  return { store: withOutbox(store), clock, ids, pipelines: presetPipelines, channelsOf: stormChannels }
}

function understand(raw: string): MailFact {
  const { messageId, kind, at, address, providerMessageId, reason } = JSON.parse(raw)
  return {
    messageId,
    event: { kind, at, address, ...(providerMessageId && { providerMessageId }), ...(reason && { reason }) },
  }
}
