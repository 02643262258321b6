/** `crmkit companies` and `crmkit contacts`: what is there. @module */
import type { Company, Contact, Desk, ListQuery, Page, Phone } from 'crmkit'
import { readArguments, storeOptions, wholeNumber } from './arguments.ts'
import type { Command } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { dayIn, lastingJobs } from './lasting-jobs.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { readPlace } from './place.ts'
import { count, counted, textTable } from './text-table.ts'
import { withWorkspace } from './with-desk.ts'

const mostListed = 500
/** Up to here records are counted. */
const cap = 10_000_000

/** `crmkit companies`. */
export const companiesCommand: Command = listCommand<Company>('companies', {
  list: (desk, query) => desk.companies.list(query),
  count: (desk, search) => desk.companies.count({ search, cap }),
  describe: async (_open, companies) => describeCompanies(companies),
})

/** `crmkit contacts`. */
export const contactsCommand: Command = listCommand<Contact>('contacts', {
  list: (desk, query) => desk.contacts.list(query),
  count: (desk, search) => desk.contacts.count({ search, cap }),
  describe: describeContacts,
})

/** How records of a kind are listed. */
interface Listing<ListedRecord> {
  list(desk: Desk, query: ListQuery): Promise<Page<ListedRecord>>
  count(desk: Desk, search: string | undefined): Promise<number>
  describe(open: OpenWorkspace, records: readonly ListedRecord[]): Promise<string>
}

function listCommand<ListedRecord>(name: 'companies' | 'contacts', listing: Listing<ListedRecord>): Command {
  const one = name === 'companies' ? 'company' : 'contact'

  async function runList(argv: readonly string[], io: CliIo): Promise<ExitCode> {
    const { values } = readArguments(
      argv,
      {
        ...storeOptions,
        search: { type: 'string' },
        limit: { type: 'string', default: '20' },
        json: { type: 'boolean' },
      },
      [],
    )
    const { search } = values
    const limit = wholeNumber('limit', values.limit, mostListed)
    await withWorkspace(readPlace(values, io), async (open) => {
      const total = await listing.count(open.desk, search)
      const { items } = await listing.list(open.desk, { limit, search })
      if (values.json === true) {
        io.stdout.write(`${JSON.stringify({ total, [name]: items })}\n`)
        return
      }
      if (items.length > 0) io.stdout.write(`${await listing.describe(open, items)}\n\n`)
      const shown = items.length < total ? `, the first ${count(items.length)} shown (--limit N)` : ''
      io.stdout.write(`${counted(total, one, name)}${shown}\n`)
    })
    return exitCodes.done
  }

  return {
    name,
    summary: `List ${name}, by name`,
    synopsis: '--store ADDRESS [options]',
    options: [
      { option: '--search WORDS', meaning: 'words that occur in a name, number, e-mail, phone or city' },
      { option: '--limit N', meaning: `at most so many, up to ${mostListed} (default: 20)` },
      { option: '--json', meaning: `one line of JSON: { total, ${name}: [ … ] }` },
    ],
    notes: '',
    run: runList,
  }
}

function describeCompanies(companies: readonly Company[]): string {
  const lines = companies.map(({ number, name, siret, siren, vat, registrationNumber, addresses, phones }) => {
    const address = addresses.find(({ isDefault }) => isDefault)
    const place = [address?.postcode, address?.city].filter((part) => part !== undefined).join(' ')
    return [`${number}`, name, siret ?? siren ?? vat ?? registrationNumber ?? '', place, firstPhone(phones)]
  })
  return textTable([['no.', 'name', 'legal number', 'place', 'phone'], ...lines], { numbers: [0] })
}

async function describeContacts(open: OpenWorkspace, contacts: readonly Contact[]): Promise<string> {
  const jobs = await lastingJobs(open, contacts, dayIn(await open.desk.workspace.get()))
  const lines = contacts.map(({ id, number, givenName, familyName, emails, phones }) => {
    const job = jobs.get(id)?.[0]
    return [
      `${number}`,
      [familyName, givenName].filter((part) => part !== undefined).join(', '),
      job?.affiliation.jobTitle ?? '',
      job?.company.name ?? '',
      [...emails, ...(job?.affiliation.emails ?? [])][0]?.typed ?? '',
      firstPhone([...phones, ...(job?.affiliation.phones ?? [])]),
    ]
  })
  return textTable([['no.', 'name', 'job', 'company', 'e-mail', 'phone'], ...lines], { numbers: [0] })
}

function firstPhone(phones: readonly Phone[]): string {
  const [first] = phones
  return first?.e164 ?? first?.typed ?? ''
}
