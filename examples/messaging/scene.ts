/** A workspace with Anne, who sells apples, her number, and Carla, who buys them. @module */
import type { ContactId, Crm, Desk, LineId } from 'crmkit'
import type { Config } from './config.ts'
import { workspaceId } from './hooks.ts'

/** Who is there. */
export interface Scene {
  /** Anne's. */
  readonly desk: Desk
  readonly contactId: ContactId
  readonly lineId: LineId
}

/** Sets everything up. @param number of the account for calls; its calls and messages come here from now on */
export async function openScene(crm: Crm, number: string, { contact }: Pick<Config, 'contact'>): Promise<Scene> {
  const { administrator: anne } = await crm.asSystem({ reason: 'example' }).workspaces.create({
    ...{ id: workspaceId, name: 'Verger', country: 'FR', timeZone: 'Europe/Paris' },
    administrator: { name: 'Anne', email: 'anne@verger.example' },
  })
  const desk = crm.as({ workspaceId, memberId: anne.id })
  // Text messages cost: somebody has to be let send them, and there has to be credit.
  await desk.workspace.members.authorizeSms(anne.id, true)
  await desk.messages.addSmsCredit(20)
  // What is wrong with its tags would be refused here, and not when Carla reads it.
  await desk.messages.templates.save({
    ...{ key: 'ripe', label: 'They are ripe', channel: 'email', locale: 'en' },
    ...{
      subject: 'Apples for {{contact.givenName}}',
      text: 'Dear {{contact.givenName}}, they are ripe. {{member.name}}',
    },
  })
  const line = await desk.workspace.lines.link({
    ...{ name: 'Sales', number, operators: [{ memberId: anne.id }], voicemail: false },
    workingHours: ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, from: '00:00', until: '23:59' })),
    announcements: { greeting: { say: 'Verger, bonjour.', locale: 'fr' } },
  })
  const { record: carla } = await desk.contacts.create({
    ...{ givenName: 'Carla', familyName: 'Pomme', emails: [contact.email] },
    phones: [{ number: contact.phone, kind: 'mobile' }],
  })
  return { desk, contactId: carla.id, lineId: line.id }
}
