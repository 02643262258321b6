/** Templates of messages on the desk: saved, sent and looked at beforehand. Rules: docs/concepts/templates.md (TPL-2, TPL-4). */
import { mostMessageTemplates, type NewMessageTemplate } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { beginMessages } from './message-scene.ts'
import { issuesOf, onEveryStore, refusalOf } from './stores.ts'

const ripe: NewMessageTemplate = {
  ...{ key: 'ripe', label: 'They are ripe', channel: 'email', locale: 'fr' },
  ...{ subject: 'Pommes pour {{contact.givenName}}', text: 'Le {{date.today}}, {{company.name}} !' },
  ...{ html: '<p>Chère {{contact.givenName}}</p>', missing: { 'company.name': { fallback: 'madame' } } },
}
const ready: NewMessageTemplate = { key: 'ready', label: 'Ready', channel: 'sms', text: 'Ready, {{contact.givenName}}' }

describe('Templates of messages', () => {
  onEveryStore((begin) => {
    it('TPL-4 they are saved by key, changed, removed, and told of without their words', async () => {
      const { anne, store, workspaceId } = await begin()
      const { templates } = anne.messages
      const first = await templates.save(ripe)
      expect(first).toMatchObject({ ...ripe, label: { en: 'They are ripe' }, version: 1 })
      const second = await templates.save(ready)
      const changed = await templates.save({ ...ready, text: 'Ready!' })
      expect(changed).toMatchObject({ id: second.id, version: 2, text: 'Ready!' })
      expect(await templates.save({ ...ready, text: 'Ready!' })).toEqual(changed)
      expect(await templates.list()).toEqual([changed, first])
      await templates.remove('ready')
      expect(await templates.list()).toEqual([first])
      expect((await refusalOf(templates.remove('ready'), 'not-found')).details).toEqual({
        kind: 'message-template',
        id: 'ready',
      })
      const events = await store.history.listEvents(workspaceId, { limit: 100 })
      const told = events.filter(({ type }) => type.startsWith('message-template.'))
      expect(told.map(({ type, data }) => [type, data['template']])).toEqual([
        ['message-template.saved', 'ripe'],
        ['message-template.saved', 'ready'],
        ['message-template.saved', 'ready'],
        ['message-template.removed', 'ready'],
      ])
      expect(JSON.stringify(told)).not.toContain('Pommes')
    })
  })

  it('TPL-4 a mail is written from one, in its language, by its policies', async () => {
    const { anne, run, carlaId, providers } = await beginMessages()
    await anne.messages.templates.save(ripe)
    const asked = { recipients: [{ contactId: carlaId }], template: 'ripe' }
    const { preview, missing, problems } = await anne.messages.checkMail(asked)
    const content = {
      subject: 'Pommes pour Carla',
      text: 'Le 5 janvier 2026, madame !',
      html: '<p>Chère Carla</p>',
    }
    expect(preview).toEqual(content)
    expect([missing, problems]).toEqual([['company.name'], []])
    const [message] = await anne.messages.sendMail(asked)
    // What was written stays as it was.
    await anne.messages.templates.save({ ...ripe, subject: 'Other' })
    await anne.messages.templates.remove('ripe')
    await run()
    expect(providers.mails[0]?.content).toEqual(content)
    expect(message?.headline).toBe('Pommes pour Carla')
  })

  it('TPL-4 what a message says itself stands in place of the template, text and HTML together', async () => {
    const { anne, carlaId } = await beginMessages()
    await anne.messages.templates.save(ripe)
    const asked = { recipients: [{ contactId: carlaId }], template: 'ripe' }
    const of = async (own: object) => (await anne.messages.checkMail({ ...asked, ...own })).preview
    expect(await of({ subject: 'Poires' })).toMatchObject({ subject: 'Poires', html: '<p>Chère Carla</p>' })
    expect(await of({ text: 'Bonjour' })).toEqual({ subject: 'Pommes pour Carla', text: 'Bonjour' })
    expect(await of({ locale: 'en', missing: { 'company.name': 'blank' } })).toMatchObject({
      text: 'Le 5 January 2026,  !',
    })
    expect(await issuesOf(of({ missing: { 'company.name': 'refuse' } }))).toEqual(['company.name missing'])
  })

  it('TPL-4 a text message is written from one, and counted as it is sent', async () => {
    const { anne, anneId, run, carlaId, providers } = await beginMessages()
    await anne.workspace.members.authorizeSms(anneId, true)
    await anne.messages.addSmsCredit(5)
    await anne.messages.templates.save(ready)
    const asked = { recipients: [{ contactId: carlaId }], template: 'ready' }
    const { preview, parts, sizes } = await anne.messages.checkSms(asked)
    expect([preview, parts, sizes.length]).toEqual([{ text: 'Ready, Carla' }, 1, 1])
    await anne.messages.sendSms(asked)
    await run()
    expect(providers.texts[0]?.text).toBe('Ready, Carla')
  })

  it('TPL-4 one of another channel, or that is not there, is none', async () => {
    const { anne, carlaId } = await beginMessages()
    await anne.messages.templates.save(ready)
    const to = { recipients: [{ contactId: carlaId }] }
    expect(await issuesOf(anne.messages.sendMail({ ...to, template: 'ready' }))).toEqual(['template unknown-record'])
    expect(await issuesOf(anne.messages.sendSms({ ...to, template: 'Ready?' }))).toEqual(['template unknown-record'])
    expect(await issuesOf(anne.messages.sendMail(to))).toEqual(['subject missing', 'text missing'])
    expect(await issuesOf(anne.messages.sendSms(to))).toEqual(['text missing'])
  })

  it('TPL-2 what is wrong with one is refused when it is saved', async () => {
    const { anne } = await beginMessages()
    const wrong = anne.messages.templates.save({ ...ready, text: 'Dear {{contact.nam}}' })
    const { details } = await refusalOf(wrong, 'invalid-input')
    expect(details.issues[0]).toMatchObject({ path: 'text', problem: 'unknown-option' })
    expect(await anne.messages.templates.list()).toEqual([])
  })

  it('TPL-4 a workspace has so many and no more, and changes those that it has', async () => {
    const { anne } = await beginMessages()
    for (let count = 1; count <= mostMessageTemplates; count += 1) {
      await anne.messages.templates.save({ ...ready, key: `ready-${count}` })
    }
    expect(await issuesOf(anne.messages.templates.save(ready))).toEqual(['key too-many'])
    await anne.messages.templates.save({ ...ready, key: 'ready-7', text: 'Changed' })
  })
})
