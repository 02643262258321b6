/** What callers and operators hear, in our languages. Rules: docs/concepts/calls.md (TEL-1, TEL-2). @module */
import type { Locale } from '../kernel/country.ts'

/**
 * When something is said. To a caller: why nobody takes the call (`closed`, `busy`, `unanswered`), and what he may do
 * (`message`, `later`); that he waits; that he may be recorded. To an operator: that he is to take a call, or may not make one.
 */
export type CallSaying =
  | 'closed'
  | 'busy'
  | 'unanswered'
  | 'message'
  | 'later'
  | 'queue'
  | 'recording'
  | 'take'
  | 'refused'

/** The sentences. Docs and tests read this table. */
export const callWords: Readonly<Record<Locale, Readonly<Record<CallSaying, string>>>> = {
  en: {
    closed: 'We are closed right now.',
    busy: 'All lines are busy right now.',
    unanswered: 'Nobody can take your call right now.',
    message: 'Please leave a message after the tone.',
    later: 'Please call again later.',
    queue: 'All lines are busy. Please hold.',
    recording: 'This call may be recorded.',
    take: 'A call for you. Press any key to take it.',
    refused: 'You may not make this call.',
  },
  fr: {
    closed: 'Nous sommes fermés pour le moment.',
    busy: 'Toutes nos lignes sont occupées pour le moment.',
    unanswered: 'Personne ne peut vous répondre pour le moment.',
    message: 'Laissez un message après le signal sonore.',
    later: 'Veuillez rappeler plus tard.',
    queue: 'Toutes nos lignes sont occupées. Veuillez patienter.',
    recording: 'Cet appel peut être enregistré.',
    take: 'Un appel pour vous. Appuyez sur une touche pour le prendre.',
    refused: 'Vous ne pouvez pas passer cet appel.',
  },
  ro: {
    closed: 'Momentan suntem închiși.',
    busy: 'Momentan toate liniile sunt ocupate.',
    unanswered: 'Momentan nu vă poate răspunde nimeni.',
    message: 'Lăsați un mesaj după semnalul sonor.',
    later: 'Vă rugăm să sunați mai târziu.',
    queue: 'Toate liniile sunt ocupate. Vă rugăm să așteptați.',
    recording: 'Acest apel poate fi înregistrat.',
    take: 'Un apel pentru dumneavoastră. Apăsați o tastă pentru a-l prelua.',
    refused: 'Nu puteți efectua acest apel.',
  },
  hu: {
    closed: 'Jelenleg zárva vagyunk.',
    busy: 'Jelenleg minden vonalunk foglalt.',
    unanswered: 'Jelenleg senki sem tudja fogadni a hívását.',
    message: 'Kérjük, hagyjon üzenetet a sípszó után.',
    later: 'Kérjük, hívjon később.',
    queue: 'Minden vonalunk foglalt. Kérjük, várjon.',
    recording: 'A hívást rögzíthetjük.',
    take: 'Hívása van. A fogadáshoz nyomjon meg egy gombot.',
    refused: 'Ezt a hívást nem indíthatja.',
  },
}
