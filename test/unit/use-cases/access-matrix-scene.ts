/** One cell of the access matrix: somebody, a record, a call, and what came of it. @module */
import {
  type CallName,
  type Capability,
  type Desk,
  isCrmError,
  type Right,
  type Role,
  type Share,
  type ShareLevel,
  type UnnumberedInteraction,
  type Visibility,
} from 'crmkit'
import { plainDateIn, queueSending, startSeries } from 'crmkit/domain'
import {
  buildAffiliation,
  buildCall,
  buildCommit,
  buildCompany,
  buildContact,
  buildImport,
  buildInteraction,
  buildJob,
  buildLine,
  buildMessage,
  countedId,
} from 'crmkit/testing'
import { recordPair } from '../../../src/identity/record-pair.ts'
import { addressOf, type CallTargets, calls, keyOf, textTemplate } from './access-calls.ts'
import { isReading, type RecordCase } from './access-oracle.ts'
import { ownNumber, recordSound, telephones } from './call-scene.ts'
import { fetchPending, type MailboxScene, openMailbox } from './mailbox-scene.ts'
import { providers } from './message-scene.ts'
import type { Scene, SceneOptions } from './stores.ts'

/** How a record is shared: with the member, or with a group that he is in. */
export type ShareCase = 'none' | `${ShareLevel} by ${'name' | 'group'}`

export interface Ownership {
  readonly visibility: Visibility
  readonly owner: RecordCase['owner']
  readonly share: ShareCase
}

/** All ownerships that differ for a member. */
export const ownerships: readonly Ownership[] = (['private', 'read', 'write'] as const).flatMap((visibility) =>
  (['own', 'another', 'nobody'] as const).flatMap((owner) =>
    (['none', 'read by name', 'write by name', 'read by group', 'write by group'] as const).map((share) => ({
      visibility,
      owner,
      share,
    })),
  ),
)

/** An ownership as the rules speak of it. */
export function recordCase({ visibility, owner, share }: Ownership): RecordCase {
  return { visibility, owner, share: share === 'none' ? null : share.startsWith('write') ? 'write' : 'read' }
}

/** What came of a call, and what was said beforehand. */
export interface Observed {
  readonly outcome: string
  /** Of an allowed change: under which right history says that it was made. */
  readonly right?: Right
  /** What `explain` says, to the member himself and to an administrator. */
  readonly explained: readonly string[]
}

/** A workspace in which Ben has any role, and is in a group. */
export interface Matrix {
  readonly scene: Scene
  readonly groupId: string
  /** An import that Ben made while he was allowed to. */
  readonly importId: string
  readonly mailbox: MailboxScene
}

const file = 'Company;SIRET\r\nPomme;1\r\n'

/** Opens the matrix: Ben is a user until he is given another role. */
export async function openMatrix(open: (options: SceneOptions) => Promise<Scene>): Promise<Matrix> {
  const mailbox = openMailbox()
  const scene = await open({ channels: () => ({ ...providers().channels, ...telephones, ...mailbox.channels }) })
  const { anne, ben, benId } = scene
  const { id: groupId } = await anne.workspace.groups.add({ name: 'Sales' })
  await anne.workspace.groups.changeMembers(groupId, { add: [benId] })
  const { importId } = await ben.imports.run(file)
  return { scene, groupId, importId, mailbox }
}

/** Gives Ben a role, and takes capabilities away. */
export async function playRole(
  { scene }: Matrix,
  role: Role,
  fromRole: readonly Capability[],
  fromMember: readonly Capability[],
): Promise<void> {
  const { anne, benId } = scene
  await anne.workspace.members.changeRole(benId, role)
  await anne.workspace.members.withhold(benId, fromMember)
  if (role !== 'administrator') await anne.workspace.changeSettings({ withheld: { [role]: fromRole } })
}

let things = 0

function nextId(): string {
  things += 1
  return countedId(things, 0x5eed)
}

/** Makes a call about a record of this ownership, and looks at what comes of it. */
export async function observeRecordCall(matrix: Matrix, call: CallName, ownership: Ownership): Promise<Observed> {
  const { scene } = matrix
  const at = await putRecord(matrix, call, ownership)
  const explained = await explain(scene, call, at.record)
  return { ...(await observe(scene, call, at, at.record)), explained }
}

/** Makes a call that is about no record, and looks at what comes of it. */
export async function observeCall(matrix: Matrix, call: CallName): Promise<Observed> {
  const { scene } = matrix
  const at = await putOthers(matrix, call)
  const explained = await explain(scene, call)
  return { ...(await observe(scene, call, at)), explained }
}

async function observe(scene: Scene, call: CallName, at: CallTargets, subjectId?: string): Promise<Observed> {
  const page = { limit: 500, ...(subjectId !== undefined && { subjectId }) }
  const entries = () => scene.store.history.listAudit(scene.workspaceId, page)
  const before = new Set(isReading(call) ? [] : (await entries()).map(({ id }) => id))
  const outcome = await outcomeOf(scene.ben, call, at)
  if (outcome !== 'allowed' || isReading(call)) return { outcome, explained: [] }
  const command = call === 'imports.run' ? 'imports.apply' : call
  const rights = (await entries())
    .filter((entry) => !before.has(entry.id) && entry.command === command)
    .map(({ right, author }) => (author.kind === 'member' && author.memberId === scene.benId ? right : 'system'))
  const [right] = rights
  return { outcome, ...(right !== undefined && new Set(rights).size === 1 && { right }), explained: [] }
}

async function outcomeOf(desk: Desk, call: CallName, at: CallTargets): Promise<string> {
  try {
    const answer = await calls[call](desk, at)
    return call.endsWith('.find') && answer === null ? 'not-found' : 'allowed'
  } catch (error) {
    if (isCrmError(error, 'forbidden') || isCrmError(error, 'not-found')) return error.code
    throw error
  }
}

/** `allowed as owner`, `capability`, … */
async function explain({ anne, ben, benId }: Scene, call: CallName, recordId?: string): Promise<readonly string[]> {
  const question = { call, ...(recordId !== undefined && { recordId }) }
  const told = async (desk: Desk, memberId?: string): Promise<string> => {
    try {
      const { verdict } = await desk.access.explain({ ...question, ...(memberId !== undefined && { memberId }) })
      return verdict.allowed ? `allowed as ${verdict.right}` : verdict.because
    } catch (error) {
      if (isCrmError(error, 'not-found')) return 'hidden'
      throw error
    }
  }
  return [await told(ben), await told(anne, benId)]
}

/** Writes what a call about a record needs, straight into the store: no rule is asked whether it may be there. */
async function putRecord(matrix: Matrix, call: CallName, ownership: Ownership): Promise<CallTargets> {
  const { scene } = matrix
  const { anneId, benId, caraId, store, workspaceId } = scene
  const [id, other, employer, job] = [nextId(), nextId(), nextId(), nextId()]
  const kind = call.startsWith('companies.') ? ('company' as const) : ('contact' as const)
  const isMatter = /^(interactions|reminders|inbound)\./.test(call)
  if (call.endsWith('.startTimer')) await stopTimerOf(scene, benId)
  const owners = { own: benId, another: caraId, nobody: null }
  const access = {
    ownerId: owners[ownership.owner],
    visibility: ownership.visibility,
    shares: sharesOf(matrix, ownership.share),
  }
  const isTrashed = call.endsWith('.restore') || call.endsWith('.purge')
  const record = { id, ...access, ...(isTrashed && { trashedAt: 5 }) }
  const index = { sortKey: id, searchText: id }
  const company = (fields: Parameters<typeof buildCompany>[0]) =>
    ({ op: 'create', kind: 'company', record: buildCompany(fields), index }) as const
  const contact = (fields: Parameters<typeof buildContact>[0]) =>
    ({ op: 'create', kind: 'contact', record: buildContact(fields), index }) as const
  const result = await store.commit(
    buildCommit({
      workspaceId,
      writes: isMatter
        ? [{ op: 'create', kind: 'interaction', record: { ...buildInteraction(record), ...startOf(call) }, index }]
        : kind === 'company'
          ? [company(record), company({ id: other }), company({ id: employer })]
          : [
              contact(record),
              contact({ id: other }),
              company({ id: employer }),
              {
                op: 'create',
                kind: 'affiliation',
                record: buildAffiliation({ id: job, contactId: id, companyId: employer }),
              },
            ],
      ...(call.endsWith('.stopIgnoring') && { pairsIgnored: [recordPair(kind, id, other)] }),
    }),
  )
  if (!result.ok) throw new Error(`the record could not be put there: ${result.error.code}`)
  const merge = call.endsWith('.undoMerge') ? await merged(scene, kind, id, other) : ''
  return { ...nothing, record: id, other, company: employer, job, member: caraId, administrator: anneId, merge }
}

/** A matter in the state that a call begins with. */
function startOf(call: CallName): Pick<UnnumberedInteraction, 'schedule' | 'series'> & InteractionState {
  const schedule = { kind: 'task', due: { on: plainDateIn(Date.UTC(2026, 0, 9), 'UTC') } } as const
  if (call.endsWith('.pause')) return { schedule, state: 'in-progress', begunAt: 1 }
  if (call.endsWith('.reopen')) return { schedule, state: 'done', concludedAt: 1, outcome: 'neutral' }
  const series = startSeries({ schedule, rule: 'FREQ=DAILY;COUNT=5' })
  if (/(Occurrence|Series)$/.test(call) && series.ok) return { schedule, series: series.value, state: 'open' }
  return { schedule, state: 'open' }
}

type InteractionState =
  | { readonly state: 'open' }
  | { readonly state: 'in-progress'; readonly begunAt: number }
  | { readonly state: 'done'; readonly concludedAt: number; readonly outcome: 'neutral' }

/** A member has one timer at most. */
async function stopTimerOf({ store, workspaceId }: Scene, memberId: string): Promise<void> {
  const timer = await store.interactions.findTimer(workspaceId, memberId)
  if (timer === null) return
  const purge = { op: 'purge', kind: 'timer', id: timer.id, expectedVersion: timer.version } as const
  await store.commit(buildCommit({ workspaceId, writes: [purge] }))
}

async function merged({ anne }: Scene, kind: 'company' | 'contact', id: string, other: string): Promise<string> {
  const desk = kind === 'company' ? anne.companies : anne.contacts
  return (await desk.merge(id, other)).merge.id
}

function sharesOf({ scene, groupId }: Matrix, share: ShareCase): readonly Share[] {
  // Cara is always among those whom it is shared with, so that there is a share to take away.
  const withCara: Share = { with: scene.caraId, level: 'read' }
  if (share === 'none') return [withCara]
  const level = share.startsWith('write') ? 'write' : 'read'
  return [withCara, { with: share.endsWith('group') ? groupId : scene.benId, level }]
}

const nothing: CallTargets = {
  name: '',
  record: '',
  other: '',
  company: '',
  contact: '',
  job: '',
  member: '',
  administrator: '',
  group: '',
  webhook: '',
  resource: '',
  feed: '',
  directory: '',
  merge: '',
  message: '',
  messageFile: '',
  call: '',
  line: '',
  phone: '',
  deadJob: '',
  importId: '',
  matter: '',
  mail: '',
  mailFile: '',
  file,
  fileHash: '',
  preview: null as never,
  previewed: '',
}

/** What the other calls need, fresh for each. */
async function putOthers(matrix: Matrix, call: CallName): Promise<CallTargets> {
  const { scene } = matrix
  const { anne, anneId } = scene
  const { members, groups } = anne.workspace
  const name = `thing ${nextId()}`
  const targets = { ...nothing, name, administrator: anneId }
  if (call.startsWith('workspace.members.')) {
    const member = (await members.add({ name })).id
    await anne.companies.create({ name, ownerId: member })
    if (call.endsWith('.unlock')) await members.lock(member)
    if (call.endsWith('.reactivate') || call.endsWith('.anonymize')) await members.deactivate(member)
    return { ...targets, member }
  }
  if (call.startsWith('workspace.groups.')) return { ...targets, group: (await groups.add({ name })).id }
  if (call === 'workspace.pipelines.removeStep') {
    await anne.workspace.pipelines.addStep('sale', { key: keyOf(name), kind: 'open', label: name })
  }
  if (call === 'templates.remove') {
    await anne.templates.save({ key: keyOf(name), label: name, subject: name, type: 'sale/won' })
  }
  if (/^(templates|workspace\.pipelines)\./.test(call)) return targets
  if (call.startsWith('workspace.resources.')) {
    const { id: resource } = await anne.workspace.resources.add({ name, kind: 'room' })
    if (call.endsWith('.reinstate')) await anne.workspace.resources.retire(resource)
    return { ...targets, resource }
  }
  if (call.endsWith('.exportPersonalData') || call.endsWith('.anonymize')) {
    const { record } = await anne.contacts.create({ familyName: name, visibility: 'private' })
    return { ...targets, contact: record.id }
  }
  if (call.startsWith('calendar.feeds.')) {
    const { feeds } = anne.calendar
    for (const { id } of await feeds.list({ memberId: scene.benId })) await feeds.revoke(id)
    return { ...targets, feed: (await feeds.create({ memberId: scene.benId })).feed.id }
  }
  if (call.startsWith('inbound.')) return { ...targets, ...(await putMail(matrix, call, name)) }
  if (call.startsWith('directories.')) {
    const { directories } = scene.job
    // There is a bound to them.
    for (const { id } of await directories.list()) await directories.disconnect(id)
    const { id: directory } = await directories.connect({ provider: 'memory', label: name, memberId: scene.benId })
    if (call === 'directories.resolve') await directories.sync(directory)
    return { ...targets, directory }
  }
  if (call.startsWith('webhooks.')) {
    const { webhook } = await anne.webhooks.create({ url: 'https://old.example/' })
    // There is a bound to them.
    for (const { id } of await anne.webhooks.list()) if (id !== webhook.id) await anne.webhooks.remove(id)
    return { ...targets, webhook: webhook.id }
  }
  if (call === 'messages.templates.remove') await anne.messages.templates.save(textTemplate(name))
  if (call.startsWith('messages.templates.')) return targets
  if (call.startsWith('messages.')) return { ...targets, ...(await putMessage(matrix, call)) }
  if (/^(calls|workspace\.lines)\./.test(call)) return { ...targets, ...(await putCall(scene)) }
  if (call === 'consent.lift') await anne.consent.suppress(addressOf(name))
  if (call.startsWith('consent.')) return targets
  if (call.startsWith('jobs.')) return { ...targets, deadJob: await putDeadJob(scene, name) }
  if (call.startsWith('imports.')) return { ...targets, ...(await putImport(matrix, call, name)) }
  if (call === 'interactions.stopTimer') {
    const { store, workspaceId, benId: memberId } = scene
    await stopTimerOf(scene, memberId)
    const { record } = await anne.interactions.create({ subject: name, type: 'sale/first-contact' })
    const timer = { id: memberId, version: 1, memberId, interactionId: record.id, startedAt: 1 }
    await store.commit(buildCommit({ workspaceId, writes: [{ op: 'create', kind: 'timer', record: timer }] }))
    return targets
  }
  if (call === 'interactions.createMany') {
    const { record } = await anne.contacts.create({ familyName: name, ownerId: null, visibility: 'write' })
    return { ...targets, contact: record.id }
  }
  if (call === 'contacts.createMany') {
    const { record } = await anne.companies.create({ name, ownerId: null, visibility: 'write' })
    return { ...targets, company: record.id }
  }
  return { ...targets, contact: nextId() }
}

/** A mail that waits for all to see, and somebody to link it to; an address, where one is to be revoked. */
async function putMail({ scene, mailbox }: Matrix, call: CallName, name: string): Promise<Partial<CallTargets>> {
  const { anne } = scene
  const { matter, mail, file: mailFile } = await fetchPending(anne, mailbox, name)
  const { record } = await anne.contacts.create({ familyName: name, ownerId: null, visibility: 'write' })
  if (call === 'inbound.revokeAddress') await anne.inbound.addressOf({ interactionId: matter })
  if (call === 'inbound.fetch') mailbox.drop({ subject: name })
  return { matter, mail, mailFile, contact: record.id }
}

/** A message that Ben wrote, whatever he may do by now, and what sending another one takes. */
async function putMessage({ scene, mailbox }: Matrix, call: CallName): Promise<Partial<CallTargets>> {
  const { store, workspaceId, anne, benId } = scene
  const [id, fileId] = [nextId(), nextId()]
  await mailbox.channels.files?.put(workspaceId, fileId, pieces())
  const sending = call.endsWith('.resend')
    ? ({ state: 'failed', attempts: 1, failedAt: 1, problem: 'test' } as const)
    : call.endsWith('.resolveUncertain')
      ? ({ state: 'uncertain', attempts: 1, lostAt: 1, problem: 'timeout' } as const)
      : queueSending(1)
  const record = buildMessage({ id, memberId: benId, sending })
  const files = [{ fileId, name: 'offer.pdf', type: 'application/pdf', size: 1 }]
  const words = { subject: 'Apples', text: '…', names: {}, answers: [], files }
  await store.commit(buildCommit({ workspaceId, writes: [{ op: 'create', kind: 'message', record, words }] }))
  if (call.endsWith('Sms')) {
    await anne.messages.addSmsCredit(1)
    await anne.workspace.members.authorizeSms(benId, true)
  }
  return { message: id, messageFile: fileId }
}

async function* pieces(): AsyncIterable<Uint8Array> {
  yield Uint8Array.of(1)
}

/** A number that Ben answers, and a call that he took there, recorded. */
async function putCall({ store, workspaceId, benId }: Scene): Promise<Pick<CallTargets, 'call' | 'line' | 'phone'>> {
  const [call, line] = [nextId(), nextId()]
  const phone = `+3312345${String(things % 10_000).padStart(4, '0')}`
  const operators = [{ memberId: benId, outgoing: true, recording: false }]
  const recordings = [{ id: `RE ${call}`, state: 'completed' }] as const
  const fields = { provider: 'memory', lineId: line, memberId: benId, recordings }
  const writes = [
    { op: 'create', kind: 'line', record: buildLine({ id: line, provider: 'memory', operators }) },
    { op: 'create', kind: 'call', record: buildCall({ id: call, ...fields }) },
  ] as const
  const result = await store.commit(buildCommit({ workspaceId, writes }))
  if (!result.ok) throw new Error(`the call could not be put there: ${result.error.code}`)
  await recordSound(`RE ${call}`)
  await ownNumber(phone)
  return { call, line, phone }
}

async function putDeadJob({ store, workspaceId }: Scene, key: string): Promise<string> {
  const lease = nextId()
  await store.commit(buildCommit({ workspaceId, jobs: [buildJob({ key, kind: key })] }))
  await store.jobs.claim(workspaceId, { now: 1, kinds: [key], limit: 1, lease, until: 2 })
  await store.jobs.bury(workspaceId, { key, lease }, { at: 3, problem: { code: 'test' } })
  return key
}

async function putImport(
  { scene, importId }: Matrix,
  call: CallName,
  name: string,
): Promise<Pick<CallTargets, 'importId' | 'fileHash' | 'preview' | 'previewed'>> {
  const { store, workspaceId, anne, benId } = scene
  const made = await store.imports.find(workspaceId, importId)
  if (made === null) throw new Error('Ben has made an import')
  const id = nextId()
  const { version: _first, ...same } = made
  const record = buildImport({ ...same, id })
  await store.commit(buildCommit({ workspaceId, writes: [{ op: 'create', kind: 'import', record }] }))
  const previewed = `Company;SIRET\r\n${name} ${call};\r\n`
  // What Ben would own: nobody makes records that he could not see.
  const preview = await anne.imports.preview(previewed, { ownerId: benId })
  return { importId: id, fileHash: made.fileHash, preview, previewed }
}
