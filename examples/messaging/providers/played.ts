/** What the people at the other end do, where they are played on this machine. @module */

/** That nothing is there for somebody to do this to. Its message is a sentence for people. */
export class NotYet extends Error {}

/** What becomes of the last mail. */
export type MailFate = 'delivered' | 'open' | 'bounce'

/** The recipients' mail servers, and the recipients. */
export interface PlayedMail {
  /** Has SendGrid tell that this became of the last mail. @throws {NotYet} there is none */
  tell(fate: MailFate): Promise<void>
}

/** People with telephones. */
export interface PlayedTelephones {
  /** Sends a text message to our number. */
  text(from: string, words: string): Promise<void>
  /** Calls our number, and lets it ring. @throws {NotYet} somebody is calling already */
  ring(from: string): Promise<void>
  /** The operators let it ring until it stops, and the caller hangs up. @throws {NotYet} nobody is calling */
  letRing(): Promise<void>
}
