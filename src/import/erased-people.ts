/**
 * People of a file who were anonymized since it came first. Their rows would make them anew: they are known by the row
 * that made or changed them then, and other rows of the same person by what the two rows share. Rules:
 * docs/concepts/privacy.md (PTY-6), docs/concepts/imports.md (IMP-7).
 * @module
 */
import type { ContactIdentity } from '../identity/contact-identity.ts'
import { decideContact } from '../identity/decide-contact.ts'
import type { IdentityKey } from '../identity/identity-key.ts'
import type { Contact } from '../party/contact.ts'
import type { Identified } from './working-set.ts'

interface ErasedPerson {
  readonly record: Contact
  readonly identity: ContactIdentity
}

/** Those that a run over a file knows of, and comes to know of. What rows say of them is forgotten with the run. */
export class ErasedPeople {
  readonly #byRow: ReadonlyMap<number, Contact>
  readonly #byKey = new Map<IdentityKey, Map<string, ErasedPerson>>()

  /** @param byRow who was made, or first changed, by which row of the same file before */
  constructor(byRow: ReadonlyMap<number, Contact>) {
    this.#byRow = byRow
  }

  /** Whether a row is about one of them; then later rows that are the same person are, too. */
  recognize(row: number, person: Identified<ContactIdentity>): Contact | undefined {
    if (this.#byRow.size === 0) return undefined
    const record = this.#byRow.get(row) ?? this.#findSame(person)
    if (record === undefined) return undefined
    for (const key of person.keys) {
      const known = this.#byKey.get(key) ?? new Map<string, ErasedPerson>()
      this.#byKey.set(key, known.set(record.id, { record, identity: person.identity }))
    }
    return record
  }

  #findSame({ identity, keys }: Identified<ContactIdentity>): Contact | undefined {
    const alike = new Map<string, ErasedPerson>()
    for (const key of keys) for (const [id, person] of this.#byKey.get(key) ?? []) alike.set(id, person)
    const candidates = [...alike].map(([recordId, person]) => ({ recordId, identity: person.identity }))
    const verdict = decideContact(identity, candidates)
    if (verdict.verdict === 'same') return alike.get(verdict.recordId)?.record
    return verdict.verdict === 'ambiguous' ? alike.get(verdict.recordIds[0] ?? '')?.record : undefined
  }
}
