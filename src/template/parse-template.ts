/** Reading templates: tags in braces, and the bare ones of Simple CRM. Rules: docs/concepts/templates.md (TPL-2, TPL-3). @module */
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { isReadable, longest } from '../party/read-fields.ts'
import { isTagName, type TagName, tagNames } from './tags.ts'

/** A piece of a template: text that stays as it is, or a tag. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `source`: as it was written, braces included. */
  | { readonly kind: 'tag'; readonly name: TagName; readonly source: string }

/** A template that was read. Keep the text, and read it again: this is worked out from it. */
export interface Template {
  readonly parts: readonly TemplatePart[]
}

/**
 * Which tags are understood: those in braces and the bare ones of Simple CRM, or only those in braces. Take the second
 * for mails and documents in French, where ANNEE, mois and JOUR are words.
 */
export type TemplateSyntax = 'both' | 'braces'

/** The bare tags of Simple CRM, and the tags that they stand for. */
export const bareTags: Readonly<Record<'ANNEE' | 'mois' | 'JOUR' | 'idSociété', TagName>> = {
  ANNEE: 'date.year',
  mois: 'date.month',
  JOUR: 'date.day',
  idSociété: 'company.number',
}

/** Reads a template. Unknown tags and broken braces refuse it: this is for when it is saved. @param path for the issues */
export function parseTemplate(
  text: string,
  syntax: TemplateSyntax = 'both',
  path = 'text',
): Result<Template, InputRefusal> {
  const issues: InputIssue[] = []
  const template = readTemplate(issues, path, text, syntax)
  return issues.length === 0 ? ok(template) : refuseInput(issues)
}

/** Reads a template, and says what is wrong with it. */
export function readTemplate(issues: InputIssue[], path: string, text: string, syntax: TemplateSyntax): Template {
  if (!isReadable(issues, path, text, longest.description)) return { parts: [] }
  const pieces = splitBraces(issues, path, text)
  if (syntax === 'braces') return { parts: pieces }
  const runs = pieces.map((piece, index) => {
    if (piece.kind === 'tag') return []
    // A tag in braces that touches a bare one is no letter: braces bound it.
    return [...piece.text.matchAll(bareRun)].map((match) => ({ index, at: match.index, source: match[0] }))
  })
  // A lone `mois` is the French word for month, unless another bare tag shows that these are meant.
  const isWord = runs.flat().every(({ source }) => source === 'mois')
  if (isWord) return { parts: pieces }
  return {
    parts: pieces.flatMap((piece, index) => (piece.kind === 'tag' ? piece : splitRuns(piece.text, runs[index] ?? []))),
  }
}

/** One bare tag; accents may be missing or stand apart. */
const bareTag = /ANNEE|mois|JOUR|idSoci(?:é|e\u0301?)t(?:é|e\u0301?)/gu
/** A run of them, between characters that are no letters, digits or underscores. */
const bareRun = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])(?:${bareTag.source})+(?![\\p{L}\\p{M}\\p{N}_])`, 'gu')

const mostIssues = 20

function splitBraces(issues: InputIssue[], path: string, text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let at = 0
  // Whoever has got that many wrong begins with those.
  while (at < text.length && issues.length < mostIssues) {
    const opening = text.indexOf('{{', at)
    const closing = text.indexOf('}}', at)
    if (opening === -1 && closing === -1) break
    if (opening === -1 || (closing !== -1 && closing < opening)) {
      addBroken(issues, path, closing, text)
      at = closing + 2
      continue
    }
    const inside = closing === -1 ? '{' : text.slice(opening + 2, closing)
    if (/[{}]/.test(inside) || text[closing + 2] === '}') {
      addBroken(issues, path, opening, text)
      at = afterBroken(text, opening, closing)
      continue
    }
    const name = inside.trim()
    if (isTagName(name)) {
      if (opening > at) parts.push({ kind: 'text', text: text.slice(at, opening) })
      parts.push({ kind: 'tag', name, source: text.slice(opening, closing + 2) })
    } else addUnknown(issues, path, opening, name)
    at = closing + 2
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}

/** Where reading goes on after a broken tag: behind what closes it, or at the next one that opens. */
function afterBroken(text: string, opening: number, closing: number): number {
  const inside = opening + (/^\{+/.exec(text.slice(opening))?.[0].length ?? 2)
  const next = text.indexOf('{{', inside)
  if (closing === -1 || (next !== -1 && next < closing)) return next === -1 ? text.length : next
  return closing + (/^\}+/.exec(text.slice(closing))?.[0].length ?? 2)
}

interface Run {
  readonly at: number
  readonly source: string
}

function splitRuns(text: string, runs: readonly Run[]): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let done = 0
  for (const { at, source } of runs) {
    if (at > done) parts.push({ kind: 'text', text: text.slice(done, at) })
    for (const [tag] of source.matchAll(bareTag)) parts.push({ kind: 'tag', name: nameOf(tag), source: tag })
    done = at + source.length
  }
  if (done < text.length) parts.push({ kind: 'text', text: text.slice(done) })
  return parts
}

function nameOf(bare: string): TagName {
  switch (bare) {
    case 'ANNEE':
    case 'mois':
    case 'JOUR':
      return bareTags[bare]
    default:
      // The only one with more than one spelling.
      return bareTags.idSociété
  }
}

function addBroken(issues: InputIssue[], path: string, index: number, text: string): void {
  const remedy = `Write tags as {{company.name}}, with two braces on each side; put a blank between braces that are meant as text. It is at character ${index + 1}.`
  issues.push({ path, problem: 'invalid-format', value: text.slice(index, index + 40), remedy })
}

function addUnknown(issues: InputIssue[], path: string, index: number, name: string): void {
  const meant = tagNames.find((known) => known.toLowerCase() === name.toLowerCase())
  const room = name.slice(0, name.indexOf('.') + 1)
  const near = tagNames.filter((known) => room !== '' && known.startsWith(room))
  const allowed = meant !== undefined ? [meant] : near.length > 0 ? near : tagNames
  const remedy = `There is no such tag; case counts. Take one of those of the catalog, such as ${allowed[0]}. It is at character ${index + 1}.`
  issues.push({ path, called: 'tag', problem: 'unknown-option', value: name, allowed, remedy })
}
