/** What adapters that ask a provider over HTTP have in common: one careful request, and JSON of strangers. @module */
export { type Exchange, type ExchangeLimits, exchange, type OutgoingRequest } from './exchange.ts'
export { type Fields, fieldsOf, itemsOf, readJson, textOf, writtenItems } from './json.ts'
