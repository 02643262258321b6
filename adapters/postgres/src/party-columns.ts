/** Columns that several kinds of records share. @module */
import type { Contact, ImportOrigin, RecordStamp, Share, Visibility } from 'crmkit'
import { json, numeral } from './encode.ts'
import type { Column } from './table.ts'
import { type Cells, present } from './to-record.ts'

/** Every visibility. */
export const visibilities: readonly Visibility[] = ['private', 'read', 'write']

/** What companies and contacts have in common besides their stamp. */
export type PartyFields = Pick<
  Contact,
  | 'addresses'
  | 'phones'
  | 'emails'
  | 'websites'
  | 'socialProfiles'
  | 'type'
  | 'temperature'
  | 'currency'
  | 'photo'
  | 'description'
  | 'tags'
  | 'ownerId'
  | 'visibility'
  | 'shares'
>

/** The columns of {@link PartyFields}. */
export function partyColumns<Source>(of: (source: Source) => PartyFields): readonly Column<Source>[] {
  return [
    { name: 'addresses', type: 'jsonb', value: (source) => json(of(source).addresses) },
    { name: 'phones', type: 'jsonb', value: (source) => json(of(source).phones) },
    { name: 'emails', type: 'jsonb', value: (source) => json(of(source).emails) },
    { name: 'websites', type: 'jsonb', value: (source) => json(of(source).websites) },
    { name: 'social_profiles', type: 'jsonb', value: (source) => json(of(source).socialProfiles) },
    { name: 'type', type: 'text', value: (source) => of(source).type ?? null },
    { name: 'temperature', type: 'text', value: (source) => of(source).temperature ?? null },
    { name: 'currency', type: 'text', value: (source) => of(source).currency ?? null },
    { name: 'photo', type: 'text', value: (source) => of(source).photo ?? null },
    { name: 'description', type: 'text', value: (source) => of(source).description ?? null },
    { name: 'tags', type: 'jsonb', value: (source) => json(of(source).tags) },
    { name: 'owner_id', type: 'uuid', value: (source) => of(source).ownerId },
    { name: 'visibility', type: 'text', value: (source) => of(source).visibility },
    { name: 'shares', type: 'jsonb', value: (source) => sharesJson(of(source)) },
  ]
}

function sharesJson({ shares }: PartyFields): string | null {
  return shares === undefined ? null : json(shares)
}

/** Fields as they are read: what may be absent is `undefined`, until `present` leaves it out. */
export type Blankable<Fields> = {
  readonly [Name in keyof Fields as object extends Pick<Fields, Name> ? never : Name]: Fields[Name]
} & {
  readonly [Name in keyof Fields as object extends Pick<Fields, Name> ? Name : never]-?: Fields[Name] | undefined
}

/** Reads {@link partyColumns}. */
export function toPartyFields(cells: Cells): Blankable<PartyFields> {
  return {
    addresses: cells.list<PartyFields['addresses'][number]>('addresses'),
    phones: cells.list<PartyFields['phones'][number]>('phones'),
    emails: cells.list<PartyFields['emails'][number]>('emails'),
    websites: cells.list<string>('websites'),
    socialProfiles: cells.list<string>('social_profiles'),
    type: cells.optional('type'),
    temperature: cells.optional('temperature'),
    currency: cells.optional('currency'),
    photo: cells.optional('photo'),
    description: cells.optional('description'),
    tags: cells.list<string>('tags'),
    ownerId: cells.maybe('owner_id'),
    visibility: cells.oneOf('visibility', visibilities),
    shares: cells.maybe('shares') === null ? undefined : cells.json<readonly Share[]>('shares'),
  }
}

/** The columns of a record's stamp. */
export function stampColumns<Source>(of: (source: Source) => RecordStamp): readonly Column<Source>[] {
  return [
    { name: 'version', type: 'integer', value: (source) => of(source).version },
    { name: 'created_at', type: 'bigint', value: (source) => of(source).createdAt },
    { name: 'updated_at', type: 'bigint', value: (source) => of(source).updatedAt },
    { name: 'trashed_at', type: 'bigint', value: (source) => numeral(of(source).trashedAt) },
    { name: 'merged_into', type: 'uuid', value: (source) => of(source).mergedInto ?? null },
    { name: 'import_id', type: 'uuid', value: (source) => of(source).origin?.importId ?? null },
    { name: 'import_row', type: 'integer', value: (source) => numeral(of(source).origin?.row) },
    { name: 'import_row_hash', type: 'text', value: (source) => of(source).origin?.rowHash ?? null },
  ]
}

/** Reads {@link stampColumns}. */
export function toStamp(cells: Cells): Blankable<RecordStamp> {
  return {
    version: cells.integer('version'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
    trashedAt: cells.optionalInteger('trashed_at'),
    mergedInto: cells.optional('merged_into'),
    origin: toOrigin(cells),
  }
}

function toOrigin(cells: Cells): ImportOrigin | undefined {
  const importId = cells.optional('import_id')
  if (importId === undefined) return undefined
  return present({ importId, row: cells.integer('import_row'), rowHash: cells.optional('import_row_hash') })
}
