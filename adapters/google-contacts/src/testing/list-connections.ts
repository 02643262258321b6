/** `people.connections.list`: pages of everybody, or of what changed since a token. @module */
import { type Fields, fieldsOf, readJson, textOf } from '@crmkit/adapter-kit'
import type { AddressBook, BookChange } from './address-book.ts'
import { ApiError, invalid } from './api-error.ts'
import { readMask, type Showing, showDeleted, showPerson } from './shown-person.ts'

/** What a token says. */
interface Token {
  /** The change that it starts behind; `null`: everybody. */
  readonly from: number | null
  readonly to: number
  readonly after: string
  /** When everybody was read. */
  readonly issuedAt: number
  readonly epoch: number
  /** The other parameters: they have to stay what they are. */
  readonly parameters: string
}

/** What tokens depend on. */
export interface ListingRules {
  readonly now: number
  readonly mostOnPage: number
  readonly tokenLivesMs: number
  /** Tokens of another epoch are too old. */
  readonly epoch: number
}

/** Answers a request. @throws {ApiError} */
export function listConnections(book: AddressBook, query: URLSearchParams, rules: ListingRules): Fields {
  const mask = readMask(query.get('personFields'), 'personFields')
  const asked = Number(query.get('pageSize') ?? '0')
  if (!(asked >= 0 && asked <= 1_000)) throw invalid('pageSize has to be between 1 and 1000.')
  const pageSize = Math.min(asked === 0 ? 100 : asked, rules.mostOnPage)
  const wantsToken = query.get('requestSyncToken') === 'true'
  const token = startOf(book, query, rules)

  const rest = book
    .latest(token.to)
    .filter(({ sequence, person }) => (token.from === null ? person !== null : sequence > token.from))
    .filter(({ sourceId }) => sourceId > token.after)
  const page = rest.slice(0, pageSize)
  const last = page.at(-1)
  const isLast = last === undefined || rest.length === page.length
  const showing = { mask, sources: query.getAll('sources'), tellsFormerNames: token.from !== null }
  const count = book.people().length
  return {
    ...(page.length > 0 && { connections: page.map((change) => show(change, showing)) }),
    ...(!isLast && { nextPageToken: write({ ...token, after: last.sourceId }) }),
    // A token lives from the reading of everybody on, however often it was renewed since.
    ...(isLast && wantsToken && { nextSyncToken: write({ ...token, from: token.to, after: '' }) }),
    ...(count > 0 && { totalPeople: count, totalItems: count }),
  }
}

function startOf(book: AddressBook, query: URLSearchParams, rules: ListingRules): Token {
  const parameters = parametersOf(query)
  const [pageToken, syncToken] = [query.get('pageToken'), query.get('syncToken')]
  const given = pageToken ?? syncToken
  const shown = book.shownUpTo()
  if (given === null) {
    return { from: null, to: shown, after: '', issuedAt: rules.now, epoch: rules.epoch, parameters }
  }
  const token = read(given)
  if (token.epoch !== rules.epoch || rules.now - token.issuedAt > rules.tokenLivesMs) throw expired()
  // A page belongs to the token that its first one was asked with.
  const isOfPage = pageToken !== null
  if (token.parameters !== parameters || (isOfPage && (token.from === null) !== (syncToken === null))) {
    throw invalid('Request parameters must match the first call.')
  }
  return isOfPage ? token : { ...token, to: shown, after: '' }
}

function expired(): ApiError {
  const message = 'Sync token is expired. Clear local cache and retry call without the sync token.'
  return new ApiError(400, message, { status: 'FAILED_PRECONDITION', reason: 'EXPIRED_SYNC_TOKEN' })
}

function show(change: BookChange, showing: Showing): Fields {
  return change.person === null ? showDeleted(change) : showPerson(change.person, showing)
}

function parametersOf(query: URLSearchParams): string {
  const others = [...query].filter(([name]) => name !== 'pageToken' && name !== 'syncToken')
  return JSON.stringify(others.map(([name, value]) => `${name}=${value}`).sort())
}

function write(token: Token): string {
  return btoa(JSON.stringify(token))
}

function read(text: string): Token {
  let said: unknown
  try {
    said = readJson(atob(text))
  } catch {
    throw invalid('Invalid token.')
  }
  const { from, to, after, issuedAt, epoch, parameters } = fieldsOf(said)
  if (typeof to !== 'number' || typeof issuedAt !== 'number' || typeof epoch !== 'number')
    throw invalid('Invalid token.')
  return {
    from: typeof from === 'number' ? from : null,
    to,
    after: textOf(after),
    issuedAt,
    epoch,
    parameters: textOf(parameters),
  }
}
