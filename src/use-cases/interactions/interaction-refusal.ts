/** A refused command on a matter, as the error that a caller gets. @module */
import type { InteractionRefusal } from '../../interaction/commands.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import { inputError } from '../input-error.ts'

/** The error of a refused command. */
export function refusedStep(id: InteractionId, refusal: InteractionRefusal): CrmError {
  if (refusal.code === 'invalid-input') return inputError(refusal.issues)
  const { state, asked, allowed } = refusal
  return new CrmError('transition-refused', {
    message: `The interaction ${id} is ${state}: ${asked} is refused. It allows ${allowed.join(', ')}.`,
    details: { kind: 'interaction', id, state, asked, allowed },
  })
}
