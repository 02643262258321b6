/** All matters of one kind, page by page, those in the trash too. Rules: docs/concepts/privacy.md (PTY-6). @module */
import type { Interaction } from '../../interaction/interaction.ts'
import type { InteractionQuery } from '../../ports/interaction-repository.ts'
import type { PagePosition } from '../../ports/page.ts'
import type { Session } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'

const pageSize = 500

/** Lists matters, whoever sees them. @param wanted which ones */
export async function allMatters(
  session: Session,
  wanted: Pick<InteractionQuery, 'contactId' | 'types'>,
): Promise<readonly Interaction[]> {
  const matters: Interaction[] = []
  for (const trashed of [false, true]) {
    for (let after: PagePosition | undefined; ; ) {
      const page = await session.store.interactions.list(everythingOf(session), {
        ...wanted,
        words: [],
        trashed,
        order: 'number',
        descending: false,
        limit: pageSize,
        ...(after !== undefined && { after }),
      })
      matters.push(...page)
      const last = page.at(-1)
      if (last === undefined || page.length < pageSize) break
      after = { value: last.number, id: last.id }
    }
  }
  return matters
}
