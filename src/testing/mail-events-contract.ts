/** The contract of the events of a mailer. @module */
import { parseEmail } from '../party/email.ts'
import type { MailFact } from '../ports/mailer.ts'
import type { ProviderEvent } from '../ports/provider-events.ts'
import { ContractFailure, expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'
import { type MailEventsSubject, mailAddress, sentMailId, type ToldEvent } from './mailer-scene.ts'

/** Every sentence of the port, as a case. */
export const mailEventsContract: Contract<MailEventsSubject> = {
  name: 'ProviderEvents of a Mailer',
  cases: {
    'refuses a request that its provider did not sign, or that lacks the secret of its address': async (subject) => {
      const requests = await subject.provider.unsigned(some(subject.now))
      expectThat(requests.length > 0, 'there is no such request')
      for (const request of requests) {
        expectThat(!(await subject.events.read(request)).ok, 'an unsigned request was taken')
      }
    },

    'refuses a request of which a byte was changed that its proof covers': async ({ events, provider, now }) => {
      const requests = await provider.changed(some(now))
      expectThat(requests.length > 0, 'there is no such request')
      for (const request of requests) expectThat(!(await events.read(request)).ok, 'a changed request was taken')
    },

    'says every event of a request, in its order': async (subject) => {
      const told = some(subject.now)
      const facts = (await readAll(subject, told)).map(({ fact }) => fact)
      const expected = told.map(({ messageId, kind, address, at }) => ({ messageId, event: { kind, address, at } }))
      const plain = facts.map((fact) => {
        const { kind, address, at } = fact?.event ?? {}
        return { messageId: fact?.messageId, event: { kind, address: parseEmail(address ?? '').normalized, at } }
      })
      expectEqual(plain, expected, 'the facts')
    },

    'gives the same event the same key, whenever it is told': async (subject) => {
      const told = some(subject.now)
      const first = keysOf(await readAll(subject, told))
      const again = keysOf(await readAll(subject, told.toReversed(), subject.now + 60 * 60_000))
      expectEqual(again.toReversed(), first, 'the keys')
    },

    'gives two events two keys': async (subject) => {
      const keys = keysOf(await readAll(subject, some(subject.now)))
      expectEqual(new Set(keys).size, keys.length, 'different keys')
    },

    'keeps an event that it does not know, without a fact': async (subject) => {
      const [first, ...rest] = some(subject.now)
      if (first === undefined) throw new ContractFailure('nothing to tell')
      const read = await readAll(subject, [{ ...first, id: 'novelty', kind: 'novelty' }, ...rest])
      expectEqual(
        read.map(({ fact }) => fact === null),
        [true, ...rest.map(() => false)],
        'which are without a fact',
      )
      expectThat(
        read.every(({ raw, key }) => raw !== '' && key !== ''),
        'an event without its words or its key',
      )
    },

    'takes a request whose signature is days old': async (subject) => {
      const read = await readAll(subject, some(subject.now), subject.now - 3 * 24 * 60 * 60_000)
      expectEqual(read.length, some(subject.now).length, 'events')
    },

    'says of the raw text of an event that was read what was said of it then': async (subject) => {
      const [first, ...rest] = some(subject.now)
      if (first === undefined) throw new ContractFailure('nothing to tell')
      const read = await readAll(subject, [...rest, first, { ...first, id: 'novelty', kind: 'novelty' }])
      const understood = read.map(({ raw }) => subject.events.understand(raw))
      expectEqual(
        understood,
        read.map(({ fact }) => fact),
        'what the raw texts say',
      )
    },

    'says null of what is no event of this provider': async ({ events }) => {
      for (const raw of ['{}', '[]', 'null', '17', '"delivered"', '{"event":17}', 'a=b&c=d']) {
        expectEqual(events.understand(raw), null, `what is understood of ${raw}`)
      }
    },

    'understands without ever throwing': async ({ events }) => {
      for (const raw of ['', '{', '\0', '{"event":', '<html>', 'x'.repeat(100_000)]) {
        expectEqual(events.understand(raw), null, 'what is understood of no text of an event')
      }
    },
  },
}

function some(now: number): readonly ToldEvent[] {
  // Providers tell whole seconds.
  const at = Math.floor(now / 1_000) * 1_000
  const one = { messageId: sentMailId, address: mailAddress('carla@pomme.example') }
  return [
    { ...one, id: 'a', kind: 'opened', at },
    { ...one, id: 'b', kind: 'delivered', at: at - 60_000 },
    { ...one, id: 'c', kind: 'complained', at: at + 1_000, address: mailAddress('denis@pomme.example') },
  ]
}

async function readAll(
  { events, provider }: MailEventsSubject,
  told: readonly ToldEvent[],
  signedAt?: number,
): Promise<readonly ProviderEvent<MailFact>[]> {
  const read = await events.read(await provider.tell(told, signedAt))
  if (!read.ok) throw new ContractFailure(`a request of the provider was refused: ${read.error.code}`)
  return read.value
}

function keysOf(events: readonly ProviderEvent<MailFact>[]): readonly string[] {
  return events.map(({ key }) => key)
}
