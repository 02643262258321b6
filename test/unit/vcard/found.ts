/** What any reader has to find on the card of somebody. Written down here once more, apart from the writer. @module */
import type { Address, Phone, PhoneKind } from 'crmkit'
import type { CardPerson } from 'crmkit/vcard'
import type { FoundCard } from './readers.ts'
import { today } from './scene.ts'

/** What has to be found. */
export function foundIn({ contact, jobs = [], photo, languages = [] }: CardPerson, version: '3.0' | '4.0'): FoundCard {
  const { honorific, givenName = '', familyName = '' } = contact
  const lasting = jobs.filter(({ to = today }) => to >= today)
  const seats = lasting.flatMap(({ company: { addresses = [] } }) => {
    const seat = addresses.find(({ category, isDefault }) => category === 'head-office' && isDefault) ?? addresses[0]
    return seat ?? []
  })
  return {
    version,
    fn: [honorific, givenName, familyName].filter(Boolean).join(' '),
    n: [familyName, givenName, '', honorific ?? '', ''],
    bday: contact.birthday?.replaceAll('-', '') ?? '',
    emails: [
      ...contact.emails.map(({ typed }) => `home ${typed}`),
      ...lasting.flatMap(({ emails }) => emails.map(({ typed }) => `work ${typed}`)),
    ].sort(),
    tels: [
      ...contact.phones.map((phone) => `${personal[phone.kind]} ${numberOf(phone, version)}`),
      ...lasting.flatMap(({ phones }) => phones.map((phone) => `${work[phone.kind]} ${numberOf(phone, version)}`)),
    ].sort(),
    addresses: [...contact.addresses, ...seats].map(placeOf).sort(),
    org: lasting
      .map(({ company, department }) => [company.name, ...(department === undefined ? [] : [department])].join('|'))
      .sort(),
    titles: lasting.flatMap(({ jobTitle }) => jobTitle ?? []).sort(),
    categories: contact.tags,
    note: contact.description ?? '',
    urls: [...contact.websites, ...lasting.flatMap(({ company }) => company.websites ?? [])].sort(),
    languages,
    photo: photo === undefined ? '' : photo.kind === 'uri' ? photo.uri : Buffer.from(photo.bytes).toString('base64'),
  }
}

const personal: Readonly<Record<PhoneKind, string>> = {
  main: 'voice',
  mobile: 'cell',
  home: 'home+voice',
  work: 'voice+work',
  fax: 'fax+home',
  other: 'x-other',
}

const work: Readonly<Record<PhoneKind, string>> = {
  main: 'main+work',
  mobile: 'cell+work',
  home: 'work+x-home',
  work: 'voice+work',
  fax: 'fax+work',
  other: 'work+x-other',
}

function numberOf({ typed, e164, extension }: Phone, version: '3.0' | '4.0'): string {
  if (e164 === undefined) return typed
  if (version === '3.0') return extension === undefined ? e164 : `${e164} ext. ${extension}`
  return extension === undefined ? `tel:${e164}` : `tel:${e164};ext=${extension}`
}

function placeOf({ line1, line2, city = '', region = '', postcode = '', country = '' }: Address): string {
  const street = [line1, line2].filter((line) => line !== undefined).join('\n')
  return ['', '', street, city, region, postcode, country].join('|')
}
