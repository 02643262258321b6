/**
 * Requests held against the official description of SendGrid's API, which is not part of the project: where it is absent,
 * nothing is held against it, and the test that needs it is reported as skipped.
 */
import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { closeSchema } from '../../../test/closed-schema.ts'
import { sharedPath } from '../../../test/shared-data-path.ts'

const path = sharedPath('specs/tsg_mail_v3.json')

/** Whether the description is there. */
export const hasDescription: boolean = existsSync(path)

const validate = hasDescription ? compile() : null

/** What the description has against a request to send a mail. */
export function mailSendProblems(body: unknown): readonly string[] {
  if (validate === null || validate(body)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** The addresses that can be asked for settings and activity, as the descriptions have them. */
export function describedPaths(): readonly string[] {
  return ['tsg_webhooks_v3', 'tsg_email_activity_v3'].flatMap((name) => {
    const { paths } = JSON.parse(readFileSync(sharedPath(`specs/${name}.json`), 'utf8'))
    return Object.keys(paths).filter((path) => paths[path].get !== undefined)
  })
}

function compile() {
  const { paths, components } = JSON.parse(readFileSync(path, 'utf8').replaceAll('#/components/schemas/', '#/$defs/'))
  const { $ref: ref } = paths['/v3/mail/send'].post.requestBody
  const { schema } = components.requestBodies[ref.split('/').at(-1)].content['application/json']
  // What SendGrid does not know it leaves aside without a word.
  closeSchema(schema)
  closeSchema(components.schemas)
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  return ajv.compile({ ...schema, $defs: components.schemas })
}
