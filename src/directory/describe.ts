/** Decisions in English. Rules: docs/concepts/directory.md (SYN-1 … SYN-6). @module */
import type { AmbiguityReason, DirectoryDecision, LinkProof } from './decision.ts'
import type { UnlinkReason } from './entry.ts'
import type { DirectoryChanges, DirectoryFields } from './fields.ts'
import type { FieldConflict } from './settle.ts'

/** A decision as a sentence, with its reason. It names ids, fields and e-mail addresses, and no other data of a person. */
export function describeDirectoryDecision(decision: DirectoryDecision): string {
  switch (decision.kind) {
    case 'link':
      return `Link contact ${decision.contactId} and entry ${decision.entryId}: ${proofs(decision.proof)}.${incoming(decision)}`
    case 'update-here':
      return `Update contact ${decision.contactId} from entry ${decision.entryId}.${incoming(decision)}`
    case 'remember':
      if (decision.link.state === 'unlinked') {
        return `Keep contact ${decision.contactId} and entry ${decision.entryId} apart: the entry has another name by now.`
      }
      return `Keep contact ${decision.contactId} and entry ${decision.entryId} as they are: they say the same.`
    case 'update-there':
      return `Write ${fieldNames(decision.changes)} of contact ${decision.contactId} to entry ${decision.entryId}: changed here since the last synchronization.`
    case 'create-here':
      return `Create a contact of entry ${decision.entryId}: nobody here has its e-mail.${notes(decision.notes)}`
    case 'create-there':
      return `Create an entry of contact ${decision.contactId}: it stands for nobody there yet.`
    case 'unlink':
      return `Unlink contact ${decision.contactId} from entry ${decision.entryId}: ${unlinkReasons[decision.why]}.`
    case 'trash-here':
      return `Put contact ${decision.contactId} into the trash: entry ${decision.entryId} was deleted there, and nothing was changed here since.`
    case 'delete-there':
      return `Delete entry ${decision.entryId}: contact ${decision.contactId} is in the trash, and nothing was changed there since.`
    case 'ambiguous':
      return `Leave entry ${decision.entryId}: ${ambiguities[decision.why]} (${[...decision.contactIds, ...decision.emails].join(', ')}). A person has to decide.`
    case 'unnamed':
      return `Leave entry ${decision.entryId}: it has no name of a person. Give it one, or leave it out of the group.`
    case 'outside-group':
      return `Leave contact ${decision.contactId}: entry ${decision.entryId} with the e-mail ${decision.email} stands outside the group. Put it into the group to have it linked.`
    case 'wait':
      return `Wait with contact ${decision.contactId}: an entry was asked for, and it is not known yet whether it was made.`
    case 'held':
      return `Hold back a deletion (${decision.wanted}) of contact ${decision.contactId} and entry ${decision.entryId}: there are more at once than are allowed. Confirm them, or look what happened there.`
  }
}

/** What is said there and has no place here, as lines for a note; `''` where there is nothing. */
export function directoryNote(fields: DirectoryFields): string {
  const { companyName, jobTitle, workPhones = [], workMobiles = [], workEmails = [] } = fields
  const job = [jobTitle, companyName].filter((text) => text !== undefined).join(', ')
  return [job, ...workPhones, ...workMobiles, ...workEmails].filter((line) => line !== '').join('\n')
}

const unlinkReasons: Readonly<Record<UnlinkReason, string>> = {
  'left-group': 'the entry was taken out of the group there; neither is deleted',
  'not-chosen-here': 'the contact takes no part any more; neither is deleted',
  'deleted-there': 'the entry was deleted there; the contact stays',
  'deleted-there-edited-here':
    'the entry was deleted there, but the contact was changed here since; the contact stays, look at it',
  'deleted-here': 'the contact is in the trash; the entry stays',
  'deleted-here-edited-there':
    'the contact is in the trash, but the entry was changed there since; the entry stays, look at it',
  'deleted-on-both': 'both were deleted',
  merged: 'the contact became part of another one, which has an entry of its own; the entry stays',
  'by-hand': 'somebody wished it',
}

const ambiguities: Readonly<Record<AmbiguityReason, string>> = {
  'several-contacts': 'several contacts have an e-mail of it',
  'several-entries': 'several entries have an e-mail of one contact',
  'already-linked': 'the contact with its e-mail belongs to another entry',
  'names-differ': 'a contact has its e-mail, but another name',
  'in-trash': 'the contact with its e-mail is in the trash',
  'not-chosen-here': 'the contact with its e-mail takes no part',
}

function proofs(proof: LinkProof): string {
  switch (proof.by) {
    case 'mark':
      return 'the entry was created for this contact'
    case 'mail':
      return `both have the e-mail ${proof.email}`
    case 'return':
      return 'they were linked before, and both take part again'
  }
}

interface IncomingParts {
  readonly changes: DirectoryChanges
  readonly notes: DirectoryFields
  readonly conflicts: readonly FieldConflict[]
}

function incoming({ changes, notes: noted, conflicts }: IncomingParts): string {
  const names = fieldNames(changes)
  const taken = names === '' ? '' : ` Take ${names}: newer there, or changed there alone.`
  return `${taken}${notes(noted)}${conflicts.map(conflictInWords).join('')}`
}

function conflictInWords({ field, kept }: FieldConflict): string {
  const side = kept === 'both' ? 'both are kept' : kept === 'here' ? 'ours is newer' : 'theirs is newer'
  return ` Conflict in ${field}, changed on both sides: ${side}.`
}

function notes(fields: DirectoryFields): string {
  const names = fieldNames(fields)
  return names === '' ? '' : ` Put ${names} into the note: the company is not certain.`
}

function fieldNames(fields: DirectoryChanges | DirectoryFields): string {
  return Object.keys(fields).join(', ')
}
