/**
 * Business cards: vCard 3.0 (RFC 2426) and 4.0 (RFC 6350) in and out, and 2.1 in. A door of its own, so that whoever
 * has nothing to do with cards doesn't load it.
 *
 * @packageDocumentation
 */
export {
  type CardFile,
  type CardJob,
  type CardPhoto,
  type CardProblem,
  type CardProblemCode,
  type CardReading,
  type CardVersion,
  describeCardProblem,
} from './card.ts'
export { contactOfCard, describeJob } from './contact-of-card.ts'
export { readCards } from './read-cards.ts'
export type { ReadCardsOptions } from './read-subject.ts'
export {
  type CardOptions,
  type CardPerson,
  cardContentType,
  cardText,
  type WorkingJob,
} from './write-cards.ts'
