import {
  countDecisions,
  type DirectoryDecision,
  type DirectoryScene,
  type DirectorySettings,
  decideDirectory,
  describeDirectoryDecision,
  unlink,
  usualDirectorySettings,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { contact, entry, groupId, linked } from './scene.ts'

function decide(
  scene: Partial<DirectoryScene>,
  settings: Partial<DirectorySettings> = {},
): readonly DirectoryDecision[] {
  const people = { groupId, contacts: [], entries: [], deletedEntryIds: [], links: [], now: 1000, ...scene }
  return decideDirectory(people, { ...usualDirectorySettings, ...settings })
}

function sentences(scene: Partial<DirectoryScene>, settings: Partial<DirectorySettings> = {}): readonly string[] {
  return decide(scene, settings).map(describeDirectoryDecision)
}

const mail = { homeEmails: ['anna@pomme.example'] }

describe('SYN-1 Fields of a pair', () => {
  it('SYN-1 what one side changed goes to the other', () => {
    const links = [linked('anna', 'e1', mail)]
    const changedThere = [entry('e1', { ...mail, mobilePhones: ['+33612345678'] }, { version: 'e1-2' })]
    expect(decide({ contacts: [contact('anna', mail)], entries: changedThere, links })).toMatchObject([
      { kind: 'update-here', changes: { mobilePhones: ['+33612345678'] }, conflicts: [] },
    ])
    const changedHere = [contact('anna', { ...mail, familyName: 'Poire' })]
    expect(decide({ contacts: changedHere, entries: [entry('e1', mail)], links })).toMatchObject([
      { kind: 'update-there', version: 'e1-1', changes: { familyName: 'Poire' } },
    ])
  })

  it.each([
    [10, 'Take familyName', 'theirs is newer'],
    [30, '', 'ours is newer'],
  ])(
    'SYN-1 of a field that both changed the newer counts, and the conflict is reported once (%s)',
    (updatedAt, taken, words) => {
      const contacts = [contact('anna', { ...mail, familyName: 'Poire' }, { updatedAt })]
      const entries = [entry('e1', { ...mail, familyName: 'Prune' }, { version: 'e1-2' })]
      const [first, second] = decide({ contacts, entries, links: [linked('anna', 'e1', mail)] })
      if (first?.kind !== 'update-here') throw new Error('nothing comes in')
      expect(first.conflicts).toEqual([
        { field: 'familyName', kept: updatedAt > 20 ? 'here' : 'there', here: 'Poire', there: 'Prune' },
      ])
      expect(describeDirectoryDecision(first)).toContain(words)
      expect(describeDirectoryDecision(first)).toContain(taken)
      expect(second?.kind).toBe(updatedAt > 20 ? 'update-there' : undefined)
      const after = [contact('anna', { ...mail, familyName: first.changes.familyName ?? 'Poire' }, { updatedAt: 40 })]
      const again = decide({ contacts: after, entries, links: [first.link] })
      expect(again.map(({ kind }) => kind)).toEqual(updatedAt > 20 ? ['update-there'] : [])
    },
  )

  it('SYN-1 lists are taken item by item, and of an item replaced on both sides both stay', () => {
    const links = [linked('anna', 'e1', { ...mail, mobilePhones: ['+33611111111'] })]
    const contacts = [contact('anna', { ...mail, mobilePhones: ['+33622222222'] })]
    const entries = [entry('e1', { ...mail, mobilePhones: ['+33 6 33 33 33 33'] }, { version: 'e1-2' })]
    expect(decide({ contacts, entries, links })).toMatchObject([
      {
        kind: 'update-here',
        changes: { mobilePhones: ['+33622222222', '+33 6 33 33 33 33'] },
        conflicts: [{ kept: 'both' }],
      },
      { kind: 'update-there', changes: { mobilePhones: ['+33 6 33 33 33 33', '+33622222222'] } },
    ])
  })

  it('SYN-1 a number or an address that is only written in another way is no change', () => {
    const said = { homeEmails: ['Anna@Pomme.example'], mobilePhones: ['06 12 34 56 78'] }
    const links = [linked('anna', 'e1', { ...mail, mobilePhones: ['+33612345678'] })]
    const contacts = [contact('anna', { ...mail, mobilePhones: ['+33612345678'] })]
    expect(decide({ contacts, entries: [entry('e1', said)], links }, { country: 'FR' })).toEqual([])
  })

  it('SYN-1 a person keeps a name that was cleared there', () => {
    const entries = [entry('e1', { ...mail, givenName: '', familyName: ' ' }, { version: 'e1-2' })]
    const [first, second] = decide({ contacts: [contact('anna', mail)], entries, links: [linked('anna', 'e1', mail)] })
    expect(first?.kind).toBe('remember')
    expect(second).toMatchObject({ kind: 'update-there', changes: { givenName: 'Anna', familyName: 'Pépin' } })
  })

  it('SYN-1 what we wrote is no change of theirs, even where the answer was lost', () => {
    const links = [linked('anna', 'e1', { ...mail, mobilePhones: ['+33611111111'] })]
    const first = contact('anna', { ...mail, familyName: 'Poire', mobilePhones: ['+33622222222'] })
    const [sent] = decide({ contacts: [first], links })
    if (sent?.kind !== 'update-there') throw new Error('nothing goes out')
    const entries = [entry('e1', first.fields, { version: 'e1-2' })]
    const contacts = [contact('anna', { ...mail, familyName: 'Prune', mobilePhones: [] })]
    const [remembered, next] = decide({ contacts, entries, links: [sent.link] })
    expect(remembered).toMatchObject({ kind: 'remember', link: { version: 'e1-2', replaced: ['e1-1'] } })
    expect(next).toMatchObject({ kind: 'update-there', changes: { familyName: 'Prune', mobilePhones: [] } })
  })

  it('SYN-1 an item that a directory took away by itself, and that was added here since, stays', () => {
    const { base, ...link } = linked('anna', 'e1', mail)
    const there = { ...base.there, mobilePhones: ['+33611111111'] }
    const contacts = [contact('anna', { ...mail, mobilePhones: ['+33611111111'] })]
    const entries = [entry('e1', mail, { version: 'e1-2' })]
    const decisions = decide({ contacts, entries, links: [{ ...link, base: { ...base, there } }] })
    expect(decisions.map(({ kind }) => kind)).toEqual(['remember', 'update-there'])
  })

  it('SYN-4 an older state that a directory still shows is no news', () => {
    const link = { ...linked('anna', 'e1', { ...mail, jobTitle: 'New' }), version: 'e1-2', replaced: ['e1-1'] }
    const contacts = [contact('anna', { ...mail, jobTitle: 'New' })]
    expect(decide({ contacts, entries: [entry('e1', { ...mail, jobTitle: 'Old' })], links: [link] })).toEqual([])
  })
})

describe('SYN-2 Fields of work', () => {
  const job = { affiliationId: 'job', companyId: 'pomme' }
  const work = { ...mail, companyName: 'Pomme SARL', jobTitle: 'Buyer', workPhones: ['+33123458073'] }

  it('SYN-2 go out, and what is said there goes into the note', () => {
    const entries = [entry('e1', { ...work, companyName: 'Poire SA', jobTitle: 'Driver' }, { version: 'e1-2' })]
    const scene = { contacts: [contact('anna', work, { job })], entries, links: [linked('anna', 'e1', work)] }
    expect(decide(scene)).toMatchObject([
      { kind: 'update-here', changes: {}, notes: { companyName: 'Poire SA', jobTitle: 'Driver' }, conflicts: [] },
      { kind: 'update-there', changes: { companyName: 'Pomme SARL', jobTitle: 'Buyer' } },
    ])
  })

  it('SYN-2 what is put beside ours is noted and stays there, and what is taken away is written again', () => {
    const poire = { ...work, companyName: 'Poire SA' }
    const entries = [entry('e1', { ...poire, workPhones: ['+33472103030'] }, { version: 'e1-2' })]
    const scene = { contacts: [contact('anna', work, { job })], entries, links: [linked('anna', 'e1', poire)] }
    expect(decide(scene)).toMatchObject([
      { kind: 'update-here', changes: {}, notes: { workPhones: ['+33472103030'] } },
      { kind: 'update-there', changes: { companyName: 'Pomme SARL', workPhones: ['+33472103030', '+33123458073'] } },
    ])
  })

  it('SYN-2 come in where the entry names the company of the job', () => {
    const said = { ...work, companyName: 'POMME S.A.R.L.', jobTitle: 'Driver', workPhones: [] }
    const entries = [entry('e1', said, { version: 'e1-2' })]
    const scene = { contacts: [contact('anna', work, { job })], entries, links: [linked('anna', 'e1', work)] }
    expect(decide(scene)[0]).toMatchObject({
      kind: 'update-here',
      changes: { jobTitle: 'Driver', workPhones: [] },
      notes: {},
    })
  })

  it('SYN-2 of somebody without a job here stay there, and are noted once', () => {
    const contacts = [contact('anna', mail)]
    const [first, ...rest] = decide({ contacts, entries: [entry('e1', work)] })
    if (first?.kind !== 'link') throw new Error('not linked')
    expect([first.notes.jobTitle, rest]).toEqual(['Buyer', []])
    expect(decide({ contacts, entries: [entry('e1', work)], links: [first.link] })).toEqual([])
  })
})

describe('SYN-3 Who belongs together', () => {
  it('SYN-3 an e-mail that several contacts share leads to none of them', () => {
    const contacts = [contact('anna', mail), contact('eve', { ...mail, givenName: 'Eve' })]
    expect(sentences({ contacts, entries: [entry('e1', mail)] })).toEqual([
      'Leave entry e1: several contacts have an e-mail of it (anna, eve, anna@pomme.example). A person has to decide.',
    ])
  })

  it('SYN-3 an e-mail that several entries share leads to none of them', () => {
    const entries = [entry('e1', mail), entry('e2', mail)]
    expect(sentences({ contacts: [contact('anna', mail)], entries })).toEqual([
      'Leave entry e1: several entries have an e-mail of one contact (anna, anna@pomme.example). A person has to decide.',
      'Leave entry e2: several entries have an e-mail of one contact (anna, anna@pomme.example). A person has to decide.',
    ])
  })

  it('SYN-1 an e-mail at work here is found at home there', () => {
    const contacts = [contact('anna', { workEmails: ['Anna@pomme.example'] })]
    const [first] = sentences({ contacts, entries: [entry('e1', mail)] })
    expect(first).toBe(
      'Link contact anna and entry e1: both have the e-mail anna@pomme.example. Take homeEmails: newer there, or changed there alone.',
    )
  })

  it('SYN-3 a pair stays a pair when one side changes the e-mail that is the key of another', () => {
    // Anna's address was changed there to the one of Bob, who is in the CRM only; somebody new there has her old one.
    const contacts = [
      contact('anna', mail),
      contact('bob', { givenName: 'Bob', familyName: 'Poire', homeEmails: ['shared@pomme.example'] }),
    ]
    const entries = [
      entry('e1', { homeEmails: ['shared@pomme.example'] }, { version: 'e1-2' }),
      entry('e2', { ...mail, givenName: 'Annabelle' }),
    ]
    expect(sentences({ contacts, entries, links: [linked('anna', 'e1', mail)] })).toEqual([
      'Update contact anna from entry e1. Take homeEmails: newer there, or changed there alone.',
      'Create an entry of contact bob: it stands for nobody there yet.',
      'Leave entry e2: the contact with its e-mail belongs to another entry (anna, anna@pomme.example). A person has to decide.',
    ])
  })

  it.each([
    ['names-differ', contact('bob', { ...mail, givenName: 'Bob', familyName: 'Poire' })],
    ['in-trash', contact('anna', mail, { isTrashed: true })],
    ['not-chosen-here', contact('anna', mail, { takesPart: false })],
  ])('SYN-3 somebody with the same e-mail is no proof: %s', (why, known) => {
    expect(decide({ contacts: [known], entries: [entry('e1', mail)] })).toMatchObject([{ kind: 'ambiguous', why }])
  })

  it('SYN-3 an entry that was taken out of the group parts from its contact, and comes back with it', () => {
    const link = linked('anna', 'e1', mail)
    const out = [entry('e1', { ...mail, givenName: 'Annie' }, { groupIds: [], version: 'e1-2' })]
    const contacts = [contact('anna', mail)]
    expect(sentences({ contacts, entries: out, links: [link] }, { deletions: 'delete' })).toEqual([
      'Unlink contact anna from entry e1: the entry was taken out of the group there; neither is deleted.',
    ])
    const links = [unlink(link, 'left-group')]
    expect(decide({ contacts, entries: out, links })).toEqual([])
    const back = [{ ...(out[0] ?? entry('e1', mail)), groupIds: [groupId], version: 'e1-3' }]
    expect(sentences({ contacts, entries: back, links })).toEqual([
      'Link contact anna and entry e1: they were linked before, and both take part again. Take givenName: newer there, or changed there alone.',
    ])
  })

  it('SYN-3 nothing is taken of an entry outside the group, and nobody created beside it', () => {
    const scene = { contacts: [contact('anna', mail)], entries: [entry('e1', mail, { groupIds: [] })] }
    expect(sentences(scene)).toEqual([
      'Leave contact anna: entry e1 with the e-mail anna@pomme.example stands outside the group. Put it into the group to have it linked.',
    ])
  })

  it('SYN-6 an entry without a name is left', () => {
    const entries = [
      entry('e1', { givenName: '', familyName: '', companyName: 'Pomme SARL', workPhones: ['+33123458073'] }),
    ]
    expect(sentences({ entries })).toEqual([
      'Leave entry e1: it has no name of a person. Give it one, or leave it out of the group.',
    ])
  })
})

describe('SYN-4 Deletions', () => {
  const link = linked('anna', 'e1', mail)
  const gone = { deletedEntryIds: ['e1'], links: [link] }

  it('SYN-4 an entry deleted there, whose contact was changed here, is a conflict, and the contact stays', () => {
    const contacts = [contact('anna', { ...mail, mobilePhones: ['+33612345678'] })]
    for (const deletions of ['unlink', 'delete'] as const) {
      const [decision, ...others] = decide({ ...gone, contacts }, { deletions })
      expect(others).toEqual([])
      expect(decision).toMatchObject({ kind: 'unlink', isConflict: true })
      if (decision !== undefined)
        expect(describeDirectoryDecision(decision)).toBe(
          'Unlink contact anna from entry e1: the entry was deleted there, but the contact was changed here since; the contact stays, look at it.',
        )
    }
  })

  it('SYN-4 a deletion parts the two, or travels, as the workspace wishes', () => {
    const contacts = [contact('anna', mail)]
    expect(decide({ ...gone, contacts })).toMatchObject([{ kind: 'unlink', why: 'deleted-there', isConflict: false }])
    expect(sentences({ ...gone, contacts }, { deletions: 'delete' })).toEqual([
      'Put contact anna into the trash: entry e1 was deleted there, and nothing was changed here since.',
    ])
    const trashed = {
      contacts: [contact('anna', mail, { isTrashed: true })],
      entries: [entry('e1', mail)],
      links: [link],
    }
    expect(decide(trashed)).toMatchObject([{ kind: 'unlink', why: 'deleted-here' }])
    expect(decide(trashed, { deletions: 'delete' })).toMatchObject([{ kind: 'delete-there', version: 'e1-1' }])
    const edited = { ...trashed, entries: [entry('e1', { ...mail, givenName: 'Annie' }, { version: 'e1-2' })] }
    expect(decide(edited, { deletions: 'delete' })).toMatchObject([{ kind: 'unlink', isConflict: true }])
  })

  it('SYN-4 a tombstone keeps both from being created again', () => {
    const links = [unlink(link, 'deleted-there')]
    expect(decide({ contacts: [contact('anna', mail)], entries: [], links })).toEqual([])
    expect(decide({ contacts: [contact('anna', mail)], entries: [entry('e1', mail)], links })).toEqual([])
    const byHand = [unlink(link, 'by-hand')]
    const restored = [entry('e1', mail, { version: 'e1-9' })]
    expect(decide({ contacts: [contact('anna', mail)], entries: restored, links: byHand })).toEqual([])
  })

  it('SYN-4 more deletions at once than anybody means are held back', () => {
    const ids = ['1', '2', '3']
    const scene = {
      contacts: ids.map((id) => contact(`c${id}`, {})),
      links: ids.map((id) => linked(`c${id}`, `e${id}`, {})),
      deletedEntryIds: ids.map((id) => `e${id}`),
    }
    const settings = { deletions: 'delete', mostDeletions: 2 } as const
    expect(decide(scene, settings).map(({ kind }) => kind)).toEqual(['held', 'held', 'held'])
    expect(decide(scene, { ...settings, mostDeletions: 3 }).map(({ kind }) => kind)).toEqual(
      Array(3).fill('trash-here'),
    )
  })
})

describe('SYN-4 A first run', () => {
  it('SYN-4 is previewed by its decisions', () => {
    const contacts = [contact('anna', mail), contact('bob', { givenName: 'Bob', homeEmails: ['bob@pomme.example'] })]
    const entries = [
      entry('e1', mail),
      entry('e2', { givenName: 'Eve' }),
      entry('e3', { givenName: '', familyName: '' }),
    ]
    const counts = countDecisions(decide({ contacts, entries }))
    expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([
      ['link', 1],
      ['create-here', 1],
      ['create-there', 1],
      ['unnamed', 1],
    ])
  })

  it('SYN-4 an entry whose creation nobody answered for is waited for, known by our mark, and else asked for again', () => {
    const contacts = [contact('anna', mail)]
    const [asked] = decide({ contacts })
    if (asked?.kind !== 'create-there') throw new Error('no entry is created')
    const links = [asked.link]
    const settleMs = 900_000
    expect(decide({ contacts, links, now: 1000 + settleMs - 1 })).toEqual([
      { kind: 'wait', contactId: 'anna', until: 1000 + settleMs },
    ])
    const changed = [contact('anna', { ...mail, givenName: 'Annie' })]
    const again = decide({ contacts: changed, links, now: 1000 + settleMs })
    expect(again).toMatchObject([{ kind: 'create-there', fields: asked.fields }])
    const entries = [entry('e7', asked.fields, { contactId: 'anna' })]
    expect(decide({ contacts: changed, links, entries, now: 1000 + settleMs })).toMatchObject([
      { kind: 'link', proof: { by: 'mark' }, changes: {}, conflicts: [] },
      { kind: 'update-there', changes: { givenName: 'Annie' } },
    ])
  })

  it('SYN-4 decisions are plain data', () => {
    const decisions = decide({ contacts: [contact('anna', mail)], entries: [entry('e1', mail)] })
    expect(JSON.parse(JSON.stringify(decisions))).toEqual(decisions)
  })
})
