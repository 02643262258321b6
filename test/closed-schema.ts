/** What a description says of an object is all that there may be in it. @module */

/** Closes a schema, and all that it has in it: whatever has properties has no others. */
export function closeSchema(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return
  if ('properties' in schema && !('additionalProperties' in schema)) {
    Object.assign(schema, { additionalProperties: false })
  }
  for (const value of Object.values(schema)) closeSchema(value)
}
