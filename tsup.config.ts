import { defineConfig, type Options } from 'tsup'

/** JavaScript only: declarations come from `tsc -b tsconfig.build.json`. */
const shared: Options = {
  format: 'esm',
  target: 'es2023',
  platform: 'neutral',
  dts: false,
  splitting: true,
  sourcemap: true,
  clean: false,
}

const core: Options = {
  ...shared,
  name: 'crmkit',
  entry: {
    index: 'src/index.ts',
    domain: 'src/domain.ts',
    'schemas/index': 'src/schemas/index.ts',
    'ical/index': 'src/ical/index.ts',
    'vcard/index': 'src/vcard/index.ts',
    'memory/index': 'src/memory/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  outDir: 'dist',
}

const postgres: Options = {
  ...shared,
  name: '@crmkit/postgres',
  platform: 'node',
  entry: { index: 'adapters/postgres/src/index.ts', pglite: 'adapters/postgres/src/pglite.ts' },
  outDir: 'adapters/postgres/dist',
  external: [/^crmkit/, /^pg/, /^@electric-sql/],
}

const webhooks: Options = {
  ...shared,
  name: '@crmkit/webhooks',
  platform: 'node',
  entry: { index: 'adapters/webhooks/src/index.ts' },
  outDir: 'adapters/webhooks/dist',
  external: [/^crmkit/],
}

const sendgrid: Options = {
  ...shared,
  name: '@crmkit/sendgrid',
  platform: 'node',
  entry: { index: 'adapters/sendgrid/src/index.ts' },
  outDir: 'adapters/sendgrid/dist',
  external: [/^crmkit/, /^@sendgrid/, 'postal-mime'],
}

const mailjet: Options = {
  ...shared,
  name: '@crmkit/mailjet',
  platform: 'node',
  entry: { index: 'adapters/mailjet/src/index.ts' },
  outDir: 'adapters/mailjet/dist',
  external: [/^crmkit/, 'node-mailjet', 'postal-mime'],
}

const twilio: Options = {
  ...shared,
  name: '@crmkit/twilio',
  platform: 'node',
  entry: { index: 'adapters/twilio/src/index.ts' },
  outDir: 'adapters/twilio/dist',
  external: [/^crmkit/, /^twilio/],
}

const googleContacts: Options = {
  ...shared,
  name: '@crmkit/google-contacts',
  platform: 'node',
  entry: {
    index: 'adapters/google-contacts/src/index.ts',
    'testing/index': 'adapters/google-contacts/src/testing/index.ts',
  },
  outDir: 'adapters/google-contacts/dist',
  external: [/^crmkit/, /^@googleapis/, 'google-auth-library'],
}

const cli: Options = {
  ...shared,
  name: '@crmkit/cli',
  platform: 'node',
  entry: { index: 'adapters/cli/src/index.ts', main: 'adapters/cli/src/main.ts' },
  outDir: 'adapters/cli/dist',
  external: [/^crmkit/, /^@crmkit/, /^pg/, /^@electric-sql/],
}

export default defineConfig([core, postgres, webhooks, sendgrid, mailjet, twilio, googleContacts, cli])
