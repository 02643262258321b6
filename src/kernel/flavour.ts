/** Types that look like their base in use, and like nothing else to the compiler. @module */

declare const flavour: unique symbol
declare const brand: unique symbol

/**
 * A base type with a name. A plain value is accepted where a flavoured one is expected,
 * but two flavours never mix: a `ContactId` is not taken for a `CompanyId`.
 */
export type Flavour<Base, Name extends string> = Base & { readonly [flavour]?: Name }

/** A base type whose values passed a check: only the function that checks can make one. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
