/** JSON of strangers: nothing of it is taken for granted. @module */

/** An object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>

/** What a text says. `undefined`: it is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An object; an empty one for anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** The items of a list; none for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text; `''` for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/**
 * The items of a list, each as it was written: numbers of more than 53 bits would not survive being read and written
 * again. One object is a list of one; `null`: it is neither.
 */
export function writtenItems(text: string): readonly string[] | null {
  const whole = text.trim()
  const value = readJson(whole)
  if (isFields(value)) return [whole]
  if (!Array.isArray(value)) return null
  const items: string[] = []
  let depth = 0
  let start = 1
  let isQuoted = false
  for (let index = 1; index < whole.length; index += 1) {
    const letter = whole[index]
    if (isQuoted) {
      if (letter === '\\') index += 1
      else if (letter === '"') isQuoted = false
    } else if (letter === '"') isQuoted = true
    else if (letter === '{' || letter === '[') depth += 1
    else if (letter === '}' || (letter === ']' && depth > 0)) depth -= 1
    else if (depth === 0 && (letter === ',' || letter === ']')) {
      items.push(whole.slice(start, index).trim())
      start = index + 1
    }
  }
  return value.length === 0 ? [] : items
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
