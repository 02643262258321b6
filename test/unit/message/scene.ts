/** What the tests of messages have in common. @module */

import type { EmailNormalized } from 'crmkit'
import {
  type DeliveryEvent,
  type DeliveryEventKind,
  type MailHeader,
  type MessageAddress,
  type PhoneE164,
  parseEmail,
  parsePhone,
  type ReceivedMail,
} from 'crmkit/domain'

export function address(text: string): EmailNormalized {
  const { normalized } = parseEmail(text)
  if (normalized === undefined) throw new Error(`${text} is no address`)
  return normalized
}

export function phone(text: string): PhoneE164 {
  const { e164 } = parsePhone(text, undefined)
  if (e164 === undefined) throw new Error(`${text} is no number`)
  return e164
}

export function event(kind: DeliveryEventKind, at: number, reason?: string): DeliveryEvent {
  return { kind, at, ...(reason !== undefined && { reason }) }
}

export const carla: MessageAddress = address('carla@pomme.example')

/** Headers as `Name: value` lines. */
export function headers(...lines: readonly string[]): readonly MailHeader[] {
  return lines.map((line) => {
    const colon = line.indexOf(':')
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() }
  })
}

/** A mail from Carla to an address of ours, unless it says otherwise. */
export function mail(fields: Partial<ReceivedMail> = {}): ReceivedMail {
  return {
    envelopeFrom: 'carla@pomme.example',
    envelopeTo: ['crm@atelier.example'],
    from: 'Carla <carla@pomme.example>',
    to: ['crm@atelier.example'],
    cc: [],
    subject: 'Apples',
    text: 'Are there any left?',
    headers: headers('Message-ID: <1@pomme.example>', 'Date: Sun, 22 Nov 2026 12:00:00 +0000'),
    files: [],
    receivedAt: Date.parse('2026-11-22T12:00:05Z'),
    ...fields,
  }
}
