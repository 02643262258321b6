/**
 * What is used of SendGrid's packages. Their own declarations export one shared instance of each class and not the class,
 * which they have: whoever uses the instance shares a key with everybody in the process.
 */
declare module '@sendgrid/client' {
  export interface ClientRequest {
    readonly method?: string
    readonly url?: string
    readonly body?: unknown
  }

  export class Client {
    setDefaultHeader(name: string, value: string): this
    createHeaders(headers: Readonly<Record<string, string>>): Record<string, string>
    request(request: ClientRequest): Promise<[response: unknown, body: unknown]>
  }
}

declare module '@sendgrid/mail' {
  import type { Client } from '@sendgrid/client'

  export interface MailboxData {
    readonly email: string
    readonly name?: string
  }

  export interface PersonalizationData {
    readonly to: readonly MailboxData[]
    readonly cc?: readonly MailboxData[]
    readonly bcc?: readonly MailboxData[]
    readonly customArgs?: Readonly<Record<string, string>>
  }

  export interface MailData {
    readonly from: MailboxData
    readonly replyTo?: MailboxData
    readonly subject: string
    readonly personalizations: readonly PersonalizationData[]
    readonly text?: string
    readonly html?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly attachments: readonly {
      readonly filename: string
      readonly type: string
      readonly content: string
      readonly disposition: 'attachment' | 'inline'
      /** As it goes out: the package writes names anew everywhere but in lists. */
      readonly content_id?: string
    }[]
    readonly trackingSettings: {
      readonly openTracking: { readonly enable: boolean }
      readonly clickTracking: { readonly enable: boolean; readonly enableText: boolean }
    }
  }

  export class MailService {
    setClient(client: Client): this
    send(mail: MailData): Promise<unknown>
  }
}
