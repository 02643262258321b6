/** Comparing plain data. @module */

/** Whether two values are equal as plain data: the order of fields does not count, and a blank field is an absent one. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  }
  if (!isFields(a) || !isFields(b)) return false
  const [left, right] = [fieldsOf(a), fieldsOf(b)]
  return left.size === right.size && [...left].every(([name, value]) => sameValue(value, right.get(name)))
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldsOf(value: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(value).filter(([, item]) => item !== undefined))
}
