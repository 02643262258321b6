/** Google's own description of the People API, against which all requests and answers of the tests are held. */
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { hasSharedData, readSharedJson } from '../../../test/shared-data.ts'
import type { PeopleRequest } from '../src/testing/index.ts'

interface Parameter {
  readonly type: string
  readonly location: 'query' | 'path'
  readonly repeated?: boolean
  readonly pattern?: string
  readonly enum?: readonly string[]
}

interface Method {
  readonly id: string
  readonly httpMethod: string
  readonly path: string
  readonly parameters?: Readonly<Record<string, Parameter>>
  readonly request?: { readonly $ref: string }
  readonly response?: { readonly $ref: string }
}

interface Resource {
  readonly methods?: Readonly<Record<string, Method>>
  readonly resources?: Readonly<Record<string, Resource>>
}

interface Description extends Resource {
  readonly schemas: Readonly<Record<string, object>>
}

const description = hasSharedData ? open(readSharedJson<Description>('specs/google_people_v1.discovery.json')) : null

/** The methods that were asked for, by their official ids. */
export const usedMethods: Set<string> = new Set<string>()

/** Fails where a request, or an answer, is none of the description. Without it, there is nothing to fail. */
export function checkRequests(requests: readonly PeopleRequest[]): void {
  const problems = requests.flatMap((request) => description?.check(request) ?? [])
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

function open({ schemas, ...root }: Description) {
  const methods = methodsOf(root)
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  for (const format of ['google-fieldmask', 'google-datetime', 'int32']) ajv.addFormat(format, true)
  const $defs = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, asJsonSchema(schema)]))
  const compiled = new Map<string, ValidateFunction>()
  const validate = (name: string, value: unknown, what: string): readonly string[] => {
    const check = compiled.get(name) ?? ajv.compile({ $defs, $ref: `#/$defs/${name}` })
    compiled.set(name, check)
    if (check(value)) return []
    return (check.errors ?? []).map(({ instancePath, message, params }) => {
      return `${what}: ${instancePath} ${message} ${JSON.stringify(params)}`
    })
  }
  return {
    check({ method, path, body, status, answer }: PeopleRequest): readonly string[] {
      const { pathname, searchParams } = new URL(`http://people.example/v1/${path}`)
      const found = methods.find((each) => each.httpMethod === method && fits(each, pathname))
      if (found === undefined) return [`${method} ${path} is described nowhere`]
      usedMethods.add(found.id)
      const { id, parameters = {}, request, response } = found
      return [
        ...checkQuery(id, parameters, searchParams),
        ...(request === undefined
          ? Object.keys(body).map((name) => `${id} takes no body: ${name}`)
          : validate(request.$ref, body, `${id} request`)),
        ...(status === 200 && response !== undefined ? validate(response.$ref, answer, `${id} answer`) : []),
      ]
    },
  }
}

function methodsOf({ methods = {}, resources = {} }: Resource): readonly Method[] {
  return [...Object.values(methods), ...Object.values(resources).flatMap(methodsOf)]
}

/** Closed objects: a field that nobody knows is a mistake. */
function asJsonSchema(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (name, part: unknown) => {
    if (name === '$ref' && typeof part === 'string') return `#/$defs/${part}`
    if (name === 'id' && typeof part === 'string') return undefined
    if (typeof part !== 'object' || part === null) return part
    if ('type' in part && part.type === 'any') return {}
    const isObject = 'type' in part && part.type === 'object' && 'properties' in part
    return isObject ? { ...part, additionalProperties: false } : part
  })
}

function fits({ path: template, parameters = {} }: Method, path: string): boolean {
  const { pattern = '^[^/]+$' } = parameters['resourceName'] ?? {}
  // A colon stands before the name of a method.
  const name = pattern.slice(1, -1).replaceAll('[^/]', '[^/:]')
  return new RegExp(`^/${template.replace('{+resourceName}', name)}$`).test(path)
}

function checkQuery(id: string, known: Readonly<Record<string, Parameter>>, query: URLSearchParams): readonly string[] {
  return [...new Set(query.keys())].flatMap((name) => {
    const parameter = known[name]
    const values = query.getAll(name)
    if (parameter?.location !== 'query') return [`${id} has no parameter ${name}`]
    if (values.length > 1 && parameter.repeated !== true) return [`${id}: ${name} is given several times`]
    const types: Readonly<Record<string, RegExp>> = { integer: /^\d+$/, boolean: /^(true|false)$/, string: /^/ }
    const isRight = values.every((value) => {
      return types[parameter.type]?.test(value) === true && (parameter.enum?.includes(value) ?? true)
    })
    return isRight ? [] : [`${id}: ${name} can't be ${values.join(', ')}`]
  })
}
