import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const source = (path: string) => new URL(path, import.meta.url).pathname

export default defineConfig({
  resolve: {
    alias: [
      { find: /^crmkit$/, replacement: source('src/index.ts') },
      { find: /^crmkit\/domain$/, replacement: source('src/domain.ts') },
      { find: /^crmkit\/(schemas|ical|vcard|memory|testing)$/, replacement: source('src/$1/index.ts') },
      { find: /^@crmkit\/postgres$/, replacement: source('adapters/postgres/src/index.ts') },
      { find: /^@crmkit\/postgres\/pglite$/, replacement: source('adapters/postgres/src/pglite.ts') },
      { find: /^@crmkit\/webhooks$/, replacement: source('adapters/webhooks/src/index.ts') },
      { find: /^@crmkit\/(sendgrid|mailjet)$/, replacement: source('adapters/$1/src/index.ts') },
      { find: /^@crmkit\/twilio$/, replacement: source('adapters/twilio/src/index.ts') },
      { find: /^@crmkit\/google-contacts$/, replacement: source('adapters/google-contacts/src/index.ts') },
      {
        find: /^@crmkit\/google-contacts\/testing$/,
        replacement: source('adapters/google-contacts/src/testing/index.ts'),
      },
      { find: /^@crmkit\/cli$/, replacement: source('adapters/cli/src/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'adapters/*/test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Much of a test is waiting for a database: two cores do two files at once.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
