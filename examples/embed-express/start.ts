/** Putting the application on a port of this machine. @module */
import { type AppOptions, createApp } from './app.ts'

/** The application while it runs. */
export interface RunningApp {
  readonly url: string
  close(): Promise<void>
}

/** Starts the application. @param port 0 for any that is free */
export function start(options: AppOptions, port: number): Promise<RunningApp> {
  return new Promise((resolve, reject) => {
    const server = createApp(options).listen(port, '127.0.0.1', (error) => {
      const address = server.address()
      if (error !== undefined || address === null || typeof address === 'string') return reject(error)
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () => new Promise((done) => server.close(() => done())),
      })
    })
  })
}
