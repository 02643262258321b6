/** Everything that an actor can read, asked in every way, and each answer as it is told. @module */
import { type InteractionOrder, isCrmError, type Page, type PageQuery, type PartyOrder } from 'crmkit'
import { callRules } from '../../src/access/call-rules.ts'
import { names, type OpenWorld } from './leak-worlds.ts'

/** An answer, letter by letter; a refusal is one, too. */
export interface Answer {
  readonly call: string
  readonly asked: string
  readonly text: string
}

const matterOrders: readonly InteractionOrder[] = ['planned', 'subject', 'number', 'created', 'updated', 'update-date']
const orders: readonly PartyOrder[] = ['name', 'number', 'created', 'updated']

/**
 * Asks everything. The same questions in the same order, whatever there is.
 * @param depth `some`: each read, in fewer ways
 */
export async function readEverything(world: OpenWorld, depth: 'all' | 'some' = 'all'): Promise<readonly Answer[]> {
  const { desk, workspaceId, members, companies, contacts, matters, imports, fileHashes } = world
  const isDeep = depth === 'all'
  const probes = isDeep ? world.probes : world.probes.slice(0, 4)
  const few = (ids: readonly string[]): readonly string[] => (isDeep ? ids : ids.slice(-3))
  const answers: Answer[] = []
  const ask = async (call: string, asked: string, question: () => Promise<unknown>): Promise<void> => {
    const text = await told(question)
    answers.push({ call, asked, text: text.replaceAll(workspaceId, 'workspace') })
  }

  for (const kind of ['companies', 'contacts'] as const) {
    const records = desk[kind]
    for (const id of [...companies, ...contacts, ...probes]) {
      await ask(`${kind}.get`, id, () => records.get(id))
      await ask(`${kind}.find`, id, () => records.find(id))
      await ask(`${kind}.merges`, id, () => pagesOf((page) => records.merges(id, page), 1))
      await ask(`${kind}.planMerge`, id, () =>
        records.planMerge((kind === 'companies' ? companies : contacts)[0] ?? '', id),
      )
      await ask(`${kind}.history`, id, () => pagesOf((page) => records.history(id, page), 2))
    }
    for (const trashed of [false, true]) {
      for (const search of isDeep ? ['', ...names, '3', 'hidden', 'Cachette'] : ['', names[0]]) {
        for (const order of search === '' && isDeep ? orders : (['name'] as const)) {
          for (const descending of [false, true]) {
            const query = { order, descending, trashed, search }
            await ask(`${kind}.list`, JSON.stringify(query), () =>
              pagesOf((page) => records.list({ ...query, ...page }), 2),
            )
          }
        }
        for (const cap of isDeep ? [1, 3, 1_000] : [1_000]) {
          await ask(`${kind}.count`, `${search} ${trashed} ${cap}`, () => records.count({ search, trashed, cap }))
        }
      }
    }
    for (const limit of isDeep ? [1, 2, 50] : [1]) {
      await ask(`${kind}.duplicates`, `by ${limit}`, () => pagesOf((page) => records.duplicates(page), limit))
    }
  }
  for (const id of [...companies, ...probes]) {
    await ask('companies.contacts', id, () => pagesOf((page) => desk.companies.contacts(id, page), 1))
  }
  for (const id of [...contacts, ...probes]) {
    await ask('contacts.affiliations', id, () => desk.contacts.affiliations(id))
  }
  await ask('contacts.affiliationsOf', 'all', () => desk.contacts.affiliationsOf([...contacts, ...probes]))

  for (const kind of ['companies', 'contacts'] as const) {
    for (const id of few([...probes, ...(kind === 'companies' ? companies : contacts)])) {
      await ask(`${kind}.timeline`, id, () => pagesOf((page) => desk[kind].timeline(id, page), 2))
      await ask(`${kind}.dates`, id, () => desk[kind].dates(id))
    }
  }
  for (const id of few([...probes, ...matters])) {
    await ask('interactions.get', id, () => desk.interactions.get(id))
    await ask('interactions.find', id, () => desk.interactions.find(id))
    await ask('interactions.notes', id, () => pagesOf((page) => desk.interactions.notes(id, page), 1))
    await ask('interactions.timeline', id, () => pagesOf((page) => desk.interactions.timeline(id, page), 2))
    await ask('interactions.history', id, () => pagesOf((page) => desk.interactions.history(id, page), 2))
    await ask('interactions.timeSpent', id, () => desk.interactions.timeSpent(id))
    await ask('interactions.timeCost', id, () => desk.interactions.timeCost(id))
  }
  for (const id of [...matters, ...probes.slice(0, 2)]) {
    await ask('inbound.listOf', id, () => pagesOf((page) => desk.inbound.listOf(id, page), 1))
    await ask('reminders.listOf', id, () => pagesOf((page) => desk.reminders.listOf(id, page), 1))
  }
  for (const id of probes) {
    await ask('inbound.get', id, () => desk.inbound.get(id))
    await ask('inbound.openFile', id, () => desk.inbound.openFile(id))
  }
  await ask('messages.list', '', () => pagesOf((page) => desk.messages.list(page), 2))
  for (const id of few([...probes.slice(0, 2), ...contacts])) {
    await ask('messages.list', id, () => desk.messages.list({ contactId: id }))
    await ask('consent.ofContact', id, () => desk.consent.ofContact(id))
    const mail = { recipients: [{ contactId: id }], subject: '{{contact.name}}', text: '{{contact.email}}' }
    await ask('messages.checkMail', id, () => desk.messages.checkMail(mail))
    const text = { recipients: [{ contactId: id }], text: '{{contact.name}}' }
    await ask('messages.checkSms', id, () => desk.messages.checkSms(text))
  }
  for (const id of few(probes)) {
    await ask('messages.get', id, () => desk.messages.get(id))
    await ask('messages.words', id, () => desk.messages.words(id))
    await ask('messages.openFile', id, () => desk.messages.openFile(id, id))
  }
  await ask('calls.list', '', () => pagesOf((page) => desk.calls.list(page), 2))
  await ask('calls.missed', '', () => pagesOf((page) => desk.calls.missed(page), 2))
  for (const id of [...contacts, ...probes.slice(0, 2)]) {
    await ask('calls.list', `contact ${id}`, () => desk.calls.list({ contactId: id }))
  }
  for (const id of [...companies, ...probes.slice(0, 2)]) {
    await ask('calls.list', `company ${id}`, () => desk.calls.list({ companyId: id }))
  }
  for (const id of probes) {
    await ask('calls.get', id, () => desk.calls.get(id))
    await ask('calls.recording', id, () => desk.calls.recording(id, 'RE1'))
  }
  await ask('calls.links', '', () => desk.calls.links({ to: '+33612345678' }))
  await ask('calls.operatorToken', '', () => desk.calls.operatorToken())
  await ask('workspace.lines.list', '', () => desk.workspace.lines.list())
  await ask('workspace.lines.search', '', () => desk.workspace.lines.search({ country: 'FR' }))
  await ask('messages.smsCredit', '', () => desk.messages.smsCredit())
  await ask('messages.deliverability', '', () => desk.messages.deliverability({ from: 0, until: 1 }))
  await ask('consent.suppressions', '', () => desk.consent.suppressions())
  await ask('reminders.list', '', () => desk.reminders.list({ state: 'pending' }))
  await ask('interactions.timer', '', () => desk.interactions.timer())
  const about = [
    ...[...companies, ...probes.slice(0, 2)].map((companyId) => ({ companyId })),
    ...[...contacts, ...probes.slice(0, 2)].map((contactId) => ({ contactId })),
    ...members.map((ownerId) => ({ ownerId })),
    ...members.map((id) => ({ attendeeIds: [id] })),
    ...[...matters, ...probes.slice(0, 2)].map((parentId) => ({ parentId })),
    ...names.map((search) => ({ search })),
    ...[{ withoutNextAction: true }, { trashed: true }, { states: ['done'] as const }, { pipeline: 'sale' }],
  ]
  for (const conditions of isDeep ? about : about.slice(0, 2)) {
    await ask('interactions.count', JSON.stringify(conditions), () => desk.interactions.count(conditions))
    await ask('interactions.list', JSON.stringify(conditions), () => desk.interactions.list(conditions))
  }
  for (const order of isDeep ? matterOrders : matterOrders.slice(0, 1)) {
    for (const descending of [false, true]) {
      await ask('interactions.list', `${order} ${descending}`, () =>
        pagesOf((page) => desk.interactions.list({ order, descending, ...page }), 2),
      )
    }
  }

  for (const id of [...imports, ...probes]) {
    await ask('imports.get', id, () => desk.imports.get(id))
    await ask('imports.refusedRows', id, () => linesOf(desk.imports.refusedRows(id, new Blob(['Company']))))
  }
  for (const limit of [1, 200]) await ask('imports.list', `${limit}`, () => desk.imports.list({ limit }))
  for (const [index, hash] of fileHashes.entries()) {
    await ask('imports.findByFileHash', `file ${index}`, () => desk.imports.findByFileHash(hash))
  }

  await ask('workspace.get', '', () => desk.workspace.get())
  await ask('workspace.members.list', '', () => desk.workspace.members.list())
  await ask('workspace.pipelines.list', '', () => desk.workspace.pipelines.list())
  await ask('templates.list', '', () => desk.templates.list())
  await ask('messages.templates.list', '', () => desk.messages.templates.list())
  for (const companyId of [...companies, ...probes]) {
    await ask('templates.fill', companyId, () => desk.templates.fill('sales-call', { companyId }))
  }
  for (const contactId of [...contacts, ...probes]) {
    await ask('templates.fill', contactId, () => desk.templates.fill('sales-call', { contactId }))
  }
  await ask('workspace.resources.list', '', () => desk.workspace.resources.list())
  for (const id of probes) await ask('workspace.resources.get', id, () => desk.workspace.resources.get(id))
  const year = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2027, 0, 1), members }
  await ask('calendar.window', '', () => desk.calendar.window(year))
  await ask('calendar.busy', '', () => desk.calendar.busy(year))
  await ask('calendar.freeSlots', '', () => desk.calendar.freeSlots({ ...year, lengthMinutes: 60 }))
  await ask('calendar.feeds.list', '', () => desk.calendar.feeds.list())
  await ask('directories.list', '', () => desk.directories.list())
  for (const id of probes) {
    await ask('directories.get', id, () => desk.directories.get(id))
    await ask('directories.preview', id, () => desk.directories.preview(id))
    await ask('directories.cases', id, () => desk.directories.cases(id))
  }
  await ask('audit.list', '', () => desk.audit.list())
  for (const id of [...contacts, ...probes]) {
    await ask('contacts.exportPersonalData', id, () => desk.contacts.exportPersonalData(id))
  }
  await ask('workspace.groups.list', '', () => desk.workspace.groups.list())
  for (const id of members) {
    await ask('workspace.members.get', id, () => desk.workspace.members.get(id))
    await ask('workspace.members.hourlyCosts', id, () => desk.workspace.members.hourlyCosts(id))
    await ask('workspace.members.previewHandOver', id, () =>
      desk.workspace.members.previewHandOver(id, members[0] ?? ''),
    )
  }
  await ask('webhooks.list', '', () => desk.webhooks.list())
  await ask('webhooks.get', '', () => desk.webhooks.get(probes[0] ?? ''))
  await ask('jobs.listDead', '', () => desk.jobs.listDead())

  await ask('access.me', '', () => desk.access.me())
  for (const call of isDeep ? callNames : (['companies.update', 'contacts.update'] as const)) {
    await ask('access.explain', call, () => desk.access.explain({ call }))
    const ids = call.startsWith('companies.') ? companies : call.startsWith('contacts.') ? contacts : []
    for (const recordId of [...ids.slice(0, 2), ...(ids.length === 0 ? [] : probes.slice(0, 2))]) {
      await ask('access.explain', `${call} ${recordId}`, () => desk.access.explain({ call, recordId }))
    }
  }
  return answers
}

// The table's own keys: `Object.keys` alone forgets their type.
const callNames = Object.keys(callRules) as (keyof typeof callRules)[]

async function told(question: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify((await question()) ?? null)
  } catch (error) {
    if (!isCrmError(error)) throw error
    return JSON.stringify({ code: error.code, message: error.message, details: error.details })
  }
}

/** All pages, cursors included. */
async function pagesOf(
  ask: (page: PageQuery) => Promise<Page<unknown>>,
  limit: number,
): Promise<readonly Page<unknown>[]> {
  const pages: Page<unknown>[] = []
  for (;;) {
    const cursor = pages.at(-1)?.nextCursor
    pages.push(await ask({ limit, ...(cursor !== undefined && { cursor }) }))
    if (pages.at(-1)?.nextCursor === undefined) return pages
  }
}

async function linesOf(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all
}
