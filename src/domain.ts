/**
 * The pure functions of the rooms: the same decisions that the CRM takes, without a store and without zod. A form can
 * preview a duplicate in the browser with them.
 *
 * @packageDocumentation
 */
export * from './access/index.ts'
export * from './calendar/index.ts'
export * from './call/index.ts'
export * from './directory/index.ts'
export * from './identity/index.ts'
export * from './import/index.ts'
export * from './interaction/index.ts'
export * from './job/index.ts'
export * from './kernel/index.ts'
export * from './message/index.ts'
export * from './party/index.ts'
export * from './reminder/index.ts'
export * from './template/index.ts'
export * from './webhook/index.ts'
