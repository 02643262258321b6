/** The fields that a column can be mapped to. Rules: docs/concepts/imports.md (IMP-2). @module */

/** The parts of an address. `postcodeCity` is both in one cell, in either order; `text` is a whole address in one cell. */
export type AddressPart = 'line1' | 'line2' | 'postcode' | 'city' | 'postcodeCity' | 'region' | 'country' | 'text'

/** The addresses that a row can hold. `affiliation.address` is a work address: the company's, or the contact's if the row has no company. */
export type AddressOwner =
  | 'company.address'
  | 'company.billing'
  | 'company.delivery'
  | 'contact.address'
  | 'affiliation.address'

/** One part of one address. */
export type AddressField = `${AddressOwner}.${AddressPart}`

/** What a field holds; how its cells are read follows from it. */
export type FieldKind =
  | 'text'
  | 'texts'
  | 'full-name'
  | 'siret'
  | 'siren'
  | 'vat'
  | 'registration-number'
  | 'country'
  | 'currency'
  | 'date'
  | 'email'
  | 'phone'
  | 'tags'
  | 'option'
  | 'owner'
  | 'label'
  | 'address'

/** How a field is offered to whoever maps a file. */
export interface FieldDescription {
  readonly label: string
  readonly kind: FieldKind
  /** Whether several columns may be mapped to it. */
  readonly many: boolean
}

const one = (label: string, kind: FieldKind): FieldDescription => ({ label, kind, many: false })
const many = (label: string, kind: FieldKind): FieldDescription => ({ label, kind, many: true })

/** A field that is not part of an address. */
export type PlainField =
  | 'company.name'
  | 'company.otherName'
  | 'company.siret'
  | 'company.siren'
  | 'company.vat'
  | 'company.registrationNumber'
  | 'company.country'
  | 'company.website'
  | 'company.socialProfile'
  | 'company.email'
  | 'company.phone'
  | 'company.mobile'
  | 'company.fax'
  | 'company.tags'
  | 'company.description'
  | 'company.type'
  | 'company.temperature'
  | 'company.currency'
  | 'company.owner'
  | 'contact.name'
  | 'contact.givenName'
  | 'contact.familyName'
  | 'contact.honorific'
  | 'contact.birthday'
  | 'contact.email'
  | 'contact.emailLabel'
  | 'contact.phone'
  | 'contact.mobile'
  | 'contact.homePhone'
  | 'contact.fax'
  | 'contact.phoneLabel'
  | 'contact.website'
  | 'contact.socialProfile'
  | 'contact.tags'
  | 'contact.description'
  | 'contact.type'
  | 'contact.temperature'
  | 'contact.currency'
  | 'contact.owner'
  | 'contact.addressLabel'
  | 'affiliation.jobTitle'
  | 'affiliation.department'
  | 'affiliation.email'
  | 'affiliation.phone'
  | 'affiliation.mobile'
  | 'affiliation.fax'
  | 'affiliation.from'
  | 'affiliation.to'

const plainFields: Readonly<Record<PlainField, FieldDescription>> = {
  'company.name': one('Company name', 'text'),
  'company.otherName': many('Other company name', 'texts'),
  'company.siret': one('SIRET', 'siret'),
  'company.siren': one('SIREN', 'siren'),
  'company.vat': one('VAT number', 'vat'),
  'company.registrationNumber': one('Registration number', 'registration-number'),
  'company.country': one('Company country', 'country'),
  'company.website': many('Company website', 'texts'),
  'company.socialProfile': many('Company social profile', 'texts'),
  'company.email': many('Company e-mail', 'email'),
  'company.phone': many('Company phone', 'phone'),
  'company.mobile': many('Company mobile phone', 'phone'),
  'company.fax': many('Company fax', 'phone'),
  'company.tags': many('Company tags', 'tags'),
  'company.description': many('Company description', 'text'),
  'company.type': one('Company type', 'option'),
  'company.temperature': one('Company temperature', 'option'),
  'company.currency': one('Company currency', 'currency'),
  'company.owner': one('Company owner', 'owner'),
  'contact.name': one('Full name', 'full-name'),
  'contact.givenName': many('Given name', 'text'),
  'contact.familyName': many('Family name', 'text'),
  'contact.honorific': one('Honorific', 'text'),
  'contact.birthday': one('Birthday', 'date'),
  'contact.email': many('E-mail', 'email'),
  'contact.emailLabel': many('Label of the next e-mail', 'label'),
  'contact.phone': many('Phone', 'phone'),
  'contact.mobile': many('Mobile phone', 'phone'),
  'contact.homePhone': many('Home phone', 'phone'),
  'contact.fax': many('Fax', 'phone'),
  'contact.phoneLabel': many('Label of the next phone', 'label'),
  'contact.website': many('Website', 'texts'),
  'contact.socialProfile': many('Social profile', 'texts'),
  'contact.tags': many('Tags', 'tags'),
  'contact.description': many('Description', 'text'),
  'contact.type': one('Contact type', 'option'),
  'contact.temperature': one('Contact temperature', 'option'),
  'contact.currency': one('Contact currency', 'currency'),
  'contact.owner': one('Contact owner', 'owner'),
  'contact.addressLabel': many('Label of the next address', 'label'),
  'affiliation.jobTitle': one('Job title', 'text'),
  'affiliation.department': one('Department', 'text'),
  'affiliation.email': many('Work e-mail', 'email'),
  'affiliation.phone': many('Work phone', 'phone'),
  'affiliation.mobile': many('Work mobile phone', 'phone'),
  'affiliation.fax': many('Work fax', 'phone'),
  'affiliation.from': one('In this job since', 'date'),
  'affiliation.to': one('In this job until', 'date'),
}

/** A field that a column can be mapped to. */
export type FieldName = PlainField | AddressField

const addressOwners: Readonly<Record<AddressOwner, string>> = {
  'company.address': 'Company address',
  'company.billing': 'Billing address',
  'company.delivery': 'Delivery address',
  'contact.address': 'Address',
  'affiliation.address': 'Work address',
}

const addressParts: Readonly<Record<AddressPart, string>> = {
  line1: 'street',
  line2: 'second line',
  postcode: 'postcode',
  city: 'city',
  postcodeCity: 'postcode and city',
  region: 'region',
  country: 'country',
  text: 'in one cell',
}

/** Every field that a column can be mapped to, with its label. Docs and forms read this table. */
export const importFields: ReadonlyMap<FieldName, FieldDescription> = describeFields()

/** Whether a text names a field. */
export function isFieldName(text: string): text is FieldName {
  return (importFields as ReadonlyMap<string, FieldDescription>).has(text)
}

/** The owner and the part of an address field, or `null` for any other field. */
export function addressField(field: FieldName): { readonly owner: AddressOwner; readonly part: AddressPart } | null {
  return addressFields.get(field) ?? null
}

const addressFields: ReadonlyMap<FieldName, { owner: AddressOwner; part: AddressPart }> = new Map(
  listAddressFields().map(({ field, owner, part }) => [field, { owner, part }]),
)

function describeFields(): ReadonlyMap<FieldName, FieldDescription> {
  const fields = new Map<FieldName, FieldDescription>()
  for (const [name, description] of Object.entries(plainFields)) fields.set(name as PlainField, description)
  for (const { field, owner, part } of listAddressFields())
    fields.set(field, many(`${addressOwners[owner]}: ${addressParts[part]}`, 'address'))
  return fields
}

function listAddressFields(): { field: AddressField; owner: AddressOwner; part: AddressPart }[] {
  const owners = Object.keys(addressOwners) as AddressOwner[]
  const parts = Object.keys(addressParts) as AddressPart[]
  return owners.flatMap((owner) => parts.map((part) => ({ field: `${owner}.${part}` as const, owner, part })))
}
