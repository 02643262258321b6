/** Where incoming mail is to go, and whose address is meant. @module */
import type { ContactId, InteractionId, MemberId } from '../kernel/ids.ts'

/** Where a mail that waits is to go: to people, on a matter of its own, or onto a matter that is there. */
export type MailLink =
  | { readonly contactIds: readonly ContactId[]; readonly interactionId?: never }
  | { readonly interactionId: InteractionId; readonly contactIds?: never }

/** Whose address of ours is meant: one's own or another member's, or a matter's. */
export type MailOwner = { readonly memberId: MemberId } | { readonly interactionId: InteractionId }
