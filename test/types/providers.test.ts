/**
 * The ports fit the providers that they were made for: their words have a place, and one without events leaves them out
 * whole.
 */
import type {
  CallEnd,
  CallEvent,
  CallInstruction,
  DeliveryEventKind,
  InboundMail,
  Mailer,
  MailFact,
  ProviderEvents,
  ProviderRequests,
  ReceivedMail,
  RecordingState,
  RouteStep,
  SendAnswer,
  SmsFact,
  SmsSender,
} from 'crmkit'
import { stepOfAnswer } from 'crmkit/domain'
import { expect, expectTypeOf, it } from 'vitest'
import { itWithSharedData, readSharedJson } from '../shared-data.ts'
import { address } from '../unit/message/scene.ts'

const carla = address('carla@pomme.example')

/** The statuses of Twilio in our words: what comes in is no status of what went out, and calls end for a reason. */
const messageStatuses = {
  ...{ queued: 'accepted', accepted: 'accepted', scheduled: 'accepted', sending: 'accepted', sent: 'sent' },
  ...{ delivered: 'delivered', partially_delivered: 'sent', read: 'opened', undelivered: 'failed', failed: 'failed' },
  ...{ canceled: 'failed', receiving: null, received: null },
} as const satisfies Readonly<Record<string, DeliveryEventKind | null>>

const callStatuses = {
  ...{ queued: 'ringing', ringing: 'ringing', 'in-progress': 'answered', completed: 'completed', busy: 'busy' },
  ...{ failed: 'failed', 'no-answer': 'no-answer', canceled: 'canceled' },
} as const satisfies Readonly<Record<string, CallEvent['kind'] | CallEnd>>

const recordingStatuses = {
  ...{ 'in-progress': 'in-progress', paused: 'in-progress', stopped: 'in-progress', processing: 'in-progress' },
  ...{ completed: 'completed', absent: 'absent', deleted: 'deleted' },
} as const satisfies Readonly<Record<string, RecordingState>>

interface Description {
  readonly components: { readonly schemas: Readonly<Record<string, { readonly enum?: readonly string[] }>> }
}

itWithSharedData('MSG-1 TEL-3 every status of Twilio’s own description has a place in our words', () => {
  const { components } = readSharedJson<Description>('specs/twilio_api_v2010.json')
  const words = (schema: string): readonly string[] => [...(components.schemas[schema]?.enum ?? [])].toSorted()
  expect(Object.keys(messageStatuses).toSorted()).toEqual(words('message_enum_status'))
  expect(Object.keys(callStatuses).toSorted()).toEqual(words('call_enum_status'))
  expect(Object.keys(recordingStatuses).toSorted()).toEqual(words('recording_enum_status'))
})

it('MSG-1 a server without events leaves them out whole, a provider of text messages can’t', () => {
  expectTypeOf<null>().toExtend<Mailer['events']>()
  expectTypeOf<ProviderEvents<MailFact>>().toExtend<Mailer['events']>()
  expectTypeOf<null>().toExtend<Mailer['lookup']>()
  expectTypeOf<SmsSender['events']>().toEqualTypeOf<ProviderEvents<SmsFact>>()
  expectTypeOf<InboundMail['mails']>().toEqualTypeOf<ProviderRequests<ReceivedMail>>()
})

it('TEL-2 every step of a route can be said to a provider', () => {
  expectTypeOf<RouteStep['kind']>().toExtend<CallInstruction['kind']>()
})

it('MSG-6 a mailer is a function of its answers', async () => {
  const answers: readonly SendAnswer[] = [
    { kind: 'accepted', recipients: [] },
    { kind: 'unknown', problem: 'timeout' },
  ]
  let asked = 0
  const smtp: Mailer = {
    provider: 'smtp',
    events: null,
    lookup: null,
    check: async () => [],
    send: async () => answers[asked++] ?? { kind: 'refused', problem: '550' },
  }
  const steps: string[] = []
  for (const attempts of [1, 2, 3]) {
    const answer = await smtp.send(
      {
        ...{ messageId: 'message', from: { address: carla }, recipients: [], content: { subject: 'x' }, headers: [] },
        ...{ files: [], tracking: { opens: false, clicks: false } },
      },
      { timeoutMs: 1000 },
    )
    steps.push(stepOfAnswer(answer, { seed: 'message', attempts, now: 0 }).kind)
  }
  expect(steps).toEqual(['accept', 'lose', 'refuse'])
})
