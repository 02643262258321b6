/** The tags that a template may contain, and what happens where one has no value. Rules: docs/concepts/templates.md (TPL-2). @module */

/** What becomes of a tag without a value: nothing is put there, the whole is refused, or a text is put there instead. */
export type MissingPolicy = 'blank' | 'refuse' | { readonly fallback: string }

/** What a tag stands for. */
export interface Tag {
  /** In English, for whoever writes templates. */
  readonly description: string
  /** What becomes of it without a value, unless the template says otherwise. */
  readonly missing: MissingPolicy
}

const table = {
  'date.year': { description: 'the year, four digits', missing: 'refuse' },
  'date.month': { description: 'the month, two digits', missing: 'refuse' },
  'date.day': { description: 'the day of the month, two digits', missing: 'refuse' },
  'date.today': { description: 'today in words, in the language of the template', missing: 'refuse' },
  'company.name': { description: 'the company’s name', missing: 'blank' },
  'company.number': { description: 'the company’s short number', missing: 'blank' },
  'company.siret': { description: 'its SIRET', missing: 'blank' },
  'company.vat': { description: 'its VAT number', missing: 'blank' },
  'company.registrationNumber': { description: 'its number in the trade register', missing: 'blank' },
  'company.street': { description: 'street and number of its main address', missing: 'blank' },
  'company.postcode': { description: 'the postcode of its main address', missing: 'blank' },
  'company.city': { description: 'the city of its main address', missing: 'blank' },
  'company.phone': { description: 'its first telephone number, as written', missing: 'blank' },
  'company.email': { description: 'its first e-mail address, as written', missing: 'blank' },
  'contact.name': { description: 'given and family name, in the order of the language', missing: 'blank' },
  'contact.honorific': { description: '“Mme”, “Dr.”, … as written', missing: 'blank' },
  'contact.givenName': { description: 'the contact’s given name', missing: 'blank' },
  'contact.familyName': { description: 'the contact’s family name', missing: 'blank' },
  'contact.number': { description: 'the contact’s short number', missing: 'blank' },
  'contact.phone': { description: 'the contact’s first telephone number, as written', missing: 'blank' },
  'contact.email': { description: 'the contact’s first e-mail address, as written', missing: 'blank' },
  'interaction.subject': { description: 'what the matter is about', missing: 'blank' },
  'interaction.number': { description: 'the matter’s short number', missing: 'blank' },
  'interaction.day': {
    description: 'the day of its meeting or deadline in words, in the language of the template',
    missing: 'blank',
  },
  'interaction.time': { description: 'the time at which its meeting starts, HH:MM', missing: 'blank' },
  'interaction.nextStep': { description: 'what is to be done next', missing: 'blank' },
  'member.name': { description: 'the name of who acts', missing: 'blank' },
  'member.email': { description: 'the e-mail address of who acts', missing: 'blank' },
  'workspace.name': { description: 'the name of your organization', missing: 'refuse' },
  'workspace.siret': { description: 'its SIRET', missing: 'blank' },
  'workspace.vat': { description: 'its VAT number', missing: 'blank' },
} as const

/** The name of a tag: `company.name`. Case counts. */
export type TagName = keyof typeof table

/** All tags. Docs and tests read this table. */
export const tagCatalog: Readonly<Record<TagName, Tag>> = table

/** The names of all tags, in the order of the catalog. */
export const tagNames: readonly TagName[] = Object.keys(table).filter(isTagName)

/** Whether there is a tag of this name. */
export function isTagName(name: string): name is TagName {
  return Object.hasOwn(table, name)
}
