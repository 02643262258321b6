/**
 * The page on port 3000, the hooks on port 3001, everything else in memory.
 *
 *     node main.ts                    with providers of this machine
 *     node --env-file=.env main.ts    with those of which the file has keys
 *
 * @module
 */
import { readConfig } from './config.ts'
import { mailPath, twilioPath } from './hooks.ts'
import { start } from './start.ts'

const config = readConfig(process.env)
const { url, hooksUrl } = await start(config)
console.log(
  `Mail: ${config.sendgrid === null ? 'SendGrid on this machine' : 'SendGrid'}, events at ${hooksUrl}${mailPath}`,
)
console.log(
  `Texts and calls: ${config.twilio === null ? 'Twilio on this machine' : 'Twilio'}, hooks at ${hooksUrl}${twilioPath}`,
)
console.log(`Open ${url}`)
