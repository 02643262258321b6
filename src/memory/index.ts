/** The memory store. @module */

export { memoryTokens } from './directory-tokens.ts'
export { memoryFiles } from './memory-files.ts'
export { memoryStore } from './memory-store.ts'
