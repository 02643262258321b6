/** Who does something with a matter, when, and with which pipelines. @module */
import type { Occasion } from '../../interaction/commands.ts'
import type { Session } from '../context.ts'
import { pipelinesOf } from '../workspace/catalog.ts'

/** The occasion of one command. */
export async function occasionOf(session: Session): Promise<Occasion> {
  const { actor, clock, settings } = session
  return {
    now: clock.now(),
    memberId: actor.kind === 'member' ? actor.memberId : null,
    timeZone: settings.timeZone,
    pipelines: await pipelinesOf(session),
    ...(actor.kind === 'member' && actor.withheldPipelines !== undefined && { withheld: actor.withheldPipelines }),
  }
}
