/** Refusals as sentences: why, and what can be done about it. @module */
import { isCrmError, type SendProblem } from 'crmkit'
import { NotYet } from './providers/played.ts'

/** What to show of an error. `null`: it is no refusal, and nobody is told what it is. */
export function refusalSentence(error: unknown): string | null {
  if (error instanceof NotYet) return error.message
  if (isCrmError(error, 'send-refused')) {
    return error.details.problems.map((problem) => `Not sent: ${reasonOf(problem)}. ${problem.remedy}`).join(' ')
  }
  if (isCrmError(error, 'call-refused')) return `Not called: ${error.details.because}. ${error.details.remedy}`
  return isCrmError(error) ? error.message : null
}

function reasonOf(problem: SendProblem): string {
  if (problem.problem !== 'suppressed') return problem.problem
  switch (problem.because) {
    case 'stop':
      return 'the number has answered STOP'
    case 'hard-bounce':
      return 'the address bounced'
    case 'spam-report':
      return 'they reported a mail as spam'
    case 'unsubscribed':
      return 'they have unsubscribed'
    case 'by-hand':
      return 'a colleague has stopped it'
  }
}
