/**
 * Runs before all test files: lets them ask for the one PostgreSQL server that they share, which is started for the
 * first that does. @module
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type PostgresServer, startPostgresInMemory } from './postgres-server.ts'
import { makeRoles, makeTemplate } from './postgres-setup.ts'

interface Running {
  readonly server: PostgresServer
  readonly template: string
}

/** The name that the runner looks for. What it gives back runs after all files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<Running> | undefined
  const desk = createServer((_request, response) => {
    running ??= start()
    running.then(
      ({ server: { port }, template }) => response.end(JSON.stringify({ port, template })),
      (failure: unknown) => response.writeHead(500).end(String(failure)),
    )
  })
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve))
  project.provide('sharedPostgres', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`)
  return async () => {
    desk.close()
    await (await running)?.server.stop()
  }
}

async function start(): Promise<Running> {
  const server = await startPostgresInMemory()
  await makeRoles(server.port)
  return { server, template: await makeTemplate(server.port) }
}
