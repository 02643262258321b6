/** Receivers without a network. */
import type { WebhookAnswer, WebhookRequest, WebhookSender } from 'crmkit'

/** A sender that notes what it is given. */
export interface NotingSender extends WebhookSender {
  readonly sent: WebhookRequest[]
  /** What the next requests are answered with, by position; afterwards 200. */
  readonly answers: WebhookAnswer[]
}

/** Makes a sender that answers as it is told. */
export function notingSender(): NotingSender {
  const sent: WebhookRequest[] = []
  const answers: WebhookAnswer[] = []
  return {
    allowsLoopback: false,
    sent,
    answers,
    send: async (request) => {
      sent.push(request)
      return answers.shift() ?? { kind: 'answered', status: 200 }
    },
  }
}

/** What a request says. */
export interface Said {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly data: {
    readonly workspaceId: string
    readonly subject: { readonly kind: string; readonly id: string }
    readonly version?: number
    readonly author: { readonly kind: string; readonly memberId?: string; readonly reason?: string }
  }
}

/** Reads the body of a request. */
export function said({ body }: WebhookRequest): Said {
  return JSON.parse(body) as Said
}
