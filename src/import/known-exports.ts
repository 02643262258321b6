/** Exports and registers whose headings are known. Rules: docs/concepts/imports.md (IMP-2). @module */
import { foldText } from '../kernel/fold.ts'
import { addressBookExports } from './address-book-exports.ts'
import { crmExports } from './crm-exports.ts'
import type { KnownExport } from './known-export.ts'
import { registerExports } from './register-exports.ts'

/** Files that hold neither companies nor contacts. */
export type OtherRecords = 'opportunities' | 'activities' | 'products' | 'invoices'

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

/** Known kinds of files; the first whose signature fits is it. */
const knownExports: readonly KnownExport[] = [...addressBookExports, ...crmExports, ...registerExports]
