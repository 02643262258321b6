import {
  type DirectoryLink,
  type DirectoryScene,
  decideDirectory,
  describeDirectoryDecision,
  unlink,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { contact, entry, groupId, linked } from './scene.ts'

const mail = { homeEmails: ['anna@pomme.example'] }

function decide(scene: Partial<DirectoryScene>) {
  return decideDirectory({ groupId, contacts: [], entries: [], deletedEntryIds: [], links: [], now: 1000, ...scene })
}

describe('SYN-4 An entry that has another name by now', () => {
  const contacts = [contact('anna', mail)]
  const links = [linked('anna', 'e1', mail)]
  const renamed = entry('e2', mail, { formerEntryIds: ['e0', 'e1'], version: 'e1-1' })

  it('SYN-4 keeps its contact: the link goes by the new name, though nothing else has changed', () => {
    expect(decide({ contacts, links, entries: [renamed] })).toEqual([
      { kind: 'remember', contactId: 'anna', entryId: 'e2', link: { ...links[0], entryId: 'e2' } },
    ])
  })

  it('SYN-4 is no deletion, though the old name is gone', () => {
    const decisions = decide({ contacts, links, entries: [renamed], deletedEntryIds: ['e1'] })
    expect(decisions.map(({ kind }) => kind)).toEqual(['remember'])
  })

  it('SYN-4 is synchronized under its new name', () => {
    const changed = { ...renamed, version: 'e2-1', fields: { ...renamed.fields, familyName: 'Prune' } }
    const [decision, ...more] = decide({ contacts, links, entries: [changed] })
    expect(more).toEqual([])
    expect(decision).toMatchObject({ kind: 'update-here', changes: { familyName: 'Prune' }, link: { entryId: 'e2' } })
  })

  it('SYN-4 is written under its new name', () => {
    const here = [contact('anna', { ...mail, familyName: 'Poire' })]
    const decisions = decide({ contacts: here, links, entries: [renamed] })
    expect(decisions).toMatchObject([{ kind: 'update-there', entryId: 'e2', link: { entryId: 'e2' } }])
  })

  it('SYN-4 counts once, though its old state is still known', () => {
    const decisions = decide({ contacts, links, entries: [entry('e1', mail), renamed] })
    expect(decisions.map(({ kind }) => kind)).toEqual(['remember'])
  })

  it('SYN-4 leaves a link alone that has its name already, and the one that came into it', () => {
    const both = [linked('anna', 'e1', mail), linked('bob', 'e2', { homeEmails: ['bob@pomme.example'] })]
    const people = [contact('anna', mail), contact('bob', { homeEmails: ['bob@pomme.example'] })]
    const one = entry('e2', { homeEmails: ['bob@pomme.example'] }, { formerEntryIds: ['e1'] })
    expect(decide({ contacts: people, links: both, entries: [one] })).toEqual([])
    const gone = decide({ contacts: people, links: both, entries: [one], deletedEntryIds: ['e1'] })
    expect(gone).toMatchObject([{ kind: 'unlink', contactId: 'anna', link: { why: 'deleted-there' } }])
  })

  it('SYN-4 lets the first of two links have it that were merged over there', () => {
    const both = [linked('anna', 'e0', mail), linked('bob', 'e1', mail)]
    const people = [contact('anna', mail), contact('bob', mail)]
    const decisions = decide({ contacts: people, links: both, entries: [renamed] })
    expect(decisions).toMatchObject([{ kind: 'remember', contactId: 'anna', link: { entryId: 'e2' } }])
  })

  it('SYN-4 stays apart where the two had parted', () => {
    const [pair] = links
    const parted: DirectoryLink[] = pair === undefined ? [] : [unlink(pair, 'by-hand')]
    // Saved, or else a later reading of everybody would find a stranger.
    const decisions = decide({ contacts, links: parted, entries: [renamed] })
    expect(decisions.map(describeDirectoryDecision)).toEqual([
      'Keep contact anna and entry e2 apart: the entry has another name by now.',
    ])
    expect(decisions).toMatchObject([{ kind: 'remember', link: { state: 'unlinked', why: 'by-hand', entryId: 'e2' } }])
  })
})
