/** What changed of a record, field by field, for the audit. @module */
import type { FieldChange } from '../ports/history.ts'
import { canonicalJson } from './fingerprint.ts'

/** Facts that change with every write, or never. */
const stampFields: ReadonlySet<string> = new Set([...['id', 'number', 'version', 'createdAt', 'updatedAt', 'origin']])

/** The fields that differ. A blank side – nothing, or an empty list – is left out. @param prefix put before the names */
export function changesBetween(before: object | null, after: object | null, prefix = ''): readonly FieldChange[] {
  const old = new Map<string, unknown>(Object.entries(before ?? {}))
  const fresh = new Map<string, unknown>(Object.entries(after ?? {}))
  const changes: FieldChange[] = []
  for (const name of new Set([...fresh.keys(), ...old.keys()])) {
    if (stampFields.has(name)) continue
    const [was, is] = [old.get(name), fresh.get(name)]
    if (canonicalJson(was) === canonicalJson(is) || (isBlank(was) && isBlank(is))) continue
    changes.push({ field: prefix + name, ...(!isBlank(was) && { before: was }), ...(!isBlank(is) && { after: is }) })
  }
  return changes
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}
