/** A line on the terminal that says how far the work has come. @module */
import type { CliIo } from './io.ts'
import { count } from './text-table.ts'

/** Draws progress, if there is a terminal to draw on. */
export interface ProgressBar {
  /** @param total of how many, where that is known */
  show(label: string, done: number, total: number | null): void
  /** Takes the line away. */
  clear(): void
}

const cells = 24
const pauseMs = 80

/** A progress bar on stderr; one that draws nothing where stderr is no terminal. */
export function progressBar(io: CliIo): ProgressBar {
  if (!io.isTerminal) return { show: () => undefined, clear: () => undefined }
  let drawnAt = 0
  return {
    show: (label, done, total) => {
      const at = performance.now()
      if (at - drawnAt < pauseMs && done !== total) return
      drawnAt = at
      io.stderr.write(`\r\x1b[K${label} ${total === null ? count(done) : bar(done, total)}`)
    },
    clear: () => {
      if (drawnAt > 0) io.stderr.write('\r\x1b[K')
      drawnAt = 0
    },
  }
}

function bar(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const full = Math.floor(share * cells)
  const percent = String(Math.floor(share * 100)).padStart(3)
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${percent} %  ${count(done)} of ${count(total)}`
}
