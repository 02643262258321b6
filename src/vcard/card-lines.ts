/** The lines of one card, handed out by name; what nobody asks for is reported. Rules: docs/concepts/vcard.md (SYN-5). @module */
import { longest, mostItems, readText } from '../party/read-fields.ts'
import type { CardPhoto, CardProblem, CardProblemCode } from './card.ts'
import type { ContentLine, RawCard } from './content-lines.ts'
import { preferenceOf } from './labels.ts'
import { type CardBytes, createValueReader, type ValueReader } from './line-values.ts'
import { readPhoto } from './photos.ts'

/** Lines that say nothing about anybody: how the card was written, or again what another line says. */
const silent: ReadonlySet<string> = new Set(
  'VERSION PRODID X-ABLABEL X-ABADR SORT-STRING X-EVOLUTION-FILE-AS X-MS-OL-DESIGN X-MS-OL-DEFAULT-POSTAL-ADDRESS MAILER CLIENTPIDMAP'.split(
    ' ',
  ),
)

/** The lines of a card. */
export class CardLines {
  readonly problems: CardProblem[]
  readonly #values: ValueReader
  readonly #byName: Map<string, readonly ContentLine[]>
  readonly #labels = new Map<string, string>()
  readonly #language: string | undefined

  constructor(card: RawCard, file: CardBytes, language: string | undefined) {
    this.problems = [...card.problems]
    this.#values = createValueReader(file, card.version)
    this.#byName = Map.groupBy(card.lines, ({ name }) => name)
    this.#language = language
    for (const line of this.#byName.get('X-ABLABEL') ?? []) {
      const label = line.group === undefined ? null : this.#values.text(line)
      if (label !== null && line.group !== undefined) this.#labels.set(line.group, label)
    }
  }

  /** The lines of a name, preferred ones first; of several that say the same in other languages, one. */
  take(...names: readonly string[]): readonly ContentLine[] {
    return this.takeAll(...names).flatMap(([first]) => first ?? [])
  }

  /** The same, with what stands there in other languages behind each. */
  takeAll(...names: readonly string[]): readonly (readonly ContentLine[])[] {
    const lines = names.flatMap((name) => this.#byName.get(name) ?? []).sort((one, other) => one.line - other.line)
    for (const name of names) this.#byName.delete(name)
    const sorted = lines.toSorted((one, other) => preferenceOf(one) - preferenceOf(other))
    const alternatives = Map.groupBy(sorted, (line) => line.params.get('ALTID')?.[0] ?? line)
    return [...alternatives.values()].map((group) =>
      group.toSorted((one, other) => Number(this.#isWished(other)) - Number(this.#isWished(one))),
    )
  }

  #isWished(line: ContentLine): boolean {
    const said = line.params.get('LANGUAGE')?.[0]?.toLowerCase()
    const wished = this.#language?.toLowerCase()
    return said !== undefined && wished !== undefined && (said === wished || said.split('-')[0] === wished)
  }

  /** The first line of a name; further ones are reported. */
  takeOne(...names: readonly string[]): ContentLine | undefined {
    const [first, ...others] = this.take(...names)
    for (const other of others) this.report('several-values', other, this.#values.text(other))
    return first
  }

  /** What stands beside a line as its label. */
  labelBeside({ group }: ContentLine): string | undefined {
    return group === undefined ? undefined : this.#labels.get(group)
  }

  /** The text of a line; absent where it is blank, or can't be read or kept. */
  text(line: ContentLine | undefined, most: number = longest.short): string | undefined {
    return line === undefined ? undefined : this.fit(line, this.#read(line, this.#values.text(line)), most)
  }

  /** The parts of a line between semicolons. @param joiner puts lists within a part together */
  parts(line: ContentLine, joiner?: string): readonly string[] {
    return this.#read(line, this.#values.parts(line, joiner)) ?? []
  }

  /** The items of a line between commas. */
  items(line: ContentLine): readonly string[] {
    return this.#read(line, this.#values.items(line)) ?? []
  }

  /** The picture of a line. */
  photo(line: ContentLine): CardPhoto | undefined {
    const photo = readPhoto(line, this.#values)
    if (photo === null) this.report('unreadable-photo', line)
    return photo ?? undefined
  }

  #read<Value>(line: ContentLine, value: Value | null): Value | undefined {
    if (value === null) this.report('unreadable-text', line)
    return value ?? undefined
  }

  /** A text as it may be kept; absent where it is blank or too long, which is reported. */
  fit(line: ContentLine, text: string | undefined, most: number = longest.short): string | undefined {
    const kept = readText([], '', text, undefined, most)
    if (kept === undefined && text !== undefined && text.trim() !== '') this.report('too-long', line, text)
    return kept
  }

  /** As many as a record may have; further ones are reported. */
  few<Item>(items: readonly (readonly [item: Item, line: ContentLine])[]): readonly Item[] {
    for (const [, line] of items.slice(mostItems)) this.report('too-many', line)
    return items.slice(0, mostItems).map(([item]) => item)
  }

  report(code: CardProblemCode, { line, name }: ContentLine, value?: string | null): void {
    const said = value === undefined || value === null || value === '' ? {} : { value }
    this.problems.push({ code, line, property: name, ...said })
  }

  /** Reports the lines that nobody took. */
  reportRest(): void {
    for (const [name, lines] of this.#byName) {
      if (silent.has(name)) continue
      for (const line of lines) if (line.value.trim() !== '') this.report('no-field', line, this.#shown(line))
    }
  }

  /** Keys, sounds and logos are named and not quoted. */
  #shown(line: ContentLine): string | undefined {
    return line.value.length > longest.short ? undefined : (this.#values.text(line) ?? undefined)
  }
}
