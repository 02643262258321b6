/** Twilio's own description of its interface, against which every request of the tests is held. @module */
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { fits, operationOf } from '../../../test/operations.ts'
import { hasSharedData, sharedPath } from '../../../test/shared-data-path.ts'
import { operations } from './operations.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: object
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

/** What was asked for. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
}

/** Checks requests. */
export interface Specification {
  /** What is wrong with a request; `[]`: nothing. */
  check(request: SeenRequest): readonly string[]
  /** The operations that were asked for. */
  readonly used: ReadonlySet<string>
}

const formType = 'application/x-www-form-urlencoded'

/** The description, where the shared data is; without it, nothing is wrong with anything. */
export function openSpecification(): Specification {
  const used = new Set<string>()
  if (!hasSharedData) return { check: () => [], used }
  const { paths, components }: Description = JSON.parse(readFileSync(sharedPath('specs/twilio_api_v2010.json'), 'utf8'))
  const ajv = new Ajv({ strict: false, coerceTypes: 'array', allErrors: true, logger: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'twilio', components }, 'twilio', false, false)
  const compiled = new Map<string, ValidateFunction>()
  const validate = (id: string, schema: object, value: object): readonly string[] => {
    const check = compiled.get(id) ?? ajv.compile(referring(schema))
    compiled.set(id, check)
    if (check(value)) return []
    return (check.errors ?? []).map(({ instancePath, message, params }) => {
      return `${id}: ${instancePath} ${message} ${JSON.stringify(params)}`
    })
  }
  return {
    used,
    check: ({ method, path, query, form }) => {
      const found = Object.entries(paths).find(([template, at]) => fits(template, path) && at[method.toLowerCase()])
      const operation = found?.[1][method.toLowerCase()]
      if (found === undefined || operation === undefined) return [`${method} ${path} is described nowhere`]
      if (operationOf(operations, method, path) === undefined) return [`${method} ${path} is missing in operations.ts`]
      used.add(operation.operationId)
      const { operationId, parameters = [], requestBody } = operation
      const named = parameters.filter((parameter) => parameter.in === 'query')
      const asked = objectOf(named)
      const inPath = objectOf(parameters.filter((parameter) => parameter.in === 'path'))
      const body = requestBody?.content[formType]?.schema
      return [
        ...validate(`${operationId} path`, inPath, pathValues(found[0], path)),
        ...validate(`${operationId} query`, asked, valuesOf(query)),
        ...(body === undefined
          ? [...form.keys()].map((name) => `${operationId} takes no body: ${name}`)
          : validate(`${operationId} body`, { ...body, additionalProperties: false }, valuesOf(form))),
      ]
    },
  }
}

/** Inline schemas refer to `#/components`: they are told where that is. */
function referring(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"twilio#/components/'))
}

function objectOf(parameters: readonly Parameter[]): object {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  }
}

function valuesOf(given: URLSearchParams): object {
  const names = [...new Set(given.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const all = given.getAll(name)
      return [name, all.length === 1 ? all[0] : all]
    }),
  )
}

function pathValues(template: string, path: string): object {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const shape = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/.]+)')}$`)
  const [, ...values] = shape.exec(path) ?? []
  return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')]))
}
