/** The memory store. @module */
export { memoryTokens } from './directory-tokens.ts'
export { memoryStore } from './memory-store.ts'
