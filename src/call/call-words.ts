/** What callers and operators hear, in our languages. Rules: docs/concepts/calls.md (TEL-1, TEL-2). @module */
import type { Locale } from '../kernel/country.ts'

/** When something is said: to a caller who may leave a message, who waits, or to whom nobody is there; to an operator. */
export type CallSaying = 'voicemail' | 'queue' | 'closed' | 'take' | 'refused'

/** The sentences. Docs and tests read this table. */
export const callWords: Readonly<Record<Locale, Readonly<Record<CallSaying, string>>>> = {
  en: {
    voicemail: 'Nobody can take your call right now. Please leave a message after the tone.',
    queue: 'All lines are busy. Please hold.',
    closed: 'Nobody can take your call right now. Please call again later.',
    take: 'A call for you. Press any key to take it.',
    refused: 'You may not make this call.',
  },
  fr: {
    voicemail: 'Personne ne peut vous répondre pour le moment. Laissez un message après le signal sonore.',
    queue: 'Toutes nos lignes sont occupées. Veuillez patienter.',
    closed: 'Personne ne peut vous répondre pour le moment. Veuillez rappeler plus tard.',
    take: 'Un appel pour vous. Appuyez sur une touche pour le prendre.',
    refused: 'Vous ne pouvez pas passer cet appel.',
  },
  ro: {
    voicemail: 'Momentan nu vă poate răspunde nimeni. Lăsați un mesaj după semnalul sonor.',
    queue: 'Toate liniile sunt ocupate. Vă rugăm să așteptați.',
    closed: 'Momentan nu vă poate răspunde nimeni. Vă rugăm să sunați mai târziu.',
    take: 'Un apel pentru dumneavoastră. Apăsați o tastă pentru a-l prelua.',
    refused: 'Nu puteți efectua acest apel.',
  },
  hu: {
    voicemail: 'Jelenleg senki sem tudja fogadni a hívását. Kérjük, hagyjon üzenetet a sípszó után.',
    queue: 'Minden vonalunk foglalt. Kérjük, várjon.',
    closed: 'Jelenleg senki sem tudja fogadni a hívását. Kérjük, hívjon később.',
    take: 'Hívása van. A fogadáshoz nyomjon meg egy gombot.',
    refused: 'Ezt a hívást nem indíthatja.',
  },
}
