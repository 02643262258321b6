/**
 * What an adapter asks a provider for. Each adapter has a table of it, `test/operations.ts`: the fake of its tests takes
 * nothing else, and `npm run prism` fails unless it has asked for all of it.
 * @module
 */

/** A method, and a path as descriptions write it: `GET /v3/messages/{msg_id}`. */
export type Operation = `${'DELETE' | 'GET' | 'POST'} /${string}`

/** What is asked for of one provider. */
export interface Operations {
  /** The provider's own descriptions, below the shared data. */
  readonly descriptions: readonly string[]
  /** What they describe. */
  readonly described: readonly Operation[]
  /** What they lack. */
  readonly undescribed: readonly Operation[]
}

/** Which operation a request is; `undefined`: none that the table has. */
export function operationOf(
  { described, undescribed }: Operations,
  method: string,
  path: string,
): Operation | undefined {
  return [...described, ...undescribed].find((operation) => {
    const [itsMethod, template = ''] = operation.split(' ')
    return itsMethod === method && fits(template, path)
  })
}

/** Whether a path is one of those that a template stands for. */
export function fits(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/.]+')}$`).test(path)
}
