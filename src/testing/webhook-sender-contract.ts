/**
 * The contract of {@link WebhookSender}. It needs a receiver on this machine, which the caller brings: a server that
 * answers by the path that it is asked for.
 * @module
 */
import type { WebhookSender } from '../ports/webhook-sender.ts'
import { expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'

/**
 * A receiver that answers by path:
 * - `/status/200`, or any other status: with that status, without a body;
 * - `/busy`: 503 with `Retry-After: 7`;
 * - `/redirect`: 307 to `/status/200` of its own;
 * - `/never`: not at all;
 * - `/drip`: with a header every few milliseconds, without an end;
 * - `/upgrade`: with `101 Switching Protocols`, and silence on the open connection;
 * - `/flood`: 200 with a body without an end;
 * - `/hang-up`: by closing the connection.
 */
export interface ScriptedReceiver {
  /** `http://127.0.0.1:…`, without a path. */
  readonly url: string
  /** An address of this machine at which nobody listens. */
  readonly nobody: string
  /** The requests that came in whole, the first one first. */
  readonly requests: readonly ScriptedRequest[]
}

/** A request as the receiver saw it. */
export interface ScriptedRequest {
  readonly method: string
  readonly path: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** What a sender is held against. */
export interface SenderSubject {
  /** Allows loopback. */
  readonly sender: WebhookSender
  /** The same one, as strangers use it: it does not allow loopback. */
  readonly guarded: WebhookSender
  readonly receiver: ScriptedReceiver
}

const patient = { timeoutMs: 10_000 }
const headers = { 'content-type': 'application/json', 'webhook-id': 'msg_1' }
const body = '{ "name": "Pépin",\n"n":1 }'

/** Every sentence of the port, as a case. */
export const webhookSenderContract: Contract<SenderSubject> = {
  name: 'WebhookSender',
  cases: {
    'sends the body as it is given, once': async ({ sender, receiver }) => {
      const answer = await sender.send({ url: `${receiver.url}/status/200`, headers, body }, patient)
      expectEqual(answer, { kind: 'answered', status: 200 }, 'the answer')
      const [request] = receiver.requests
      expectEqual(receiver.requests.length, 1, 'requests')
      expectEqual([request?.method, request?.path, request?.body], ['POST', '/status/200', body], 'the request')
      const seen = [request?.headers['webhook-id'], request?.headers['content-type']]
      expectEqual(seen, ['msg_1', 'application/json'], 'its headers')
    },

    'says the status, and what Retry-After asks for': async ({ sender, receiver }) => {
      for (const status of [204, 400, 410, 500]) {
        const answer = await sender.send({ url: `${receiver.url}/status/${status}`, headers, body }, patient)
        expectEqual(answer, { kind: 'answered', status }, `the answer ${status}`)
      }
      const busy = await sender.send({ url: `${receiver.url}/busy`, headers, body }, patient)
      expectEqual(busy, { kind: 'answered', status: 503, retryAfter: '7' }, 'of one who is busy')
    },

    'never follows a redirect': async ({ sender, receiver }) => {
      const answer = await sender.send({ url: `${receiver.url}/redirect`, headers, body }, patient)
      expectEqual(answer, { kind: 'answered', status: 307 }, 'the answer')
      expectEqual(
        receiver.requests.map(({ path }) => path),
        ['/redirect'],
        'what was asked for',
      )
    },

    'gives up after timeoutMs, however slowly the other side goes on': async ({ sender, receiver }) => {
      const givesUp = async (path: string) => {
        const send = (timeoutMs: number) => sender.send({ url: `${receiver.url}${path}`, headers, body }, { timeoutMs })
        const long = send(1_500).then((answer) => ({ who: 'long', answer }))
        const short = send(150).then((answer) => ({ who: 'short', answer }))
        const first = await Promise.race([long, short])
        expectEqual(first, { who: 'short', answer: { kind: 'failed', reason: 'timeout' } }, `who gives up on ${path}`)
        await Promise.all([long, short])
      }
      await Promise.all([givesUp('/never'), givesUp('/drip')])
    },

    'does not wait for the end of an answer': async ({ sender, receiver }) => {
      const answer = await sender.send({ url: `${receiver.url}/flood`, headers, body }, { timeoutMs: 3_000 })
      expectEqual(answer, { kind: 'answered', status: 200 }, 'the answer of one who never ends')
    },

    'hangs up on who asks for another protocol: that is no success': async ({ sender, receiver }) => {
      const send = (path: string, timeoutMs: number) =>
        sender.send({ url: `${receiver.url}${path}`, headers, body }, { timeoutMs })
      const answer = await Promise.race([send('/upgrade', 8_000), send('/never', 1_000).then(() => null)])
      expectThat(answer !== null, 'the sender still waits a second later')
      const isSuccess = answer?.kind === 'answered' && answer.status !== 101
      expectThat(!isSuccess, 'a change of protocol was taken for an answer like any other')
    },

    'resolves for whatever the network and the other side do': async ({ sender, receiver }) => {
      for (const url of [`${receiver.url}/hang-up`, receiver.nobody]) {
        expectEqual(await sender.send({ url, headers, body }, patient), { kind: 'failed', reason: 'unreachable' }, url)
      }
    },

    'never calls an address that is not public': async ({ sender, guarded, receiver }) => {
      expectEqual([sender.allowsLoopback, guarded.allowsLoopback], [true, false], 'what the senders say')
      const { port } = portOf(receiver.url)
      const hosts = [
        '127.0.0.1',
        'localhost',
        '2130706433',
        '0.0.0.0',
        '[::1]',
        '[::ffff:127.0.0.1]',
        '169.254.169.254',
      ]
      for (const host of hosts) {
        const url = `http://${host}:${port}/status/200`
        const answer = await guarded.send({ url, headers, body }, patient)
        expectEqual(answer, { kind: 'failed', reason: 'address-refused' }, host)
      }
      expectEqual(receiver.requests, [], 'requests')
    },

    'rejects for mistakes of the caller': async ({ sender, receiver }) => {
      const request = { url: `${receiver.url}/status/200`, headers: { 'x-bad': 'a\r\nb: c' }, body }
      const outcome = await sender.send(request, patient).then(
        () => 'resolved',
        () => 'rejected',
      )
      expectThat(outcome === 'rejected', 'a header with a line feed was not refused')
    },
  },
}

function portOf(url: string): { readonly port: string } {
  return { port: /:(\d+)$/.exec(url)?.[1] ?? '' }
}
