/** The People API on this machine, for tests and examples. @module */
export type { ConsentAnswer, RegisteredClient } from './consents.ts'
export {
  type PeopleAccount,
  type PeopleApi,
  type PeopleApiOptions,
  type PeopleFailure,
  type PeopleRequest,
  peopleApi,
  testClient,
} from './people-api.ts'
export { type LoopbackServer, serveOnLoopback } from './serve.ts'
