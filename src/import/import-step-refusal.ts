/** Why a step of an import can't be taken, whatever its file says. Rules: docs/concepts/imports.md (IMP-5, IMP-7). @module */
import type { ImportId } from '../kernel/ids.ts'

/** A step that is refused. */
export type ImportStepRefusal =
  /** The preview comes from another request: its file must be handed in too. */
  | { readonly code: 'file-needed' }
  /** This is not the file that was previewed or imported. */
  | { readonly code: 'file-changed' }
  /** The file gave other bytes when it was read to be written than when it was hashed: rows up to `rowsDone` are written. */
  | { readonly code: 'file-changed-meanwhile'; readonly importId: ImportId; readonly rowsDone: number }
  /** Somebody else has begun to import this file and not finished. */
  | { readonly code: 'import-unfinished'; readonly importId: ImportId }
  /** The import was undone. */
  | { readonly code: 'import-undone'; readonly importId: ImportId }
