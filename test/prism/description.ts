/**
 * A provider's own descriptions, as one that Prism reads. What is changed has Prism see more of a request than it would, or
 * keeps it from stumbling over its own answers: nothing becomes allowed that was not.
 * @module
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, extname } from 'node:path'
import { closeSchema } from '../closed-schema.ts'
import type { Operation, Operations } from '../operations.ts'
import { sharedPath } from '../shared-data-path.ts'

type Fields = Record<string, unknown>

/** What is said where no description says anything. */
export type Answers = Readonly<Partial<Record<Operation, object>>>

/** All that is asked for of a provider. */
export interface Description {
  /** As Prism reads it. */
  readonly document: object
  /** The names that an address may end with, after its `?`. */
  queryOf(operation: Operation): readonly string[]
}

/** Reads what a provider says of itself. */
export function describe({ descriptions, described }: Operations, answers: Answers): Description {
  const document: Fields = {}
  const paths: Fields = {}
  const components: Fields = {}
  for (const read of descriptions.map(readDescription)) {
    Object.assign(paths, fieldsOf(read['paths']))
    for (const [kind, named] of Object.entries(fieldsOf(read['components']))) {
      components[kind] = { ...fieldsOf(components[kind]), ...fieldsOf(named) }
    }
    Object.assign(document, read, { paths, components })
  }
  const missing = described.filter((operation) => operationIn(paths, operation) === undefined)
  if (missing.length > 0) throw new Error(`Described nowhere: ${missing.join(', ')}.`)
  mend(document)
  Object.values(fieldsOf(components['schemas'])).forEach(closeSchema)
  for (const [operation, example] of Object.entries(answers)) {
    const [method = '', path = ''] = operation.split(' ')
    const response = { description: 'Not the provider’s', content: { 'application/json': { example } } }
    paths[path] = { [method.toLowerCase()]: { responses: { 200: response } } }
  }
  return { document, queryOf: (operation) => queryIn(components, operationIn(paths, operation)) }
}

/** Several descriptions have parts of the same name: each gets that of its file in front. */
function readDescription(path: string): Fields {
  const text = readFileSync(sharedPath(path), 'utf8')
  const read = extname(path) === '.yaml' ? parseYaml(text) : JSON.parse(text)
  const prefix = `${basename(path, extname(path))}.`
  const referring = JSON.stringify(read).replaceAll(/"#\/components\/(\w+)\//g, `"#/components/$1/${prefix}`)
  const document = fieldsOf(JSON.parse(referring))
  const components = Object.entries(fieldsOf(document['components'])).map(([kind, named]) => {
    // Schemes of security are named without an address.
    if (kind === 'securitySchemes') return [kind, named]
    const renamed = Object.entries(fieldsOf(named)).map(([name, part]) => [`${prefix}${name}`, part])
    return [kind, Object.fromEntries(renamed)]
  })
  return { ...document, components: Object.fromEntries(components) }
}

function parseYaml(text: string): unknown {
  const parse: (text: string) => unknown = createRequire(import.meta.url)('yaml').parse
  return parse(text)
}

function mend(node: unknown): void {
  for (const [name, value] of Object.entries(fieldsOf(node))) {
    if (name === 'responses') mediaIn(value).forEach(keepExample)
    else if (name === 'requestBody' || name === 'requestBodies') mediaIn(value).forEach(closeBody)
    else mend(value)
  }
}

/** What is said of each sort of content, however deep. */
function mediaIn(node: unknown): readonly (readonly [type: string, media: Fields])[] {
  return Object.entries(fieldsOf(node)).flatMap(([name, value]) => {
    if (name !== 'content') return mediaIn(value)
    return Object.entries(fieldsOf(value)).map(([type, media]) => [type, fieldsOf(media)] as const)
  })
}

/**
 * Examples of answers break the schemas beside them, and lead to pages that cannot be asked for. They are what Prism says,
 * and not what is checked.
 */
function keepExample([, media]: readonly [string, Fields]): void {
  if (!('example' in media || 'examples' in media)) return
  delete media['schema']
  endPages(media)
}

function endPages(node: unknown): void {
  const fields = fieldsOf(node)
  if ('next_page_uri' in fields) fields['next_page_uri'] = null
  for (const value of Object.values(fields)) endPages(value)
}

/**
 * Prism drops fields of a form that it finds no property for, before it checks what is left, and of a field that comes
 * several times it keeps the last: so the properties are put where it does not look for them, and lists become what they
 * are lists of.
 */
function closeBody([type, media]: readonly [string, Fields]): void {
  const schema = fieldsOf(media['schema'])
  closeSchema(schema)
  if (type !== 'application/x-www-form-urlencoded') return
  const properties = Object.entries(fieldsOf(schema['properties'])).map(([name, property]) => {
    const { type: kind, items } = fieldsOf(property)
    return [name, kind === 'array' ? items : property]
  })
  media['schema'] = { anyOf: [{ ...schema, properties: Object.fromEntries(properties), additionalProperties: false }] }
}

function operationIn(paths: Fields, operation: Operation): Fields | undefined {
  const [method = '', path = ''] = operation.split(' ')
  const found = fieldsOf(paths[path])[method.toLowerCase()]
  return found === undefined ? undefined : fieldsOf(found)
}

function queryIn(components: Fields, operation: Fields | undefined): readonly string[] {
  const { parameters } = operation ?? {}
  return (Array.isArray(parameters) ? parameters : []).flatMap((given) => {
    const [, , kind = '', name = ''] = String(fieldsOf(given)['$ref'] ?? '').split('/')
    const parameter = { ...fieldsOf(fieldsOf(components[kind])[name]), ...fieldsOf(given) }
    return parameter['in'] === 'query' ? [String(parameter['name'])] : []
  })
}

/** An object as it is, to be changed; nothing where it is none. */
function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
