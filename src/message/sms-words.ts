/** Words by which people stop text messages, and start them again. Rules: docs/concepts/messages.md (MSG-3, MSG-5). @module */
import { foldText } from '../kernel/fold.ts'

/** What a text message asks for, when it is one word and nothing else. */
export type SmsWord = 'stop' | 'start' | 'help'

/**
 * The words, folded: those that carriers and providers heed, whether we like it or not, and those of our languages.
 * Docs and tests read this table. "Yes" and "oui" are answers to questions, and start nothing.
 */
export const smsWords: Readonly<Record<SmsWord, readonly string[]>> = {
  stop: [
    ...['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out'],
    ...['arret', 'arreter', 'desabonner', 'desinscrire', 'desinscription'],
    ...['dezabonare', 'opreste', 'renunt'],
    ...['leiratkozas', 'leiratkozom', 'leallitas'],
  ],
  start: ['start', 'unstop', 'subscribe', 'optin', 'opt in', 'abonner', 'abonare', 'feliratkozas', 'feliratkozom'],
  help: ['help', 'info', 'aide', 'ajutor', 'segitseg'],
}

/** Reads what somebody wrote back. Case, accents, blanks, quotes and full stops don't count; more words than one of ours do. */
export function readSmsWord(text: string): SmsWord | null {
  const folded = foldText(text)
  for (const word of ['stop', 'start', 'help'] as const) if (smsWords[word].includes(folded)) return word
  return null
}
