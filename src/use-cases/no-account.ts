/** That a workspace has no account for something: one error, whatever it is for. Accounts: src/ports/channels.ts. @module */
import { CrmError } from '../kernel/crm-error.ts'
import type { AccountName, NoAccountDetails } from '../kernel/crm-error-details.ts'

/** That the workspace has no account for this, and which option of `createCrm` gives it one. */
export function noAccount(account: AccountName): CrmError<'no-account'> {
  const { what, option } = accounts[account]
  const remedy = `Give it one with the option ${option} of createCrm.`
  return new CrmError('no-account', {
    message: `The workspace has no ${what}. ${remedy}`,
    details: { account, option, remedy },
  })
}

const accounts: Readonly<Record<AccountName, { readonly what: string } & Pick<NoAccountDetails, 'option'>>> = {
  mail: { what: 'account for mail', option: 'channels.mail' },
  sms: { what: 'account for text messages', option: 'channels.sms' },
  calls: { what: 'account for calls', option: 'channels.calls' },
  inbound: { what: 'account for mail that comes in', option: 'channels.inbound' },
  mailbox: { what: 'mailbox from which mail is fetched', option: 'channels.inbound.mailbox' },
  files: { what: 'file store', option: 'channels.files' },
  directory: { what: 'way into this address book', option: 'directories' },
}
