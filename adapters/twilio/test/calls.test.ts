/** What Twilio tells and asks of calls, and what it is told in its own language. */
import type { CallFact, CallInstruction, Telephony } from 'crmkit'
import { callStatus, recordCallEvent, startCall } from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { twilioTelephony } from '../src/index.ts'
import { operatorName, readOperatorName } from '../src/operator-name.ts'
import { anne, apiKey, applicationSid, bob, callId, carla, mobile, now, optionsFor, ours, signedForm } from './scene.ts'

const telephony = telephonyAt(now)
const parent = `CA${'1'.repeat(32)}`
const leg = `CA${'2'.repeat(32)}`
const recordingId = `RE${'1'.repeat(32)}`
const second = Date.UTC(2026, 10, 22, 11, 59, 30)
const Timestamp = new Date(second).toUTCString()
/** Twilio names the second, of which the end counts. */
const at = second + 999

function telephonyAt(instant: number): Telephony {
  const options = { ...optionsFor('http://127.0.0.1:1'), clock: { now: () => instant } }
  return twilioTelephony({ ...options, apiKey, applicationSid })
}

async function factOf(path: string, fields: Readonly<Record<string, string>>): Promise<CallFact | null> {
  const read = await telephony.events.read(signedForm(`/twilio/voice${path}`, fields))
  if (!read.ok) throw new Error(read.error.code)
  return read.value[0]?.fact ?? null
}

function told(instruction: CallInstruction): string {
  return telephony.instruct(instruction).body.replace('<?xml version="1.0" encoding="UTF-8"?>', '')
}

/** The first address of a kind that Twilio is given, as a request would come in at it. */
function addressIn(text: string, path: string): string {
  const [, found = ''] = new RegExp(`"https://crm\\.example/twilio/voice(${path}[^"]*)"`).exec(text) ?? []
  if (found === '') throw new Error(`${path} is not in ${text}`)
  return found.replaceAll('&amp;', '&')
}

const event = (fact: CallFact | null) => (fact?.kind === 'event' ? fact.event : fact)

describe('TEL-2 An incoming call', () => {
  const fields = { CallSid: parent, CallStatus: 'ringing', From: carla, To: ours }

  it('asks what to do, with the caller, or none where he withholds his number', async () => {
    const fact = { kind: 'incoming', providerCallId: parent, from: carla, to: ours, at: now }
    expect(await factOf('/in', fields)).toEqual(fact)
    for (const From of ['anonymous', '+266696687', '', 'sip:+33612345678@host', 'client:op_x']) {
      expect(await factOf('/in', { ...fields, From })).toEqual({ ...fact, from: null })
    }
  })

  const ring = (isRecorded: boolean) => {
    const operators = [{ memberId: anne }, { memberId: bob, number: mobile }]
    return told({ kind: 'ring', operators, seconds: 20, isRecorded, round: 1 })
  }

  it('rings at browsers and telephones at once, and is recorded only if it may be', () => {
    expect(ring(false)).toBe(
      '<Response><Dial timeout="20" answerOnBridge="true" method="POST" action="https://crm.example/twilio/voice/rung?round=1">' +
        `<Client statusCallback="https://crm.example/twilio/voice/leg?member=${anne}" statusCallbackEvent="answered"` +
        ` statusCallbackMethod="POST"><Identity>${operatorName(anne)}</Identity></Client>` +
        `<Number url="https://crm.example/twilio/voice/whisper?member=${bob}" method="POST">${mobile}</Number>` +
        '</Dial></Response>',
    )
    expect(ring(true)).toContain('record="record-from-answer-dual"')
    expect(ring(true)).toContain('recordingStatusCallbackEvent="in-progress completed absent"')
  })

  it('is answered by the operator whose browser took it', async () => {
    const path = addressIn(ring(false), '/leg')
    const taken = { CallSid: leg, ParentCallSid: parent, CallStatus: 'in-progress', SequenceNumber: '2', Timestamp }
    const answered = { kind: 'answered', at, memberId: anne }
    expect(await factOf(path, taken)).toEqual({ kind: 'event', callId: null, providerCallId: parent, event: answered })
    expect(await factOf(path, { ...taken, CallStatus: 'ringing' })).toBeNull()
  })

  it('is answered at a telephone by who presses a key there, and by no voicemail', async () => {
    const whisper = await factOf(addressIn(ring(false), '/whisper'), { CallSid: leg, ParentCallSid: parent })
    expect(whisper).toEqual({ kind: 'taken', providerCallId: parent, memberId: bob, at: now })
    const confirm = told({ kind: 'confirm', memberId: bob, asks: { say: 'Press a key', locale: 'en' } })
    expect(confirm).toContain('</Gather><Hangup/></Response>')
    const pressed = { CallSid: leg, ParentCallSid: parent, Digits: '1' }
    const path = addressIn(confirm, '/pressed')
    expect(event(await factOf(path, pressed))).toEqual({ kind: 'answered', at: now, memberId: bob })
    expect(await factOf(path, { ...pressed, Digits: '' })).toBeNull()
    const dialed = { CallSid: parent, CallStatus: 'in-progress', DialCallSid: leg, DialCallStatus: 'completed' }
    const unconfirmed = await factOf('/rung', { ...dialed, DialBridged: 'false' })
    expect(unconfirmed).toEqual({ kind: 'unanswered', providerCallId: parent, at: now })
  })

  it.each(['no-answer', 'busy', 'failed', 'canceled'])(
    'asks what is next after a round that was %s',
    async (status) => {
      const dialed = { CallSid: parent, CallStatus: 'in-progress', DialCallSid: leg, DialCallStatus: status }
      expect(await factOf('/rung', dialed)).toEqual({ kind: 'unanswered', providerCallId: parent, at: now })
      const gone = await factOf('/rung', { ...dialed, CallStatus: 'completed' })
      expect(event(gone)).toEqual({ kind: 'ended', at: now, end: 'completed' })
    },
  )

  it('TEL-3 is missed if nobody took it, though Twilio says that it was completed', async () => {
    const status = { CallSid: parent, CallStatus: 'completed', SequenceNumber: '3', CallDuration: '42', Timestamp }
    const fact = await factOf('/status', status)
    const ended = { kind: 'ended', at, end: 'completed' } as const
    expect(event(fact)).toEqual(ended)
    expect(callStatus(recordCallEvent(startCall('inbound', at), ended))).toBe('missed')
  })

  it('TEL-3 began when it came in, though it ended in a second of which Twilio names no parts', async () => {
    const cameAt = now + 600
    const told = {
      CallSid: parent,
      CallStatus: 'completed',
      SequenceNumber: '3',
      Timestamp: new Date(now).toUTCString(),
    }
    for (const toldAt of [now + 900, now + 1_400]) {
      const { events } = telephonyAt(toldAt)
      const read = await events.read(signedForm('/twilio/voice/status', told))
      const fact = read.ok ? (read.value[0]?.fact ?? null) : null
      if (fact?.kind !== 'event') throw new Error('it is an event')
      expect(fact.event.at).toBe(Math.min(toldAt, now + 999))
      expect(recordCallEvent(startCall('inbound', cameAt), fact.event).startedAt).toBe(cameAt)
    }
  })

  it('TEL-3 says how long they talked', async () => {
    const dialed = { CallSid: parent, CallStatus: 'completed', DialCallSid: leg, DialCallStatus: 'completed' }
    const ended = { kind: 'ended', at: now, end: 'completed', talkSeconds: 61 }
    expect(event(await factOf('/rung', { ...dialed, DialCallDuration: '61', DialBridged: 'true' }))).toEqual(ended)
  })

  it('waits, and then asks again; each time is an event of its own', async () => {
    const queue = told({ kind: 'queue', seconds: 60, says: [{ say: 'Un instant', locale: 'fr' }], round: 2 })
    const address = 'https://crm.example/twilio/voice/waited?round=2'
    expect(queue).toContain(`<Pause length="60"/><Redirect method="POST">${address}</Redirect>`)
    const keyAfter = async (round: number) => {
      const read = await telephony.events.read(signedForm(`/twilio/voice/waited?round=${round}`, { CallSid: parent }))
      if (!read.ok) throw new Error(read.error.code)
      expect(read.value[0]?.fact).toEqual({ kind: 'unanswered', providerCallId: parent, at: now })
      return read.value[0]?.key
    }
    expect(await keyAfter(2)).toBe(await keyAfter(2))
    expect(await keyAfter(2)).not.toBe(await keyAfter(3))
  })

  it('asks anew after each round, though Twilio names nobody whom it has rung', async () => {
    const keyAfter = async (round: number) => {
      const dialed = { CallSid: parent, CallStatus: 'in-progress', DialCallStatus: 'no-answer' }
      const read = await telephony.events.read(signedForm(`/twilio/voice/rung?round=${round}`, dialed))
      return read.ok ? read.value[0]?.key : null
    }
    expect(await keyAfter(0)).toBe(await keyAfter(0))
    expect(await keyAfter(0)).not.toBe(await keyAfter(1))
  })

  it('leaves a message on the voicemail, which is a recording', async () => {
    const text = told({ kind: 'voicemail', says: [{ say: 'Lăsați un mesaj', locale: 'ro' }] })
    expect(text).toContain('<Say language="ro-RO" voice="Polly.Carmen">Lăsați un mesaj</Say><Record ')
    const left = await factOf(addressIn(text, '/left'), { CallSid: parent, RecordingUrl: 'https://api/RE1' })
    expect(event(left)).toEqual({ kind: 'voicemail', at: now })
    const recorded = {
      CallSid: parent,
      RecordingSid: recordingId,
      RecordingStatus: 'completed',
      RecordingDuration: '7',
    }
    const fact = await factOf(addressIn(text, '/recording'), { ...recorded, RecordingStartTime: Timestamp })
    expect(event(fact)).toEqual({
      kind: 'recorded',
      at,
      recording: { id: recordingId, state: 'completed', seconds: 7 },
    })
  })

  it('TEL-1 speaks and plays before it rings, and says nothing where there is nothing to say', () => {
    const rung = { kind: 'ring', operators: [{ memberId: anne }] } as const
    const instruction = { ...rung, seconds: 20, isRecorded: false, round: 0 } as const
    const jingle = { play: 'https://verger.example/jingle.mp3?a=1&b=2' }
    const says = [jingle, { say: 'Cet appel peut être enregistré.', locale: 'fr' }] as const
    expect(told({ ...instruction, says })).toContain(
      '<Response><Play>https://verger.example/jingle.mp3?a=1&amp;b=2</Play>' +
        '<Say language="fr-FR" voice="Polly.Celine">Cet appel peut être enregistré.</Say><Dial ',
    )
    expect(told(instruction)).toMatch(/^<Response><Dial /)
  })

  it('hangs up, turns down or does nothing, as it is told', () => {
    const says = [{ say: 'Closed', locale: 'en' }] as const
    expect(told({ kind: 'hang-up', says })).toBe(
      '<Response><Say language="en-GB" voice="Polly.Amy">Closed</Say><Hangup/></Response>',
    )
    expect(told({ kind: 'reject' })).toBe('<Response><Reject/></Response>')
    expect(told({ kind: 'nothing' })).toBe('<Response/>')
  })
})

describe('TEL-4 An outgoing call', () => {
  it('is asked for by a browser, whose operator Twilio vouches for, and nobody else', async () => {
    const fields = { CallSid: parent, From: `client:${operatorName(anne)}`, To: '+44 20 7946 0018', CallerId: ours }
    const asked = { kind: 'outgoing', providerCallId: parent, from: ours, to: '+44 20 7946 0018', at: now }
    expect(await factOf('/out', fields)).toEqual({ ...asked, callId: null, memberId: anne })
    expect(await factOf(`/out?member=${bob}`, fields)).toMatchObject({ memberId: anne })
    for (const From of ['client:someone', 'client:op_', `client:op_${anne}`, carla, `sip:${operatorName(anne)}`]) {
      expect(await factOf('/out', { ...fields, From })).toBeNull()
    }
  })

  const connect = told({ kind: 'connect', from: ours, to: carla, isRecorded: true })

  it('is answered by the other side, and by nobody of ours', async () => {
    expect(connect).toContain(`callerId="${ours}"`)
    const taken = { CallSid: leg, ParentCallSid: parent, CallStatus: 'in-progress', Timestamp }
    expect(event(await factOf(addressIn(connect, '/leg'), taken))).toEqual({ kind: 'answered', at, memberId: null })
  })

  it.each([
    ['completed', { kind: 'ended', at: now, end: 'completed', talkSeconds: 9 }],
    ['busy', { kind: 'rejected', at: now }],
    ['no-answer', { kind: 'ended', at: now, end: 'no-answer' }],
    ['failed', { kind: 'ended', at: now, end: 'failed' }],
  ])('comes to what Twilio says of it: %s', async (status, expected) => {
    const fields = { CallSid: parent, DialCallSid: leg, DialCallStatus: status, DialCallDuration: '9' }
    expect(event(await factOf(addressIn(connect, '/connected'), fields))).toEqual(expected)
  })

  it('that we made rings, and that its operator took it is no answer', async () => {
    const status = { CallSid: parent, CallStatus: 'ringing', SequenceNumber: '1', Timestamp }
    const path = `/status?call=${callId}`
    expect(await factOf(path, status)).toMatchObject({ callId, event: { kind: 'ringing', at } })
    expect(await factOf(path, { ...status, CallStatus: 'in-progress' })).toBeNull()
  })
})

describe('TEL-5 Order', () => {
  it('the same events come to the same call in any order, and a repeat has the same key', async () => {
    const requests = [
      signedForm('/twilio/voice/rung', { CallSid: parent, DialCallStatus: 'completed', DialCallDuration: '61' }),
      signedForm('/twilio/voice/status', { CallSid: parent, CallStatus: 'completed', SequenceNumber: '3', Timestamp }),
      signedForm(`/twilio/voice/leg?member=${anne}`, {
        ...{ CallSid: leg, ParentCallSid: parent, CallStatus: 'in-progress', Timestamp },
      }),
      signedForm('/twilio/voice/recording', {
        ...{ CallSid: parent, RecordingSid: recordingId, RecordingStatus: 'in-progress' },
      }),
      signedForm('/twilio/voice/recording', {
        CallSid: parent,
        RecordingSid: recordingId,
        RecordingStatus: 'completed',
      }),
    ]
    const read = await Promise.all([...requests, ...requests].map((request) => telephony.events.read(request)))
    const events = read.flatMap((each) => (each.ok ? each.value : []))
    expect(new Set(events.map(({ key }) => key)).size).toBe(requests.length)
    const facts = events.map(({ fact }) => fact).filter((fact) => fact?.kind === 'event')
    expect(facts).toHaveLength(2 * requests.length)
    const after = (order: typeof facts) => {
      return order.reduce((log, fact) => recordCallEvent(log, fact.event), startCall('inbound', at))
    }
    const expected = after(facts)
    expect(expected).toMatchObject({ reach: 'answered', memberId: anne, talkSeconds: 61 })
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
        expect(after(order)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})

describe('TwiML', () => {
  it('says the same for the same instruction, and quotes nothing unescaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const instruction = { kind: 'hang-up', says: [{ say: `<Dial>${text}`, locale: 'hu' }] } as const
        expect(told(instruction)).toBe(told(instruction))
        expect(told(instruction)).not.toContain('<Dial>')
        expect([...told(instruction).matchAll(/<(?!\/?(Response|Say|Hangup)\b)/g)]).toEqual([])
      }),
    )
    expect(telephony.instruct({ kind: 'nothing' }).contentType).toBe('text/xml; charset=utf-8')
  })

  it('names every operator by letters, digits and underscores, and reads no name twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (memberId) => {
        const name = operatorName(memberId)
        expect(name).toMatch(/^\w+$/)
        expect(readOperatorName(`client:${name}`)).toBe(memberId)
      }),
    )
    expect(readOperatorName(operatorName(anne))).toBeNull()
  })
})
