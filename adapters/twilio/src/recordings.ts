/** The sound of recordings, and deleting them. @module */
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { failureOf } from './failure.ts'
import { patienceOf } from './numbers.ts'
import { baseUrlOf, type TwilioTelephonyOptions } from './options.ts'
import { ask, authorizationOf } from './twilio-client.ts'

const recordingShape = /^RE[0-9a-fA-F]{32}$/

/** The sound of a recording, as Twilio keeps it: WAV. */
export async function openRecording(
  options: TwilioTelephonyOptions,
  recordingId: string,
): Promise<AsyncIterable<Uint8Array> | null> {
  if (!recordingShape.test(recordingId)) return null
  const path = `/2010-04-01/Accounts/${options.accountSid}/Recordings/${recordingId}.wav`
  const answer = await open(`${baseUrlOf(options).replace(/\/+$/, '')}${path}`, options)
  const { statusCode: status = 0 } = answer
  if (status === 200) return pieces(answer)
  answer.destroy()
  if (status === 404 || status === 410) return null
  throw failureOf('openRecording', { kind: 'refused', status, code: 0 })
}

/** Deletes a recording. */
export async function deleteRecording(options: TwilioTelephonyOptions, recordingId: string): Promise<void> {
  if (!recordingShape.test(recordingId)) return
  const asked = await ask(options, patienceOf(options), (account) => account.recordings(recordingId).remove())
  if (asked.kind === 'answered' || (asked.kind === 'refused' && asked.status === 404)) return
  throw failureOf('deleteRecording', asked)
}

function open(url: string, options: TwilioTelephonyOptions): Promise<IncomingMessage> {
  const ask = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const fail = (problem: string) => reject(failureOf('openRecording', { kind: 'lost', problem }))
    const headers = { authorization: authorizationOf(options), accept: 'audio/x-wav', connection: 'close' }
    const request = ask(url, { method: 'GET', agent: false, timeout: patienceOf(options), headers })
    request.on('timeout', () => request.destroy(new Error('timeout')))
    request.on('error', (failure) => fail('code' in failure ? String(failure.code) : 'timeout'))
    request.on('response', resolve)
    request.end()
  })
}

/** A recording that breaks off is an error, and not a shorter one. */
async function* pieces(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of answer) yield new Uint8Array(piece)
  } catch {
    throw failureOf('openRecording', { kind: 'lost', problem: 'closed' })
  }
}
