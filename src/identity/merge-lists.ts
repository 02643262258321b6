/** Lists of two records that become one: united, the survivor's items first. Rules: docs/concepts/merge.md (MRG-1). @module */
import type { Address, AddressCategory } from '../party/address.ts'
import type { Email } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'
import { emailKey, isSameAddress, phoneKey, textKey } from '../party/same-coordinates.ts'

/** The fields that hold lists. */
export const listFields: readonly string[] = [
  'otherNames',
  'addresses',
  'phones',
  'emails',
  'websites',
  'socialProfiles',
  'tags',
]

/** Unites the lists of a field. What both say comes once. */
export function uniteLists(field: string, own: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  switch (field) {
    case 'emails':
      return unite(own as readonly Email[], other as readonly Email[], emailKey)
    case 'phones':
      return unite(own as readonly Phone[], other as readonly Phone[], phoneKey)
    case 'addresses':
      return uniteAddresses(own as readonly Address[], other as readonly Address[])
    default:
      return unite(own as readonly string[], other as readonly string[], textKey)
  }
}

function unite<Item>(own: readonly Item[], other: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const known = new Set(own.map(keyOf))
  const added = other.filter((item) => !known.has(keyOf(item)))
  return added.length === 0 ? own : [...own, ...added]
}

/**
 * An address comes as one block: no cell of it is mixed into another. Of two of one category, one of which says all that
 * the other says, the fuller one is kept.
 */
function uniteAddresses(own: readonly Address[], other: readonly Address[]): readonly Address[] {
  return other.reduce((addresses, address) => uniteAddress(addresses, address), own)
}

function uniteAddress(addresses: readonly Address[], address: Address): readonly Address[] {
  const ofCategory = addresses.filter(({ category }) => category === address.category)
  if (ofCategory.some((known) => isSameAddress(known, address))) return addresses
  const lesser = ofCategory.find((known) => isSameAddress(address, known))
  if (lesser !== undefined) {
    const fuller = { ...address, isDefault: lesser.isDefault }
    return addresses.map((known) => (known === lesser ? fuller : known))
  }
  return [...addresses, { ...address, isDefault: ofCategory.length === 0 && address.isDefault }]
}

/** Gives each category that has addresses exactly one default: the first that is one, else the first. */
export function withOneDefaultEach(addresses: readonly Address[]): readonly Address[] {
  const defaults = new Map<AddressCategory, Address>()
  for (const address of addresses) {
    if (address.isDefault && !defaults.has(address.category)) defaults.set(address.category, address)
  }
  for (const address of addresses) if (!defaults.has(address.category)) defaults.set(address.category, address)
  return addresses.map((address) => {
    const isDefault = defaults.get(address.category) === address
    return address.isDefault === isDefault ? address : { ...address, isDefault }
  })
}
