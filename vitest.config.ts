import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { packages } from './packages.ts'

/**
 * Files that need nothing but what they import, and leave nothing behind: rules, the stores that they are held
 * against, and what both promise.
 */
const together = ['test/{contracts,properties,types,unit}/**/*.test.ts']

export default defineConfig({
  resolve: {
    // Tests run on the sources.
    alias: packages.flatMap(({ entries }) =>
      entries.map(({ subpath, source }) => ({
        find: new RegExp(`^${subpath}$`),
        replacement: new URL(source, import.meta.url).pathname,
      })),
    ),
  },
  test: {
    globalSetup: 'adapters/postgres/test/shared-postgres-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Much of a test is waiting for a database: two cores do two files at once.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        // Reading the modules anew for each file takes as long as most of these tests.
        test: { name: 'together', include: together, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts', 'adapters/*/test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', ...together],
        },
      },
    ],
  },
})
