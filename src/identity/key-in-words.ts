/** Keys as people say them. Rules: docs/concepts/identity.md (IDN-1). @module */
import { sirenOfVat } from '../party/siren.ts'
import type { SharedKey } from './verdict.ts'

/** A key in English, to stand in a sentence: `SIRET 73282932000074`, `the name with postcode and city`. */
export function describeKey({ type, key }: SharedKey): string {
  const value = key.slice(key.indexOf(':') + 1)
  switch (type) {
    case 'siret':
      return `SIRET ${value}`
    case 'vat': {
      const siren = sirenOfVat(value)
      return siren === null ? `VAT number ${value}` : `SIREN ${siren} (VAT ${value})`
    }
    case 'reg':
      return `registration number ${value.slice(value.indexOf(':') + 1)}`
    case 'npc':
      return 'the name with postcode and city'
    case 'mail':
      return `e-mail ${value}`
    case 'row':
      return 'every cell of the row'
  }
}
