/** Where a step stands, and how it goes. @module */

/** Where a step is to stand. */
export interface StepPlace {
  /** The key of the step before which. Default: at the end. */
  readonly before?: string | undefined
}

/** How a step is to go. */
export interface StepRemoval {
  /** The step to which its matters go: `sale/lost`. It must be named where there are any. */
  readonly replacement?: string | undefined
}
