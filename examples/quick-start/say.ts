/** Writing to the terminal: in color and with a moving bar only where somebody looks at it. @module */
import { styleText } from 'node:util'

/** A line of text. */
export function say(line = ''): void {
  console.log(line)
}

/** A heading. */
export function heading(text: string): void {
  say(`\n${styleText('bold', text)}`)
}

/** A finding: what it is called, and some rows that show it. */
export function finding(name: string, lines: readonly string[]): void {
  for (const [index, line] of lines.entries())
    say(`  ${styleText('cyan', (index === 0 ? name : '').padEnd(10))} ${line}`)
}

let tellsAll = false

/** Has everything told from now on, or the main things only, which is what it begins with. */
export function tellAll(all: boolean): void {
  tellsAll = all
}

/** What belongs to a finding, with what is told of it only where everything is. */
export function atLength(lines: readonly string[], details: readonly string[]): readonly string[] {
  return tellsAll ? [...lines, ...details] : lines
}

/** A finding that is told only where everything is. */
export function detail(name: string, lines: readonly string[]): void {
  finding(name, atLength([], lines))
}

/** The first lines of many, and how many more of them there are. */
export function firstOf(lines: readonly string[], count: number, one: string): readonly string[] {
  const shown = tellsAll ? lines : lines.slice(0, 1)
  const [last = '', rest] = [shown.at(-1), count - shown.length]
  if (rest <= 0) return shown
  const more = `… and ${counted(rest, one)} more`
  return tellsAll ? [...shown, more] : [...shown.slice(0, -1), `${last} ${more}`]
}

/** Something that one can type. */
export function command(text: string): void {
  say(`  ${styleText('green', text)}`)
}

/** Ends with a sentence that says what to do. */
export function fail(sentence: string): void {
  console.error(styleText('red', sentence, { stream: process.stderr }))
  process.exitCode = 2
}

/** Draws how far the work is, on a terminal. */
export function progress(done: number, total: number): void {
  if (!process.stderr.isTTY) return
  const full = Math.round((30 * done) / Math.max(1, total))
  const bar = done < total ? `  ${'█'.repeat(full)}${'░'.repeat(30 - full)} ${done} of ${total} rows` : ''
  process.stderr.write(`\r\x1b[K${bar}`)
}

/** `1 row`, `2 rows`, `1,000 rows`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
