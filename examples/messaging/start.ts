/** Starting the whole: accounts, CRM, what providers call, and the page. @module */
import { openPglite, pgliteStore } from '@crmkit/postgres/pglite'
import { type Channels, type ConfigurationProblem, createCrm } from 'crmkit'
import { openAccounts } from './accounts.ts'
import { actionsOfAnne, actionsOfOthers } from './actions.ts'
import type { Config } from './config.ts'
import { createHooks, mailPath, twilioPath } from './hooks.ts'
import { listen } from './listen.ts'
import { createPage } from './page.ts'
import { openScene } from './scene.ts'
import { startWork } from './work.ts'

/** The example while it runs. */
export interface Running {
  /** Where the page is. */
  readonly url: string
  /** Where providers call. */
  readonly hooksUrl: string
  /** What is wrong with accounts that are real. */
  readonly problems: readonly ConfigurationProblem[]
  close(): Promise<void>
}

/** Starts the example, with a database in memory. */
export async function start(config: Config): Promise<Running> {
  const db = await openPglite()
  // Where the accounts are told is known once there is a port, and they are asked for at every use.
  let channels: Channels = {}
  const crm = createCrm({ store: pgliteStore({ db }), channels: () => channels })
  const hooks = await listen(createHooks(crm), config.hooksPort)
  const accounts = await openAccounts(config, { mailUrl: hooks.url + mailPath, twilioUrl: hooks.url + twilioPath })
  channels = accounts.channels
  const scene = await openScene(crm, accounts.number, config)
  const actions = { ...actionsOfAnne(scene, config), ...actionsOfOthers(accounts, config) }
  const page = await listen(createPage(scene, actions), config.port)
  const stopWork = startWork(crm)
  return {
    url: page.url,
    hooksUrl: hooks.url,
    problems: await accounts.check(),
    close: async () => {
      await page.close()
      await stopWork()
      await accounts.close()
      await hooks.close()
      await db.close()
    },
  }
}
