/** The memory store. @module */
export { memoryFiles } from './memory-files.ts'
export { memoryTokens } from './directory-tokens.ts'
export { memoryStore } from './memory-store.ts'
