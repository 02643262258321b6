/** Mails from one of several senders of an account. Rules: docs/concepts/messages.md (MSG-1, MSG-4). */
import type { Channels, MailAccount } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { beginMessages, mail, providers } from './message-scene.ts'
import { refusalOf } from './stores.ts'

const usual = { address: mail('verger@verger.example'), name: 'Verger' }
const orders = { address: mail('orders@verger.example'), name: 'Orders' }

/** A workspace whose account has two senders; `have` gives it others. */
async function beginSenders(more: Partial<Channels> = {}) {
  const made = providers()
  let senders: MailAccount['senders'] = [orders]
  const account = made.channels.mail
  if (account === undefined) throw new Error('no account')
  const mailer = { ...account.mailer, events: null }
  const channels = (): Channels => ({
    ...made.channels,
    ...more,
    mail: { ...account, mailer, ...(senders !== undefined && { senders }) },
  })
  const own = Object.defineProperty({ ...made }, 'channels', { get: channels })
  const scene = await beginMessages(undefined, own)
  const letter = { recipients: [{ contactId: scene.carlaId }], subject: 'Apples', text: 'Ripe.' }
  return {
    ...scene,
    letter,
    have: (others: MailAccount['senders']) => {
      senders = others
    },
  }
}

describe('MSG-1 A mail that says whom it is from', () => {
  it('goes out from that sender, others as the account is set up', async () => {
    const { anne, run, letter, providers: told } = await beginSenders()
    const [message] = await anne.messages.sendMail({ ...letter, from: { address: 'ORDERS@verger.example' } })
    await anne.messages.sendMail(letter)
    await run()
    expect(told.mails.map(({ from }) => from)).toEqual([orders, usual])
    expect((await anne.messages.words(message?.id ?? ''))?.from).toEqual(orders)
  })

  it('is refused where the account does not allow it, with those whom it allows', async () => {
    const { anne, letter } = await beginSenders()
    const wrong = { ...letter, from: { address: 'orders@verger.example', name: 'The Minister' } }
    const { details, message } = await refusalOf(anne.messages.sendMail(wrong), 'send-refused')
    expect(details.problems).toMatchObject([{ path: 'from', problem: 'sender-not-allowed', allowed: [usual, orders] }])
    expect(message).not.toContain('@')
    expect((await anne.messages.checkMail(wrong)).problems).toEqual(details.problems)
    expect((await anne.messages.list()).items).toEqual([])
  })

  it('has failed if the sender was taken off the account meanwhile, and goes by a new name if he has one', async () => {
    const { anne, run, letter, have, providers: told } = await beginSenders()
    const sent = async () => (await anne.messages.sendMail({ ...letter, from: orders }))[0]?.id ?? ''
    const renamed = await sent()
    have([{ ...orders, name: 'Sales' }])
    await run()
    expect(told.mails[0]?.from).toEqual({ ...orders, name: 'Sales' })
    expect((await anne.messages.get(renamed)).sending.state).toBe('accepted')

    have([orders])
    const gone = await sent()
    have([])
    await run()
    expect((await anne.messages.get(gone)).sending).toMatchObject({ state: 'failed', problem: 'sender-not-allowed' })
    expect(told.mails).toHaveLength(1)
    have([orders])
    await anne.messages.resend(gone)
    await run()
    expect((await anne.messages.get(gone)).sending.state).toBe('accepted')
  })

  it('MSG-4 leaves answers and bounces where they are filed', async () => {
    const { anne, run, letter, providers: told } = await beginSenders({ inbound: { host: 'crm@verger.example' } })
    const { record } = await anne.interactions.create({ subject: 'Order 7', type: 'sale/first-contact' })
    await anne.messages.sendMail({ ...letter, from: orders, interactionId: record.id })
    await run()
    const [asked] = told.mails
    expect(asked?.from).toEqual(orders)
    expect(asked?.replyTo).toEqual({ address: await anne.inbound.addressOf({ interactionId: record.id }) })
    expect(asked?.bounceTo).toMatch(/^crm\+/)
  })
})
