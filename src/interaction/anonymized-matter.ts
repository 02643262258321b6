/** What is left of a matter once the one person that it was about is to be forgotten. Rules: docs/concepts/privacy.md (PTY-6). @module */
import type { Interaction } from './interaction.ts'

/** The subject of a matter whose words were erased: every matter has one. */
const erasedSubject = '–'

/** A matter without the words that people wrote about it: what it was, when, whose and how it ended stay. */
export function anonymizedMatter({ nextStep: _gone, ...matter }: Interaction): Interaction {
  return { ...matter, subject: erasedSubject }
}
