/** Records as people name them: by name, by their short number, or by id. @module */
import type { Company, DirectoryAccount, Interaction, Member, Page, Resource } from 'crmkit'
import { foldText, isUuid } from 'crmkit/domain'
import type { OpenWorkspace } from './open-workspace.ts'
import { sayWhatIsThere } from './text-table.ts'
import { UsageError } from './usage-error.ts'

/** The interaction with this id or number. @throws {UsageError} there is none */
export async function interactionNamed({ desk }: OpenWorkspace, text: string): Promise<Interaction> {
  if (isUuid(text)) return desk.interactions.get(text)
  const number = numberIn(text)
  if (number === null) throw new UsageError(`An interaction is named by its number or id, not "${text}".`)
  const found = await withNumber(number, (cursor) =>
    desk.interactions.list({ search: `${number}`, order: 'number', limit: 500, cursor }),
  )
  if (found !== null) return found
  throw new UsageError(`There is no interaction no. ${number}.`)
}

/** The company with this id or number, or the only one in which these words occur. @throws {UsageError} there is none */
export async function companyNamed({ desk }: OpenWorkspace, text: string): Promise<Company> {
  if (isUuid(text)) return desk.companies.get(text)
  const number = numberIn(text)
  const numbered =
    number === null
      ? null
      : await withNumber(number, (cursor) => desk.companies.list({ search: `${number}`, limit: 500, cursor }))
  if (numbered !== null) return numbered
  const { items } = await desk.companies.list({ search: text, limit: 2 })
  const [first, other] = items
  if (first === undefined) throw new UsageError(`There is no company "${text}".`)
  if (other === undefined) return first
  throw new UsageError(`"${text}" fits several companies, such as no. ${first.number} and no. ${other.number}.`)
}

/** The member with this name, e-mail or id, or the only one whose name has these words. @throws {UsageError} there is none, or several */
export function memberNamed(members: readonly Member[], text: string): Member {
  return oneNamed('member', members, text, ({ name, email }) => [name, email])
}

/** The resource with this name or id, or the only one whose name has these words. @throws {UsageError} there is none, or several */
export function resourceNamed(resources: readonly Resource[], text: string): Resource {
  return oneNamed('resource', resources, text, ({ name }) => [name])
}

/** The address book with this label or id, or the only one whose label has these words. @throws {UsageError} there is none, or several */
export function directoryNamed(accounts: readonly DirectoryAccount[], text: string): DirectoryAccount {
  const named = accounts.map((account) => ({ id: account.id, name: account.label, account }))
  return oneNamed('address book', named, text, ({ name }) => [name]).account
}

function oneNamed<Named extends { readonly id: string; readonly name: string }>(
  what: string,
  all: readonly Named[],
  text: string,
  namesOf: (named: Named) => readonly (string | undefined)[],
): Named {
  const asked = foldText(text)
  const exact = all.filter(
    (named) =>
      named.id === text.toLowerCase() ||
      namesOf(named).some((name) => name !== undefined && name !== '' && foldText(name) === asked),
  )
  const words = asked.split(' ')
  const [found, other] =
    exact.length > 0 ? exact : all.filter(({ name }) => words.every((word) => foldText(name).split(' ').includes(word)))
  if (found !== undefined && other === undefined) return found
  if (found === undefined) {
    const names = all.flatMap(({ name }) => (name === '' ? [] : [`"${name}"`]))
    throw new UsageError(`There is no ${what} "${text}".${sayWhatIsThere(names)}`)
  }
  throw new UsageError(`Several ${what}s are meant by "${text}". Name one by its id, such as ${found.id}.`)
}

/** The record with a number, among those that a search for it finds. */
async function withNumber<Numbered extends { readonly number: number }>(
  number: number,
  pageAfter: (cursor: string | undefined) => Promise<Page<Numbered>>,
): Promise<Numbered | null> {
  let cursor: string | undefined
  do {
    const page = await pageAfter(cursor)
    const found = page.items.find((record) => record.number === number)
    if (found !== undefined) return found
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return null
}

function numberIn(text: string): number | null {
  const digits = /^(?:no\.? ?|#)?(\d{1,9})$/.exec(text.trim())?.[1]
  return digits === undefined ? null : Number(digits)
}
