/** What customers are told when they are reminded of a meeting, unless the host has words of its own. Rules: docs/concepts/messages.md (REM-1, TPL-4). @module */
import type { Locale } from '../kernel/country.ts'
import type { NewMailTemplate } from './message-template.ts'

/** The words of a reminder, on each channel, with tags in them. */
export interface ReminderWords {
  readonly mail: NewMailTemplate
  readonly sms: string
}

/**
 * The built-in words. They don't name the matter: its subject was written for colleagues. Docs and tests read this table.
 * The text message keeps to one part where names are short.
 */
export const reminderWords: Readonly<Record<Locale, ReminderWords>> = {
  en: {
    mail: {
      subject: 'Reminder: our meeting on {{interaction.day}} at {{interaction.time}}',
      text: 'Hello,\n\nthis is to remind you of our meeting on {{interaction.day}} at {{interaction.time}}.\n\n{{workspace.name}}\n',
    },
    sms: '{{workspace.name}}: reminder of our meeting on {{interaction.day}} at {{interaction.time}}.',
  },
  fr: {
    mail: {
      subject: 'Rappel : notre rendez-vous du {{interaction.day}} à {{interaction.time}}',
      text: 'Bonjour,\n\nnous vous rappelons notre rendez-vous du {{interaction.day}} à {{interaction.time}}.\n\n{{workspace.name}}\n',
    },
    sms: '{{workspace.name}} : rappel de notre rendez-vous du {{interaction.day}} à {{interaction.time}}.',
  },
  ro: {
    mail: {
      subject: 'Reamintire: întâlnirea noastră din {{interaction.day}}, ora {{interaction.time}}',
      text: 'Bună ziua,\n\nvă reamintim de întâlnirea noastră din {{interaction.day}}, ora {{interaction.time}}.\n\n{{workspace.name}}\n',
    },
    // Without ă, î and ț, one of which would more than halve what a part holds.
    sms: '{{workspace.name}}: va reamintim de intalnirea din {{interaction.day}}, ora {{interaction.time}}.',
  },
  hu: {
    mail: {
      subject: 'Emlékeztető: találkozónk {{interaction.day}} {{interaction.time}}',
      text: 'Jó napot!\n\nEmlékeztetjük találkozónkra: {{interaction.day}} {{interaction.time}}.\n\n{{workspace.name}}\n',
    },
    sms: '{{workspace.name}}: találkozónk {{interaction.day}} {{interaction.time}}.',
  },
}
