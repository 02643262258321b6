/** Assertions that need no test runner and no Node. @module */

/** What a failed case throws. */
export class ContractFailure extends Error {
  override readonly name = 'ContractFailure'
}

/** Fails unless two values are equal as plain data; key order and absent keys do not count. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const left = canonical(actual)
  const right = canonical(expected)
  if (left !== right) throw new ContractFailure(`${what}: expected ${right}, got ${left}`)
}

/** Fails unless the condition holds. */
export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new ContractFailure(what)
}

/** The value of something that must be there. */
export function expectPresent<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new ContractFailure(`${what} is missing`)
  return value
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    // JSON would make it `null`, which is something else.
    if (part === undefined) return '(absent)'
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    const entries = Object.entries(part).filter(([, item]) => item !== undefined)
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
