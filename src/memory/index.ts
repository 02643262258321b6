/** The memory store. @module */
export { memoryFiles } from './memory-files.ts'
export { memoryStore } from './memory-store.ts'
