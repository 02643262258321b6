/** What `crmkit/domain` shows of this room: what every room speaks in: results, instants, countries, folding. @module */
export { type Locale, locales } from './country.ts'
export { foldText } from './fold.ts'
export { isUuid } from './ids.ts'
export type { Money } from './money.ts'
export { type Price, parsePrice, sumPrices } from './price.ts'
export { type Err, err, type Ok, ok, type Result } from './result.ts'
export { type PlainDate, parsePlainDate, plainDateIn } from './time.ts'
export {
  addDays,
  instantIn,
  midnight,
  type PlainTime,
  parsePlainTime,
  parseTimeZone,
  type WallClock,
  wallClockIn,
} from './wall-clock.ts'
