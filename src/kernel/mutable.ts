/** Objects and lists that are filled in before anybody else sees them, where it is done for every row of a file. @module */

/** The same fields, to be filled in one by one: that takes a third of what spreading them together does. */
export type Mutable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] }

/** A list that nearly always stays with its first value: pushed onto an empty list, that one takes room for seventeen. */
export function appended<Value>(list: Value[] | undefined, value: Value): Value[] {
  if (list === undefined) return [value]
  list.push(value)
  return list
}
