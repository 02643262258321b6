/** Interactions as the kind of record that they are: what sharing, the trash and history need of them. @module */
import { interactionIndex } from '../../calendar/planned-span.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { UpdateWrite } from '../../ports/commit.ts'
import type { Session } from '../context.ts'
import { joinFollowUps } from '../follow-up.ts'
import { anonymizedMail, mailsOn, withoutFiles } from '../privacy/personal-mails.ts'
import type { RecordKind } from '../records/party.ts'
import { followInteractions } from './interaction-parts.ts'

/** The kind of record that matters are. */
export const interactionKind: RecordKind<Interaction> = {
  kind: 'interaction',
  desk: 'interactions',
  repository: ({ store }) => store.interactions,
  restamp: ({ trashedAt: _before, mergedInto: _over, ...matter }, stamp) => ({ ...matter, ...stamp }),
  updateWrite: async (session, record) => interactionWrite(session, record),
  follow: async (session, before, after) => {
    const mails = after === null ? await mailsOn(session, before) : []
    return joinFollowUps([await followInteractions(session, [{ before, after }]), withoutFiles(session, mails)])
  },
  removal: async (session, { id, version }) => {
    const { store, actor } = session
    const references = await store.references.pointingAt(actor.workspaceId, [{ kind: 'interaction', id }])
    return {
      writes: [
        { op: 'purge', kind: 'interaction', id, expectedVersion: version },
        // Nobody finds mails on no matter any more, not even an erasure: that they came is all that stays.
        ...(await mailsOn(session, { id })).map((mail): UpdateWrite => {
          return { op: 'update', kind: 'mail', record: { ...anonymizedMail(mail), interactionId: null, noteId: null } }
        }),
      ],
      keys: [],
      references: references.map(({ from }) => from),
    }
  },
}

/** The write that replaces a matter. */
export function interactionWrite({ settings }: Session, record: Interaction): UpdateWrite {
  return { op: 'update', kind: 'interaction', record, index: interactionIndex(record, settings.timeZone) }
}
