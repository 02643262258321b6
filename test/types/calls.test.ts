/** Each call of a desk has a name, and each name a call. */
import type { CallName, Desk } from 'crmkit'
import { describe, expectTypeOf, it } from 'vitest'

/** The names of all methods, however deep: `workspace.members.add`. */
type MethodNames<Part, Path extends string = ''> = {
  [Name in keyof Part & string]: Part[Name] extends (...input: never[]) => unknown
    ? `${Path}${Name}`
    : MethodNames<Part[Name], `${Path}${Name}.`>
}[keyof Part & string]

describe('Calls', () => {
  it('ACC-1 the names of calls are those of the methods of a desk', () => {
    expectTypeOf<MethodNames<Desk>>().toEqualTypeOf<CallName>()
    expectTypeOf<MethodNames<Desk & { readonly more: { call(): void } }>>().not.toEqualTypeOf<CallName>()
  })
})
