import { nodeWebhookSender } from '@crmkit/webhooks'
import type { WebhookAnswer, WebhookSender } from 'crmkit'
import { ContractFailure, describeContract, runCase, type SenderSubject, webhookSenderContract } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { startScriptedReceiver } from './scripted-receiver.ts'

const good = nodeWebhookSender({ allowLoopback: true })

/** Makes subjects of a sender, which is wrong in one respect if `change` says so. */
function makeWith(change: (sender: WebhookSender) => WebhookSender) {
  return async () => {
    const receiver = await startScriptedReceiver()
    const subject: SenderSubject = { sender: change(good), guarded: change(nodeWebhookSender()), receiver }
    return { subject, close: () => receiver.close() }
  }
}

describeContract({ describe, it }, webhookSenderContract, { make: makeWith((sender) => sender) })

/** Case name → a sender that differs from a right one in what the case is about. */
const saboteurs: Readonly<Record<string, (sender: WebhookSender) => WebhookSender>> = {
  'sends the body as it is given, once': onRequest((sender, request, options) =>
    sender.send({ ...request, body: JSON.stringify(JSON.parse(request.body)) }, options),
  ),
  'says the status, and what Retry-After asks for': onAnswer((answer) =>
    answer.kind === 'answered' ? { kind: 'answered', status: answer.status } : answer,
  ),
  'never follows a redirect': onRequest(async (sender, request, options) => {
    const answer = await sender.send(request, options)
    const isMoved = answer.kind === 'answered' && answer.status === 307
    return isMoved ? sender.send({ ...request, url: new URL('/status/200', request.url).href }, options) : answer
  }),
  'gives up after timeoutMs, however slowly the other side goes on': onRequest((sender, request) =>
    sender.send(request, { timeoutMs: 1_000 }),
  ),
  'does not wait for the end of an answer': onRequest(async (sender, request, options) => {
    if (!request.url.endsWith('/flood')) return sender.send(request, options)
    await new Promise((resolve) => setTimeout(resolve, options.timeoutMs / 10))
    return { kind: 'failed', reason: 'timeout' }
  }),
  'hangs up on who asks for another protocol: that is no success': onRequest((sender, request, options) =>
    request.url.endsWith('/upgrade') ? new Promise(() => {}) : sender.send(request, options),
  ),
  'resolves for whatever the network and the other side do': onRequest(async (sender, request, options) => {
    const answer = await sender.send(request, options)
    if (answer.kind === 'failed' && answer.reason === 'unreachable') throw new Error('ECONNRESET')
    return answer
  }),
  'never calls an address that is not public': ({ allowsLoopback }) => ({ allowsLoopback, send: good.send }),
  'rejects for mistakes of the caller': onRequest((sender, request, options) =>
    sender.send(request, options).catch(() => ({ kind: 'failed', reason: 'unreachable' })),
  ),
}

function onRequest(
  send: (sender: WebhookSender, ...args: Parameters<WebhookSender['send']>) => Promise<WebhookAnswer>,
): (sender: WebhookSender) => WebhookSender {
  return (sender) => ({ allowsLoopback: sender.allowsLoopback, send: (...args) => send(sender, ...args) })
}

function onAnswer(change: (answer: WebhookAnswer) => WebhookAnswer): (sender: WebhookSender) => WebhookSender {
  return onRequest(async (sender, ...args) => change(await sender.send(...args)))
}

describe('Saboteurs among senders', () => {
  const cases = Object.entries(webhookSenderContract.cases)

  it('every case has one, and every one a case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(cases.map(([name]) => name).toSorted())
  })

  // Most of it is waiting for time-outs: side by side.
  it.concurrent.each(cases)('is caught, and by nothing else: %s', async (name) => {
    const change = saboteurs[name]
    if (change === undefined) throw new Error(`no saboteur for “${name}”`)
    const failing: string[] = []
    for (const [other, check] of cases) {
      const failure = await runCase(check, { make: makeWith(change) }).catch((error: unknown) => error)
      if (failure instanceof ContractFailure || failure instanceof Error) failing.push(other)
    }
    expect(failing).toEqual([name])
  })
})
