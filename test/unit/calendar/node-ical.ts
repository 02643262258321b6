/**
 * node-ical leaves a `Temporal` behind in the global object, which rrule-temporal, read later by the same worker, would
 * take for the runtime's: it knows of no summer after 2036.
 * @module
 */
const known: unknown = Reflect.get(globalThis, 'Temporal')
const { default: nodeIcal } = await import('node-ical')
if (known === undefined) Reflect.deleteProperty(globalThis, 'Temporal')

export { nodeIcal }
