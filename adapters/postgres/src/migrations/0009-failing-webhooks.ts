/**
 * Webhooks whose receivers fail: how many deliveries were given up in a row, and that one was disabled for it.
 * @module
 */

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const failingWebhooks: readonly string[] = [
  'ALTER TABLE {schema}.webhooks ADD COLUMN IF NOT EXISTS given_up integer',
  "ALTER TABLE {schema}.webhooks ADD COLUMN IF NOT EXISTS disabled_because text CHECK (disabled_because IN ('failing'))",
]
