/** Address books as they are handed in, and what is kept of them. Rules: docs/concepts/directory.md (SYN-3, SYN-4). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { DirectoryAccount, DirectoryContacts } from './account.ts'
import { type DirectorySettings, usualDirectorySettings } from './decide.ts'

/** What an address book is to be; what is left out keeps its value. */
export interface DirectoryAccountChanges {
  /** Whose address book it is at the provider's, in words. */
  readonly label?: string | undefined
  /** The group whose entries take part. Default: `crmkit`. Another one has everybody read again. */
  readonly groupName?: string | undefined
  /** What a deletion on one side does on the other. Default: `unlink`. */
  readonly deletions?: DirectorySettings['deletions'] | undefined
  /** More deletions at once are held back. Default: 50. */
  readonly mostDeletions?: number | undefined
  /** Which contacts are to stand there. `visible` takes the capability `export`. Default: `own`. */
  readonly contacts?: DirectoryContacts | undefined
  /** The country in which numbers are dialed as they are typed; `null`: the workspace's. */
  readonly country?: CountryCode | null | undefined
  /** How often it is synchronized by itself, 5 to 10,080 minutes; `null`, the default: never. */
  readonly everyMinutes?: number | null | undefined
}

/** An address book to connect. */
export interface NewDirectory extends DirectoryAccountChanges {
  /** `google`. */
  readonly provider: string
  readonly label: string
  /** Whose it is: a member's, or the workspace's (`null`). Default: that of the member who asks. */
  readonly memberId?: MemberId | null | undefined
}

/** The fields of an account that people decide about. */
export type DirectoryAccountSettings = Omit<
  DirectoryAccount,
  'id' | 'version' | 'provider' | 'memberId' | 'createdAt' | 'updatedAt'
>

/** What an account begins with. */
export function newAccountSettings({ label, ...wished }: NewDirectory): DirectoryAccountSettings {
  const { deletions, mostDeletions } = usualDirectorySettings
  const usual = { label, groupName: 'crmkit', deletions, mostDeletions, contacts: 'own', plan: 0 } as const
  return changeAccountSettings(usual, wished)
}

/** The settings of an account after changes. */
export function changeAccountSettings(
  before: DirectoryAccountSettings,
  changes: DirectoryAccountChanges,
): DirectoryAccountSettings {
  const country = changes.country === undefined ? before.country : (changes.country ?? undefined)
  const everyMinutes = changes.everyMinutes === undefined ? before.everyMinutes : (changes.everyMinutes ?? undefined)
  return {
    label: changes.label ?? before.label,
    groupName: changes.groupName ?? before.groupName,
    deletions: changes.deletions ?? before.deletions,
    mostDeletions: changes.mostDeletions ?? before.mostDeletions,
    contacts: changes.contacts ?? before.contacts,
    ...(country !== undefined && { country }),
    ...(everyMinutes !== undefined && { everyMinutes }),
    plan: everyMinutes === before.everyMinutes ? before.plan : before.plan + 1,
  }
}
