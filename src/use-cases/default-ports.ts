/** The clock and the ids of a CRM that is given none. The only place where time and chance come in. @module */
import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'

/** The system's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** The runtime's source of chance for secrets. */
export const systemChance: Chance = { bytes: (count) => globalThis.crypto.getRandomValues(new Uint8Array(count)) }

/** UUIDs of version 7 (RFC 9562): 48 bits of time, 12 that count within a millisecond, 62 of chance. */
export function timeOrderedIds(clock: Clock): Ids {
  let lastTime = 0
  let count = 0
  return {
    next: () => {
      const now = clock.now()
      if (now > lastTime) {
        lastTime = now
        count = 0
      } else {
        count += 1
        if (count > 0xfff) {
          lastTime += 1
          count = 0
        }
      }
      const random = globalThis.crypto.getRandomValues(new Uint8Array(8))
      const tail = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      const variant = (8 + (Number.parseInt(tail.charAt(0), 16) % 4)).toString(16)
      const time = lastTime.toString(16).padStart(12, '0')
      const counter = count.toString(16).padStart(3, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`
    },
  }
}
