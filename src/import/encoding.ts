/** The encodings that files are read in. Rules: docs/concepts/imports.md (IMP-1). @module */

/** An encoding, by the name that its own standard gives it. `iso-8859-1` is that one, not windows-1252. */
export type Encoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'windows-1252'
  | 'windows-1250'
  | 'iso-8859-1'
  | 'iso-8859-2'
  | 'iso-8859-15'
