/** What events of text messages are about that came in: the number that they came from. Rules: docs/concepts/privacy.md (PTY-6). @module */
import type { WorkspaceId } from '../kernel/ids.ts'
import { namedId } from '../kernel/named-id.ts'
import { parsePhone } from '../party/phone.ts'

/** The id by which events of a number are blanked with whoever has it; `null`: it is no number of a person. */
export function smsSenderId(workspaceId: WorkspaceId, from: string): string | null {
  const { e164 } = parsePhone(from, undefined)
  return e164 === undefined ? null : namedId(`sms from ${workspaceId} ${e164}`)
}
