/** What a host of the storm gives to its CRM: a mailer that takes a provider's word for everything. */
import type { Channels, Mailer, MailFact, ProviderEvent, Store } from 'crmkit'
import { ok, parseEmail, presetPipelines } from 'crmkit/domain'
import type { CrmPorts } from '../../src/use-cases/context.ts'

const mailer: Mailer = {
  provider: 'postbox',
  lookup: null,
  events: {
    read: async ({ body }) => {
      const told = JSON.parse(new TextDecoder().decode(body)) as readonly {
        readonly key: string
        readonly raw: string
      }[]
      return ok(told.map(toEvent))
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

/**
 * The ports of a CRM, for runs that do one kind of job. Without an outbox: nobody here tells of what happens, and jobs that
 * nobody does would only stand in the way of every claim.
 */
export function systemPorts(store: Store): CrmPorts {
  const clock = { now: () => Date.now() }
  const ids = { next: () => crypto.randomUUID() }
  return {
    store,
    clock,
    ids,
    pipelines: presetPipelines,
    channelsOf: stormChannels,
    chance: { bytes: (count) => new Uint8Array(count) },
  }
}

/** What an event says is worked out for who asks: it is kept as it came. */
function toEvent({ key, raw }: { readonly key: string; readonly raw: string }): ProviderEvent<MailFact> {
  return {
    key,
    raw,
    get fact() {
      return understand(raw)
    },
  }
}

function understand(raw: string): MailFact {
  const { messageId, kind, at, address, providerMessageId, reason } = JSON.parse(raw)
  return {
    messageId,
    event: { kind, at, address, ...(providerMessageId && { providerMessageId }), ...(reason && { reason }) },
  }
}
