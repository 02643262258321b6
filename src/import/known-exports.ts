/** Exports and registers whose headings are known. Rules: docs/concepts/imports.md (IMP-2). @module */
import { foldText } from '../kernel/fold.ts'
import type { FieldName } from './fields.ts'

/** Programs and registers whose files are recognized. */
export type KnownExportName =
  | 'google-contacts'
  | 'outlook'
  | 'hubspot'
  | 'salesforce'
  | 'pipedrive'
  | 'zoho'
  | 'espocrm'
  | 'atomic-crm'
  | 'sirene'
  | 'arcep'
  | 'irep'
  | 'kbo'
  | 'companies-house'

/** Files that hold neither companies nor contacts. */
export type OtherRecords = 'opportunities' | 'activities' | 'products' | 'invoices'

/** A known kind of file. Headings are written without case, accents, blanks and punctuation. */
export interface KnownExport {
  readonly name: KnownExportName
  /** Headings that together only this kind of file has. */
  readonly signature: readonly string[]
  /** What the words of its headings would not tell; `null` leaves a column out. */
  readonly fields: Readonly<Record<string, FieldName | null>>
  /** For headings with a number in them. The first that fits decides. */
  readonly patterns?: readonly (readonly [RegExp, FieldName | null])[]
  /** Whether headings that stand in neither list are left out instead of being understood by their words. */
  readonly isComplete?: true
}

/** A heading as it is written in this table: `E-mail 1 - Value` is `email1value`. */
export function compactHeading(heading: string): string {
  return foldText(heading).replaceAll(' ', '')
}

/** The kind of export that has these headings, or `null`. */
export function recognizeExport(headers: readonly string[]): KnownExport | null {
  const compact = new Set(headers.map(compactHeading))
  return knownExports.find(({ signature }) => signature.every((heading) => compact.has(heading))) ?? null
}

/** What a file holds instead of companies and contacts, told by headings that only such files have. */
export function recognizeOtherRecords(headers: readonly string[]): OtherRecords | null {
  const compact = new Set(headers.map(compactHeading))
  const found = otherRecords.find(({ signature }) =>
    signature.every((choices) => choices.split('|').some((name) => compact.has(name))),
  )
  return found?.records ?? null
}

const otherRecords: readonly { readonly records: OtherRecords; readonly signature: readonly string[] }[] = [
  {
    records: 'opportunities',
    signature: [
      'stagename|stage|dealstage|etape|etapeduprojet',
      'closedate|amount|expectedrevenue|dealname|dateducloture|montant',
    ],
  },
  {
    records: 'opportunities',
    signature: [
      'dealid|dealtitle|dealname|opportunityname|opportunityid|nomdelopportunite',
      'dealvalue|dealstage|amount|stage|montant',
    ],
  },
  { records: 'activities', signature: ['activitytype|tasksubtype|activityid', 'subject|duedate|activitydate'] },
  { records: 'products', signature: ['productcode|sku|productid', 'unitprice|price|prixunitaire|listprice'] },
  {
    records: 'invoices',
    signature: [
      'invoicenumber|numerodefacture|nrfactura|szamlaszam',
      'invoicedate|datedefacture|total|totalttc|duedate',
    ],
  },
]

const googlePatterns: readonly (readonly [RegExp, FieldName | null])[] = [
  [/^email\d+(?:label|type)$/, 'contact.emailLabel'],
  [/^email\d+value$/, 'contact.email'],
  [/^phone\d+(?:label|type)$/, 'contact.phoneLabel'],
  [/^phone\d+value$/, 'contact.phone'],
  [/^address\d+(?:label|type)$/, 'contact.addressLabel'],
  [/^address\d+street$/, 'contact.address.line1'],
  [/^address\d+(?:pobox|extendedaddress)$/, 'contact.address.line2'],
  [/^address\d+city$/, 'contact.address.city'],
  [/^address\d+region$/, 'contact.address.region'],
  [/^address\d+postalcode$/, 'contact.address.postcode'],
  [/^address\d+country$/, 'contact.address.country'],
  [/^website\d+value$/, 'contact.website'],
  [/^organization1name$/, 'company.name'],
  [/^organization1title$/, 'affiliation.jobTitle'],
  [/^organization1department$/, 'affiliation.department'],
  [/^(?:website|relation|event|customfield|organization|im|externalid|jot|calendarlink|address)\d+/, null],
]

const googleFields: Readonly<Record<string, FieldName | null>> = {
  firstname: 'contact.givenName',
  givenname: 'contact.givenName',
  middlename: 'contact.givenName',
  additionalname: 'contact.givenName',
  lastname: 'contact.familyName',
  familyname: 'contact.familyName',
  nameprefix: 'contact.honorific',
  organizationname: 'company.name',
  organizationtitle: 'affiliation.jobTitle',
  organizationdepartment: 'affiliation.department',
  birthday: 'contact.birthday',
  notes: 'contact.description',
  labels: 'contact.tags',
  groupmembership: 'contact.tags',
}

const outlookFields: Readonly<Record<string, FieldName | null>> = {
  typedemessagerie: null,
  typedemessagerie2: null,
  typedemessagerie3: null,
  nomcompletdeladressedemessagerie: null,
  nomcompletdeladressedemessagerie2: null,
  nomcompletdeladressedemessagerie3: null,
  adressedemessagerie: 'contact.email',
  adressedemessagerie2: 'contact.email',
  adressedemessagerie3: 'contact.email',
  emailaddress: 'contact.email',
  email2address: 'contact.email',
  email3address: 'contact.email',
  emailtype: null,
  email2type: null,
  email3type: null,
  emaildisplayname: null,
  email2displayname: null,
  email3displayname: null,
  suffix: null,
  suffixe: null,
  middlename: 'contact.givenName',
  deuxiemeprenom: 'contact.givenName',
  companymainphone: 'company.phone',
  telsociete: 'company.phone',
  businessphone2: 'affiliation.phone',
  primaryphone: 'contact.phone',
  telmobile: 'contact.mobile',
  businessaddresspobox: 'affiliation.address.line2',
  homeaddresspobox: 'contact.address.line2',
  businessstreet2: 'affiliation.address.line2',
  businessstreet3: 'affiliation.address.line2',
  homestreet2: 'contact.address.line2',
  homestreet3: 'contact.address.line2',
  account: null,
  anniversary: null,
  location: null,
  language: null,
  initials: null,
  keywords: null,
  mileage: null,
  priority: null,
  private: null,
  profession: null,
  referredby: null,
  sensitivity: null,
  spouse: null,
  children: null,
  hobby: null,
  gender: null,
}

const salesforceFields: Readonly<Record<string, FieldName | null>> = {
  id: null,
  name: 'company.name',
  accountname: 'company.name',
  phone: 'company.phone',
  fax: 'company.fax',
  type: 'company.type',
  rating: 'company.temperature',
  website: 'company.website',
  description: 'company.description',
  currencyisocode: 'company.currency',
  parentid: null,
  ownerid: null,
  site: null,
  accountnumber: null,
  billingstreet: 'company.billing.line1',
  billingcity: 'company.billing.city',
  billingstate: 'company.billing.region',
  billingpostalcode: 'company.billing.postcode',
  billingcountry: 'company.billing.country',
  shippingstreet: 'company.delivery.line1',
  shippingcity: 'company.delivery.city',
  shippingstate: 'company.delivery.region',
  shippingpostalcode: 'company.delivery.postcode',
  shippingcountry: 'company.delivery.country',
}

/** Known kinds of files; the first whose signature fits is it. */
const knownExports: readonly KnownExport[] = [
  {
    name: 'google-contacts',
    signature: ['email1value', 'organizationname', 'fileas'],
    fields: googleFields,
    patterns: googlePatterns,
    isComplete: true,
  },
  {
    name: 'google-contacts',
    signature: ['givenname', 'familyname', 'groupmembership'],
    fields: googleFields,
    patterns: googlePatterns,
    isComplete: true,
  },
  {
    name: 'google-contacts',
    signature: ['firstname', 'lastname', 'fileas', 'labels'],
    fields: googleFields,
    patterns: googlePatterns,
    isComplete: true,
  },
  { name: 'outlook', signature: ['prenom', 'adressedemessagerie', 'ruebureau'], fields: outlookFields },
  { name: 'outlook', signature: ['firstname', 'emailaddress', 'businessstreet'], fields: outlookFields },
  {
    name: 'hubspot',
    signature: ['recordid', 'associatedcompany'],
    fields: {
      recordid: null,
      firstname: 'contact.givenName',
      lastname: 'contact.familyName',
      email: 'affiliation.email',
      additionalemailaddresses: 'affiliation.email',
      phonenumber: 'affiliation.phone',
      mobilephonenumber: 'contact.mobile',
      jobtitle: 'affiliation.jobTitle',
      contactowner: 'contact.owner',
      associatedcompany: 'company.name',
      associatedcompanyids: null,
      streetaddress: 'affiliation.address.line1',
      city: 'affiliation.address.city',
      stateregion: 'affiliation.address.region',
      postalcode: 'affiliation.address.postcode',
      countryregion: 'affiliation.address.country',
      websiteurl: 'contact.website',
      leadstatus: null,
      createdate: null,
    },
  },
  {
    name: 'hubspot',
    signature: ['recordid', 'companyname', 'companyowner'],
    fields: {
      recordid: null,
      companydomainname: 'company.website',
      phonenumber: 'company.phone',
      streetaddress: 'company.address.line1',
      city: 'company.address.city',
      stateregion: 'company.address.region',
      postalcode: 'company.address.postcode',
      countryregion: 'company.address.country',
    },
  },
  { name: 'salesforce', signature: ['id', 'isdeleted', 'name', 'billingstreet'], fields: salesforceFields },
  {
    name: 'salesforce',
    signature: ['accountname', 'mailingstreet', 'accountid'],
    fields: { accountid: null, contactid: null },
  },
  {
    name: 'salesforce',
    signature: ['id', 'isdeleted', 'firstname', 'lastname'],
    fields: {
      id: null,
      name: null,
      accountid: null,
      ownerid: null,
      reportstoid: null,
      salutation: 'contact.honorific',
      title: 'affiliation.jobTitle',
    },
  },
  {
    name: 'pipedrive',
    signature: ['personname', 'personorganization'],
    fields: {
      personname: 'contact.name',
      personorganization: 'company.name',
      personorganizationid: null,
      personid: null,
      personowner: 'contact.owner',
      personlabel: 'contact.tags',
      personlabels: 'contact.tags',
    },
    patterns: [
      [/^personemailwork$/, 'affiliation.email'],
      [/^personemail(?:home|other)?$/, 'contact.email'],
      [/^personphonework$/, 'affiliation.phone'],
      [/^personphonemobile$/, 'contact.mobile'],
      [/^personphonehome$/, 'contact.homePhone'],
      [/^personphone(?:other)?$/, 'contact.phone'],
    ],
  },
  {
    name: 'pipedrive',
    signature: ['organizationname', 'organizationowner'],
    fields: {
      organizationname: 'company.name',
      organizationid: null,
      organizationowner: 'company.owner',
      organizationlabel: 'company.tags',
      organizationlabels: 'company.tags',
      organizationaddress: 'company.address.text',
    },
  },
  {
    name: 'zoho',
    signature: ['recordid', 'contactowner', 'accountname'],
    fields: {
      recordid: null,
      leadsource: null,
      title: 'affiliation.jobTitle',
      department: 'affiliation.department',
      accountnameid: null,
      contactownerid: null,
      salutation: 'contact.honorific',
    },
  },
  {
    name: 'zoho',
    signature: ['recordid', 'accountowner', 'accountname'],
    fields: {
      recordid: null,
      accountownerid: null,
      parentaccount: null,
      phone: 'company.phone',
      website: 'company.website',
    },
  },
  {
    name: 'espocrm',
    signature: ['nom', 'adressedefacturationrue', 'assignea'],
    fields: { creele: null, secteur: null },
  },
  {
    name: 'espocrm',
    signature: ['name', 'billingaddressstreet', 'assigneduser'],
    fields: { createdat: null, industry: null },
  },
  {
    name: 'atomic-crm',
    signature: ['firstname', 'lastname', 'emailwork', 'phonework', 'hasnewsletter'],
    fields: {
      id: null,
      title: 'affiliation.jobTitle',
      background: 'contact.description',
      status: 'contact.temperature',
      tags: 'contact.tags',
      linkedinurl: 'contact.socialProfile',
      companyname: null,
      company: 'company.name',
      sales: 'contact.owner',
      emailwork: 'affiliation.email',
      emailhome: 'contact.email',
      emailother: 'contact.email',
      phonework: 'affiliation.phone',
      phonehome: 'contact.homePhone',
      phoneother: 'contact.phone',
    },
  },
  {
    name: 'sirene',
    signature: ['siret', 'denominationunitelegale', 'codepostaletablissement'],
    fields: {
      siret: 'company.siret',
      denominationunitelegale: 'company.name',
      sigleunitelegale: 'company.otherName',
      denominationusuelle1unitelegale: 'company.otherName',
      denominationusuelleetablissement: 'company.otherName',
      enseigne1etablissement: 'company.otherName',
      complementadresseetablissement: 'company.address.line2',
      numerovoieetablissement: 'company.address.line1',
      indicerepetitionetablissement: 'company.address.line1',
      typevoieetablissement: 'company.address.line1',
      libellevoieetablissement: 'company.address.line1',
      codepostaletablissement: 'company.address.postcode',
      libellecommuneetablissement: 'company.address.city',
      libellepaysetrangeretablissement: 'company.address.country',
    },
    isComplete: true,
  },
  {
    name: 'arcep',
    signature: ['identiteoperateur', 'siretacteur'],
    fields: {
      identiteoperateur: 'company.name',
      siretacteur: 'company.siret',
      adressecompleteacteur: 'company.address.text',
    },
    isComplete: true,
  },
  {
    name: 'irep',
    signature: ['nometablissement', 'numerosiret', 'codeeprtr'],
    fields: {
      nometablissement: 'company.name',
      numerosiret: 'company.siret',
      adresse: 'company.address.line1',
      codepostal: 'company.address.postcode',
      commune: 'company.address.city',
      region: 'company.address.region',
    },
    isComplete: true,
  },
  {
    name: 'kbo',
    signature: ['enterprisenumber', 'namefr', 'namenl'],
    fields: {
      enterprisenumber: 'company.registrationNumber',
      vat: 'company.vat',
      namefr: 'company.name',
      namenl: 'company.otherName',
      streetfr: 'company.address.line1',
      housenumber: 'company.address.line1',
      box: 'company.address.line1',
      zipcode: 'company.address.postcode',
      municipalityfr: 'company.address.city',
      email: 'company.email',
      tel: 'company.phone',
      web: 'company.website',
    },
    isComplete: true,
  },
  {
    name: 'companies-house',
    signature: ['companyname', 'companynumber', 'regaddressposttown'],
    fields: {
      companyname: 'company.name',
      companynumber: 'company.registrationNumber',
      regaddressaddressline1: 'company.address.line1',
      regaddressaddressline2: 'company.address.line2',
      regaddressposttown: 'company.address.city',
      regaddresscounty: 'company.address.region',
      regaddresscountry: 'company.address.country',
      regaddresspostcode: 'company.address.postcode',
      countryoforigin: 'company.country',
    },
    isComplete: true,
  },
]
