/** What a webhook says. Rules: docs/guides/webhooks.md @module */
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { Author, DomainEvent } from '../../ports/history.ts'

/**
 * The body of a request: the event in the form of Standard Webhooks. It names records and quotes nobody; the reason of a
 * system job is the host's own business and left out.
 */
export function webhookBody(workspaceId: WorkspaceId, event: DomainEvent): string {
  const { id, type, at, subject, version, author, data } = event
  const timestamp = new Date(at).toISOString()
  return JSON.stringify({
    id,
    type,
    timestamp,
    data: { workspaceId, subject, version, author: shown(author), details: data },
  })
}

function shown(author: Author): object {
  return author.kind === 'member' ? author : { kind: author.kind }
}
