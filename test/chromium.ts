/** Chromium of the system, for tests that need a browser. @module */
import { execFileSync } from 'node:child_process'

/** What it is started with: it asks nobody for anything by itself. */
export const chromiumArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where it is; `null`: there is none, and tests that need it are skipped by name. */
export function findChromium(): string | null {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome'])
    try {
      return execFileSync('which', [name], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim()
    } catch {
      // Try the next name.
    }
  return null
}
