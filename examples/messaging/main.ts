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
const { url, hooksUrl, problems } = await start(config)
const where = (keys: object | null): string => (keys === null ? 'of this machine' : 'with your keys')
console.log(`SendGrid ${where(config.sendgrid)} tells ${hooksUrl}${mailPath}`)
console.log(`Twilio ${where(config.twilio)} tells ${hooksUrl}${twilioPath}`)
for (const { field, problem, remedy } of problems) console.warn(`${field} is ${problem}. ${remedy}`)
console.log(`Open ${url}`)
