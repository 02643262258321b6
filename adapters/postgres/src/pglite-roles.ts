/** The roles that a PGlite database gets by itself: it has only one login, which is exempt from row-level security. @module */

/** The roles under which a PGlite store works. */
export interface PgliteRoles {
  readonly appRole: string
  readonly loaderRole: string
  readonly eraserRole: string
}

/** The roles that are asked for, or those that every PGlite database of crmkit has. */
export function pgliteRoles(asked: Partial<PgliteRoles>): PgliteRoles {
  return {
    appRole: asked.appRole ?? 'crmkit_app',
    loaderRole: asked.loaderRole ?? 'crmkit_loader',
    eraserRole: asked.eraserRole ?? 'crmkit_eraser',
  }
}
