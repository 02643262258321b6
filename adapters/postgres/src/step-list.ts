/** The steps of one round trip, where each part of them gets its own answers. @module */
import type { Answer, Step } from './executor.ts'

/** What some of the steps were answered, in their order. */
type AnswersOf = (all: readonly Answer[]) => readonly Answer[]

/** Collects steps. */
export class StepList {
  readonly steps: Step[] = []

  /** Adds steps at the end, and gives what picks their answers from those of the whole list. */
  add(steps: readonly Step[]): AnswersOf {
    const first = this.steps.length
    this.steps.push(...steps)
    return (all) => all.slice(first, first + steps.length)
  }
}
