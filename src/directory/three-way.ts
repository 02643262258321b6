/**
 * One field of two sides, judged against what was last synchronized. Rules: docs/concepts/directory.md (SYN-1).
 *
 * What comes in is settled as if it had been there before our own changes were made: the new base says what stands
 * there, and what we have beyond it is what is still to be sent. So a conflict is settled once, and a send that fails
 * or whose answer is lost is simply still to be done. @module
 */
import { plainText } from './fields.ts'

/** A value here and there. */
export interface Sides<Value> {
  readonly here: Value
  readonly there: Value
}

/** Which value was kept; of a list, both may be. */
export type Kept = 'here' | 'there' | 'both'

/** A field once what stands there has come in. */
export interface Settled<Value> {
  /** The value here. */
  readonly here: Value
  readonly base: Sides<Value>
  /** Present if both sides had changed it, and not to the same. */
  readonly kept?: Kept
  /** What was said there and has no place here. */
  readonly noted?: Value
}

type Text = string | undefined
type KeyOf<Item> = (item: Item) => string

/** Settles a text that travels both ways: what was changed on one side counts, of two changes the newer. */
export function settleText(now: Sides<Text>, base: Sides<Text>, newer: 'here' | 'there'): Settled<Text> {
  const [here, there] = [plainText(now.here), plainText(now.there)]
  if (there === plainText(base.there)) return { here, base }
  const agreed = { here: there, there }
  if (here === there || here === plainText(base.here)) return { here: there, base: agreed }
  return { here: newer === 'here' ? here : there, base: agreed, kept: newer }
}

/** Settles a list that travels both ways, item by item: what either side added is added, what either removed is removed. */
export function settleList<Item>(
  now: Sides<readonly Item[]>,
  base: Sides<readonly Item[]>,
  keyOf: KeyOf<Item>,
): Settled<readonly Item[]> {
  const added = { here: without(now.here, base.here, keyOf), there: without(now.there, base.there, keyOf) }
  const removed = { here: without(base.here, now.here, keyOf), there: without(base.there, now.there, keyOf) }
  if (added.there.length + removed.there.length === 0) return { here: now.here, base }
  const settled = {
    here: united(without(now.here, without(removed.there, added.here, keyOf), keyOf), added.there, keyOf),
    base: { here: united(without(base.here, removed.there, keyOf), added.there, keyOf), there: now.there },
  }
  // Both put something else in the place of the same item: nobody knows which is right, so both stay.
  const isReplacedTwice =
    common(removed.here, removed.there, keyOf).length > 0 &&
    without(added.here, added.there, keyOf).length > 0 &&
    without(added.there, added.here, keyOf).length > 0
  return isReplacedTwice ? { ...settled, kept: 'both' } : settled
}

/** Settles a text that only goes out: ours counts, and what was said there is noted. */
export function settleOutgoingText(now: Sides<Text>, base: Sides<Text>): Settled<Text> {
  const [here, there] = [plainText(now.here), plainText(now.there)]
  if (there === plainText(base.there)) return { here, base }
  // Where we say nothing, theirs may stay; where we do, ours is still to be sent.
  const settled = { here, base: { here: here === undefined ? undefined : there, there } }
  return there === undefined || there === here ? settled : { ...settled, noted: there }
}

/** Settles a list that only goes out. What they added stays there and is noted, what they removed is sent again. */
export function settleOutgoingList<Item>(
  now: Sides<readonly Item[]>,
  base: Sides<readonly Item[]>,
  keyOf: KeyOf<Item>,
): Settled<readonly Item[]> {
  const added = without(now.there, base.there, keyOf)
  const removed = without(base.there, now.there, keyOf)
  if (added.length + removed.length === 0) return { here: now.here, base }
  const sent = united(without(base.here, removed, keyOf), common(now.here, added, keyOf), keyOf)
  const settled = { here: now.here, base: { here: sent, there: now.there } }
  const noted = without(added, now.here, keyOf)
  return noted.length === 0 ? settled : { ...settled, noted }
}

/** The text that is to stand there; `null` clears it, absent: nothing is to be sent. */
export function outgoingText(here: Text, base: Sides<Text>): string | null | undefined {
  const text = plainText(here)
  if (text === plainText(base.here) || text === plainText(base.there)) return undefined
  return text ?? null
}

/** The list that is to stand there, with what others have put there; absent: nothing is to be sent. */
export function outgoingList<Item>(
  here: readonly Item[],
  base: Sides<readonly Item[]>,
  keyOf: KeyOf<Item>,
): readonly Item[] | undefined {
  const added = without(without(here, base.here, keyOf), base.there, keyOf)
  const removed = common(base.there, without(base.here, here, keyOf), keyOf)
  return added.length + removed.length === 0 ? undefined : united(without(base.there, removed, keyOf), added, keyOf)
}

/** The base of a list once it is known that what stands there of lists that were sent was added or removed by us. */
export function takeSentList<Item>(
  base: Sides<readonly Item[]>,
  sent: readonly (readonly Item[])[],
  there: readonly Item[],
  keyOf: KeyOf<Item>,
): Sides<readonly Item[]> {
  return sent.reduce((known, list) => {
    const added = common(without(list, known.there, keyOf), there, keyOf)
    const removed = without(without(known.there, list, keyOf), there, keyOf)
    const take = (items: readonly Item[]) => united(without(items, removed, keyOf), added, keyOf)
    return { here: take(known.here), there: take(known.there) }
  }, base)
}

/** Whether two lists say the same, in whatever order. */
export function sameItems<Item>(one: readonly Item[], other: readonly Item[], keyOf: KeyOf<Item>): boolean {
  return without(one, other, keyOf).length + without(other, one, keyOf).length === 0
}

function without<Item>(items: readonly Item[], others: readonly Item[], keyOf: KeyOf<Item>): readonly Item[] {
  if (items.length === 0 || others.length === 0) return items
  const keys = new Set(others.map(keyOf))
  return items.filter((item) => !keys.has(keyOf(item)))
}

function common<Item>(items: readonly Item[], others: readonly Item[], keyOf: KeyOf<Item>): readonly Item[] {
  const keys = new Set(others.map(keyOf))
  return items.filter((item) => keys.has(keyOf(item)))
}

function united<Item>(items: readonly Item[], others: readonly Item[], keyOf: KeyOf<Item>): readonly Item[] {
  return [...items, ...without(others, items, keyOf)]
}
