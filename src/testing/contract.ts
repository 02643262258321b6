/**
 * Contracts: the sentences of a port's documentation as cases that any implementation can be held against, under any
 * test runner.
 * @module
 */

/** A named set of cases. Each case gets a fresh subject of its own. */
export interface Contract<Subject> {
  readonly name: string
  readonly cases: Readonly<Record<string, (subject: Subject) => Promise<void>>>
}

/** The two functions that every test runner has. */
export interface Runner {
  describe(name: string, body: () => void): void
  it: RunCase & { skip(name: string, body: () => void): void }
}

type RunCase = (name: string, body: () => Promise<void>) => void

/** How to get subjects, and which cases are left out for which reason. */
export interface ContractOptions<Subject> {
  /** A fresh, empty subject. `close`, if given, is called after the case, whether it passed or not. */
  make(): Promise<{ readonly subject: Subject; close?(): Promise<void> }>
  /** Case name → why it is left out. A case that does not exist, or an empty reason, is an error. */
  readonly skip?: Readonly<Record<string, string>>
}

/**
 * Registers one test a case.
 *
 * @example
 * describeContract({ describe, it }, storeContract, { make: async () => ({ subject: myStore() }) })
 * @throws {Error} if `skip` names a case that does not exist, or gives no reason.
 */
export function describeContract<Subject>(
  runner: Runner,
  contract: Contract<Subject>,
  options: ContractOptions<Subject>,
): void {
  const skip = options.skip ?? {}
  for (const [name, reason] of Object.entries(skip)) {
    if (!Object.hasOwn(contract.cases, name)) throw new Error(`${contract.name} has no case “${name}” to skip`)
    if (reason.trim() === '') throw new Error(`skipping “${name}” needs a reason`)
  }
  runner.describe(contract.name, () => {
    for (const [name, check] of Object.entries(contract.cases)) {
      const reason = skip[name]
      if (reason !== undefined) runner.it.skip(`${name} (${reason})`, () => {})
      else runner.it(name, () => runCase(check, options))
    }
  })
}

/** Runs one case on a fresh subject. Rejects with the case's failure. */
export async function runCase<Subject>(
  check: (subject: Subject) => Promise<void>,
  options: Pick<ContractOptions<Subject>, 'make'>,
): Promise<void> {
  const made = await options.make()
  try {
    await check(made.subject)
  } finally {
    await made.close?.()
  }
}
