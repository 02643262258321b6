/**
 * A process to be killed: imports a file, or undoes its import, with fixed ids and a fixed clock, and says `ready` when
 * it begins, and `written` after every batch or page. Run by `kill-import.ts`; uses the built packages, as a host does.
 */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { postgresStore } from '@crmkit/postgres'
import { createCrm, type ImportPreview } from 'crmkit'
import { fixedClock } from 'crmkit/testing'
import pg from 'pg'

const [command = '', connectionString = '', workspaceId = '', memberId = '', file = '', previewFile = ''] =
  process.argv.slice(2)
const pool = new pg.Pool({ connectionString, max: 2 })
const store = postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' })
const desk = createCrm({ store, clock: fixedClock() }).as({ workspaceId, memberId })
const preview = JSON.parse(await readFile(previewFile, 'utf8')) as ImportPreview
process.stdout.write('ready\n')
const onProgress = () => void process.stdout.write('written\n')
if (command === 'apply') await desk.imports.apply(preview, { file: () => createReadStream(file), onProgress })
else await desk.imports.undo(preview.importId, { onProgress })
await pool.end()
