/** The memory store. @module */
export { memoryStore } from './memory-store.ts'
