/** What can be done on the page: by Anne, and by the other end where it is played. @module */
import type { Accounts } from './accounts.ts'
import type { Config } from './config.ts'
import type { Scene } from './scene.ts'

/** What is done when a button is pressed. It rejects with what is against it. */
export type Actions = Readonly<Record<string, () => Promise<unknown>>>

/** What Anne does. */
export function actionsOfAnne({ desk, contactId, lineId }: Scene, { contact }: Pick<Config, 'contact'>): Actions {
  const recipients = [{ contactId }]
  return {
    write: () => desk.messages.sendMail({ recipients, template: 'ripe' }),
    text: () => desk.messages.sendSms({ recipients, text: 'The apples are ripe. Reply STOP to get no more texts.' }),
    'call-back': () => desk.calls.call({ to: contact.phone, lineId }),
  }
}

/** What the other end does. Where a provider is real, so is its other end: then there is no button for it. */
export function actionsOfOthers({ mail, telephones }: Accounts, { contact }: Pick<Config, 'contact'>): Actions {
  return {
    ...(mail !== null && {
      deliver: () => mail.tell('delivered'),
      open: () => mail.tell('open'),
      bounce: () => mail.tell('bounce'),
    }),
    ...(telephones !== null && {
      'answer-stop': () => telephones.text(contact.phone, 'STOP'),
      ring: () => telephones.ring(contact.phone),
      'let-ring': () => telephones.letRing(),
    }),
  }
}
