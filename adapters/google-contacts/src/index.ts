/** Google Contacts as an address book of crmkit. @module */
export { googleContacts } from './google-contacts.ts'
export {
  type AskedConsent,
  type ConsentOutcome,
  type GoogleAccountName,
  type GoogleOAuth,
  type GoogleOAuthOptions,
  googleOAuth,
} from './google-oauth.ts'
export type { GoogleApplication } from './oauth-client.ts'
export type { FetchHandler, GoogleAuth, GoogleContactsOptions, GoogleReading, GoogleTransport } from './options.ts'
export type { GooglePeopleClient } from './people-client.ts'
